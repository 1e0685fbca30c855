"""The browsers of `page` and `canary`, seen by the host that they ask."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from secrets import token_hex
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from playwright.sync_api import sync_playwright

from audit.browser_start import agent_of, environment, flags_for
from audit.canary import opened_browser, profile
from audit.canary_network import Network
from audit.canary_places import Looking
from audit.canary_plan import Texts
from audit.canary_same import OTHER_CONSOLE, Served, compared_pages, same_pages
from audit.canary_story import Story
from audit.canary_touch import NoTalk, Touched
from audit.findings import Checked, Notes
from audit.page_browser import available, open_page
from audit.page_fetch import target_of
from audit.progress import Progress
from tests.audit.canary_scene import codes, evidence, plan

ASKS = b"""<!doctype html><title>Here</title><script>
const brands = navigator.userAgentData.brands;
const told = [navigator.webdriver, navigator.userAgent, brands, typeof window.chrome];
const asked = '/told?' + encodeURIComponent(JSON.stringify(told));
document.write('<img src="' + asked + '">');
</script>"""
"""It asks by a picture: no page has loaded before its pictures were answered.""" ""
SECRET = "NOVIEW_AUDIT_PASSPHRASE"
WORDS = f"words that were lent {token_hex()}"


class Host(ThreadingHTTPServer):
    """Keeps what its visitors say of themselves, and which secrets their processes have."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.said: list[str] = []
        self.secrets = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Asked(BaseHTTPRequestHandler):
    """One question."""

    server: Host

    def do_GET(self) -> None:
        names = ("User-Agent", "Sec-CH-UA")
        self.server.said += [unquote(self.path), *(self.headers.get(one, "") for one in names)]
        self.server.secrets += sum(WORDS.encode() in one for one in environments())
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(ASKS)))
        self.end_headers()
        self.wfile.write(ASKS)

    def log_message(self, *_: object) -> None:
        """Nothing on the screen."""


def environments() -> Iterator[bytes]:
    """Of every Chromium that runs here as ours."""
    for one in Path("/proc").glob("[0-9]*"):
        try:
            if b"chrom" in (one / "comm").read_bytes():
                yield (one / "environ").read_bytes()
        except OSError:
            continue


@contextmanager
def host() -> Iterator[Host]:
    with Host() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def asked_by(host: Host, way: str) -> None:
    if way == "page":
        program = available()
        assert program is not None
        assert open_page(target_of(host.address), program, sandbox=False) is not None
        return
    looking = Looking(Texts("one of the texts"), Texts("a control"), Notes(""), Progress())
    given = plan(no_sandbox=True)
    with profile() as folder, sync_playwright() as playwright:
        context = opened_browser(playwright, given, Network(given, looking), folder)
        page = context.new_page()
        page.goto(host.address, wait_until="networkidle")
        context.close()


@pytest.mark.parametrize("way", ["page", "canary"])
def test_a20_a_host_sees_a_visitor_and_nothing_of_the_auditor(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, WORDS)
    with host() as here:
        asked_by(here, way)
    told = next(json.loads(one[6:]) for one in here.said if one.startswith("/told?"))
    assert told[0] is False, "it says that a program drives it"
    assert "Chrome/" in told[1]
    assert {"Chromium"} < {one["brand"] for one in told[2]}
    assert told[3] == "object"
    assert "Headless" not in " ".join(here.said)
    assert here.secrets == 0


def test_a20_control_a_browser_that_says_what_it_is_would_be_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(SECRET, WORDS)
    monkeypatch.setattr("audit.page_browser.flags_for", lambda _: [])
    monkeypatch.setattr("audit.page_browser.environment", lambda _: dict(os.environ))
    with host() as here:
        asked_by(here, "page")
    told = next(json.loads(one[6:]) for one in here.said if one.startswith("/told?"))
    assert told[0] is True
    assert "Headless" in " ".join(here.said)
    assert here.secrets > 0


def test_a_browser_is_called_what_it_is_on_each_system() -> None:
    known = "Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)"
    assert "(X11; Linux x86_64)" in agent_of(known, "linux")
    assert "(Macintosh; " in agent_of("Google Chrome 141.0.7390.54", "darwin")
    assert agent_of("Google Chrome 141.0.7390.54 ", "win32").endswith(
        "Chrome/141.0.0.0 Safari/537.36"
    )
    assert agent_of("no version", "linux") == ""
    assert not [one for one in flags_for("/no/such/program") if "user-agent" in one]
    assert environment({SECRET: "words", "HOME": "/"}) == {"HOME": "/", "LANGUAGE": "en_US"}


def done(name: str, code: str, *served: Served) -> Checked:
    notes = Notes("noview-audit canary")
    notes.saw("things")
    for one in served:
        one.tell(notes) if name == "canary" else notes.find(code, Served.words(one))
    return notes.done(name, "")


def test_a20_a_conversation_in_another_page_than_the_one_that_was_compared_is_found() -> None:
    page = done("page", "page-is", Served("https://chat.example/", b"one"))
    for address in ("https://chat.example", "https://Chat.example:443/"):
        same = done("canary", "", Served(address, b"one"), Served("https://other.example/", b"two"))
        assert same_pages([page, same]) == (page, same)
        other = same_pages([done("canary", "", Served(address, b"two")), page])[0]
        assert (other.verdict, codes(other)) == ("fail", {"canary-other-page"})
        assert "and not 7692c3ad" in evidence(other, "canary-other-page")
    alone = done("canary", "", Served("https://chat.example", b"two"))
    assert same_pages([alone]) == (alone,)


@pytest.mark.parametrize(("body", "typed"), [(b"one", True), (b"two", False)])
def test_a20_nothing_is_typed_into_another_console_than_the_one_that_was_compared(
    body: bytes, typed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host that waits until it was compared does not get the device that was lent."""
    monkeypatch.setattr("audit.canary_story.Survivor", lambda _: None)
    monkeypatch.setattr("audit.canary_story.Console", lambda _: Opened(body))
    compared = compared_pages(done("page", "page-is", Served(CONSOLE, b"one")))
    nobody = SimpleNamespace(new_page=lambda: None)
    story = Story(
        plan(compared=compared),
        Texts("one of the texts"),
        Touched(()),
        nobody,  # type: ignore[arg-type]
        nobody,  # type: ignore[arg-type]
        print,
        print,
    )
    with pytest.raises(Typed if typed else NoTalk) as stopped:
        story.in_the_browser(nobody, None)  # type: ignore[arg-type]
    assert (str(stopped.value) == OTHER_CONSOLE) is not typed


CONSOLE = "http://127.0.0.1:1/console.html"


class Typed(Exception):  # noqa: N818
    """The passphrase."""


class Opened:
    """A console that is served so."""

    def __init__(self, body: bytes) -> None:
        self.served = Served(CONSOLE, body)

    def open(self, address: str) -> None:
        assert address == CONSOLE

    def unlock(self, _: object) -> None:
        raise Typed
