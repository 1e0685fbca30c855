"""A signed notice written back as the file that people edit: it reads as the very same."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from orgkeys.office.notice import NoticeText, parse_notice, read_notice
from orgkeys.office.notice_defaults import NOTICE_TOML
from orgkeys.office.notice_source import write_notice

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def notice(said: str = "Write to us.", phone: str = "+43 1 555 0100") -> NoticeText:
    return NoticeText(
        timezone="Europe/Vienna",
        hours=((0, 540, 1020), (5, 1320, 1440), (6, 0, 120), (6, 1320, 1440)),
        numbers=((phone, (("en", said), ("pt-BR", said))), ("112", ())),
        texts=(
            ("en", (("welcome", said),)),
            ("ar", (("welcome", "\u0645\u0631\u062d\u0628\u0627"),)),
        ),
        policy=(("calls", said),),
        exit_address="https://www.wikipedia.org/",
    )


def test_what_init_begins_with_comes_back() -> None:
    text = parse_notice(NOTICE_TOML.encode())
    raw = write_notice(text)
    assert raw is not None
    assert parse_notice(raw) == text


def test_quotes_and_letters_of_every_kind_are_written_so_that_they_come_back() -> None:
    text = notice('Say "yes" \\ or \u0646\u0639\u0645,\nor \U0001f642 or zero\u200dwidth [x] # y')
    raw = write_notice(text)
    assert raw is not None
    assert read_notice(raw) == text
    assert b"\\u200d" in raw, "what nobody sees is written out"
    assert "\u0646\u0639\u0645".encode() in raw, "and what people read stays readable"


@given(WORDS)
def test_it_is_the_very_same_or_it_is_not_written(said: str) -> None:
    raw = write_notice(notice(said))
    if raw is not None:
        assert read_notice(raw) == notice(said)
        tomllib.loads(raw.decode())


def test_what_no_file_could_say_is_not_written() -> None:
    for wrong in (notice("turned \u202e around"), notice(phone="none"), notice(" spaces ")):
        assert write_notice(wrong) is None
    assert write_notice(notice()) is not None  # the control
