"""An organisation in memory: its documents and its devices, made with the real ceremony."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random as Seeded

from orgkeys import ceremony
from orgkeys.office.rosters import Standing, make_roster
from orgkeys.packet import Directory, Entry, PacketContent, make_packet, packet_hash
from orgkeys.primitives import ed25519_public, xwing_public
from orgkeys.staff import NewDevice, make_device
from relay.documents import Charter, Notice, Payload, Roster

NOW = 1_800_000_000
DAY = 86_400
DESK = bytes(range(16))


@dataclass
class House:
    """What an administrator holds. `published` is what a relay is to be given, in order."""

    now: int = NOW
    random: Callable[[int], bytes] = field(default_factory=lambda: Seeded(1).randbytes)
    devices: dict[str, NewDevice] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    former: list[NewDevice] = field(default_factory=list)
    """Devices under certificates that were renewed since; these stand until they run out."""
    published: list[tuple[bytes, bytes]] = field(default_factory=list)
    roster: Roster | None = None
    statistics: bytes = b""
    """The seed that opens survivors' answers, once they are asked."""
    shift_version: int = 0
    state_version: int = 0

    def __post_init__(self) -> None:
        self.root, self.administrator = self.random(32), self.random(32)
        self.charter: Charter = ceremony.make_charter(
            name="Night Line",
            threshold=1,
            roots=[ed25519_public(self.root)],
            administrators=[ed25519_public(self.administrator)],
            now=self.now,
        )
        self.organisation = ceremony.hash_of(self.charter)
        self.published.append((ceremony.sign(self.charter, [self.root]), b""))

    def add(self, alias: str, role: str = "counselor") -> NewDevice:
        """Certify a device; it stands in rosters that are made from now on."""
        self.devices[alias] = made = make_device(
            self.organisation,
            self.administrator,
            relay="wss://relay.example",
            desk=DESK,
            alias=alias,
            role=role,
            languages=("en", "de"),
            now=self.now,
            life=90 * DAY,
            random=self.random,
        )
        return made

    def renew(self, alias: str, by: bytes = b"") -> NewDevice:
        """A new certificate for the same keys (signed by the administrator's seed `by`).

        The vault is not touched: it comes with the directory of the next shift.
        """
        old = self.devices[alias]
        self.former.append(old)
        told = old.device.certificate
        certificate = ceremony.make_certificate(
            self.organisation,
            identity=told.identity,
            signing=told.signing,
            alias=told.alias,
            role=told.role,
            languages=told.languages,
            now=self.now,
            life=90 * DAY,
            random=self.random,
        )
        raw = ceremony.sign(certificate, [by or self.administrator])
        hashed = ceremony.hash_of(certificate)
        device = replace(old.device, certificate=certificate, hash=hashed, raw=raw)
        self.devices[alias] = replace(old, device=device)
        return self.devices[alias]

    def new_charter(self, *administrators: bytes) -> tuple[bytes, bytes]:
        """The next charter, with these administrators (seeds). The first signs from now on."""
        self.charter = ceremony.make_charter(
            name=self.charter.name,
            threshold=1,
            roots=[ed25519_public(self.root)],
            administrators=[ed25519_public(one) for one in administrators],
            now=self.now,
            before=self.charter,
            organisation=self.organisation,
        )
        self.administrator = administrators[0]
        self.published.append((ceremony.sign(self.charter, [self.root]), b""))
        return self.published[-1]

    def ask(self, question: str = "Did it help?") -> list[tuple[bytes, bytes]]:
        """From now on survivors are asked after the end, and `statistics` opens their answers."""
        self.statistics = self.random(32)
        self.charter = ceremony.make_charter(
            name=self.charter.name,
            threshold=1,
            roots=self.charter.root_keys,
            administrators=self.charter.administrator_keys,
            now=self.now,
            before=self.charter,
            organisation=self.organisation,
            statistics=xwing_public(self.statistics),
        )
        self.published.append((ceremony.sign(self.charter, [self.root]), b""))
        self.new_notice(2, (("survey-1", question),))
        return self.published[-2:]

    def _publish(self, payload: Payload, packet: bytes = b"") -> tuple[bytes, bytes]:
        self.published.append((ceremony.sign(payload, [self.administrator]), packet))
        return self.published[-1]

    def new_roster(self) -> tuple[bytes, bytes]:
        standings = {
            made.device.hash: Standing(made.device.certificate.expires, alias in self.revoked)
            for alias, made in [
                *((one.device.certificate.alias, one) for one in self.former),
                *self.devices.items(),
            ]
        }
        self.roster = make_roster(self.organisation, standings, self.roster, self.now, bytes(32))
        return self._publish(self.roster)

    def new_shift(self, but: tuple[str, ...] = (), life: int = DAY) -> tuple[bytes, bytes]:
        """A shift for every device that is not revoked and not named in `but`."""
        assert self.roster is not None
        self.shift_version += 1
        on = [
            made
            for alias, made in self.devices.items()
            if alias not in self.revoked and alias not in but
        ]
        team, desk = self.random(32), self.random(32)
        keys = [xwing_public(one.keys.sealing_keys[0][1]) for one in on]
        listed = [one for alias, one in self.devices.items() if alias not in self.revoked]
        listed += [one for one in self.former if one.device.certificate.alias not in self.revoked]
        packet = make_packet(
            self.organisation,
            DESK,
            self.shift_version,
            PacketContent(team, desk),
            Directory(
                tuple(
                    Entry(one.device.raw, one.keys.sealing_keys[-1][0], one.device.warrant)
                    for one in listed
                )
            ),
            keys,
            (),
            self.random,
        )
        shift = ceremony.make_shift(
            self.organisation,
            DESK,
            self.shift_version,
            team_seed=team,
            desk_seed=desk,
            roster=self.roster,
            packet_hash=packet_hash(packet),
            now=self.now,
            life=life,
        )
        return self._publish(shift, packet)

    def new_state(self, mode: str, text: str = "") -> tuple[bytes, bytes]:
        self.state_version += 1
        version = self.state_version
        state = ceremony.make_state(self.organisation, DESK, version, mode, text, self.now)
        return self._publish(state)

    def new_notice(
        self,
        version: int = 1,
        more: tuple[tuple[str, str], ...] = (),
        policy: tuple[tuple[str, str], ...] = (),
    ) -> tuple[bytes, bytes]:
        notice = Notice(
            format=1,
            organisation=self.organisation,
            version=version,
            issued=self.now,
            expires=self.now + 90 * DAY,
            desk=DESK,
            timezone="Europe/Vienna",
            hours=((0, 540, 1020),),
            numbers=(("+43 1 555 0100", (("en", "Our phone"), ("de", "Unser Telefon"))),),
            texts=(
                ("en", (("welcome", "Write to us."), *more)),
                ("de", (("welcome", "Schreib."),)),
            ),
            policy=policy,
            exit_address="https://weather.example/",
        )
        return self._publish(notice)


def make_house(*aliases: str, now: int = NOW, seed: int = 1) -> House:
    """A house that is open: everything signed, and a shift with these counselors."""
    house = House(now, Seeded(seed).randbytes)
    for alias in aliases or ("Noor",):
        house.add(alias)
    house.new_roster()
    house.new_notice()
    house.new_shift()
    house.new_state("open")
    return house
