"""What the pages would not understand is refused before it is signed, by its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys.office.notice import parse_notice, read_notice
from orgkeys.office.notice_rules import CALLERS
from orgkeys.office.terminal import Refused

HEAD = 'timezone = "UTC"\nexit_address = "https://www.wikipedia.org/"\n[texts.en]\n'
ASKED = 'question-1 = "How old are you?"\nquestion-1-why = "Some help is for the young."\n'
DEMO = Path(__file__).resolve().parents[2] / "tools" / "demo_notice.toml"


def texts(lines: str, policy: str = "") -> bytes:
    return f"{HEAD}{lines}\n[policy]\n{policy}\n".encode()


@pytest.mark.parametrize(
    ("lines", "policy"),
    [
        ("", ""),
        ('rights-more = "More"\nidle = "Away"\ncaller-harm = "It is good"', ""),
        (ASKED, ""),
        (ASKED + 'question-1-choices = "Under 18\\n18 or older"', ""),
        ('survey-4 = "Did it help?"\nsurvey-4-choices = "Yes\\nNo"', ""),
        ("", 'callers = "none"'),
        ("", 'callers = "harm relative"\nquiet = "on"\nidle-end = "silence"'),
        ("", 'idle-warn = "0"\nidle-close = "0"'),
        ("", 'idle-warn = "30"\nidle-close = "0"'),
        ("", 'idle-warn = "0"\nidle-close = "240"'),
    ],
)
def test_what_the_pages_know_is_taken(lines: str, policy: str) -> None:
    assert parse_notice(texts(lines, policy)) == read_notice(texts(lines, policy))


@pytest.mark.parametrize(
    ("lines", "policy", "where"),
    [
        ('rigths = "Typo"', "", "texts.en.rigths is not known here"),
        ('question-5 = "?"', "", "texts.en.question-5"),
        ('question-1 = "How old?"', "", "needs question-1-why"),
        ('question-1 = "Two\\nlines"\nquestion-1-why = "x"', "", "must be one line"),
        ('question-2-why = "x"', "", "texts.en.question-2-why belongs to a question"),
        (ASKED + 'question-1-choices = "One"', "", "2 to 12 answers"),
        (ASKED + 'question-1-choices = "Yes\\n\\nNo"', "", "answers of 1 to 64 characters"),
        (ASKED + f'question-1-choices = "Yes\\n{"n" * 65}"', "", "answers of 1 to 64 characters"),
        (ASKED + 'question-1-choices = "Yes\\nYes"', "", "an answer twice"),
        ('survey-1-why = "x"', "", "texts.en.survey-1-why is not known"),
        (ASKED + '[texts.ar]\nwelcome = "x"', "", "texts.ar lacks question-1"),
        ('[texts.ar]\nsurvey-1 = "x"', "", "texts.en lacks survey-1"),
        ("", 'colour = "red"', "policy.colour is not known"),
        ("", 'callers = "stranger"', "policy.callers"),
        ("", 'callers = ""', "policy.callers"),
        ("", 'callers = "harm harm"', "policy.callers"),
        ("", 'callers = "none harm"', "policy.callers"),
        ("", 'idle-warn = "-1"', "policy.idle-warn"),
        ("", 'idle-warn = "ten"', "policy.idle-warn"),
        ("", 'idle-close = "241"', "policy.idle-close"),
        ("", 'idle-warn = "20"', "policy.idle-close must be later"),
        ("", 'idle-close = "5"', "policy.idle-close must be later"),
        ("", 'idle-end = "quietly"', "must be message or silence"),
        ("", 'quiet = "yes"', "must be on or off"),
    ],
)
def test_what_they_do_not_is_refused_and_named(lines: str, policy: str, where: str) -> None:
    raw = texts(lines, policy)
    with pytest.raises(Refused, match="The notice cannot be used") as refused:
        parse_notice(raw)
    assert where in refused.value.what
    # Another program may have signed it: who pulls it can still read it.
    read_notice(raw)


@given(st.lists(st.sampled_from([*CALLERS, "none", "x"]), max_size=5))
def test_callers_are_some_of_the_known_ones_each_once_or_none(words: list[str]) -> None:
    good = words == ["none"] or (
        bool(words) and set(words) <= set(CALLERS) and len(set(words)) == len(words)
    )
    raw = texts("", f'callers = "{" ".join(words)}"')
    if good:
        assert parse_notice(raw).policy == (("callers", " ".join(words)),)
    else:
        with pytest.raises(Refused, match=r"policy\.callers"):
            parse_notice(raw)


def test_the_demo_asks_and_may_be_used() -> None:
    notice = parse_notice(DEMO.read_bytes())
    for _, words in notice.texts:
        assert {"rights", "question-1-why", "resources", "survey-1"} <= dict(words).keys()
