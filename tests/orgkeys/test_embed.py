"""The link and the button for the organisation's website: plain and inert, with what they mean."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys.office.commands import BUILT
from orgkeys.office.embed import EMBED, LABEL, snippets
from orgkeys.office.neutral import giveaways
from orgkeys.office.page_words import read_words
from tests.orgkeys.office import Office
from tests.orgkeys.stamping import HOSTILE, build, tongues_of

ADDRESS = "https://www.example.org/info.html"
TAGS = {"html", "meta", "title", "p", "a"}


class Snippets(HTMLParser):
    """What a browser makes of the file: elements, links with their words, and comments."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.links: list[tuple[dict[str, str | None], str]] = []
        self.comments: list[str] = []
        self.order: list[str] = []
        self._open = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._open = tag == "a"
        assert not [name for name, _ in attrs if name.startswith("on")]
        if tag == "a":
            self.links.append((dict(attrs), ""))
            self.order.append("link")

    def handle_endtag(self, tag: str) -> None:
        self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            attrs, before = self.links[-1]
            self.links[-1] = (attrs, before + data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)
        self.order.append("comment")


def inert(page: str, href: str) -> Snippets:
    """Nothing in it runs, loads or opens anything else than this one address, in the same tab."""
    read = Snippets(page)
    assert read.tags == TAGS
    for attrs, _ in read.links:
        assert set(attrs) <= {"href", "target", "rel", "style"}
        assert (attrs["href"], attrs["target"], attrs["rel"]) == (href, "_self", "noreferrer")
        assert "url(" not in (attrs.get("style") or "")
    assert not [one for one in read.comments if "--" in one], "every browser ends it in one place"
    return read


def test_each_language_has_a_link_and_a_button_and_what_they_mean_stands_before() -> None:
    read = inert(snippets(ADDRESS, tongues_of()), ADDRESS)
    words = [f"{label}: link" for label in ("Leave now", "خروج فوري")]
    assert [text for _, text in read.links] == words * 2
    assert ["style" in attrs for attrs, _ in read.links] == [False, False, True, True]
    assert read.order == ["comment", "link", "link"] * 2
    for comment in read.comments:
        for told in ("website learns", "history", "referrer", "iframe", "Back", "neutral"):
            assert told in comment
        for told in ("relay's host", "analytics", "same tab"):
            assert told in comment
    page = snippets(ADDRESS, tongues_of())
    assert '<p lang="ar" dir="rtl"><a ' in page


@pytest.mark.parametrize("words", HOSTILE)
def test_a54_hostile_words_and_addresses_are_inert(words: str) -> None:
    href = "https://www.example.org/" + words
    inert(snippets(href, tongues_of(words)), href)


def test_a54_control_the_check_sees_what_came_in() -> None:
    page = snippets(ADDRESS, tongues_of())
    for planted in ("<script>1</script>", "<iframe></iframe>", '<img src="https://a.example/">'):
        with pytest.raises(AssertionError):
            inert(page + planted, ADDRESS)
    for less in (' rel="noreferrer"', ' target="_self"'):
        with pytest.raises((AssertionError, KeyError)):
            inert(page.replace(less, ""), ADDRESS)


@given(st.text(max_size=40).filter(lambda text: "\r" not in text))
def test_any_address_comes_back_whole(text: str) -> None:
    inert(snippets(text, tongues_of(text)), text)


def test_a25_the_words_of_every_language_are_neutral() -> None:
    tongues = read_words(BUILT)
    assert {one.code for one in tongues} == {"en", "es", "ru", "ar", "zh", "hi"}
    for one in tongues:
        assert giveaways(one.text(LABEL)) == ()
    assert len({one.text(LABEL) for one in tongues}) == 6


def test_the_command_writes_it_beside_the_pages(tmp_path: Path) -> None:
    office = Office(tmp_path, built=build(tmp_path / "built")).init()
    out = tmp_path / "pages"
    args = ("page", "--relay", "wss://chat.example.org", "--out", str(out), "--file", "help.html")
    assert EMBED in office.must(*args)
    inert((out / EMBED).read_text(encoding="utf-8"), "help.html")
    office.must(*args, "--address", ADDRESS)
    text = (out / EMBED).read_text(encoding="utf-8")
    inert(text, ADDRESS)
    assert re.findall('lang="(..)" dir', text) == ["en", "en"], "the notice's languages"
    office.must(*args, "--languages", "ar,en")
    assert re.findall('lang="(..)" dir', (out / EMBED).read_text()) == ["ar", "en"] * 2
    assert office.run(*args[:-1], EMBED).code == 1, "it would be written over the page"
