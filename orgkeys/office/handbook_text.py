"""A signed handbook written back as the file that people edit. Pure; the reverse of
`handbook_source.py`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from orgkeys.office.handbook import Content, Expert, Label, Service
from orgkeys.office.handbook_source import read_handbook_source
from orgkeys.office.notice import DAYS
from orgkeys.office.notice_source import clock, quoted
from orgkeys.office.terminal import Refused

_HEAD: Final = """\
# What you tell your staff, as it was last signed. Change it, then run:
#
#     noview-org handbook set handbook.toml
#     noview-org shift new
#     noview-org publish wss://your.relay
"""


def write_handbook(content: Content) -> bytes | None:
    """handbook.toml; None where it would not be read again (another program signed it)."""
    raw = ("\n".join([_HEAD, *_lines(content)]) + "\n").encode("utf-8", "replace")
    try:
        read_handbook_source(raw)
    except Refused:
        return None
    return raw


def _lines(content: Content) -> Iterator[str]:
    yield "[settings]"
    yield from (f"{quoted(key)} = {quoted(value)}" for key, value in content.settings)
    for service in content.services:
        yield from ("", "[[services]]", *_service(service))
    for specialty in content.specialties:
        yield from ("", "[[specialties]]", f"key = {quoted(specialty.key)}")
        yield from _labels(specialty.labels)
    for person in content.people:
        yield from ("", "[[people]]", *_person(person))
    for tally in content.tally:
        yield from ("", "[[tally]]", f"key = {quoted(tally.key)}", f"where = {quoted(tally.where)}")
        yield from _labels(tally.labels)
        for choice in tally.choices:
            yield from ("", "[[tally.choices]]", f"key = {quoted(choice.key)}")
            yield from _labels(choice.labels)
    for text in content.texts:
        yield from ("", "[[texts]]", f"key = {quoted(text.key)}", f"stage = {quoted(text.stage)}")
        yield from (f"language = {quoted(text.language)}", f"title = {quoted(text.title)}")
        yield f"text = {quoted(text.text)}"
    for card in content.cards:
        yield from ("", "[[cards]]", f"key = {quoted(card.key)}")
        yield from (f"language = {quoted(card.language)}", f"title = {quoted(card.title)}")
        yield f"text = {quoted(card.text)}"
    for listed in content.lists:
        yield from ("", "[[lists]]", f"key = {quoted(listed.key)}")
        yield from (f"language = {quoted(listed.language)}", f"title = {quoted(listed.title)}")
        yield from ("items = [", *(f"  {quoted(item)}," for item in listed.items), "]")


def _service(service: Service) -> Iterator[str]:
    yield f"name = {quoted(service.name)}"
    for name in ("kind", "region", "hours", "phone", "address", "trust", "note"):
        value = getattr(service, name)
        if value:
            yield f"{name} = {quoted(value)}"
    if service.languages:
        yield f"languages = {_list(service.languages)}"
    if service.confidential:
        yield "confidential = true"


def _person(person: Expert) -> Iterator[str]:
    yield f"alias = {quoted(person.alias)}"
    yield f"specialties = {_list(person.specialties)}"
    for number, day in enumerate(DAYS):
        spans = [
            f"{clock(opens)}-{clock(closes)}" for d, opens, closes in person.hours if d == number
        ]
        if spans:
            yield f"hours.{day} = {_list(spans)}"


def _labels(labels: Sequence[Label]) -> Iterator[str]:
    return (f"label.{quoted(language)} = {quoted(label)}" for language, label in labels)


def _list(values: Sequence[str]) -> str:
    return f"[{', '.join(quoted(value) for value in values)}]"
