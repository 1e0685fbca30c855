"""Which survivors' answers this folder has counted already (protocol.md 15.6).

A relay that gives them a second time, with one that is new, would have one person's answers shown
by subtracting. So their public names are kept for as long as their days are taken; no answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Final

from msgspec import Meta

from orgkeys import encoding
from orgkeys.encoding import Number, Row
from orgkeys.errors import CannotOpen
from orgkeys.office.directory import Directory, File
from orgkeys.office.terminal import Refused
from relay.limits import DROP_DAYS, DROP_NAME_SIZE

NAME: Final = "counted"
DAYS: Final = DROP_DAYS + 1
"""For so many days a drop is taken, today's among them; and so long its name is kept."""
MOST: Final = 200_000

Name = Annotated[bytes, Meta(min_length=DROP_NAME_SIZE, max_length=DROP_NAME_SIZE)]


class _Day(Row, frozen=True, array_like=True):
    day: Number
    names: tuple[Name, ...]


class _File(Row, frozen=True, array_like=True):
    format: Annotated[int, Meta(ge=1, le=1)]
    days: tuple[_Day, ...]


def taken(day: int, today: int) -> bool:
    """Whether a drop that says this day (since 1970, UTC) is counted today: the last 31 days, and
    tomorrow for clocks that are ahead."""
    return today - DAYS < day <= today + 1


def read_counted(directory: Directory, today: int) -> dict[bytes, int]:
    """Names (16 bytes) of counted drops and the day of counting, but for those whose drops are
    refused by their day by now. Raises Refused for a damaged file: counting would not be safe."""
    if not (directory.path / NAME).is_file():
        return {}
    try:
        told = encoding.decode_as(directory.read(NAME), _File)
    except CannotOpen as error:
        raise Refused(
            f"{directory.path / NAME} is damaged.",
            "Restore it from a backup. Without it answers can be counted twice, and two reports "
            f"can then show what one person said: so wait {DAYS + 1} days if you move it away.",
        ) from error
    # Counted on a day, a drop says the next day at most, and is taken 31 days from that.
    return {name: one.day for one in told.days for name in one.names if today - one.day <= DAYS}


def counted_file(before: Mapping[bytes, int], names: Iterable[bytes], today: int) -> File:
    """The file with these too. Raises Refused where it would be longer than anybody needs."""
    days: dict[int, list[bytes]] = {}
    for name, day in {**dict.fromkeys(names, today), **before}.items():
        days.setdefault(day, []).append(name)
    if sum(map(len, days.values())) > MOST:
        raise Refused(
            f"More than {MOST} answers were counted within {DAYS} days.",
            "Somebody is making them up. Nothing was counted; ask the host of the relay.",
        )
    # In the order of their names: which came with which is nobody's business.
    rows = [[day, sorted(days[day])] for day in sorted(days)]
    return File(NAME, encoding.encode([1, rows]))
