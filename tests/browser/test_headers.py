"""What a page may do: the policy that is served with it, and the one inside it."""

from __future__ import annotations

import html
import re
import time
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.browser.place import Place
from tests.browser.policy import ACTS, MARKUP, WATCH, Attempt, Elsewhere, do, violations

PAGES = ("index", "console")
META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
WITHIN = 30_000
"""Milliseconds on a machine that is busy; most take a few."""


def allowed(page: str, element: str) -> str:
    """The sources that allow the inline scripts or the one style of a page: the survivor's has a
    script of its own for the exit."""
    inline = re.findall(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
    own = element == "script" and 'id="exit"' in page.split("<script", 1)[0]
    assert len(inline) == (2 if own else 1)
    hashes = [b64encode(sha256(one.encode()).digest()).decode() for one in inline]
    return " ".join(f"'sha256-{one}'" for one in hashes)


def policy_of(place: Place, page: str) -> list[str]:
    return [
        "default-src 'none'",
        f"script-src {allowed(page, 'script')}",
        f"style-src {allowed(page, 'style')}",
        "img-src data:",
        f"connect-src {place.relay_address}",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-src 'none'",
        "object-src 'none'",
        "worker-src 'none'",
        "manifest-src 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]


@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_served_with_exactly_the_policy(name: str, place: Place) -> None:
    with urllib.request.urlopen(f"{place.pages_origin}/{name}.html", timeout=10) as answer:
        page = answer.read().decode()
        headers = {key.lower(): value for key, value in answer.headers.items()}
    served = headers.pop("content-security-policy").split("; ")
    served.remove("frame-ancestors 'none'")
    assert served == policy_of(place, page)
    # The page says the same of itself, for organisations that only upload the file.
    inside = META.findall(page)
    assert [html.unescape(one).split("; ") for one in inside] == [policy_of(place, page)]

    features = headers.pop("permissions-policy").split(", ")
    assert len(features) > 30
    assert all(re.fullmatch(r"[a-z-]+=\(\)", one) for one in features)
    assert {"camera=()", "microphone=()", "geolocation=()", "clipboard-read=()"} <= set(features)
    for told in ("date", "content-length", "connection", "server"):
        headers.pop(told)
    assert headers == {
        "cache-control": "no-store",
        "content-type": "text/html; charset=utf-8",
        "cross-origin-embedder-policy": "require-corp",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-dns-prefetch-control": "off",
        "x-robots-tag": "noindex, nofollow, noarchive",
        "vary": "Accept-Encoding",
    }


# --- in the browser ---------------------------------------------------------------------------


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    # A page that a test has changed counts as one from outside: it may ask for this machine.
    context = browser.new_context(permissions=["local-network-access"])
    context.add_init_script(WATCH)
    yield context
    context.close()


@pytest.fixture
def elsewhere(context: BrowserContext) -> Elsewhere:
    return Elsewhere(context)


class Served:
    """A real page, changed on the way, with the policy where a test wants it."""

    def __init__(self, context: BrowserContext, place: Place, name: str) -> None:
        self.context = context
        self.address = f"{place.pages_origin}/{name}.html"
        with urllib.request.urlopen(self.address, timeout=10) as answer:
            self.body, self.headers = answer.read().decode(), dict(answer.headers.items())

    def open(self, where: str, markup: str = "") -> Page:
        """`where` the policy stands: in "header" or "meta" alone, or "nowhere"."""

        def serve(route: Route) -> None:
            body, headers = self.body, self.headers
            if where != "meta":
                body, times = META.subn("", body)
                assert times == 1
            if where != "header":
                headers = {"content-type": "text/html"}
            assert body.count("</body>") == 1
            route.fulfill(body=body.replace("</body>", f"{markup}</body>"), headers=headers)

        page = self.context.new_page()
        page.route(self.address, serve)
        page.goto(self.address)
        return page


def has_worked(page: Page, attempt: Attempt, elsewhere: Elsewhere) -> bool:
    done = attempt.done == "" or page.evaluate(f"() => {attempt.done}")
    return bool(done and (attempt.done != "" or elsewhere.asked))


def refused(page: Page, attempt: Attempt, elsewhere: Elsewhere) -> None:
    page.wait_for_function("() => violations.length > 0", timeout=WITHIN)
    page.wait_for_timeout(50)
    found = violations(page)
    assert set(found) & set(attempt.directives), found
    assert not has_worked(page, attempt, elsewhere)
    page.close()


def works(page: Page, attempt: Attempt, elsewhere: Elsewhere) -> None:
    deadline = time.monotonic() + WITHIN / 1000
    while not has_worked(page, attempt, elsewhere):
        assert time.monotonic() < deadline, "the control does not work"
        page.wait_for_timeout(20)


@pytest.mark.parametrize("name", PAGES)
def test_an_honest_page_breaks_no_rule_of_its_policy(
    name: str, context: BrowserContext, place: Place
) -> None:
    page = context.new_page()
    page.goto(f"{place.pages_origin}/{name}.html")
    page.wait_for_selector("h1")
    assert violations(page) == []


@pytest.mark.parametrize("attempt", MARKUP, ids=str)
def test_what_is_added_to_a_page_on_the_way_does_nothing(
    attempt: Attempt, context: BrowserContext, elsewhere: Elsewhere, place: Place
) -> None:
    """By the header, by the meta element where only the file was uploaded; the control has none."""
    served = Served(context, place, "index")
    for where in ("header", "meta"):
        refused(served.open(where, attempt.code), attempt, elsewhere)
    works(served.open("nowhere", attempt.code), attempt, elsewhere)


@pytest.mark.parametrize("attempt", ACTS, ids=str)
def test_what_a_script_in_the_page_must_not_do_is_refused(
    attempt: Attempt, context: BrowserContext, elsewhere: Elsewhere, place: Place
) -> None:
    served = Served(context, place, "index")
    code = attempt.code.replace("PORT", str(place.port))
    for where in ("header", "meta"):
        page = served.open(where)
        do(page, code)
        refused(page, attempt, elsewhere)
    page = served.open("nowhere")
    do(page, code)
    works(page, attempt, elsewhere)


@pytest.mark.parametrize("name", PAGES)
def test_nobody_shows_a_page_in_a_frame(name: str, context: BrowserContext, place: Place) -> None:
    address = f"{place.pages_origin}/{name}.html"
    body = f'<iframe src="{address}" title="x"></iframe>'
    framer = context.new_page()
    # A page of this machine, so that no other rule of the browser stands in the way.
    origin = f"http://localhost:{place.pages_port}/framer"
    framer.route(origin, lambda route: route.fulfill(body=body, content_type="text/html"))
    framer.goto(origin)
    framer.wait_for_timeout(500)
    assert shown(framer) == 0
    # The control: the same page without its headers is shown.
    framer.route(
        address, lambda route: route.fulfill(body=route.fetch().text(), content_type="text/html")
    )
    framer.goto(origin)
    deadline = time.monotonic() + WITHIN / 1000
    while shown(framer) <= 3:
        assert time.monotonic() < deadline, "the control does not work"
        framer.wait_for_timeout(20)


def shown(framer: Page) -> int:
    """How much of a page of ours stands in the frames of another."""
    return sum(frame.locator("[data-test]").count() for frame in framer.frames[1:])
