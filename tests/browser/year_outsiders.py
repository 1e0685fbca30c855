"""Who was shut out in a year, with everything that they carry; each must reach nobody.

`reaches_nobody` fails where they still can. So it is its own control: before somebody is shut out,
the same look must find them.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import ClassVar, Protocol, TypeVar

import aiohttp
import msgspec
import pytest

from orgkeys import ceremony, packet
from orgkeys.client import Counselor, TurnedDown
from orgkeys.errors import NotOnShift
from orgkeys.office.link import connected
from orgkeys.office.terminal import Refused
from orgkeys.primitives import sign
from orgkeys.vault import AuthorityKeys, DeviceKeys
from relay import limits
from relay.errors import Untrusted
from relay.frames import (
    Done,
    Duty,
    Join,
    Joined,
    Publish,
    RelayFrame,
    decode_relay,
    desk_proof_input,
    encode,
)
from tests.browser.year_town import DAY, Town

T = TypeVar("T")
Document = tuple[bytes, bytes]
"""An envelope, and the packet of a shift."""
WITHIN = 60.0  # seconds


class Outsider(Protocol):
    """Somebody with keys that count no longer."""

    WAYS: ClassVar[tuple[str, ...]]
    """What they could do before they were shut out."""

    def ways_in(self, town: Town) -> tuple[str, ...]:
        """What of it they can do now."""


def reaches_nobody(one: Outsider, town: Town) -> None:
    """They serve nobody, read nothing, and are believed by nobody."""
    assert one.ways_in(town) == ()


def can_still_do_everything(one: Outsider, town: Town) -> None:
    """The control: as long as nobody has shut them out, the very same look finds every way."""
    assert one.ways_in(town) == one.WAYS
    with pytest.raises(AssertionError):
        reaches_nobody(one, town)


def away(doing: Coroutine[object, object, T]) -> T:
    """Not in the thread in which the browser's loop runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, doing).result()


@dataclass
class LostDevice:
    """A device with its passphrase and a copy of everything that it had."""

    keys: DeviceKeys = field(repr=False)
    WAYS: ClassVar[tuple[str, ...]] = ("opens the packet", "serves")

    def ways_in(self, town: Town) -> tuple[str, ...]:
        can = (self._opens(town), away(self._serves(town)))
        return tuple(way for way, so in zip(self.WAYS, can, strict=True) if so)

    def _opens(self, town: Town) -> bool:
        try:
            self.content(town)
        except NotOnShift:
            return False
        return True

    def content(self, town: Town) -> packet.PacketContent:
        """What the device holds of the newest shift. Raises NotOnShift."""
        shift, raw = town.shift()
        seeds = [seed for _, seed in self.keys.sealing_keys]
        return packet.open_packet(shift.organisation, shift.desk, shift.version, seeds, raw)

    async def _serves(self, town: Town) -> bool:
        async with Counselor(town.relay_address, self.keys, clock=town.now) as thief:
            try:
                await thief.on_duty(WITHIN)
            except TurnedDown:
                assert thief.view.knocks == ()
                return False
        return True


@dataclass
class OldDeskKey:
    """The key with which a device of an earlier shift proved to the relay that it may serve."""

    seed: bytes = field(repr=False)
    WAYS: ClassVar[tuple[str, ...]] = ("proves a duty",)

    def ways_in(self, town: Town) -> tuple[str, ...]:
        return self.WAYS if away(self._proves(town)) else ()

    async def _proves(self, town: Town) -> bool:
        shift, _ = town.shift()
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{town.relay_address}/v1/staff") as socket,
        ):
            await socket.send_bytes(encode(Join(limits.PROTOCOL_VERSION, shift.organisation)))
            joined = await self._answer(socket)
            assert isinstance(joined, Joined)
            proof = desk_proof_input(shift.organisation, shift.desk, joined.challenge)
            await socket.send_bytes(encode(Duty(1, shift.desk, 0, sign(self.seed, proof))))
            return isinstance(await self._answer(socket), Done)

    async def _answer(self, socket: aiohttp.ClientWebSocketResponse) -> RelayFrame:
        return decode_relay(await socket.receive_bytes(timeout=WITHIN))


@dataclass
class FormerAdministrator:
    """Their vault, with which they sign a list of devices and a shift of their own."""

    keys: AuthorityKeys = field(repr=False)
    WAYS: ClassVar[tuple[str, ...]] = ("reads who the staff are", "is believed")

    def ways_in(self, town: Town) -> tuple[str, ...]:
        roster, shift = self._signed(town)
        reader = town.believed()
        can = (self._reads(town), is_believed(reader.add_roster, roster[0], town))
        if not any(can):
            away(turned_down(town, roster, shift))
        return tuple(way for way, so in zip(self.WAYS, can, strict=True) if so)

    def _reads(self, town: Town) -> bool:
        shift, raw = town.shift()
        where = (shift.organisation, shift.desk, shift.version)
        try:
            packet.open_directory(*where, self.keys.office_seed, raw)
        except NotOnShift:
            return False
        return True

    def _signed(self, town: Town) -> tuple[Document, Document]:
        held = town.believed().roster
        assert held is not None
        now, seeds = int(town.now()), (os.urandom(32), os.urandom(32))
        before, (shift, _) = held.payload, town.shift()
        roster = msgspec.structs.replace(
            before,
            version=before.version + 1,
            previous=held.hash,
            issued=now,
            expires=now + 7 * DAY,
        )
        where = (shift.organisation, shift.desk, shift.version + 1)
        content, nobody = packet.PacketContent(*seeds), packet.Directory()
        theirs = packet.make_packet(*where, content, nobody, (), (), os.urandom)
        own = ceremony.make_shift(
            *where,
            team_seed=seeds[0],
            desk_seed=seeds[1],
            roster=roster,
            packet_hash=packet.packet_hash(theirs),
            now=now,
            life=DAY,
        )
        raw = [ceremony.sign(one, [self.keys.seed]) for one in (roster, own)]
        return (raw[0], b""), (raw[1], theirs)


@dataclass
class RootKeys:
    """Root keys in wrong hands (seeds): they make a charter with an administrator of theirs."""

    seeds: Sequence[bytes] = field(repr=False)
    WAYS: ClassVar[tuple[str, ...]] = ("is believed",)

    def ways_in(self, town: Town) -> tuple[str, ...]:
        reader = town.believed()
        held = reader.charter
        assert held is not None
        before = held.payload
        charter = ceremony.make_charter(
            name=before.name,
            threshold=before.threshold,
            roots=before.root_keys,
            administrators=[os.urandom(32)],
            now=int(town.now()),
            before=before,
            organisation=bytes.fromhex(town.fingerprint),
        )
        raw = ceremony.sign(charter, list(self.seeds))
        if is_believed(reader.add_charter, raw, town):
            return self.WAYS
        away(turned_down(town, (raw, b"")))
        return ()


def is_believed(add: Callable[[bytes, float], bool], raw: bytes, town: Town) -> bool:
    """Whether somebody who knows only the fingerprint takes it."""
    try:
        return add(raw, town.now())
    except Untrusted:
        return False


async def turned_down(town: Town, *documents: Document) -> None:
    """The relay takes none of it, also where nobody looks first whether it is wanted."""
    organisation = bytes.fromhex(town.fingerprint)
    for raw, packet_of in documents:
        async with connected(town.relay_address, "/v1/publish", organisation) as relay:
            ref = relay.ref()
            with pytest.raises(Refused, match="does not accept"):
                await relay.ask(Publish(ref=ref, envelope=raw, packet=packet_of), ref, "this")
