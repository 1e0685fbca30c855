"""Budgets against floods, without an address at rest (protocol.md 10.6, 10.7). Pure state.

An origin is an opaque keyed hash of a network address that the adapter hands in. Each origin has
token budgets; every table is bounded, and what does not fit shares one common set of budgets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from relay import limits
from relay.account import Account
from relay.frames import bind


@dataclass(frozen=True)
class Rate:
    """A token budget: at most `burst` at once, `per_second` in the long run."""

    burst: float
    per_second: float


@dataclass(frozen=True)
class Budgets:
    """What one origin may do. Whole neighborhoods share an address, so the bursts are generous."""

    connections: Rate = Rate(200, 2)
    frames: Rate = Rate(4000, 400)
    opens: Rate = Rate(400, 4)
    knocks: Rate = Rate(24, 0.2)
    fetches: Rate = Rate(400, 4)
    publishes: Rate = Rate(60, 0.2)
    leaves: Rate = Rate(60, 0.5)
    """Each costs a console's device several openings of a sealed box, whoever left it."""
    calls: Rate = Rate(12, 0.1)
    """Of devices that are not on duty; one address must not fill what a desk hears of them."""
    at_once: int = field(default=limits.ORIGIN_CONNECTIONS, kw_only=True)
    """Connections that are open at the same time."""


UNLIMITED = Budgets(*(Rate(1e12, 1e12) for _ in range(8)), at_once=10**9)
"""For benches, where every client has one address."""


class Bucket:
    """One token budget in use."""

    __slots__ = ("at", "burst", "rate", "tokens")

    def __init__(self, rate: Rate, now: float) -> None:
        self.burst = rate.burst
        self.rate = rate.per_second
        self.tokens = rate.burst
        self.at = now

    def spend(self, now: float, cost: float = 1.0) -> float:
        """0.0 and the tokens are spent, or the seconds until there will be enough."""
        tokens = self.tokens
        if now > self.at:
            tokens += (now - self.at) * self.rate
            if tokens > self.burst:
                tokens = self.burst
            self.at = now
        if tokens < cost:
            self.tokens = tokens
            return (cost - tokens) / self.rate
        self.tokens = tokens - cost
        return 0.0

    def full(self, now: float) -> bool:
        """Whether forgetting this budget would forgive nothing."""
        return self.tokens + (now - self.at) * self.rate >= self.burst


class Origin:
    """What one origin has left, and the bytes held in mailboxes that it opened."""

    __slots__ = (
        "account", "at_once", "calls", "connected", "connections", "fetches", "frames", "knocks",
        "leaves", "opens", "publishes",
    )  # fmt: skip

    def __init__(self, budgets: Budgets, account: int, now: float) -> None:
        self.connections = Bucket(budgets.connections, now)
        self.frames = Bucket(budgets.frames, now)
        self.opens = Bucket(budgets.opens, now)
        self.knocks = Bucket(budgets.knocks, now)
        self.fetches = Bucket(budgets.fetches, now)
        self.publishes = Bucket(budgets.publishes, now)
        self.leaves = Bucket(budgets.leaves, now)
        self.calls = Bucket(budgets.calls, now)
        self.at_once = budgets.at_once
        self.account = Account(account)
        self.connected = 0

    @property
    def crowded(self) -> bool:
        """Whether it has as many connections as it may have: patience does not buy a relay."""
        return self.connected >= self.at_once

    def idle(self, now: float) -> bool:
        """Whether the origin can be forgotten without giving it anything back."""
        return (
            self.connected == 0
            and self.account.held == 0
            and self.connections.full(now)
            and self.frames.full(now)
            and self.opens.full(now)
            and self.knocks.full(now)
            and self.fetches.full(now)
            and self.publishes.full(now)
            and self.leaves.full(now)
            and self.calls.full(now)
        )


class Flood:
    """The table of origins."""

    SWEPT = 512
    """Origins looked at in one tick, so that no tick is long."""

    def __init__(
        self,
        budgets: Budgets,
        most: int = limits.MAX_ORIGINS,
        account: int = limits.ORIGIN_BYTES,
    ) -> None:
        self._budgets = budgets
        self._most = most
        self._account = account
        self._origins: dict[bytes, Origin] = {}
        self._crowd: Origin | None = None
        self._to_sweep: list[bytes] = []

    def __len__(self) -> int:
        return len(self._origins)

    def origin(self, key: bytes, now: float) -> Origin:
        """The budgets of an origin; all that find the table full share one."""
        found = self._origins.get(key)
        if found is None:
            if len(self._origins) < self._most:
                found = self._origins[key] = Origin(self._budgets, self._account, now)
            elif self._crowd is None:
                found = self._crowd = Origin(self._budgets, self._account, now)
            else:
                found = self._crowd
        return found

    def sweep(self, now: float) -> None:
        """Forget some of the origins that are idle; every origin is looked at in its turn."""
        if not self._to_sweep:
            self._to_sweep = list(self._origins)
        for _ in range(min(self.SWEPT, len(self._to_sweep))):
            key = self._to_sweep.pop()
            if key in self._origins and self._origins[key].idle(now):
                del self._origins[key]


class Load:
    """How hard one desk is being knocked at; decides whether work is asked for."""

    __slots__ = ("_before", "_minute", "_now")

    def __init__(self) -> None:
        self._minute = 0
        self._now = 0
        self._before = 0

    def knocked(self, now: float) -> None:
        """Count a knock that asks for a new place."""
        self._turn(now)
        self._now += 1

    def bits(self, waiting: int, now: float) -> int:
        """Zero bits to ask for: 0 without load."""
        self._turn(now)
        if waiting * 2 > limits.LINE_LENGTH:
            return limits.WORK_BITS_LOADED
        past = 1 - (now % 60) / 60
        recent = self._now + self._before * past
        if waiting >= limits.LOAD_LINE or recent >= limits.LOAD_KNOCKS_PER_MINUTE:
            return limits.WORK_BITS
        return 0

    def _turn(self, now: float) -> None:
        minute = int(now // 60)
        if minute != self._minute:
            self._before = self._now if minute == self._minute + 1 else 0
            self._now = 0
            self._minute = minute


def work_done(challenge: bytes, sealed: bytes, work: bytes, bits: int) -> bool:
    """Whether H("noview/1 work", challenge, sealed, work) begins with `bits` zero bits (10.6)."""
    hashed = sha256(bind("noview/1 work", challenge, sealed, work)).digest()
    return int.from_bytes(hashed[:8], "big") >> (64 - bits) == 0


class TurnedAway:
    """Origins that staff of one organisation have turned away: refused for an hour."""

    MOST = 4096

    def __init__(self) -> None:
        self._until: dict[bytes, float] = {}

    def add(self, origin: bytes, now: float) -> None:
        """Refuse this origin's knocks from now on; the oldest entry gives way in a full table."""
        self._until.pop(origin, None)
        if len(self._until) >= self.MOST:
            del self._until[next(iter(self._until))]
        self._until[origin] = now + limits.TURNED_AWAY

    def seconds(self, origin: bytes, now: float) -> int:
        """How long the origin is still refused; 0 when it is not."""
        left = self._until.get(origin, 0.0) - now
        return int(left) + 1 if left > 0 else 0

    def sweep(self, now: float) -> None:
        """Forget those whose hour is over."""
        while self._until:
            origin = next(iter(self._until))
            if self._until[origin] > now:
                return
            del self._until[origin]
