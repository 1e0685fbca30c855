"""docs/vendor-questions.md answers every question, with what commands really say by now."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tools.attacks import dead_links, there
from tools.vendor_sheet import PAGE, all_that_is_said, differences, masked, same, shown

TEXT = PAGE.read_text(encoding="utf-8")
TOPICS = {
    "view of content": "see what is said",
    "keys": "holds the keys",
    "incidental data": "collected by the way",
    "court orders": "court order",
    "gag orders": "may not tell us",
    "retention": "for how long",
    "deletion": "deleted",
    "transcripts": "transcripts",
    "breach": "breach",
    "accounts": "account",
    "surveys": "surveys",
    "third parties": "third parties",
    "listeners": "watch a conversation",
    "staff leaving": "leaves, or a computer is lost",
    "impersonation": "pretend",
    "interpreters": "interpreters",
    "languages and accessibility": "accessible",
    "automatic messages": "write themselves",
    "traces": "stays on her phone",
    "downtime": "down",
    "leaving the vendor": "do we leave",
    "audits": "audited",
}
HONEST = re.compile(r"\*(?:Ask|Not (?:true|prevented))")


@pytest.fixture(scope="module")
def real() -> list[list[str]]:
    return all_that_is_said(TEXT)


def questions(text: str) -> dict[str, str]:
    """What stands below each question of the first part."""
    first = text.split("\n## Part 1")[1].split("\n## Part 2")[0]
    found = re.split(r"^### \d+\. (.*)$", first, flags=re.MULTILINE)[1:]
    return dict(zip(found[::2], found[1::2], strict=True))


def unanswered(text: str) -> list[str]:
    """Questions of the field without a heading, and headings without an answer in bold, without
    anything that shows it, or without what is not true or has to be asked."""
    told = questions(text)
    faults = [
        topic
        for topic, words in TOPICS.items()
        if not any(words in title.lower() for title in told)
    ]
    for title, below in told.items():
        faults += [] if re.match(r"\s*\*\*", below) else [f"{title} no answer"]
        faults += [] if "```console" in below or "`docs/" in below or "`SECURITY" in below else [
            f"{title} nothing shows it"
        ]  # fmt: skip
        faults += [] if HONEST.search(below) else [f"{title} nothing is left open"]
    return faults


def not_there(text: str) -> list[str]:
    """Pages that are named and are not there, or headings of them."""
    named = re.findall(r"`(docs/[\w/.-]+|SECURITY\.md)`(?:, \"([^\"]+)\")?", text)
    faults = [page for page, _ in named if not there(page)]
    for page, heading in named:
        path = PAGE.parents[1] / page
        titles = path.read_text(encoding="utf-8") if path.is_file() else ""
        if heading and not re.search(rf"^#+ {re.escape(heading)}", titles, re.MULTILINE):
            faults.append(f"{page}: {heading}")
    return faults


CHECKS: list[Callable[[str], list[str]]] = [unanswered, not_there, dead_links]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.__name__))
def test_every_question_is_answered_with_what_is_there(check: Callable[[str], list[str]]) -> None:
    assert check(TEXT) == []


def test_every_command_says_what_the_page_says(real: list[list[str]]) -> None:
    assert len(real) > 8
    assert differences(TEXT, real) == []


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("PASS: nothing was found", "PASS: nothing at all was found"),
        ("PASS: nothing was found that breaks a promise.", "…\nFAIL: something\n…"),
        ("- `counted`: 35 days.", "- `counted`: 3 days."),
        ("  left out       Salma: the device is shut out\n", ""),
        ("connect-src wss://chat.example.org", "connect-src wss://chat.example.org 'self'"),
        ("in relay.db; pages on", "in relay.db\n192.0.2.1 GET /; pages on"),
    ],
)
def test_what_a_command_does_not_say_is_found(good: str, bad: str, real: list[list[str]]) -> None:
    assert good in TEXT
    assert differences(TEXT.replace(good, bad), real) != []


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (unanswered, "### 5. What if the vendor may not tell us?", "### 5. What else?"),
        (unanswered, "**No.** A link on your website", "A link on your website"),
        (unanswered, "*Not true:* that five answers", "And five answers"),
        (not_there, "`docs/disclose.md`", "`docs/disclosed.md`"),
        (not_there, '"Pretenders"', '"Impostors"'),
        (
            dead_links,
            "(vendor-questions.md#part-2-what-you-answer-yourselves)",
            "(vendor-questions.md#part-3)",
        ),
    ],
)
def test_what_is_missing_in_the_page_is_found(
    check: Callable[[str], list[str]], good: str, bad: str
) -> None:
    assert good in TEXT
    assert check(TEXT.replace(good, bad)) != []


def test_what_differs_each_time_is_not_compared() -> None:
    told = "  shift          version 1, until 2026-11-23 14:55 UTC (23 hours 59 minutes left)"
    assert masked(told) == "  shift          version 1, until DATE (AGE left)"
    assert same(("a", "…", "z"), ["a", "b", "c", "z"])
    assert same(("a", "…", "z"), ["a", "z"])
    assert not same(("a", "…", "z"), ["a", "b"])
    assert len(shown("```console\n$ one\n1\n$ two\n```\n")) == 2
