"""One person of the star as the survivor's browser knows them (protocol.md 5.7, 9.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from orgkeys.machines.link import Link
from orgkeys.machines.meeting import Address, Invitation, Met
from orgkeys.machines.views import Person
from orgkeys.messages import Contact, Known
from relay.documents import SealingKey, TrustedDocuments, in_time
from relay.errors import Untrusted

BREAKS_MOST: Final = 5
BREAKS_WITHIN: Final = 120.0  # seconds


@dataclass(eq=False)
class Seat:
    """Who somebody is, their line while there is one, and how to reach them.

    `unsent` is what they are to be told once their line is made again.
    """

    person: int
    met: Met
    link: Link | None = None
    line_id: bytes = field(default=b"", repr=False)
    inviting: Invitation | None = None
    unsent: list[Known] = field(default_factory=list, repr=False)
    last_id: int = 0
    remade: bool = False
    """The line was made again: a device that lost what it knew counts on further up (9.5)."""
    _address: Address | None = None
    _sealing: SealingKey | None = field(default=None, repr=False)
    _breaks: list[float] = field(default_factory=list)

    @property
    def alias(self) -> str:
        """What they are called."""
        return self.met.certificate.alias

    def view(self) -> Person:
        """As the screens want it."""
        return person_view(self.person, self.met)

    def reached_by(self, contact: Contact, trusted: TrustedDocuments, now: float) -> None:
        """Keep how to reach them, if it holds; without it their line stays as good as it is."""
        try:
            key = trusted.check_sealing_key(contact.sealing_key, self.met.certificate, now)
        except Untrusted:
            return
        self._sealing = key
        self._address = Address(contact.w, self.met.hash, key.key)

    def break_off(self, link: Link, now: float) -> Address | None:
        """Their line is over; where to invite them, if that is possible and not hopeless."""
        self.unsent = [*link.carry(), *self.unsent]
        self.link = None
        self._breaks = [at for at in self._breaks if now - at < BREAKS_WITHIN] + [now]
        if self._sealing is None or not in_time(self._sealing, now):
            return None
        return self._address if len(self._breaks) <= BREAKS_MOST else None

    def stand_up(self) -> Link | None:
        """They leave: nothing more is made for them. Their line, if it is still good."""
        link, self.link = self.link, None
        if self.inviting is not None:
            self.inviting.close()
        self.inviting = None
        self.unsent.clear()
        return link if link is not None and not link.line.dead else None


def person_view(number: int, met: Met) -> Person:
    """A person by their certificate."""
    certificate = met.certificate
    return Person(
        number, certificate.alias, certificate.role, certificate.languages, met.hash.hex()
    )
