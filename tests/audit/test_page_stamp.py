"""Whatever an organisation says in a page, the page can be written again from it, to the byte."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from audit.errors import Unreadable
from audit.page_expected import first_difference
from audit.page_stamp import bytes_of, told_of, written_again
from orgkeys import ceremony
from orgkeys.office.pages import Stamp, letters, stamp_page
from relay.document_types import Notice
from tests.builders import filler
from tests.orgkeys.stamping import HOSTILE, PAGE, notice_of, stamp_of, tongues_of

SEED = filler("administrator")
WORDS = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(codec="utf-8"), max_size=30))


def page(name: str, words: str, number: str, languages: int = 2) -> tuple[bytes, Stamp, Notice]:
    """A page whose organisation, title and notice hold these words."""
    notice = structs.replace(
        notice_of(),
        organisation=bytes(range(32)),
        timezone=words[:64],
        numbers=((number[:64], (("en", words),)),),
        texts=(("ar", (("outage", words), ("welcome", number))),),
    )
    stamp = replace(stamp_of(words, ceremony.sign(notice, [SEED])), name=words)
    tongues = tongues_of()[:languages]
    return stamp_page(name, PAGE, stamp, notice, tongues).encode(), stamp, notice


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS, st.sampled_from(("survivor.html", "console.html")), st.integers(1, 2))
def test_a54_what_a_page_was_told_is_read_out_of_it_and_gives_the_same_page(
    words: str, number: str, name: str, languages: int
) -> None:
    body, stamp, notice = page(name, words, number, languages)
    told = told_of(body)
    assert (told.page, told.notice) == (name, notice)
    assert told.stamp.notice == stamp.notice
    assert written_again(told, PAGE, tongues_of()) == body


@given(st.binary(max_size=200))
def test_letters_are_read_back_as_the_bytes_they_were(raw: bytes) -> None:
    assert bytes_of(letters(raw)) == raw


@given(st.binary(max_size=300))
def test_what_is_no_page_of_ours_is_refused(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        told_of(raw)


@given(st.binary(max_size=9000), st.integers(0, 8999), st.binary(max_size=3))
def test_the_first_byte_that_differs_is_named(page: bytes, at: int, more: bytes) -> None:
    at = min(at, len(page))
    other = page[:at] + bytes(((page[at] ^ 1) if at < len(page) else 0,)) + more
    assert first_difference(other, page).startswith(f"first at byte {at:,}, ")


def test_two_blocks_or_a_language_that_is_not_there_are_refused() -> None:
    body, _, _ = page("survivor.html", "words", "+43 1")
    with pytest.raises(Unreadable, match="one block"):
        told_of(body + body)
    told = told_of(body)
    for languages in ((), ("tlh",)):
        with pytest.raises(Unreadable):
            written_again(replace(told, languages=languages), PAGE, tongues_of())
    with pytest.raises(Unreadable):
        written_again(told, PAGE.replace("__NOVIEW_RELAY__", ""), tongues_of())
