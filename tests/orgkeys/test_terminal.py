"""Plain output that nothing can hide in, and words for times and passphrases."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys.office.terminal import (
    Refused,
    Terminal,
    check_passphrase,
    escape,
    groups,
    runs_out,
    span,
    when,
)


@given(st.text())
def test_a57_nothing_that_reaches_the_terminal_can_move_or_hide(text: str) -> None:
    terminal = Terminal(out=io.StringIO(), err=io.StringIO())
    terminal.say(text)
    terminal.warn(text)
    for stream in (terminal.out, terminal.err):
        assert isinstance(stream, io.StringIO)
        line = stream.getvalue()
        assert line.endswith("\n")
        for char in line[:-1]:
            assert unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn")


def test_a_fact_is_apart_from_its_name_however_long_that_is() -> None:
    terminal = Terminal(out=io.StringIO(), err=io.StringIO())
    terminal.fact("roster", "3")
    terminal.fact("people who answered", "5")
    assert isinstance(terminal.out, io.StringIO)
    assert terminal.out.getvalue() == "  roster         3\n  people who answered 5\n"


def test_a57_ordinary_words_of_every_script_stay_as_they_are() -> None:
    for words in ("Night Line", "نور", "夜の電話", "कॉल", "é ü ß — “q”"):
        assert escape(words) == words
    assert escape("a\x1b[2Jb\u202ec") == "a\\u001b[2Jb\\u202ec"


def test_a_fingerprint_can_be_read_aloud() -> None:
    lines = groups(bytes(range(32)))
    assert lines[0] == "0001 0203 0405 0607"
    assert len(lines) == 4


def test_times_in_words() -> None:
    assert when(1_800_000_000) == "2027-01-15 08:00 UTC"
    assert when(2**53) == "a date beyond all calendars"
    assert span(6 * 86400 + 3 * 3600 + 59) == "6 days 3 hours"
    assert span(60) == "1 minute"
    assert span(3) == "less than a minute"
    assert "RAN OUT" in runs_out(10, 10)
    assert "1 hour left" in runs_out(3610, 10)


def test_a_passphrase_is_measured_as_the_vault_measures_it() -> None:
    check_passphrase("a" * 14)
    for short in ("a" * 13, "e\u0301" * 13, ""):
        with pytest.raises(Refused, match="too short"):
            check_passphrase(short)
    for strange in ("a" * 14 + "\udc80", "a" * 14 + "\x7f"):
        with pytest.raises(Refused, match="not a letter"):
            check_passphrase(strange)


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_standard_input_gives_a_line_at_a_time_and_never_from_a_screen() -> None:
    terminal = Terminal(err=io.StringIO(), stdin=io.StringIO("first words\r\nsecond words\n"))
    assert terminal.passphrase("x", "-") == "first words"
    assert terminal.passphrase("x", "-") == "second words"
    with pytest.raises(Refused, match="no passphrase"):
        terminal.passphrase("x", "-")
    with pytest.raises(Refused, match="would show the passphrase"):
        Terminal(stdin=Tty("words")).passphrase("x", "-")
