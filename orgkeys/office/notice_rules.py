"""What the texts and switches of a notice mean to the pages, and what they therefore cannot be.

The document itself takes any key (protocol.md 3.3). What the survivor's page does with them stands
in docs/organisation.md; whatever it would not understand is said here, before it is signed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Final, NoReturn

from orgkeys.office.terminal import Refused

Words = tuple[tuple[str, str], ...]

CALLERS: Final = ("relative", "witness", "professional", "harm")
"""Who else comes, with first words of their own."""

LONGEST_CHOICE: Final = 64
"""Characters; a knock holds all answers, the name and the first words in 1,500 bytes."""
MOST_CHOICES: Final = 12
LONGEST_MINUTES: Final = 240
_PLAIN: Final = {
    *("welcome", "before", "first", "closed", "surge", "partner", "outage", "ended", "idle"),
    *(f"state-{number}" for number in range(1, 5)),
    *("safety", "safer", "rights", "rights-more", "resources"),
    *(f"caller-{caller}" for caller in CALLERS),
}
_ASKED = re.compile(r"(question|survey)-[1-4]")
_CLOCK: Final = r"(?:[01]\d|2[0-3]):[0-5]\d"
_SPANS: Final = rf"{_CLOCK}-(?:{_CLOCK}|24:00)"
_DAY = re.compile(rf"(\d{{4}}-\d\d-\d\d) (closed|{_SPANS}(?:, {_SPANS})*)", re.ASCII)
_PAGE = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/%-]*)?")
_ABOUT = re.compile(r"(question-[1-4])-(why|choices)|(survey-[1-4])-(choices)")


def check(texts: tuple[tuple[str, Words], ...], policy: Words) -> None:
    """Raises Refused for what the pages would not understand; it names the key."""
    asked = {language: _check_texts(language, dict(words)) for language, words in texts}
    first, *others = asked
    for language in others:
        for key in sorted(asked[first] ^ asked[language]):
            has, lacks = (first, language) if key in asked[first] else (language, first)
            _wrong(f"texts.{lacks}", f"lacks {key}, which texts.{has} asks")
    for name, setting in policy:
        if name not in _POLICY:
            _wrong(f"policy.{name}", f"is not known here; known are {', '.join(_POLICY)}")
        _POLICY[name](f"policy.{name}", setting)
    _check_idle(dict(policy))


def _wrong(where: str, what: str) -> NoReturn:
    raise Refused(
        f"The notice cannot be used: {where} {what}.", "Correct the file, then try again."
    )


def _check_texts(language: str, words: Mapping[str, str]) -> set[str]:
    """The questions that are asked in this language."""
    for key, text in words.items():
        where = f"texts.{language}.{key}"
        if _ASKED.fullmatch(key):
            _check_question(where, key, words)
        elif (about := _ABOUT.fullmatch(key)) is not None:
            if (about[1] or about[3]) not in words:
                _wrong(where, "belongs to a question that is not asked")
            if key.endswith("-choices"):
                _check_choices(where, text)
        elif key not in _PLAIN:
            _wrong(where, "is not known here; docs/organisation.md lists what the pages say")
    return {key for key in words if _ASKED.fullmatch(key)}


def _check_question(where: str, key: str, words: Mapping[str, str]) -> None:
    if not words[key] or "\n" in words[key]:
        _wrong(where, "must be one line")
    if key.startswith("question-") and not words.get(f"{key}-why"):
        _wrong(where, f"needs {key}-why: whoever is asked is told why you want to know")


def _check_choices(where: str, text: str) -> None:
    choices = text.split("\n")
    if not 2 <= len(choices) <= MOST_CHOICES:
        _wrong(where, f"must hold 2 to {MOST_CHOICES} answers, one a line")
    for choice in choices:
        if choice.strip() != choice or not 0 < len(choice) <= LONGEST_CHOICE:
            _wrong(where, f"must hold answers of 1 to {LONGEST_CHOICE} characters, one a line")
    if len(set(choices)) < len(choices):
        _wrong(where, "holds an answer twice")


def _callers(where: str, setting: str) -> None:
    words = setting.split()
    if words == ["none"]:
        return
    if not words or any(word not in CALLERS for word in words) or len(set(words)) < len(words):
        _wrong(where, f'must hold words of "{" ".join(CALLERS)}", or "none"')


def _minutes(where: str, setting: str) -> None:
    if not re.fullmatch(r"0|[1-9][0-9]{0,2}", setting) or int(setting) > LONGEST_MINUTES:
        _wrong(where, f'must be minutes from "0" (never) to "{LONGEST_MINUTES}"')


def _partner_page(where: str, setting: str) -> None:
    if not _PAGE.fullmatch(setting):
        _wrong(where, 'must be a plain address such as "https://partner.example/"')


def _days(where: str, setting: str) -> None:
    """Each day once and in order, closed or with hours of its own that do not overlap."""
    before = ""
    for one in setting.split("; "):
        match = _DAY.fullmatch(one)
        if match is None or not _is_day(match[1]) or match[1] <= before or not _apart(match[2]):
            _wrong(
                where,
                'must be days in order such as "2026-12-24 closed; 2026-12-31 09:00-12:00"',
            )
        before = match[1]


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _apart(spans: str) -> bool:
    if spans == "closed":
        return True
    # As text they sort as clocks do.
    times = [time for span in spans.split(", ") for time in span.split("-")]
    return all(
        opens < closes and (at == 0 or times[at - 1] <= opens)
        for at, (opens, closes) in enumerate(pairwise(times))
        if at % 2 == 0
    )


def _one_of(*allowed: str) -> Callable[[str, str], None]:
    def rule(where: str, setting: str) -> None:
        if setting not in allowed:
            _wrong(where, f"must be {' or '.join(allowed)}, in quotes")

    return rule


_POLICY: Final[Mapping[str, Callable[[str, str], None]]] = {
    "callers": _callers,
    "idle-warn": _minutes,
    "idle-close": _minutes,
    "idle-end": _one_of("message", "silence"),
    "quiet": _one_of("on", "off"),
    "partner-page": _partner_page,
    "days": _days,
}


def _check_idle(policy: Mapping[str, str]) -> None:
    """Nobody is cut off without a word of warning, unless the organisation wants none at all."""
    warn, close = int(policy.get("idle-warn", "10")), int(policy.get("idle-close", "20"))
    if close and warn >= close:
        _wrong("policy.idle-close", "must be later than idle-warn")
