"""Mailboxes: the relay's only store for conversations (protocol.md 10.1, 10.2). Pure state.

A mailbox is one direction of one line: a queue of ciphertexts with consecutive numbers, kept until
it is acknowledged or its lifetime ends. Only its address is known here, never `r` or `w`. What is
unknown, expired, closed or made for another use is `absent`, all the same.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from itertools import islice
from typing import NamedTuple

from relay import limits
from relay.account import Account, give, take
from relay.effects import NOBODY
from relay.errors import ClientFault
from relay.frames import Mode, Refusal


class Answered(NamedTuple):
    """A knock that was accepted: at which desk, and by which connection."""

    desk: bytes
    knock: bytes
    conn: int


class Mailbox:
    """One queue. Its numbers are consecutive, so `items[0]` has the number `first`."""

    __slots__ = (
        "_accounts", "_size", "address", "answered", "conn", "deadline", "handle", "items", "mode",
        "next", "sent",
    )  # fmt: skip

    def __init__(
        self, address: bytes, mode: int, first: int, accounts: tuple[Account, ...]
    ) -> None:
        self.address = address
        self.mode = mode
        self.next = first
        """The number that the writer is expected to append."""
        self.sent = first
        """The number that the present reader is to be delivered."""
        self.items: deque[bytes] = deque()
        self.conn = NOBODY
        self.handle = 0
        self.answered: Answered | None = None
        """Whose answer was put in it, where it is a knock's."""
        self.deadline = 0.0
        self._size = 0
        self._accounts = accounts

    @property
    def first(self) -> int:
        """The lowest number that is not acknowledged."""
        return self.next - len(self.items)

    def append(self, number: int, ciphertext: bytes) -> bool:
        """Queue number `next`. False for one that was seen before, which is dropped (10.2).

        Raises ClientFault: GAP with the expected number, or FULL.
        """
        if number != self.next:
            if number < self.next:
                return False
            raise ClientFault(Refusal.GAP, self.next)
        size = len(ciphertext) + limits.ITEM_OVERHEAD
        if (
            len(self.items) >= limits.MAILBOX_ITEMS
            or self._size + size > limits.MAILBOX_BYTES
            or not take(self._accounts, size)
        ):
            raise ClientFault(Refusal.FULL)
        self._size += size
        self.items.append(ciphertext)
        self.next = number + 1
        return True

    def due(self) -> list[tuple[int, bytes]]:
        """(number, ciphertext) for the reader to be sent now, at most the window; marks as sent."""
        first = self.first
        end = min(self.next, first + limits.DELIVERY_WINDOW)
        if self.conn == NOBODY or self.sent >= end:
            return []
        start, self.sent = self.sent, end
        return list(enumerate(islice(self.items, start - first, end - first), start))

    def ack(self, upto: int) -> None:
        """Drop everything below `upto`. Raises ClientFault STALE above what was delivered."""
        if upto > self.sent:
            raise ClientFault(Refusal.STALE, self.handle)
        self.drop(upto)

    def drop(self, upto: int) -> None:
        """Drop everything below `upto`; a number not seen yet moves the whole mailbox there."""
        freed = 0
        for _ in range(min(upto - self.first, len(self.items))):
            freed += len(self.items.popleft()) + limits.ITEM_OVERHEAD
        if freed:
            self._size -= freed
            give(self._accounts, freed)
        self.next = max(self.next, upto)
        self.sent = max(self.sent, self.first)

    def destroy(self) -> None:
        """Forget every ciphertext and give the memory back."""
        self.items.clear()
        give(self._accounts, self._size + limits.MAILBOX_OVERHEAD)
        self._size = 0


class Mailboxes:
    """All mailboxes of one organisation; those of another cannot be reached from here."""

    def __init__(self, accounts: tuple[Account, ...]) -> None:
        self._accounts = accounts
        self._boxes: dict[bytes, Mailbox] = {}
        # Those without a reader. All live equally long, so the order of arrival is that of death.
        self._unread: OrderedDict[bytes, Mailbox] = OrderedDict()

    def __len__(self) -> int:
        return len(self._boxes)

    def find(self, address: bytes, now: float) -> Mailbox | None:
        """The mailbox, or None where it is absent; what has expired is gone from here on."""
        box = self._boxes.get(address)
        if box is not None and box.conn == NOBODY and now >= box.deadline:
            self.close(box)
            return None
        return box

    def open(
        self,
        address: bytes,
        mode: int,
        first: int,
        reader: tuple[int, int],
        origin: Account,
        now: float,
    ) -> tuple[Mailbox, tuple[int, int] | None]:
        """Open or take over a mailbox for `reader` = (connection, handle), who wants `first` next.

        Returns it with the reader from whom it was taken. What lies below `first` counts as
        acknowledged. Raises ClientFault with the handle as its detail: TAKEN where the address is
        in use in another mode, FULL where there is no room for another mailbox.
        """
        box = self.find(address, now)
        if box is None:
            accounts = (*origin.all, *self._accounts)
            if not take(accounts, limits.MAILBOX_OVERHEAD):
                raise ClientFault(Refusal.FULL, reader[1])
            box = self._boxes[address] = Mailbox(address, mode, first, accounts)
        elif box.mode != mode:
            raise ClientFault(Refusal.TAKEN, reader[1])
        before = None if box.conn == NOBODY else (box.conn, box.handle)
        box.drop(first)
        box.sent = box.first
        box.conn, box.handle = reader
        self._unread.pop(address, None)
        return box, None if before == reader else before

    def touch(self, box: Mailbox, now: float) -> None:
        """Activity: a mailbox that nobody reads lives on from here."""
        if box.conn == NOBODY:
            box.deadline = now + limits.MAILBOX_LIFETIME
            self._unread[box.address] = box
            self._unread.move_to_end(box.address)

    def detach(self, box: Mailbox, now: float) -> None:
        """The reader's connection is gone."""
        box.conn = NOBODY
        self.touch(box, now)

    def close(self, box: Mailbox) -> None:
        """Destroy the mailbox with what is in it."""
        del self._boxes[box.address]
        self._unread.pop(box.address, None)
        box.destroy()

    def sweep(self, now: float) -> None:
        """Destroy every mailbox whose lifetime has ended."""
        while self._unread:
            box = next(iter(self._unread.values()))
            if now < box.deadline:
                return
            self.close(box)


def expect(box: Mailbox | None, mode: Mode) -> Mailbox:
    """The mailbox if it is there and for this use. Raises ClientFault ABSENT."""
    if box is None or box.mode != mode:
        raise ClientFault(Refusal.ABSENT)
    return box
