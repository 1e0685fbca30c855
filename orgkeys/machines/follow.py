"""Following an organisation's signed documents over a relay (protocol.md 3.6, 10 fetch/document).

One round fetches everything in the order of the rulebook, so that each document finds below it
what it rests on. A change begins another round; while one runs, changes are only remembered, so
a relay that cries "changed" all the time gets one round at a time.
"""

from __future__ import annotations

from typing import Final, Literal

from orgkeys.handshake import Believed
from orgkeys.machines.views import Hours, NoticeView, Problem
from orgkeys.machines.wire import Asked, Wire
from relay import frames
from relay.documents import Kind, Notice, Shift, TrustedDocuments, in_time
from relay.errors import Untrusted
from relay.frames import Refusal

ORDER: Final = (Kind.CHARTER, Kind.ROSTER, Kind.NOTICE, Kind.SHIFT, Kind.STATE)
RETRY: Final = 2.0  # seconds
OPEN_MODES: Final = (0, 2)  # open and surge
MODE_TEXTS: Final = ("", "closed", "surge", "partner")
STATE_TEXTS: Final = (*MODE_TEXTS[1:], "state-1", "state-2", "state-3", "state-4")
"""The keys of texts that a state may name (protocol.md 10.5)."""

Desk = Literal["open", "closed", "unknown"]


class Follower:
    """The documents that one machine trusts, kept up to date."""

    def __init__(
        self, wire: Wire, organisation: bytes, desk: bytes, least_charter_version: int = 1
    ) -> None:
        self.organisation = organisation
        self.desk_id = desk
        self.trusted = TrustedDocuments(organisation, least_charter_version)
        self.problem: Problem | None = None
        self.loaded = False
        self.rounds = 0
        """How many rounds are over; whoever sees it grow looks at everything again."""
        self.packet = b""
        self._wire = wire
        self._pending: set[Kind] = set()
        self._again = False
        self._again_at: float | None = None
        self._found: Problem | None = None

    def start(self) -> None:
        """Begin a round, or one more after the one that runs."""
        if self._pending:
            self._again = True
            return
        self._again, self._found = False, None
        self._pending.update(ORDER)
        for kind in ORDER:
            self._fetch(kind)

    def unknown(self) -> None:
        """The relay does not know the organisation at all."""
        self.problem = "unknown-organisation"

    def _fetch(self, kind: Kind) -> None:
        desk = b"" if kind in (Kind.CHARTER, Kind.ROSTER) else self.desk_id
        self._wire.ask(
            lambda ref: frames.Fetch(ref, kind, desk),
            lambda frame, now: self._fetched(kind, frame, now),
        )

    def lost(self) -> None:
        """The connection is gone; the next one begins a new round."""
        self._pending.clear()
        self._again, self._again_at = False, None

    def _fetched(self, kind: Kind, frame: Asked, now: float) -> None:
        """Take the answer to a fetch; what is not trusted changes nothing but the problem."""
        match frame:
            case frames.Document():
                try:
                    self._check_shape(kind, frame)
                    self._add(kind, frame, now)
                except Untrusted as refused:
                    self._found = self._found or _problem(kind, refused.rule)
            case frames.Refused(code=Refusal.NO_SUCH_DOCUMENT):
                if kind is Kind.CHARTER:
                    self._found = "unknown-organisation"
            case frames.Refused(code=Refusal.SLOW_DOWN, detail=seconds):
                self._found = self._found or "slow-down"
                self._again_at = now + max(RETRY, float(seconds))
            case _:
                self._found = self._found or "documents-untrusted"
        self._settle(kind, now)

    def _check_shape(self, kind: Kind, frame: frames.Document) -> None:
        if frame.kind != kind or (kind is not Kind.CHARTER and len(frame.envelopes) != 1):
            raise Untrusted("shape")

    def _add(self, kind: Kind, frame: frames.Document, now: float) -> None:
        raw = frame.envelopes[0]
        match kind:
            case Kind.CHARTER:
                self.trusted.add_charters(frame.envelopes, now)
            case Kind.ROSTER:
                self.trusted.add_roster(raw, now)
            case Kind.NOTICE:
                self.trusted.add_notice(raw, now)
            case Kind.STATE:
                self.trusted.add_state(raw, now)
            case _:
                self.trusted.add_shift(raw, now)
                self.packet = frame.packet

    def _settle(self, kind: Kind, now: float) -> None:
        self._pending.discard(kind)
        if self._pending:
            return
        self.loaded = True
        self.rounds += 1
        self.problem = self._found or self._expired(now)
        if self._again:
            self.start()

    def tick(self, now: float) -> None:
        """Notice what has expired meanwhile, and ask again for what was refused for speed."""
        if self._again_at is not None and now >= self._again_at:
            self._again_at = None
            self.start()
        if self.loaded and self.problem is None:
            self.problem = self._expired(now)

    def _expired(self, now: float) -> Problem | None:
        roster, shift = self.trusted.roster, self.trusted.shift(self.desk_id)
        if roster is not None and not in_time(roster.payload, now):
            return "roster-expired"
        if shift is not None and not in_time(shift.payload, now):
            return "shift-expired"
        return None

    def shift(self, now: float) -> Shift | None:
        """The shift, if it, its roster and the charter are in their time now."""
        charter, roster = self.trusted.charter, self.trusted.roster
        held = self.trusted.shift(self.desk_id)
        if charter is None or roster is None or held is None:
            return None
        parts = (charter.payload, roster.payload, held.payload)
        return held.payload if all(in_time(part, now) for part in parts) else None

    def current(self, now: float) -> Believed | None:
        """What to bind new asks to, or None while nothing new may be begun."""
        shift, held = self.shift(now), self.trusted.shift(self.desk_id)
        if shift is None or held is None:
            return None
        return Believed(self.organisation, held.hash, shift.roster_hash)

    def desk(self, now: float) -> Desk:
        """Whether a person can knock now, as far as the signed shift and state say."""
        if not self.loaded:
            return "unknown"
        return "closed" if self.shift(now) is None or self.shut(now) else "open"

    def shut(self, now: float) -> bool:
        """Whether a signed state says so: closed, or handed over to a partner."""
        held = self.trusted.state(self.desk_id)
        if held is None or not in_time(held.payload, now):
            return False  # the shift alone says whether it is open
        return held.payload.mode not in OPEN_MODES

    def said(self, now: float) -> str:
        """The key of the text that the page shows of its desk; empty for none. A text that is not
        for a state never stands there, whatever a state names (protocol.md 10.5)."""
        held = self.trusted.state(self.desk_id)
        state = held.payload if held is not None and in_time(held.payload, now) else None
        if not self.shut(now) and self.shift(now) is None:
            return "closed"
        if state is None:
            return ""
        return state.text if state.text in STATE_TEXTS else MODE_TEXTS[state.mode]

    def quiet(self) -> bool:
        """Whether lines that begin now are quiet ones, as far as the signed notice says (6.5)."""
        held = self.trusted.notice(self.desk_id)
        return held is not None and dict(held.payload.policy).get("quiet") == "on"

    def name(self) -> str:
        """The organisation's name, once its charter is known."""
        charter = self.trusted.charter
        return charter.payload.name if charter is not None else ""

    def notice(self, now: float) -> NoticeView | None:
        """The signed notice, ready to show, while it is in its time."""
        held = self.trusted.notice(self.desk_id)
        if held is None or not in_time(held.payload, now):
            return None
        return notice_view(self.name(), held.payload)


def notice_view(organisation: str, notice: Notice) -> NoticeView:
    """A notice as the screens want it."""
    texts = {language: dict(words) for language, words in notice.texts}
    return NoticeView(
        organisation=organisation,
        languages=tuple(texts),
        timezone=notice.timezone,
        hours=tuple(Hours(*opening) for opening in notice.hours),
        exit_address=notice.exit_address,
        texts=texts,
        numbers=tuple((number, dict(labels)) for number, labels in notice.numbers),
    )


def _problem(kind: Kind, rule: str) -> Problem | None:
    """The words for a document that is not trusted; an old notice or state is just not used, nor
    is the shift of the roster before, while the next one is on its way."""
    if rule == "roster-mismatch" or (rule == "expired" and kind in (Kind.NOTICE, Kind.STATE)):
        return None
    if rule == "early":
        return "clock-disagrees"
    if kind is Kind.CHARTER and rule == "fingerprint":
        return "wrong-fingerprint"
    if rule == "expired" and kind is Kind.SHIFT:
        return "shift-expired"
    if rule == "expired" and kind is Kind.ROSTER:
        return "roster-expired"
    return "documents-untrusted"
