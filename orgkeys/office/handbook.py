"""The handbook: what the organisation tells its staff, as typed values (protocol.md 17.1).

How it is signed stands in `handbook_document.py`; what may be signed is narrower than what readers
take, and stands in `handbook_rules.py`.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeAlias, get_args

import msgspec
from msgspec import Meta

from orgkeys.encoding import Row

Word: TypeAlias = Annotated[str, Meta(min_length=1, max_length=32)]
Line: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200)]
Long: TypeAlias = Annotated[str, Meta(max_length=4000)]
Short: TypeAlias = Annotated[str, Meta(max_length=64)]
Remark: TypeAlias = Annotated[str, Meta(max_length=1000)]
Minute: TypeAlias = Annotated[int, Meta(ge=0, le=1440)]
Label: TypeAlias = tuple[Word, Line]  # language, words
Labels: TypeAlias = Annotated[tuple[Label, ...], Meta(min_length=1, max_length=32)]
Opening: TypeAlias = tuple[Annotated[int, Meta(ge=0, le=6)], Minute, Minute]
Stage: TypeAlias = Literal[
    "greeting",
    "address",
    "safety",
    "rights",
    "limits",
    "closing",
    "idle-remind",
    "idle-close",
    "other",
]
STAGES: Final = get_args(Stage)
Where: TypeAlias = Literal["end", "incident"]
END: Final[Where] = "end"
INCIDENT: Final[Where] = "incident"


class Text(Row, frozen=True, array_like=True):
    """A ready-made text in one language."""

    key: Word
    stage: Stage
    language: Word
    title: Line
    text: Long


class Card(Row, frozen=True, array_like=True):
    """What to do when it is serious; `suicide`, `violence`, `report`, `debrief` have places."""

    key: Word
    language: Word
    title: Line
    text: Long


class Checklist(Row, frozen=True, array_like=True):
    """A list to be ticked."""

    key: Word
    language: Word
    title: Line
    items: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=500)], ...], Meta(max_length=32)
    ]


class Service(Row, frozen=True, array_like=True):
    """Somebody to refer to. A confidential place has no address: nobody could keep it back."""

    name: Line
    kind: Short = ""
    region: Annotated[str, Meta(max_length=120)] = ""
    languages: Annotated[tuple[Word, ...], Meta(max_length=32)] = ()
    hours: Annotated[str, Meta(max_length=200)] = ""
    phone: Short = ""
    address: Annotated[str, Meta(max_length=300)] = ""
    confidential: bool = False
    trust: Remark = ""
    note: Remark = ""


class Named(Row, frozen=True, array_like=True):
    """A specialty, or a choice of what is counted."""

    key: Word
    labels: Labels


class Expert(Row, frozen=True, array_like=True):
    """Who of the staff has which specialties, and when; no hours: always."""

    alias: Annotated[str, Meta(min_length=1, max_length=64)]
    specialties: Annotated[tuple[Word, ...], Meta(max_length=16)]
    hours: Annotated[tuple[Opening, ...], Meta(max_length=64)]


class Tally(Row, frozen=True, array_like=True):
    """What is counted at the end of a talk, or of an incident: choices, never free words."""

    key: Word
    where: Where
    labels: Labels
    choices: Annotated[tuple[Named, ...], Meta(min_length=1, max_length=24)]


Texts: TypeAlias = Annotated[tuple[Text, ...], Meta(max_length=512)]
Cards: TypeAlias = Annotated[tuple[Card, ...], Meta(max_length=64)]
Checklists: TypeAlias = Annotated[tuple[Checklist, ...], Meta(max_length=64)]
Services: TypeAlias = Annotated[tuple[Service, ...], Meta(max_length=1024)]
Specialties: TypeAlias = Annotated[tuple[Named, ...], Meta(max_length=16)]
Experts: TypeAlias = Annotated[tuple[Expert, ...], Meta(max_length=256)]
Tallies: TypeAlias = Annotated[tuple[Tally, ...], Meta(max_length=16)]
Value: TypeAlias = Annotated[str, Meta(max_length=200)]
Settings: TypeAlias = Annotated[tuple[tuple[Word, Value], ...], Meta(max_length=64)]


class Content(Row, frozen=True, kw_only=True):
    """What people edit: a handbook without head, desk and secrets."""

    texts: Texts = ()
    cards: Cards = ()
    lists: Checklists = ()
    services: Services = ()
    specialties: Specialties = ()
    people: Experts = ()
    tally: Tallies = ()
    settings: Settings = ()


CONTENT: Final = tuple(field.name for field in msgspec.structs.fields(Content))
