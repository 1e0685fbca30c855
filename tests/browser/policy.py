"""What a page is tried with: things that its policy must refuse, and what they do where none is.

`MARKUP` is put into the served file; `ACTS` are done by a script that already runs in the page.
Each names the directives, one of which must refuse it.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, Route

ELSEWHERE = "https://elsewhere.example"

FILES = {
    "script.js": ("text/javascript", "ran = 1"),
    "style.css": ("text/css", "p { color: red }"),
    "image.svg": ("image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "events": ("text/event-stream", "data: x\n\n"),
}
WATCH = """
globalThis.violations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  violations.push(event.effectiveDirective);
});
"""


@dataclass(frozen=True)
class Attempt:
    """It has worked where `done` is true in the page; without it, where elsewhere was asked."""

    name: str
    code: str
    directives: tuple[str, ...]
    done: str = "globalThis.ran === 1"

    def __str__(self) -> str:
        return self.name


MARKUP = (
    Attempt("script", "<script>ran = 1</script>", ("script-src-elem",)),
    Attempt(
        "script from elsewhere",
        f'<script src="{ELSEWHERE}/script.js"></script>',
        ("script-src-elem",),
        "",
    ),
    Attempt(
        "event handler",
        '<img alt="" src="data:," onerror="ran = 1">',
        ("script-src-attr",),
    ),
    Attempt(
        "style",
        "<style>body { color: rgb(1, 2, 3) }</style>",
        ("style-src-elem",),
        "getComputedStyle(document.body).color === 'rgb(1, 2, 3)'",
    ),
    Attempt(
        "style attribute",
        '<p id="planted" style="color: rgb(1, 2, 3)">x</p>',
        ("style-src-attr",),
        "getComputedStyle(document.getElementById('planted')).color === 'rgb(1, 2, 3)'",
    ),
    Attempt(
        "style from elsewhere",
        f'<link id="planted" rel="stylesheet" href="{ELSEWHERE}/style.css">',
        ("style-src-elem",),
        "",
    ),
    Attempt(
        "image from elsewhere",
        f'<img id="planted" alt="" src="{ELSEWHERE}/image.svg">',
        ("img-src",),
        "",
    ),
    Attempt(
        "base",
        f'<base href="{ELSEWHERE}/">',
        ("base-uri",),
        f"document.baseURI === '{ELSEWHERE}/'",
    ),
    Attempt(
        "frame",
        f'<iframe id="planted" title="x" src="{ELSEWHERE}/frame.html"></iframe>',
        ("frame-src",),
        "",
    ),
    Attempt(
        "object",
        f'<object id="planted" data="{ELSEWHERE}/frame.html" type="text/html"></object>',
        ("object-src",),
        "",
    ),
)

ACTS = (
    Attempt("eval", "ran = eval('1')", ("script-src", "require-trusted-types-for")),
    Attempt(
        "new Function",
        "ran = new Function('return 1')()",
        ("script-src", "require-trusted-types-for"),
    ),
    Attempt("timer of text", "setTimeout('ran = 1', 0)", ("require-trusted-types-for",)),
    Attempt(
        "script element",
        "const s = document.createElement('script'); s.append('ran = 1'); document.body.append(s)",
        ("script-src-elem", "require-trusted-types-for"),
    ),
    Attempt(
        "innerHTML",
        "document.body.innerHTML = '<b id=planted>x</b>'",
        ("require-trusted-types-for",),
        "document.getElementById('planted') !== null",
    ),
    Attempt(
        "insertAdjacentHTML",
        "document.body.insertAdjacentHTML('beforeend', '<b id=planted>x</b>')",
        ("require-trusted-types-for",),
        "document.getElementById('planted') !== null",
    ),
    Attempt(
        "document.write",
        "document.write('<b id=planted>x</b>')",
        ("require-trusted-types-for",),
        "document.getElementById('planted') !== null",
    ),
    Attempt(
        "policy of one's own",
        "trustedTypes.createPolicy('planted', {}); globalThis.ran = 1",
        ("trusted-types",),
    ),
    Attempt("fetch from elsewhere", f"await fetch('{ELSEWHERE}/data')", ("connect-src",), ""),
    Attempt("fetch from here", "await fetch('/data'); globalThis.ran = 1", ("connect-src",)),
    Attempt(
        "request of the old kind",
        f"const x = new XMLHttpRequest(); x.open('GET', '{ELSEWHERE}/data'); x.send()",
        ("connect-src",),
        "",
    ),
    Attempt(
        # The relay itself, under another name than the policy has.
        "socket to another host",
        "const s = new WebSocket('ws://localhost:PORT/v1/visit');"
        " s.onopen = () => { globalThis.ran = 1 }",
        ("connect-src",),
    ),
    Attempt("stream of events", f"new EventSource('{ELSEWHERE}/events')", ("connect-src",), ""),
    Attempt("beacon", f"navigator.sendBeacon('{ELSEWHERE}/beacon', 'x')", ("connect-src",), ""),
    Attempt(
        "worker",
        "const w = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));"
        " w.onmessage = () => { globalThis.ran = 1 }",
        ("worker-src", "require-trusted-types-for"),
    ),
    Attempt(
        "form",
        f"const f = document.createElement('form'); f.action = '{ELSEWHERE}/form';"
        " document.body.append(f); f.submit()",
        ("form-action",),
        "",
    ),
    Attempt(
        "style attribute by script",
        "document.body.setAttribute('style', 'color: rgb(1, 2, 3)')",
        ("style-src-attr",),
        "getComputedStyle(document.body).color === 'rgb(1, 2, 3)'",
    ),
)


class Elsewhere:
    """A host that has everything and lets everybody in: only a policy stops anybody."""

    def __init__(self, context: BrowserContext) -> None:
        self.asked: list[str] = []
        context.route(f"{ELSEWHERE}/**", self._answer)
        context.route("**/data", self._answer)

    def _answer(self, route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[1]
        self.asked.append(name)
        kind, body = FILES.get(name, ("text/html", "<p>x</p>"))
        headers = {
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        route.fulfill(body=body, content_type=kind, headers=headers)


def do(page: Page, code: str) -> None:
    """As a script of the page would: in a task of its own, what is thrown is nobody's."""
    page.evaluate(
        f"() => {{ setTimeout(async () => {{ try {{ {code} }} catch {{}} "
        "finally { globalThis.tried = true } }, 0) }"
    )


def violations(page: Page) -> list[str]:
    found: list[str] = page.evaluate("() => violations")
    return found
