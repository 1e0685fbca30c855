"""What a handbook may say before it is signed: narrower than what readers take (17.1).

The same as client_js/src/core/handbook_rules.ts; both follow tests/vectors/handbook. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple, TypeVar

from orgkeys.office.handbook import Card, Content, Expert, Labels, Service, Text

T = TypeVar("T")

BOUNDS: Final = {
    "most-talks": (1, 12),
    "most-hours": (1, 24),
    "finish-before": (0, 240),
    "talk-minutes": (5, 480),
    "remind-after": (1, 240),
    "close-after": (0, 480),
    "answer-within": (1, 60),
    "pause-after-hard": (0, 240),
    "emoji": (0, 1),
}
"""Settings that are numbers: the least and the most."""
QUESTION: Final = "specialty-question"
"""The question of the notice whose answer may name a specialty."""

WORDS: Final = {
    "many": "holds more entries than there can be",
    "key": "must be small letters, digits and dashes, and begin with a letter",
    "language": 'must be a language tag such as "en" or "pt-BR"',
    "long": "is too long",
    "signs": "holds a sign that cannot be there: a control, or one that turns text around",
    "empty": "is missing",
    "twice": "is there twice",
    "confidential": "must be empty: a confidential place is not written down",
    "unknown": "is not known here",
    "hours": 'must hold hours such as "09:00-12:00"',
    "value": "cannot be that",
}

_KEY = re.compile(r"[a-z][a-z0-9-]{0,31}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# Controls but line breaks, what turns text around, halves of a character.
_SIGNS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BLANK = re.compile("[ \n\xa0\u3000]*")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,3}")
_QUESTIONS = re.compile(r"question-[1-4]")


class Problem(NamedTuple):
    """`where`: list, number from 1 and field, such as `services 3 address`; `why`: a key of
    WORDS."""

    where: str
    why: str


class _BrokenError(Exception):
    def __init__(self, where: str, why: str) -> None:
        self.problem = Problem(where, why)


def handbook_problem(content: Content) -> Problem | None:
    """The first thing that keeps it from being signed; None where nothing does."""
    try:
        _check(content)
    except _BrokenError as broken:
        return broken.problem
    return None


def _check(content: Content) -> None:
    _written("texts", content.texts, 512)
    _written("cards", content.cards, 64)
    for at, listed in _each("lists", content.lists, 64):
        _titled(at, listed.key, listed.language, listed.title)
        for place, item in _each(f"{at} items", listed.items, 32, 1):
            _line(place, item, 500, needed=True)
    _twice("lists", [(one.key, one.language) for one in content.lists])
    for at, service in _each("services", content.services, 1024):
        _service(at, service)
    for at, specialty in _each("specialties", content.specialties, 16):
        _keyed(at, specialty.key, specialty.labels)
    known = [one.key for one in content.specialties]
    _twice("specialties", known)
    for at, person in _each("people", content.people, 256):
        _person(at, person, known)
    _twice("people", [one.alias for one in content.people])
    for at, tally in _each("tally", content.tally, 16):
        _keyed(at, tally.key, tally.labels)
        for place, choice in _each(f"{at} choices", tally.choices, 24, 1):
            _keyed(place, choice.key, choice.labels)
        _twice(f"{at} choices", [one.key for one in tally.choices])
    _twice("tally", [one.key for one in content.tally])
    for at, (key, value) in _each("settings", content.settings, 64):
        _setting(at, key, value)
    _twice("settings", [key for key, _ in content.settings])


def _written(name: str, some: Sequence[Text | Card], most: int) -> None:
    for at, one in _each(name, some, most):
        _titled(at, one.key, one.language, one.title)
        _text(f"{at} text", one.text, 4000, needed=True)
    _twice(name, [(one.key, one.language) for one in some])


def _titled(at: str, key: str, language: str, title: str) -> None:
    _need(_KEY.fullmatch(key), f"{at} key", "key")
    _tag(f"{at} language", language)
    _line(f"{at} title", title, 200, needed=True)


def _service(at: str, one: Service) -> None:
    _line(f"{at} name", one.name, 200, needed=True)
    _line(f"{at} kind", one.kind, 64)
    _line(f"{at} region", one.region, 120)
    for place, language in _each(f"{at} languages", one.languages, 32):
        _tag(place, language)
    _twice(f"{at} languages", one.languages)
    _line(f"{at} hours", one.hours, 200)
    _line(f"{at} phone", one.phone, 64)
    _text(f"{at} address", one.address, 300)
    _need(not one.confidential or one.address == "", f"{at} address", "confidential")
    _text(f"{at} trust", one.trust, 1000)
    _text(f"{at} note", one.note, 1000)


def _keyed(at: str, key: str, labels: Labels) -> None:
    _need(_KEY.fullmatch(key), f"{at} key", "key")
    for place, (language, label) in _each(f"{at} label", labels, 32, 1):
        _tag(place, language)
        _line(place, label, 200, needed=True)
    _twice(f"{at} label", [language for language, _ in labels])


def _person(at: str, one: Expert, known: Sequence[str]) -> None:
    _line(f"{at} alias", one.alias, 64, needed=True)
    for place, key in _each(f"{at} specialties", one.specialties, 16):
        _need(key in known, place, "unknown")
    _twice(f"{at} specialties", one.specialties)
    for place, (day, opens, closes) in _each(f"{at} hours", one.hours, 64):
        _need(0 <= day <= 6 and 0 <= opens < closes <= 1440, place, "hours")


def _setting(at: str, key: str, value: str) -> None:
    if key == QUESTION:
        _need(_QUESTIONS.fullmatch(value), at, "value")
        return
    _need(key in BOUNDS, at, "unknown")
    least, most = BOUNDS[key]
    _need(_NUMBER.fullmatch(value) and least <= int(value) <= most, at, "value")


def _each(name: str, some: Sequence[T], most: int, least: int = 0) -> Sequence[tuple[str, T]]:
    """Each entry with where it stands, counted from 1."""
    _need(len(some) <= most, name, "many")
    _need(len(some) >= least, name, "empty")
    return [(f"{name} {place}", one) for place, one in enumerate(some, 1)]


def _twice(name: str, values: Sequence[object]) -> None:
    for place, one in enumerate(values):
        _need(one not in values[:place], f"{name} {place + 1}", "twice")


def _tag(where: str, value: str) -> None:
    _need(_LANGUAGE.fullmatch(value) and len(value) <= 16, where, "language")


def _line(where: str, value: str, most: int, *, needed: bool = False) -> None:
    _need("\n" not in value, where, "signs")
    _text(where, value, most, needed=needed)


def _text(where: str, value: str, most: int, *, needed: bool = False) -> None:
    _need(len(value) <= most, where, "long")
    _need(not _SIGNS.search(value), where, "signs")
    _need(not (needed and _BLANK.fullmatch(value)), where, "empty")


def _need(holds: object, where: str, why: str) -> None:
    if not holds:
        raise _BrokenError(where, why)
