"""A relay's documents, which it can take up again from its store when they have run out.

After a night without anybody, the next shift is made from the last one and its packet, and after
a holiday the next roster from the last one (protocol.md 3.15). A relay that never stopped still
serves both; one that was restarted must not be worse. Whoever reads them asks `in_time`, here and
elsewhere: nobody is on duty, and nothing is believed, by a document that has run out.
"""

from __future__ import annotations

from typing import Final

from relay.document_bytes import decode_envelope, decode_payload
from relay.document_rules import check_base_roster, check_named_roster, check_signature
from relay.document_types import Kind, Roster, Shift
from relay.documents import TrustedDocuments
from relay.errors import Untrusted

LASTING: Final = (Kind.ROSTER, Kind.SHIFT)
"""What is of use for a while after its end."""


class PastDocuments(TrustedDocuments):
    """The rulebook, and ways back in for a roster and a shift that passed it before."""

    def restore_roster(self, raw: bytes, now: float) -> bool:
        """As `add_roster`, believed at its last moment if that is over, whenever the charter's is.

        What came before it in the store must have been restored before.
        """
        last = self._last_moment(Kind.ROSTER, raw, now)
        return self._take_roster(self._newest_charter(), raw, last)

    def restore_shift(self, raw: bytes, now: float) -> bool:
        """As `add_shift`, in the same way: the device behind a warrant stood when it ended.

        Where only the shift has run out, the roster may be later than the one that it names: it is
        of no use but to make the next one from. A shift in its time is held to rule 8.
        """
        roster = self.roster
        if roster is None:
            raise Untrusted("missing")
        last = self._last_moment(Kind.SHIFT, raw, now)
        named = check_base_roster if last < now else check_named_roster
        return self._take_shift(self._newest_charter(), roster, raw, last, named)

    def _last_moment(self, kind: Kind, raw: bytes, now: float) -> float:
        envelope = decode_envelope(raw, kind)
        key, signature = envelope.signatures[0]
        # Nothing is decoded that nobody has signed (rule 1); who may sign is asked afterwards.
        check_signature(kind, self.organisation, envelope.payload, key, signature)
        shape: type[Roster | Shift] = Roster if kind is Kind.ROSTER else Shift
        return min(now, decode_payload(envelope.payload, shape).expires - 1)
