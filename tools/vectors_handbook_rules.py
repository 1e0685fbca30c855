"""Vectors of the handbook's rules (17.1): contents that may be signed, or where and why not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from orgkeys.office.handbook import (
    Card,
    Checklist,
    Content,
    Expert,
    Named,
    Service,
    Tally,
    Text,
)
from orgkeys.office.handbook_rules import handbook_problem
from tools.vectors_case import Case, case, value
from tools.vectors_handbook import (
    CARDS,
    CHOICES,
    FIRST,
    LISTS,
    PEOPLE,
    SERVICES,
    SETTINGS,
    SPECIALTIES,
    TALLY,
    TEXTS,
    Change,
    Parts,
    changed,
    put,
    twice,
)

RULES: Final[dict[str, Change]] = {
    "whole": lambda _: None,
    "empty": lambda parts: parts.__setitem__(slice(FIRST, None), [[]] * 8),
    "text-key-capital": put(TEXTS, 1, 0, to="Hello"),
    "text-key-digit-first": put(TEXTS, 0, 0, to="1hello"),
    "text-language": put(TEXTS, 0, 2, to="english"),
    "text-language-long": put(TEXTS, 0, 2, to="en-aaaaaaaa-bbbbbb"),
    "text-language-region": put(TEXTS, 0, 2, to="pt-BR"),
    "text-title-in-two-lines": put(TEXTS, 0, 3, to="Hello\nyou"),
    "text-title-blank": put(TEXTS, 0, 3, to=" \u00a0\u3000"),
    "text-title-201": put(TEXTS, 0, 3, to="t" * 201),
    "text-title-200-of-two-halves": put(TEXTS, 0, 3, to="\U0001f40b" * 200),
    "text-empty": put(TEXTS, 0, 4, to=""),
    "text-4001": put(TEXTS, 0, 4, to="t" * 4001),
    "text-tab": put(TEXTS, 0, 4, to="a\tb"),
    "text-nul": put(TEXTS, 0, 4, to="a\x00b"),
    "text-c1": put(TEXTS, 0, 4, to="a\x85b"),
    "text-override": put(TEXTS, 0, 4, to="a\u202eb"),
    "text-isolate": put(TEXTS, 0, 4, to="a\u2067b"),
    "text-marks-that-languages-need": put(TEXTS, 0, 4, to="\u200f\u0645\u200c\u0631\u200d"),
    "text-twice": twice(TEXTS),
    "texts-513": put(TEXTS, to=[["a", "other", "en", "a", "a"]] * 513),
    "card-text-empty": put(CARDS, 0, 3, to="\n"),
    "card-twice": twice(CARDS),
    "list-without-items": put(LISTS, 0, 3, to=[]),
    "list-item-blank": put(LISTS, 0, 3, 1, to=" "),
    "list-item-in-two-lines": put(LISTS, 0, 3, 1, to="a\nb"),
    "list-33-items": put(LISTS, 0, 3, to=["a"] * 33),
    "list-twice": twice(LISTS),
    "service-name-blank": put(SERVICES, 0, 0, to=" "),
    "service-name-alone": put(SERVICES, 0, to=["A", "", "", [], "", "", "", False, "", ""]),
    "service-kind-65": put(SERVICES, 0, 1, to="k" * 65),
    "service-region-in-two-lines": put(SERVICES, 0, 2, to="a\nb"),
    "service-language": put(SERVICES, 0, 3, to=["en", "x"]),
    "service-language-twice": put(SERVICES, 0, 3, to=["en", "ar", "en"]),
    "service-phone-override": put(SERVICES, 0, 5, to="\u202e0800"),
    "service-address-301": put(SERVICES, 0, 6, to="a" * 301),
    "service-confidential-with-an-address": put(SERVICES, 1, 6, to="3 Street"),
    "service-confidential-with-a-blank-address": put(SERVICES, 1, 6, to=" "),
    "service-trust-1001": put(SERVICES, 0, 8, to="t" * 1001),
    "service-note-nul": put(SERVICES, 0, 9, to="\x00"),
    "specialty-key": put(SPECIALTIES, 0, 0, to="law_desk"),
    "specialty-label-language": put(SPECIALTIES, 0, 1, 1, 0, to="Arabic"),
    "specialty-label-empty": put(SPECIALTIES, 0, 1, 1, 1, to=""),
    "specialty-label-twice": twice(SPECIALTIES, 0, 1),
    "specialty-without-a-label": put(SPECIALTIES, 0, 1, to=[]),
    "specialty-twice": twice(SPECIALTIES),
    "person-alias-blank": put(PEOPLE, 0, 0, to=" "),
    "person-specialty-unknown": put(PEOPLE, 0, 1, to=["law", "medicine"]),
    "person-specialty-twice": put(PEOPLE, 0, 1, to=["law", "law"]),
    "person-hours-backward": put(PEOPLE, 0, 2, 1, to=[6, 720, 540]),
    "person-hours-without-length": put(PEOPLE, 0, 2, 1, to=[6, 720, 720]),
    "person-twice": twice(PEOPLE),
    "tally-key": put(TALLY, 0, 0, to="A"),
    "tally-choice-key": put(TALLY, 1, 3, 1, 0, to="a b"),
    "tally-choice-label-empty": put(TALLY, 1, 3, 1, 1, 1, 1, to=""),
    "tally-choice-twice": put(TALLY, 0, 3, to=[*CHOICES, CHOICES[1]]),
    "tally-without-choices": put(TALLY, 0, 3, to=[]),
    "tally-25-choices": put(TALLY, 0, 3, to=[[f"c{n}", [["en", "C"]]] for n in range(25)]),
    "tally-twice": twice(TALLY),
    "setting-unknown": put(SETTINGS, 1, to=["retention", "1"]),
    "setting-empty": put(SETTINGS, 0, 1, to=""),
    "setting-word": put(SETTINGS, 0, 1, to="fifty"),
    "setting-leading-zero": put(SETTINGS, 0, 1, to="050"),
    "setting-other-digits": put(SETTINGS, 0, 1, to="\u0665\u0660"),
    "setting-too-small": put(SETTINGS, 0, 1, to="4"),
    "setting-smallest": put(SETTINGS, 0, 1, to="5"),
    "setting-largest": put(SETTINGS, 0, 1, to="480"),
    "setting-too-large": put(SETTINGS, 0, 1, to="481"),
    "setting-line-break": put(SETTINGS, 0, 1, to="50\n"),
    "setting-question-5": put(SETTINGS, 1, 1, to="question-5"),
    "setting-question-line-break": put(SETTINGS, 1, 1, to="question-1\n"),
    "setting-emoji": put(SETTINGS, 1, to=["emoji", "1"]),
    "setting-emoji-2": put(SETTINGS, 1, to=["emoji", "2"]),
    "setting-twice": twice(SETTINGS),
    "key-line-break": put(TEXTS, 0, 0, to="hello\n"),
    "language-line-break": put(TEXTS, 0, 2, to="en\n"),
}


def rules() -> Iterator[Case]:
    """`content` (the eight lists): it may be signed, or `where` and why not."""
    for name, change in RULES.items():
        parts = changed(change)[FIRST:]
        problem = handbook_problem(content_of(parts))
        if problem is None:
            yield case(f"ok-{name}", content=value(parts))
        else:
            yield case(f"no-{name}", problem.why, content=value(parts), where=problem.where)


def content_of(parts: Parts) -> Content:
    """What the eight lists say, whatever their bounds are."""
    texts, cards, lists, services, specialties, people, tally, settings = parts

    def tuples(one: Parts) -> Any:
        return [tuple(part) if isinstance(part, list) else part for part in one]

    def named(one: Parts) -> Named:
        return Named(one[0], tuple((language, label) for language, label in one[1]))

    return Content(
        texts=tuple(Text(*one) for one in texts),
        cards=tuple(Card(*one) for one in cards),
        lists=tuple(Checklist(*tuples(one)) for one in lists),
        services=tuple(Service(*tuples(one)) for one in services),
        specialties=tuple(named(one) for one in specialties),
        people=tuple(
            Expert(alias, tuple(keys), tuple((d, o, c) for d, o, c in hours))
            for alias, keys, hours in people
        ),
        tally=tuple(
            Tally(one[0], one[1], named([one[0], one[2]]).labels, tuple(map(named, one[3])))
            for one in tally
        ),
        settings=tuple((key, setting) for key, setting in settings),
    )
