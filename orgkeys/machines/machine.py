"""What both machines share: the connection's state, the clock as last told, and failing closed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager

from orgkeys.errors import CryptoFailed
from orgkeys.machines.follow import Follower
from orgkeys.machines.views import Connection, Problem
from orgkeys.machines.wire import Wire
from relay.errors import NoviewError


class Machine(ABC):
    """A machine never touches a socket; see `client_js/src/core/views.ts` for the interface."""

    def __init__(self, organisation: bytes, desk: bytes, least_charter_version: int = 1) -> None:
        self._wire = Wire()
        self._follower = Follower(self._wire, organisation, desk, least_charter_version)
        self._connection: Connection = "connecting"
        self._problem: Problem | None = None
        self._now = 0.0

    def opened(self, now: float) -> None:
        """The socket is open, and fresh."""
        self._now = now
        self._wire.opened(self._follower.organisation)

    def lost(self, now: float) -> None:
        """The socket is gone, or could not be opened."""
        self._now = now
        self._connection = "lost"
        self._wire.lost()
        self._follower.lost()

    def drain(self) -> list[bytes]:
        """Frames to send now."""
        return self._wire.drain()

    @contextmanager
    def _turn(self, now: float, passes: tuple[type[NoviewError], ...] = ()) -> Iterator[None]:
        """One turn. What `passes` (a wrong call, a relay that talks nonsense) has changed nothing.

        Whatever else fails ends everything, for all to see, and nothing leaves: where our own
        cryptography failed the screen says so, and a fault that nobody thought of is raised too.
        """
        self._now = now
        try:
            yield
        except CryptoFailed:
            self._fail(now)
        except Exception as fault:
            if not isinstance(fault, passes):
                self._fail(now)
            raise

    def _fail(self, now: float) -> None:
        self._wire.lost()
        self._problem = "encryption-failed"
        self._failed(now)

    @abstractmethod
    def _failed(self, now: float) -> None:
        """Forget every key and every word."""

    def _documents_problem(self) -> Problem | None:
        never = self._connection == "lost" and not self._follower.loaded
        return self._follower.problem or ("relay-unreachable" if never else None)
