"""`python -m bench.quiet`: what a conversation costs in bytes an hour, quiet or ordinary.

An hour passes in memory: the survivor's machine, the counselor's and the relay's switchboard, with
every WebSocket message counted with its header. TLS adds 22 bytes to each, TCP and IP at least 40.
"""

from __future__ import annotations

from dataclasses import dataclass

from orgkeys.machines.actions import Claim, Knock, OnDuty, Say, TalkSay, Typing
from relay.effects import Effect, Send
from relay.websocket import header
from tests.orgkeys.house import make_house
from tests.orgkeys.street import Street

HOUR = 3600
MASK = 4  # bytes more in the header of what a client sends
EVERY = 40  # seconds between two messages of one person who talks


@dataclass
class Cost:
    """Bytes and messages in one hour, on the survivor's connection."""

    up: int = 0
    down: int = 0
    messages: int = 0

    def line(self, name: str) -> str:
        """One row of the table."""
        both = (self.up + self.down) / 1e6
        return (
            f"{name:<22}{self.up / 1e6:>10.2f}{self.down / 1e6:>10.2f}{both:>10.2f}"
            f"{self.messages:>10,}"
        )


def hour(*, quiet: bool, talking: bool) -> Cost:
    """An hour of one conversation; who talks writes 150 characters every 40 seconds."""
    house = make_house()
    street = Street(house)
    street.publish(house.new_notice(2, policy=(("quiet", "on" if quiet else "off"),)))
    street.counselor()
    street.act("Noor", OnDuty())
    street.visitor()
    street.act("visitor", Knock("en", "", ""))
    street.act("Noor", Claim(street.duty().knocks[0].key))
    visitor, cost = street.members["visitor"].conn, Cost()
    received = street.board.received

    def counted(conn: int, raw: bytes, now: float) -> list[Effect]:
        if conn == visitor:
            cost.up += len(raw) + len(header(len(raw))) + MASK
            cost.messages += 1
        effects = list(received(conn, raw, now))
        for effect in effects:
            if isinstance(effect, Send) and effect.conn == visitor:
                cost.down += len(effect.raw) + len(header(len(effect.raw)))
                cost.messages += 1
        return effects

    street.board.received = counted  # type: ignore[method-assign]
    for second in range(HOUR):
        if talking and second % EVERY == 0:
            street.act("visitor", Say("a" * 150))
        if talking and second % EVERY == EVERY // 2:
            street.act("Noor", TalkSay(street.duty().talks[0].key, "b" * 150))
        if talking and second % EVERY > EVERY // 2:
            street.act("visitor", Typing(True))
        street.pass_time(1)
    return cost


def main() -> None:
    """Print the table."""
    print(__doc__)
    print(f"{'one hour, MB':<22}{'up':>10}{'down':>10}{'both':>10}{'messages':>10}")
    for quiet in (True, False):
        for talking in (True, False):
            name = f"{'quiet' if quiet else 'ordinary'}, {'talking' if talking else 'silent'}"
            print(hour(quiet=quiet, talking=talking).line(name), flush=True)


if __name__ == "__main__":
    main()
