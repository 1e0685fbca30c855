"""A street with a malicious host: its clock stands still, its database is an old backup.

Everybody's clock but the relay's is the street's. What the host does to single frames, the street's
`tamper` says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf

from orgkeys.machines.actions import OnDuty
from relay import frames
from relay.effects import Effect, Record
from relay.flood import UNLIMITED
from relay.switchboard import Switchboard
from tests.orgkeys.house import DAY, House, make_house
from tests.orgkeys.street import Street

HOUR = 3600

Served = Mapping[int, tuple[bytes, bytes]]
"""Envelope and packet for each kind of document."""


class StuckClock(Switchboard):
    """A relay for which it is never later than `stopped` (seconds): nothing there runs out."""

    stopped = inf

    def connected(self, conn: int, path: object, origin: bytes, now: float) -> Sequence[Effect]:
        return super().connected(conn, path, origin, min(now, self.stopped))  # type: ignore[arg-type]

    def received(self, conn: int, raw: bytes, now: float) -> Sequence[Effect]:
        return super().received(conn, raw, min(now, self.stopped))

    def closed(self, conn: int, now: float) -> Sequence[Effect]:
        return super().closed(conn, min(now, self.stopped))

    def tick(self, now: float) -> Sequence[Effect]:
        return super().tick(min(now, self.stopped))


class Host(Street):
    """The host keeps copies of its database and brings them back when it likes."""

    def __init__(self, house: House, seed: int = 7) -> None:
        self.stopped = inf
        super().__init__(house, seed)

    def _start(self) -> Switchboard:
        self._term += 1
        board = StuckClock(
            [self.house.organisation],
            ticket_key=bytes(32),
            random=self.random,
            term=self._term,
            budgets=UNLIMITED,
        )
        board.stopped = self.stopped
        return board

    def stop_the_clock(self) -> None:
        """From now on nothing runs out at the relay."""
        self.stopped = self.now
        assert isinstance(self.board, StuckClock)
        self.board.stopped = self.stopped

    def backup(self) -> list[Record]:
        """A copy of the database as it is."""
        return list(self.records)

    def bring_back(self, backup: Iterable[Record], at: float) -> None:
        """Restart from a backup, as if it were still `at`; everybody is cut off and comes back."""
        self.cut(*self.members)
        self._queue.clear()
        self.records = list(backup)
        self.stopped = at
        self.board = self._start()
        assert self.board.restore(self.records, at) == 0
        self.pass_time(2)


def serving(names: Iterable[str], served: Served) -> Callable[[str, bytes], bytes | None]:
    """These members are served these documents, and never hear that there are others."""
    fooled = set(names)

    def tamper(name: str, raw: bytes) -> bytes | None:
        if name not in fooled:
            return raw
        frame = frames.decode_relay(raw)
        if isinstance(frame, frames.Changed):
            return None
        if isinstance(frame, frames.Document) and frame.kind in served:
            envelope, packet = served[frame.kind]
            kept = packet if frame.packet else b""
            return frames.encode(frames.Document(frame.ref, frame.kind, [envelope], kept))
        return raw

    return tamper


def open_host(*on_duty: str) -> Host:
    """Noor and Robin stand; a page is open that will hold whatever is newest."""
    host = Host(make_house("Noor", "Robin"))
    for alias in on_duty:
        host.counselor(alias)
        host.act(alias, OnDuty())
        assert host.duty(alias).stage == "on-duty"
    host.visitor("open page")
    return host


def revoke(house: House, alias: str) -> list[tuple[bytes, bytes]]:
    """What an administrator publishes when a device is gone: roster, then shift."""
    house.revoked.add(alias)
    return [house.new_roster(), house.new_shift()]


def shift_expires(house: House) -> int:
    return house.now + DAY


def roster_expires(house: House) -> int:
    return house.now + 7 * DAY
