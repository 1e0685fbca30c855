"""Collecting survivors' answers from a relay (protocol.md 15.3): a thin client of `/v1/publish`.

The relay is not believed: whatever it gives is opened or dropped, and it can only give less.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from typing import Final

from orgkeys import tally
from orgkeys.errors import CannotOpen
from orgkeys.office.counted_names import taken
from orgkeys.office.link import Connection, connected
from orgkeys.office.publish import PATH
from orgkeys.office.statistics import Seed
from orgkeys.office.terminal import Refused
from orgkeys.primitives import ed25519_public, sign
from orgkeys.survey import KIND, Told, open_drop
from relay.frames import Collect, Collected, Done, Drops, collect_proof_input, drop_name
from relay.limits import DESK_DROPS

WHAT: Final = "the answers"


@dataclass(frozen=True)
class Office:
    """Who collects: organisation (32 bytes), desk (16), the administrator's seed."""

    organisation: bytes
    desk: bytes
    administrator: bytes = field(repr=False)

    def proof(self, connection: Connection) -> tuple[bytes, bytes, bytes]:
        """The administrator's public key, its signature for this connection, and no warrant."""
        signed = collect_proof_input(self.organisation, self.desk, connection.challenge)
        return ed25519_public(self.administrator), sign(self.administrator, signed), b""


@dataclass
class Reading:
    """What came of drops: `told` and their `names`; and by name those counted `before`, those that
    no seed of ours opens (`closed`), those that open and cannot be counted (`odd`), and how many
    wait for a console, which counts them (`staff`)."""

    told: list[Told] = field(default_factory=list, repr=False)
    names: list[bytes] = field(default_factory=list)
    before: list[bytes] = field(default_factory=list)
    closed: list[bytes] = field(default_factory=list)
    odd: list[bytes] = field(default_factory=list)
    staff: int = 0


def read(
    office: Office,
    seeds: Sequence[Seed],
    sealed: Sequence[bytes],
    before: Container[bytes],
    today: int,
    secrets: Sequence[bytes] = (),
    given: Sequence[Seed] = (),
) -> Reading:
    """What opens of the drops, once each and never again: neither those whose names were counted
    `before`, nor those whose day is none of the last 31 before `today` (days since 1970).

    What staff tell is left for a console, and so is all that one of the `given` seeds opens, which
    a supervisor's vault has too. With the handbook's `secrets` what only claims to be staff's is
    odd; without any it cannot be told apart, and is left too.
    """
    found = Reading()
    for one in dict.fromkeys(sealed):
        name = drop_name(one)
        if name in before:
            found.before.append(name)
            continue
        opened = _opened(office, seeds, one)
        if opened is None:
            found.closed.append(name)
            continue
        told, seed = opened
        if not taken(told.day, today) or not _is_known(office, told, secrets):
            found.odd.append(name)
        elif told.kind != KIND or seed in given:
            found.staff += 1
        else:
            found.told.append(told)
            found.names.append(name)
    return found


def _is_known(office: Office, told: Told, secrets: Sequence[bytes]) -> bool:
    if told.kind not in tally.KINDS:
        return told.kind == KIND
    place = (office.organisation, office.desk)
    return not secrets or tally.proved(place, secrets, told) is not None


def _opened(office: Office, seeds: Sequence[Seed], sealed: bytes) -> tuple[Told, Seed] | None:
    for seed in reversed(seeds):
        try:
            return open_drop(office.organisation, office.desk, seed.seed, sealed), seed
        except CannotOpen:
            continue
    return None


async def fetch(relay: str, office: Office, keep: Callable[[list[bytes]], list[bytes]]) -> None:
    """Collect all drops of the desk. `keep` keeps what comes of them, and says the names of those
    that the relay is told to forget. Raises Refused, with nothing else forgotten.
    """
    async with connected(relay, PATH, office.organisation) as connection:
        names = keep(await _collect(connection, office))
        if not names:
            return
        ref = connection.ref()
        frame = Collected(ref, office.desk, names, *office.proof(connection))
        if not isinstance(await connection.ask(frame, ref, WHAT), Done):
            raise Refused("The relay did not confirm that it forgot the answers.", "Try again.")


async def _collect(connection: Connection, office: Office) -> list[bytes]:
    found: list[bytes] = []
    after, more = b"", True
    while more:
        ref = connection.ref()
        frame = Collect(ref, office.desk, after, *office.proof(connection))
        answer = await connection.ask(frame, ref, WHAT)
        if not isinstance(answer, Drops):
            raise Refused("The relay did not give the answers.", "Try again.")
        names = [drop_name(sealed) for _, sealed in answer.drops]
        # A relay that turns in circles is none.
        if any(name <= after for name in names) or len(found) + len(names) > DESK_DROPS:
            raise Refused("The relay gives answers that no relay gives.", "Ask its host.")
        found += [sealed for _, sealed in answer.drops]
        after, more = max(names, default=b""), answer.more and bool(names)
    return found
