"""A relay that is restarted in a night without a shift, beside one that never stops.

What the next roster and shift are made from (protocol.md 3.15) comes back from the store, and
nothing else does: the two are alike for whoever asks, and nobody is served by what has run out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relay.documents import Shift, decode_envelope, decode_payload
from relay.effects import Effect, Record
from relay.effects import Store as Keep
from relay.errors import Untrusted
from relay.frames import Claim, Document, Done, Fetch, Publish, Refusal, Refused
from relay.keeper import Keeper
from relay.limits import BASE_KEPT
from relay.shelf import Shelf
from relay.store import Store
from relay.store.memory import MemoryStore
from relay.store.sqlite import SqliteStore
from tests.builders import DAY, NOW, Organisation, filler, key, packet_hash
from tests.relay.world import PUBLISH, STAFF, VISIT, World

HOUR = 3600
Opener = Callable[[], Store]
Step = tuple[str, int]


class Kept(World):
    """A relay with a store of its own, as it really runs."""

    def __init__(self, opener: Opener) -> None:
        self._opener = opener
        self._store = opener()
        self._keeper = Keeper(self._store, "relay")
        self._keeper.begin(NOW)
        super().__init__()

    def do(self, effects: Iterable[Effect]) -> None:
        effects = list(effects)
        for effect in effects:
            if isinstance(effect, Keep):
                self._keeper.keep(effect.record, self.now)
        super().do(effects)

    def restart(self, term: int = 2) -> None:
        self._keeper.end(self.now)
        self._keeper = Keeper(self._opener(), "relay")
        self._keeper.begin(self.now)
        self.clients.clear()
        self.board = self.start(term=term)
        ours = tuple(one.fingerprint for one in self.organisations)
        self.board.restore(self._keeper.documents(ours), self.now)

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.do(self.board.tick(self.now))


@pytest.fixture(params=["memory", "sqlite"])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    memory = MemoryStore()
    return lambda: memory if request.param == "memory" else SqliteStore(tmp_path / "relay.db")


def next_shift(who: Organisation, now: int, version: int, by_robin: bool = False) -> bytes:
    who.now = now
    who.desk_signing = key(f"desk {version}")
    who.packet = filler(f"packet {version}", 4096)
    robin = who.devices[0]
    signer = (robin.signing, [who.sign_warrant(robin)]) if by_robin else (None, [])
    who.shift = who.sign_shift(*signer, version=version, packet_hash=packet_hash(who.packet))
    return who.shift


def next_roster(who: Organisation, now: int, version: int, without_robin: bool = False) -> bytes:
    who.now = now
    robin = who.devices[0]
    rows = [(one.certificate_hash, now + 90 * DAY, False) for one in who.devices]
    if without_robin:
        rows[0] = (robin.certificate_hash, now + 90 * DAY, True)
    who.roster = who.sign_roster(version=version, rows=who.pad_rows(rows))
    return who.roster


def asked(world: World) -> list[object]:
    """What somebody hears of this relay who comes now, to read, to knock and to serve."""
    who = world.organisations[0]
    heard: list[object] = []
    for path in (VISIT, STAFF):
        for kind, desk in ((1, b""), (2, b""), (4, who.desk)):
            heard += world.client(path).send(Fetch(1, kind, desk))
    for name in ("now", "of before"):
        heard.append(type(world.client().knock(name)[-1]).__name__)
    console = world.client(STAFF)
    heard += [frame for frame in console.duty() if isinstance(frame, Done | Refused)]
    console.vanish()
    return heard


# --- the morning --------------------------------------------------------------------------------


def test_restarted_at_night_a_relay_has_what_the_mornings_shift_is_made_from(
    opener: Opener,
) -> None:
    world = Kept(opener)
    who = world.organisations[0]
    yesterday, packet = who.shift, who.packet
    world.wait(DAY + 3 * HOUR)
    world.restart()
    supervisor = world.client(STAFF)
    assert supervisor.send(Fetch(1, 4, who.desk)) == [Document(1, 4, [yesterday], packet)]
    # Nobody is served by it, and nobody serves.
    assert supervisor.duty() == [Refused(3, Refusal.EXPIRED, 0)]
    assert supervisor.code(Claim(4, who.desk, bytes(16))) == Refusal.NOT_ON_DUTY
    assert world.client().knock("v")[-1] == Refused(9, Refusal.DESK_CLOSED, 0)
    today = next_shift(who, int(world.now), 2)
    world.client(PUBLISH).send(Publish(5, today, who.packet))
    world.restart(term=3)
    console = world.console()
    assert console.send(Fetch(1, 4, who.desk)) == [Document(1, 4, [today], who.packet)]
    world.client().queued("v")
    assert len(console.waiting()) == 1


def test_after_a_holiday_the_roster_that_has_run_out_is_there_too(opener: Opener) -> None:
    world = Kept(opener)
    who = world.organisations[0]
    world.wait(13 * DAY)
    world.restart()
    reader = world.client()
    assert reader.send(Fetch(1, 2, b"")) == [Document(1, 2, [who.roster], b"")]
    assert reader.send(Fetch(2, 4, who.desk)) == [Document(2, 4, [who.shift], b"")]
    publisher = world.client(PUBLISH)
    other = who.sign_roster(version=2, previous=bytes(32), issued=int(world.now))
    assert publisher.code(Publish(3, other, b"")) == Refusal.UNTRUSTED, "it does not follow"
    assert publisher.send(Publish(4, next_roster(who, int(world.now), 2), b""))[0] == Done(4)
    shift = next_shift(who, int(world.now), 2)
    assert publisher.send(Publish(5, shift, who.packet))[-2] == Done(5)


def test_two_weeks_after_its_end_it_is_gone(opener: Opener) -> None:
    world = Kept(opener)
    who = world.organisations[0]
    world.wait(DAY + BASE_KEPT - 1)
    world.restart()
    assert isinstance(world.client().send(Fetch(1, 4, who.desk))[0], Document)
    world.wait(1)
    world.restart(term=3)
    assert world.client().code(Fetch(1, 4, who.desk)) == Refusal.NO_SUCH_DOCUMENT


def test_a07_a_shift_does_not_come_back_with_a_roster_that_it_does_not_name(
    opener: Opener,
) -> None:
    """The relay stopped between a roster and its shift: closed until the shift comes."""
    world = Kept(opener)
    who = world.organisations[0]
    old, packet = who.shift, who.packet
    console = world.console()
    publisher = world.client(PUBLISH)
    roster = next_roster(who, NOW, 2)
    assert publisher.send(Publish(1, roster, b""))[0] == Done(1)
    # Until then the old one serves: duties stay, knocks are taken, whoever asks is given it.
    world.client().queued("v")
    assert len(console.waiting()) == 1
    assert console.send(Fetch(2, 4, who.desk)) == [Document(2, 4, [old], packet)]
    world.restart()
    assert world.client().code(Fetch(3, 4, who.desk)) == Refusal.NO_SUCH_DOCUMENT
    assert world.client().knock("w")[-1] == Refused(9, Refusal.DESK_CLOSED, 0)
    assert world.client(PUBLISH).code(Publish(4, old, packet)) == Refusal.UNTRUSTED
    shift = next_shift(who, NOW, 2)
    world.client(PUBLISH).send(Publish(5, shift, who.packet))
    world.client().queued("x")


def test_after_a_night_without_its_shift_the_last_one_is_still_what_the_next_is_made_from(
    opener: Opener,
) -> None:
    """It names the roster before, and is in nobody's way when it has run out."""
    world = Kept(opener)
    who = world.organisations[0]
    old, packet = who.shift, who.packet
    world.client(PUBLISH).send(Publish(1, next_roster(who, NOW, 2), b""))
    world.wait(DAY + HOUR)
    world.restart()
    assert world.client(STAFF).send(Fetch(2, 4, who.desk)) == [Document(2, 4, [old], packet)]
    assert world.client().knock("w")[-1] == Refused(9, Refusal.DESK_CLOSED, 0)


# --- what does not come back ----------------------------------------------------------------------


def test_a03_nothing_that_was_superseded_comes_back(opener: Opener) -> None:
    world = Kept(opener)
    who = world.organisations[0]
    first, packet = who.shift, who.packet
    publisher = world.client(PUBLISH)
    publisher.send(Publish(1, next_shift(who, NOW, 2), who.packet))
    world.wait(DAY + HOUR)
    world.restart()
    again = world.client(PUBLISH)
    assert again.code(Publish(2, first, packet)) != 0
    assert world.client().send(Fetch(3, 4, who.desk)) == [Document(3, 4, [who.shift], b"")]


@pytest.mark.parametrize("restarts_between", [False, True])
def test_a41_what_a_revoked_device_signed_does_not_come_back_as_a_base(
    opener: Opener, restarts_between: bool
) -> None:
    world = Kept(opener)
    who = world.organisations[0]
    publisher = world.client(PUBLISH)
    publisher.send(Publish(1, next_shift(who, NOW, 2, by_robin=True), who.packet))
    world.wait(DAY + HOUR)
    if restarts_between:
        world.restart()
    assert isinstance(world.client().send(Fetch(2, 4, who.desk))[0], Document), "control"
    out = next_roster(who, int(world.now), 2, without_robin=True)
    assert world.client(PUBLISH).send(Publish(3, out, b""))[0] == Done(3)
    for term in (3, 4):
        assert world.client().code(Fetch(4, 4, who.desk)) == Refusal.NO_SUCH_DOCUMENT
        world.restart(term)


def test_a06_what_a_dismissed_administrator_signed_does_not_come_back_either(
    opener: Opener,
) -> None:
    world = Kept(opener)
    who = world.organisations[0]
    world.wait(2 * DAY)
    who.now = int(world.now)
    who.administrators = who.administrators[1:]
    charter = who.sign_charter()
    who.charters.append(charter)
    assert world.client(PUBLISH).send(Publish(1, charter, b""))[0] == Done(1)
    for term in (2, 3):
        for kind, desk in ((2, b""), (4, who.desk)):
            assert world.client().code(Fetch(2, kind, desk)) == Refusal.NO_SUCH_DOCUMENT
        world.restart(term)


def test_a_charter_that_was_renewed_since_does_not_take_the_last_roster_away(
    opener: Opener,
) -> None:
    """It is younger than what ended before it, and the same administrators stand in it."""
    world = Kept(opener)
    who = world.organisations[0]
    world.wait(9 * DAY)
    who.now = int(world.now)
    charter = who.sign_charter()
    who.charters.append(charter)
    assert world.client(PUBLISH).send(Publish(1, charter, b""))[0] == Done(1)
    before = asked(world)
    world.restart()
    assert asked(world) == before
    assert Document(1, 4, [who.shift], who.packet) in before


# --- alike, whatever happens ----------------------------------------------------------------------

STEPS = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 60)),
    st.tuples(st.sampled_from(["shift", "robin's shift", "roster", "revoke"]), st.just(0)),
)


def publish(worlds: list[Kept], what: str, version: int, gone: bool) -> None:
    who, now = worlds[0].organisations[0], int(worlds[0].now)
    if what == "wait":
        return
    serving = in_service(worlds[0])
    if not what.endswith("shift"):
        raw = next_roster(who, now, version, without_robin=gone)
        for world in worlds:
            world.client(PUBLISH).send(Publish(1, raw, b""))
        if not serving:
            return  # else the new roster's shift comes with it
    try:
        raw = next_shift(who, now, version, by_robin=what == "robin's shift")
    except Untrusted:
        return  # the organisation itself could not make it now: its roster has run out
    for world in worlds:
        world.client(PUBLISH).send(Publish(1, raw, who.packet))


def in_service(world: World) -> bool:
    """Whether the relay holds a shift in its time."""
    answer = world.client().send(Fetch(1, 4, world.organisations[0].desk))[0]
    if not isinstance(answer, Document):
        return False
    payload = decode_envelope(answer.envelopes[0]).payload
    return world.now < decode_payload(payload, Shift).expires


def two_relays() -> list[Kept]:
    steady, restarted = MemoryStore(), MemoryStore()
    return [Kept(lambda: steady), Kept(lambda: restarted)]


def live(worlds: list[Kept], story: list[Step]) -> None:
    """The second relay is restarted after every step, and nobody can tell."""
    worlds[1].organisations = worlds[0].organisations
    gone = False
    for number, (what, hours) in enumerate(story):
        gone = gone or what == "revoke"
        for world in worlds:
            world.wait(hours * HOUR)
        publish(worlds, what, number + 2, gone)
        worlds[1].restart(term=number + 2)
        steady, restarted = (asked(world) for world in worlds)
        assert restarted == steady, what


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=st.lists(STEPS, min_size=1, max_size=6))
def test_a_relay_that_was_restarted_is_like_one_that_never_stopped(story: list[Step]) -> None:
    live(two_relays(), story)


NIGHT: list[Step] = [("shift", 0), ("wait", 30), ("roster", 0), ("wait", 3)]


def test_control_a_relay_that_restores_only_what_is_in_its_time_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    live(two_relays(), NIGHT)
    monkeypatch.setattr(Shelf, "restore", in_time_only)
    with pytest.raises(AssertionError):
        live(two_relays(), NIGHT)


def in_time_only(shelf: Shelf, kept: Record, now: float) -> None:
    shelf.publish(kept.envelope, kept.packet, now)
