"""Counts of survivors' answers: small numbers stay hidden, also from those who can subtract."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys import ceremony
from orgkeys.office import counts
from orgkeys.office.counts import HIDDEN, LEAST, Question, counted, hidden, questions, report
from orgkeys.office.notice import NoticeText
from orgkeys.survey import Told
from relay.documents import Notice

DESK = bytes(16)
ENGLISH = (
    ("survey-1", "Did it help?"),
    ("survey-1-choices", "Yes\n No \n\nA little"),
    ("survey-2", "What should be different?"),
)
ARABIC = (("survey-1", "هل ساعدك؟"), ("survey-1-choices", "نعم\nرفض\nقليل"))


def notice(*texts: tuple[str, tuple[tuple[str, str], ...]]) -> Notice:
    listed = texts or (("en", ENGLISH), ("ar", ARABIC))
    text = NoticeText("UTC", (), (), listed, (), "https://example.org")
    return ceremony.make_notice(b"o" * 32, DESK, 1, text, 1_800_000_000)


def told(*answers: str, words: str = "") -> list[Told]:
    more = (("survey-2", words),) if words else ()
    return [Told(20_000, "survey", (("survey-1", answer), *more)) for answer in answers]


def rows(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))


def test_questions_come_from_the_notice_with_their_choices_in_every_language() -> None:
    assert questions(notice()) == (
        Question("survey-1", "Did it help?", (("Yes", "نعم"), ("No", "رفض"), ("A little", "قليل"))),
        Question("survey-2", "What should be different?", ()),
    )
    assert questions(notice(("en", ()))) == ()


def test_an_answer_counts_for_its_choice_in_whatever_language_it_was_given() -> None:
    question = questions(notice())[0]
    assert counted(question, told("Yes", "نعم", "No", "maybe", "")) == [2, 1, 0]


def test_a_report_says_counts_and_hides_small_ones() -> None:
    said = told(*["Yes"] * 9, *["نعم"] * 6, *["No"] * 8, *["A little"] * 2)
    assert rows(report(notice(), said, lambda _: None))[1:] == [
        ["answered after the chat", "", "25"],
        ["Did it help?", "Yes", "15"],
        ["Did it help?", "No", HIDDEN],
        ["Did it help?", "A little", HIDDEN],
        ["What should be different?", "", HIDDEN],
    ]


def test_words_are_shown_from_five_people_on_and_shuffled() -> None:
    four = told(*["Yes"] * 6) + told(*["Yes"] * 4, words="canary words")
    assert "canary" not in report(notice(), four, lambda _: None).decode()
    five = [one for n in range(5) for one in told("Yes", words=f"words {n}")]
    shown = [row[1] for row in rows(report(notice(), five, list.reverse)) if row[1] != ""]
    assert shown[-5:] == [f"words {n}" for n in reversed(range(5))]


def test_words_are_no_formula_of_a_spreadsheet_and_no_control_character() -> None:
    bad = ["=1+1", "+1", "-1", "@x", "\tx", "ok\x00\x1b[31m"]
    said = [one for words in bad for one in told("Yes", words=words)]
    cells = [row[1] for row in rows(report(notice(), said, lambda _: None))][-6:]
    assert cells == ["'=1+1", "'+1", "'-1", "'@x", "x", "ok  [31m"]


# --- nobody is found by subtraction -------------------------------------------------------------


def given_away(cells: tuple[int, ...], rule: object = hidden) -> list[int]:
    """Hidden small cells that somebody finds who knows the sum, what is shown, and the rule."""
    assert callable(rule)
    gone = rule(cells)
    shown = {n: count for n, count in enumerate(cells) if n not in gone}
    same = [
        other
        for other in product(range(sum(cells) + 1), repeat=len(cells))
        if sum(other) == sum(cells)
        and all(other[n] == count for n, count in shown.items())
        and rule(other) == gone
    ]
    return [n for n in gone if 0 < cells[n] < LEAST and len({other[n] for other in same}) == 1]


def every(choices: int, most: int) -> dict[object, list[tuple[int, ...]]]:
    """All counts of so many choices, by what is seen of them: sum, and what is shown."""
    seen: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for cells in product(range(most + 1), repeat=choices):
        if LEAST <= sum(cells) <= most:
            gone = hidden(cells)
            shown = tuple(None if n in gone else count for n, count in enumerate(cells))
            seen[sum(cells), shown].append(cells)
    return seen


@pytest.mark.parametrize(("choices", "most"), [(2, 40), (3, 26), (4, 18), (5, 14)])
def test_no_small_count_is_found_by_subtraction_even_by_who_knows_the_rule(
    choices: int, most: int
) -> None:
    for same in every(choices, most).values():
        for n in range(choices):
            values = {cells[n] for cells in same}
            if len(values) == 1 and n in hidden(same[0]):
                assert not 0 < values.pop() < LEAST, same


def test_control_hiding_only_the_small_ones_gives_them_away() -> None:
    def only_small(cells: tuple[int, ...]) -> frozenset[int]:
        return frozenset(n for n, count in enumerate(cells) if count < LEAST)

    assert given_away((20, 2), only_small) == [1]
    assert given_away((20, 1, 4, 4), only_small) == []
    assert given_away((20, 4, 4), only_small) == [1, 2]
    for cells in ((20, 2), (20, 4, 4), (9, 1, 0)):
        assert given_away(cells) == []


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6))
def test_what_is_shown_is_never_small(cells: list[int]) -> None:
    gone = hidden(cells)
    assert all(cells[n] >= LEAST for n in range(len(cells)) if n not in gone)
    small = [n for n in gone if 0 < cells[n] < LEAST]
    assert not small or len(gone) > 1 or len(cells) == 1
    if not small:
        assert gone == {n for n, count in enumerate(cells) if count == 0}


def test_a_choice_that_nobody_took_hides_no_other() -> None:
    assert hidden((20, 0)) == {1}
    assert hidden((20, 7, 0)) == {2}
    assert counts.hidden((3, 2)) == {0, 1}
