"""The notice as the organisation edits it (TOML), read strictly into what is signed.

Every mistake is named by where it stands, so that whoever edits the file can find it.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
import zoneinfo
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NoReturn

from orgkeys.office.notice_rules import Words, check
from orgkeys.office.terminal import Refused

DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_TEXT: Final = 4000
LONGEST_LABEL: Final = 200
LONGEST_DAYS: Final = 1000
_MIDNIGHT: Final = 1440
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_NUMBER = re.compile(r"[+*#0-9(][0-9 ()/.*#-]{0,62}[0-9)*#]|[0-9]")
EXIT_ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/%-]*)?")
# Embeddings, overrides and isolates turn text around; the marks that languages need stay allowed.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class NoticeText:
    """What a notice says (protocol.md 3.3, kind 3), before head and desk are put to it."""

    timezone: str
    hours: tuple[tuple[int, int, int], ...]  # day from Monday, opens, closes (minutes)
    numbers: tuple[tuple[str, Words], ...]  # number, its label by language
    texts: tuple[tuple[str, Words], ...]  # language, its texts by key
    policy: Words
    exit_address: str


def parse_notice(raw: bytes) -> NoticeText:
    """Read notice.toml as it is to be signed. Raises Refused, which names the line or the field."""
    notice = read_notice(raw)
    check(notice.texts, notice.policy)
    return notice


def read_notice(raw: bytes) -> NoticeText:
    """Read notice.toml whatever its keys mean: another program may have signed it. Refused."""
    try:
        table = tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        _wrong("the file", "is not UTF-8 text")
    except tomllib.TOMLDecodeError as error:
        _wrong("the file", f"is not TOML: {error}")
    except (ValueError, RecursionError):  # a number or a nesting beyond what Python reads
        _wrong("the file", "is not TOML that can be read")
    known = {"timezone", "exit_address", "hours", "phones", "texts", "policy"}
    for name in table:
        if name not in known:
            _wrong(name, f"is not known here; known are {', '.join(sorted(known))}")
    return NoticeText(
        timezone=_timezone(table.get("timezone")),
        hours=_hours(table.get("hours", {})),
        numbers=_phones(table.get("phones", [])),
        texts=_texts(table.get("texts")),
        policy=_policy(table.get("policy", {})),
        exit_address=_exit_address(table.get("exit_address")),
    )


def _wrong(where: str, what: str) -> NoReturn:
    raise Refused(
        f"The notice cannot be used: {where} {what}.", "Correct the file, then try again."
    )


def _string(where: str, value: object, longest: int) -> str:
    """Text of at most so many characters, without controls and without what turns text around."""
    if not isinstance(value, str):
        _wrong(where, "must be text in quotes")
    if len(value) > longest:
        _wrong(where, f"is longer than {longest} characters")
    if any(unicodedata.category(c) in ("Cc", "Cs") and c != "\n" for c in value):
        _wrong(where, "holds a control character")
    if _TURNING.search(value):
        _wrong(where, "holds a character that turns text around")
    return value


def _table(where: str, value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        _wrong(where, "must be a table")
    return value


def _timezone(value: object) -> str:
    name = _string("timezone", value, 64)
    known = zoneinfo.available_timezones()
    # A machine without time zone data knows none; then the name's shape must do.
    if name not in known if known else not re.fullmatch(r"[A-Za-z0-9_+/-]+", name):
        _wrong("timezone", 'is not a known time zone, such as "Europe/Vienna"')
    return name


def _exit_address(value: object) -> str:
    address = _string("exit_address", value, 256)
    if not EXIT_ADDRESS.fullmatch(address):
        _wrong("exit_address", 'must be a plain address such as "https://www.wikipedia.org/"')
    return address


def _hours(value: object) -> tuple[tuple[int, int, int], ...]:
    spans: list[tuple[int, int, int]] = []
    for name, listed in _table("hours", value).items():
        where = f"hours.{name}"
        if name not in DAYS:
            _wrong(where, f"is not a day; days are {', '.join(DAYS)}")
        if not isinstance(listed, list):
            _wrong(where, 'must be a list such as ["09:00-17:00"]')
        for span in listed:
            spans.extend(_span(where, DAYS.index(name), span))
    spans.sort()
    for (day, _, closes), (next_day, opens, _) in pairwise(spans):
        if day == next_day and opens < closes:
            _wrong(f"hours.{DAYS[day]}", "has spans that overlap")
    if len(spans) > 64:
        _wrong("hours", "has more than 64 spans")
    return tuple(spans)


def _span(where: str, day: int, span: object) -> list[tuple[int, int, int]]:
    """One span, or two where it crosses midnight."""
    match = _SPAN.fullmatch(span) if isinstance(span, str) else None
    if match is None:
        _wrong(where, 'must hold spans such as "09:00-17:00"')
    opens = int(match[1]) * 60 + int(match[2])
    closes = int(match[3]) * 60 + int(match[4]) if match[3] else _MIDNIGHT
    if opens < closes:
        return [(day, opens, closes)]
    if opens == closes:
        _wrong(where, 'has a span without length; the whole day is "00:00-24:00"')
    late = [(day, opens, _MIDNIGHT)]
    return late if closes == 0 else [*late, ((day + 1) % 7, 0, closes)]


def _phones(value: object) -> tuple[tuple[str, Words], ...]:
    if not isinstance(value, list):
        _wrong("phones", "must be written as [[phones]]")
    if len(value) > 64:
        _wrong("phones", "are more than 64")
    phones: dict[str, Words] = {}
    for place, entry in enumerate(value, 1):
        where = f"phone {place}"
        phone = _table(where, entry)
        if set(phone) - {"number", "label"}:
            _wrong(where, "may only hold number and label")
        number = _string(f"{where}: number", phone.get("number"), 64)
        if not _NUMBER.fullmatch(number):
            _wrong(f"{where}: number", "is not a phone number")
        if number in phones:
            _wrong(f"{where}: number", "is there twice")
        labels = _table(f"{where}: label", phone.get("label", {}))
        phones[number] = tuple(
            (_language(where, language), _string(f"{where}: label.{language}", text, LONGEST_LABEL))
            for language, text in labels.items()
        )
    return tuple(phones.items())


def _language(where: str, name: str) -> str:
    if not _LANGUAGE.fullmatch(name) or len(name) > 16:
        _wrong(where, 'names a language that is not a tag such as "en" or "pt-BR"')
    return name


def _texts(value: object) -> tuple[tuple[str, Words], ...]:
    texts = []
    for language, listed in _table("texts", value).items():
        _language("texts", language)
        words = []
        for key, text in _table(f"texts.{language}", listed).items():
            where = f"texts.{language}.{key}"
            if not _NAME.fullmatch(key):
                _wrong(where, "must have a name of small letters")
            words.append((key, _string(where, text, LONGEST_TEXT).strip()))
        texts.append((language, tuple(words)))
    if not texts:
        _wrong("texts", "needs at least one language")
    return tuple(texts)


def _policy(value: object) -> Words:
    policy = []
    for name, setting in _table("policy", value).items():
        where = f"policy.{name}"
        if not _NAME.fullmatch(name):
            _wrong(where, "must have a name of small letters")
        longest = LONGEST_DAYS if name == "days" else LONGEST_LABEL
        policy.append((name, _string(where, setting, longest)))
    return tuple(policy)
