"""What becomes of survivors' answers: counts for each question and choice, and nothing of one
person (protocol.md 15.6). Pure.

A small count can point at somebody, so it is hidden; and where the total would give a hidden one
away, another one is hidden too.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from orgkeys.survey import Told
from relay.documents import Notice

LEAST: Final = 5
QUESTIONS: Final = tuple(f"survey-{number}" for number in range(1, 5))
HIDDEN: Final = f"hidden (fewer than {LEAST}, or it would give such a number away)"
# A spreadsheet takes what begins so for a formula, whoever wrote it.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Question:
    """One question of the notice. `choices` holds each choice in every language, the first language
    first; none for a question that people answer in their own words."""

    key: str
    text: str
    choices: tuple[tuple[str, ...], ...]


def questions(notice: Notice) -> tuple[Question, ...]:
    """The questions that the notice asks after the end, in its first language."""
    texts = [dict(words) for _, words in notice.texts]
    found = []
    for key in QUESTIONS:
        asked = [words[key] for words in texts if words.get(key)]
        if not asked:
            continue
        listed = [_lines(words.get(f"{key}-choices", "")) for words in texts]
        length = max(map(len, listed), default=0)
        choices = tuple(
            tuple(lines[number] for lines in listed if number < len(lines))
            for number in range(length)
        )
        found.append(Question(key, asked[0], choices))
    return tuple(found)


def counted(question: Question, told: Sequence[Told]) -> list[int]:
    """How many chose each choice; words that are none of them count nowhere."""
    cells = [0] * len(question.choices)
    for one in told:
        answer = dict(one.answers).get(question.key)
        for number, words in enumerate(question.choices):
            if answer in words:
                cells[number] += 1
                break
    return cells


def hidden(cells: Sequence[int]) -> frozenset[int]:
    """Which cells are not shown, also to somebody who knows their sum and this rule.

    Those below five; and while their values would follow from their sum (one alone, fewer than
    five people in all, or every one at its most), the smallest of the others too, with its equals.
    """
    gone = {number for number, count in enumerate(cells) if count < LEAST}
    left = sorted({count for count in cells if count >= LEAST})
    while left and any(0 < cells[n] < LEAST for n in gone):
        total = sum(cells[n] for n in gone)
        if len(gone) > 1 and total >= LEAST and total != (LEAST - 1) * len(gone):
            break
        smallest = left.pop(0)
        gone.update(number for number, count in enumerate(cells) if count == smallest)
    return frozenset(gone)


def report(notice: Notice, told: Sequence[Told], shuffle: Callable[[list[str]], None]) -> bytes:
    """The counts as CSV in UTF-8: question, answer, count. `told` are at least five people's."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(("question", "answer", "people"))
    rows.writerow(("answered after the chat", "", len(told)))
    for question in questions(notice):
        if question.choices:
            cells = counted(question, told)
            gone = hidden(cells)
            for number, words in enumerate(question.choices):
                count = HIDDEN if number in gone else cells[number]
                rows.writerow((_cell(question.text), _cell(words[0]), count))
        else:
            answers = [dict(one.answers).get(question.key, "").strip() for one in told]
            written = [answer for answer in answers if answer]
            shuffle(written)
            if len(written) < LEAST:
                rows.writerow((_cell(question.text), "", HIDDEN))
            for answer in written if len(written) >= LEAST else ():
                rows.writerow((_cell(question.text), _cell(answer), ""))
    return "\ufeff".encode() + out.getvalue().encode()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _cell(text: str) -> str:
    """Text as a spreadsheet shows it and does nothing else with it."""
    plain = "".join(
        char if char == "\n" or unicodedata.category(char) != "Cc" else " " for char in text
    )
    return f"'{plain}" if plain.startswith(_FORMULA) else plain
