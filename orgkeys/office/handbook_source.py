"""handbook.toml: the handbook as the organisation edits it, read strictly and written back.

Every mistake is named by where it stands, so that whoever edits the file can find it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Final, NoReturn, TypeVar

from orgkeys.office.handbook import (
    CONTENT,
    END,
    INCIDENT,
    STAGES,
    Card,
    Checklist,
    Content,
    Expert,
    Label,
    Named,
    Opening,
    Service,
    Tally,
    Text,
)
from orgkeys.office.handbook_rules import WORDS, handbook_problem
from orgkeys.office.notice import DAYS
from orgkeys.office.terminal import Refused

T = TypeVar("T")

LONGEST_SOURCE: Final = 1024 * 1024
_MIDNIGHT: Final = 1440
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")


def parse_handbook(raw: bytes) -> Content:
    """Read handbook.toml as it is to be signed. Raises Refused, which names the entry."""
    content = read_handbook_source(raw)
    problem = handbook_problem(content)
    if problem is not None:
        wrong(_spelled(problem.where), WORDS[problem.why])
    return content


def read_handbook_source(raw: bytes) -> Content:
    """The same before its rules: only what is text, list or number is looked at. Refused."""
    try:
        table = tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        wrong("the file", "is not UTF-8 text")
    except tomllib.TOMLDecodeError as error:
        wrong("the file", f"is not TOML: {error}")
    except (ValueError, RecursionError):  # a number or a nesting beyond what Python reads
        wrong("the file", "is not TOML that can be read")
    only("the file", table, CONTENT)
    return Content(
        texts=tuple(_text(at, one) for at, one in _entries(table, "texts")),
        cards=tuple(_card(at, one) for at, one in _entries(table, "cards")),
        lists=tuple(_list(at, one) for at, one in _entries(table, "lists")),
        services=tuple(_service(at, one) for at, one in _entries(table, "services")),
        specialties=tuple(_named(at, one) for at, one in _entries(table, "specialties")),
        people=tuple(_person(at, one) for at, one in _entries(table, "people")),
        tally=tuple(_tally(at, one) for at, one in _entries(table, "tally")),
        settings=_settings(table.get("settings", {})),
    )


def wrong(where: str, what: str) -> NoReturn:
    """Refuse the file."""
    raise Refused(
        f"The handbook cannot be used: {where} {what}.", "Correct the file, then try again."
    )


def only(where: str, table: Mapping[str, object], known: Sequence[str]) -> None:
    """Refuse names that mean nothing: a word that is spelled wrongly must not be lost."""
    for name in table:
        if name not in known:
            wrong(f"{where}: {name[:40]}", f"is not known; known are {', '.join(known)}")


def _spelled(where: str) -> str:
    """`services 3 address` as `services 3: address`."""
    parts = where.split(" ")
    return f"{' '.join(parts[:2])}: {' '.join(parts[2:])}" if len(parts) > 2 else where


def _entries(table: Mapping[str, object], name: str) -> list[tuple[str, dict[str, object]]]:
    listed = table.get(name, [])
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        wrong(name, f"must be written as [[{name}]]")
    return [(f"{name} {place}", one) for place, one in enumerate(listed, 1)]


def _string(at: str, table: Mapping[str, object], name: str) -> str:
    value = table.get(name, "")
    if not isinstance(value, str):
        wrong(f"{at}: {name}", "must be text in quotes")
    return value.strip()


def _strings(at: str, table: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        wrong(f"{at}: {name}", 'must be a list such as ["en", "ar"]')
    return tuple(one.strip() for one in value)


def _labels(at: str, table: Mapping[str, object]) -> tuple[Label, ...]:
    value = table.get("label", {})
    if not isinstance(value, dict):
        wrong(f"{at}: label", 'must be written as label.en = "…"')
    return tuple((language, _string(f"{at}: label", value, language)) for language in value)


def _text(at: str, table: Mapping[str, object]) -> Text:
    only(at, table, ("key", "stage", "language", "title", "text"))
    stage = _string(at, table, "stage")
    for known in STAGES:
        if stage == known:
            return Text(
                _string(at, table, "key"),
                known,
                *(_string(at, table, name) for name in ("language", "title", "text")),
            )
    wrong(f"{at}: stage", f"must be one of {', '.join(STAGES)}")


def _card(at: str, table: Mapping[str, object]) -> Card:
    names = ("key", "language", "title", "text")
    only(at, table, names)
    return Card(*(_string(at, table, name) for name in names))


def _list(at: str, table: Mapping[str, object]) -> Checklist:
    only(at, table, ("key", "language", "title", "items"))
    key, language, title = (_string(at, table, name) for name in ("key", "language", "title"))
    return Checklist(key, language, title, _strings(at, table, "items"))


def _service(at: str, table: Mapping[str, object]) -> Service:
    texts = ("name", "kind", "region", "hours", "phone", "address", "trust", "note")
    only(at, table, (*texts, "languages", "confidential"))
    confidential = table.get("confidential", False)
    if not isinstance(confidential, bool):
        wrong(f"{at}: confidential", "must be true or false, without quotes")
    return Service(
        **{name: _string(at, table, name) for name in texts},
        languages=_strings(at, table, "languages"),
        confidential=confidential,
    )


def _named(at: str, table: Mapping[str, object]) -> Named:
    only(at, table, ("key", "label"))
    return Named(_string(at, table, "key"), _labels(at, table))


def _tally(at: str, table: Mapping[str, object]) -> Tally:
    only(at, table, ("key", "where", "label", "choices"))
    where = {"end": END, "incident": INCIDENT}.get(_string(at, table, "where"))
    if where is None:
        wrong(f"{at}: where", 'must be "end" or "incident"')
    listed = table.get("choices", [])
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        wrong(f"{at}: choices", "must be written as [[tally.choices]]")
    choices = tuple(_named(f"{at}: choices {n}", one) for n, one in enumerate(listed, 1))
    return Tally(_string(at, table, "key"), where, _labels(at, table), choices)


def _person(at: str, table: Mapping[str, object]) -> Expert:
    only(at, table, ("alias", "specialties", "hours"))
    value = table.get("hours", {})
    if not isinstance(value, dict):
        wrong(f"{at}: hours", 'must be written as hours.monday = ["09:00-12:00"]')
    only(f"{at}: hours", value, DAYS)
    hours = [
        _span(f"{at}: hours.{day}", DAYS.index(day), span)
        for day in value
        for span in _strings(f"{at}: hours", value, day)
    ]
    return Expert(
        _string(at, table, "alias"), _strings(at, table, "specialties"), tuple(sorted(hours))
    )


def _span(where: str, day: int, span: str) -> Opening:
    match = _SPAN.fullmatch(span)
    opens = int(match[1]) * 60 + int(match[2]) if match else 0
    closes = int(match[3]) * 60 + int(match[4]) if match and match[3] else _MIDNIGHT
    if match is None or opens >= closes:
        wrong(where, 'must hold hours of one day such as "09:00-12:00"')
    return day, opens, closes


def _settings(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        wrong("settings", "must be written as [settings]")
    return tuple((name, _string("settings", value, name)) for name in value)
