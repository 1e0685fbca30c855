"""Budgets against floods, without an address at rest (protocol.md 10.6, 10.7). Pure state.

An origin is an opaque keyed hash of a network address that the adapter hands in. Each origin has
token budgets; every table is bounded, and what does not fit shares one common set of budgets. A
longer key has the hash of a wider network behind it, all of which has larger budgets in common.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from relay import limits
from relay.account import Account


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
    drops: Rate = Rate(24, 1 / 60)
    """Nobody answers more questions than that, and one address must not fill what a desk keeps."""
    at_once: int = field(default=limits.ORIGIN_CONNECTIONS, kw_only=True)
    """Connections that are open at the same time."""


RATES = tuple(one.name for one in fields(Budgets) if one.name != "at_once")


def wider_than(budgets: Budgets) -> Budgets:
    """What all origins of a wider network have in common."""
    times = limits.WIDER_BUDGET
    rates = (getattr(budgets, name) for name in RATES)
    return Budgets(
        *(Rate(rate.burst * times, rate.per_second * times) for rate in rates),
        at_once=budgets.at_once * times,
    )


UNLIMITED = Budgets(*(Rate(1e12, 1e12) for _ in range(9)), at_once=10**9)
"""For benches, where every client has one address."""


class Bucket:
    """One token budget in use."""

    __slots__ = ("at", "burst", "rate", "tokens", "wider")

    def __init__(self, rate: Rate, now: float, wider: Bucket | None = None) -> None:
        self.burst = rate.burst
        self.rate = rate.per_second
        self.tokens = rate.burst
        self.at = now
        self.wider = wider

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
        if self.wider is not None:
            wait = self.wider.spend(now, cost)
            if wait:
                self.tokens = tokens
                return wait
        self.tokens = tokens - cost
        return 0.0

    def full(self, now: float) -> bool:
        """Whether forgetting this budget would forgive nothing."""
        return self.tokens + (now - self.at) * self.rate >= self.burst


class Origin:
    """What one origin has left, and the bytes held in mailboxes that it opened."""

    __slots__ = (
        "_buckets", "account", "at_once", "calls", "connected", "connections", "drops", "fetches",
        "frames", "knocks", "leaves", "narrower", "opens", "publishes", "wider",
    )  # fmt: skip
    account: Account
    connections: Bucket
    frames: Bucket
    opens: Bucket
    knocks: Bucket
    fetches: Bucket
    publishes: Bucket
    leaves: Bucket
    calls: Bucket
    drops: Bucket

    def __init__(
        self, budgets: Budgets, account: int, now: float, wider: Origin | None = None
    ) -> None:
        for name in RATES:
            shared = None if wider is None else getattr(wider, name)
            setattr(self, name, Bucket(getattr(budgets, name), now, shared))
        self._buckets: tuple[Bucket, ...] = tuple(getattr(self, name) for name in RATES)
        self.at_once = budgets.at_once
        self.account = Account(account, None if wider is None else wider.account)
        self.connected = 0
        self.narrower = 0
        """Origins within this one that are not forgotten yet."""
        self.wider = wider
        if wider is not None:
            wider.narrower += 1

    @property
    def crowded(self) -> bool:
        """Whether it has as many connections as it may have: patience does not buy a relay."""
        if self.wider is not None and self.wider.crowded:
            return True
        return self.connected >= self.at_once

    def enter(self, count: int = 1) -> None:
        """One more connection; or one less, with -1."""
        self.connected += count
        if self.wider is not None:
            self.wider.enter(count)

    def idle(self, now: float) -> bool:
        """Whether the origin can be forgotten without giving it anything back."""
        return (
            self.connected == 0
            and self.narrower == 0
            and self.account.held == 0
            and all(bucket.full(now) for bucket in self._buckets)
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
        self._wider = wider_than(budgets)
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
            wider = self._wide(key[limits.ORIGIN_KEY :], now)
            if len(self._origins) < self._most:
                found = self._origins[key] = Origin(self._budgets, self._account, now, wider)
            elif self._crowd is None:
                found = self._crowd = Origin(self._budgets, self._account, now)
            else:
                found = self._crowd
        return found

    def _wide(self, key: bytes, now: float) -> Origin | None:
        if not key or len(self._origins) >= self._most:
            return None
        found = self._origins.get(key)
        if found is None:
            held = self._account * limits.WIDER_BYTES
            found = self._origins[key] = Origin(self._wider, held, now)
        return found

    def sweep(self, now: float) -> None:
        """Forget some of the origins that are idle; every origin is looked at in its turn."""
        if not self._to_sweep:
            self._to_sweep = list(self._origins)
        for _ in range(min(self.SWEPT, len(self._to_sweep))):
            key = self._to_sweep.pop()
            origin = self._origins.get(key)
            if origin is not None and origin.idle(now):
                del self._origins[key]
                if origin.wider is not None:
                    origin.wider.narrower -= 1
