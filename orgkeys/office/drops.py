"""Collecting survivors' answers from a relay (protocol.md 15.3): a thin client of `/v1/publish`.

The relay is not believed: whatever it gives is opened or dropped, and it can only give less.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from orgkeys.errors import CannotOpen
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

    def proof(self, connection: Connection) -> tuple[bytes, bytes]:
        """The administrator's public key, and its signature for this connection."""
        signed = collect_proof_input(self.organisation, self.desk, connection.challenge)
        return ed25519_public(self.administrator), sign(self.administrator, signed)


def read(office: Office, seeds: Sequence[Seed], sealed: Sequence[bytes]) -> list[Told]:
    """What opens of the drops, once each; what does not was made by somebody else's program."""
    told = []
    for one in dict.fromkeys(sealed):
        for seed in reversed(seeds):
            try:
                found = open_drop(office.organisation, office.desk, seed.seed, one)
            except CannotOpen:
                continue
            if found.kind == KIND:
                told.append(found)
            break
    return told


async def fetch(relay: str, office: Office, keep: Callable[[list[bytes]], bool]) -> None:
    """Collect all drops of the desk; where `keep` has kept what came of them, the relay is told to
    forget them. Raises Refused, with nothing forgotten but what was kept.
    """
    async with connected(relay, PATH, office.organisation) as connection:
        sealed = await _collect(connection, office)
        if not keep(sealed):
            return
        ref = connection.ref()
        names = [drop_name(one) for one in sealed]
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
