"""The link on the organisation's website, in a real browser."""

from __future__ import annotations

from playwright.sync_api import Browser, Route

from orgkeys.office.commands import BUILT
from orgkeys.office.embed import snippets
from orgkeys.office.page_words import read_words
from tests.browser.looks import becomes, never

WEBSITE = "http://website.test"
CARELESS = '<base target="_blank"><a href="info.html">Careless</a>'
"""A website may open all its links in new tabs; and its own link beside ours is the control."""


def answer(route: Route) -> None:
    page = snippets("info.html", read_words(BUILT)[:1])
    body = CARELESS + page if route.request.url == f"{WEBSITE}/" else "<title>Home</title>"
    route.fulfill(body=body, content_type="text/html")


def test_a25_the_link_and_the_button_open_in_the_same_tab_and_tell_no_referrer(
    browser: Browser,
) -> None:
    context = browser.new_context()
    context.route(f"{WEBSITE}/**", answer)
    page = context.new_page()
    for kind in ("p >> nth=0", "p >> nth=1"):
        page.goto(f"{WEBSITE}/")
        page.click(f"{kind} >> a")
        page.wait_for_url(f"{WEBSITE}/info.html")
        never(lambda: page.evaluate("document.referrer"))
        assert context.pages == [page]
    page.goto(f"{WEBSITE}/")
    with context.expect_page() as other:
        page.click("text=Careless")
    other.value.wait_for_url(f"{WEBSITE}/info.html")
    becomes(lambda: other.value.evaluate("document.referrer"), f"{WEBSITE}/")
    context.close()
