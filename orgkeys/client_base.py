"""What the friendly clients share: a machine that is kept connected, and waiting for words."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Generic, Self, TypeVar

from orgkeys.machines.views import Note
from orgkeys.sockets import Connect
from orgkeys.transport import Keeper, Machine
from relay.errors import LocalFault

V = TypeVar("V")
A = TypeVar("A")
PATIENCE = 30.0  # seconds


class TurnedDown(LocalFault):
    """It cannot be done now; `code` is the problem of the view, a key of the catalog."""


class Client(Generic[V, A]):
    """A machine that is kept connected while the `async with` lasts."""

    def __init__(
        self, url: str, machine: Machine[V, A], opened_by: Connect, clock: Callable[[], float]
    ) -> None:
        self.keeper = Keeper(url, machine, connect=opened_by, clock=clock)

    async def __aenter__(self) -> Self:
        self.keeper.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.keeper.stop()

    @property
    def view(self) -> V:
        """What a screen would show now."""
        return self.keeper.machine.view()

    async def act(self, action: A) -> None:
        """Do what a person can do. Raises Unsendable when it cannot be done now."""
        await self.keeper.act(action)

    async def until(self, what: Callable[[V], bool], within: float = PATIENCE) -> V:
        """Wait until the view is so."""
        return await self.keeper.until(what, within)


def delivered(notes: tuple[Note, ...]) -> bool:
    """Whether everything that we said is delivered, and there is something."""
    mine = [note for note in notes if note.mine]
    return bool(mine) and all(note.delivery == "delivered" for note in mine)


def next_note(notes: tuple[Note, ...], text: str | None, read: set[str]) -> Note | None:
    """These words of somebody else, or the first that are not in `read`."""
    theirs = [note for note in notes if note.kind == "text" and not note.mine]
    if text is not None:
        return next((note for note in theirs if note.text == text), None)
    return next((note for note in theirs if note.key not in read), None)


def take_note(notes: tuple[Note, ...], text: str | None, read: set[str]) -> Note:
    """The same, taken: it is in `read` from now on. Raises TurnedDown if there is none."""
    note = next_note(notes, text, read)
    if note is None:
        raise TurnedDown("nothing-heard")
    read.add(note.key)
    return note
