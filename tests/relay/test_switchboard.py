"""A relay as its clients see it: joining, paths, documents, conversations, and stopping."""

from __future__ import annotations

import pickle

import pytest

from relay import limits
from relay.errors import LocalFault
from relay.frames import (
    Ack,
    Append,
    Changed,
    CloseMailbox,
    Deliver,
    Document,
    Done,
    Fetch,
    Join,
    Later,
    Leave,
    Off,
    Open,
    Opened,
    Ping,
    Pong,
    Publish,
    Refusal,
    Refused,
    Taken,
    encode,
    mailbox_address,
    write_capability,
)
from relay.switchboard import Switchboard
from tests.builders import DAY, filler, make_organisation
from tests.relay.samples import SAMPLES
from tests.relay.world import PUBLISH, STAFF, VISIT, Client, World, writer

R = filler("r")


# --- joining ------------------------------------------------------------------------------------


def test_a_client_joins_its_organisation_and_gets_a_challenge_of_its_own() -> None:
    world = World()
    one, other = world.client(STAFF), world.client(STAFF)
    assert one.challenge != other.challenge
    assert len(one.challenge) == 32
    assert one.send(Ping(7)) == [Pong(7)]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (Ping(1), Refusal.OUT_OF_ORDER),
        (Open(1, R, 0, 0), Refusal.OUT_OF_ORDER),
        (Join(1, filler("nobody")), Refusal.UNKNOWN_ORGANISATION),
    ],
)
def test_whatever_comes_before_joining_closes_the_connection(frame: Join, code: int) -> None:
    client = World().client(join=False)
    assert client.code(frame) == code
    assert client.closed_with == 4000 + code
    assert client.send(Join(1, client.organisation.fingerprint)) == []


def test_joining_twice_is_out_of_order() -> None:
    client = World().client()
    assert client.code(Join(1, client.organisation.fingerprint)) == Refusal.OUT_OF_ORDER


def test_a_malformed_frame_closes_with_its_code_and_is_not_echoed() -> None:
    client = World().client()
    answers = client.send_raw(b"\x92\x11\xcc\x07")
    assert answers == [Refused(0, Refusal.MALFORMED, 0)]
    assert client.closed_with == 4001


def test_a49_a_large_frame_is_refused_on_the_small_paths() -> None:
    world = World()
    large = encode(Publish(1, bytes(limits.MAX_FRAME), b""))
    visitor, publisher = world.client(VISIT), world.client(PUBLISH)
    assert visitor.send_raw(large) == [Refused(0, Refusal.MALFORMED, 0)]
    assert visitor.closed_with == 4001
    assert publisher.send_raw(large) == [Refused(1, Refusal.UNTRUSTED, 0)]
    assert publisher.closed_with is None


ALLOWED = {
    VISIT: {
        *("Fetch", "Open", "Append", "Ack", "CloseMailbox", "Leave", "Ping"),
        *("Knock", "Withdraw", "Drop"),
    },
    STAFF: {
        *("Fetch", "Open", "Append", "Ack", "CloseMailbox", "Leave", "Ping"),
        *("Duty", "Off", "Claim", "Accept", "Release", "TurnAway", "Call"),
        *("Drop", "Collect", "Collected"),
    },
    PUBLISH: {"Fetch", "Publish", "Ping", "Collect", "Collected"},
}


@pytest.mark.parametrize("path", [VISIT, STAFF, PUBLISH])
def test_each_path_has_its_rights(path: str) -> None:
    for frame in SAMPLES:
        client = World(publish=False).client(path)
        name = type(frame).__name__
        forbidden = client.code(frame) == Refusal.NOT_ALLOWED_HERE
        assert forbidden == (name not in ALLOWED[path]), name
        assert (client.closed_with == 4019) == forbidden


# --- documents ----------------------------------------------------------------------------------


def fetch(client: Client, kind: int, desk: bytes = b"") -> Document:
    answer = client.send(Fetch(1, kind, desk))[0]
    assert isinstance(answer, Document), answer
    return answer


def test_what_was_published_can_be_fetched_by_everybody() -> None:
    world = World()
    who = world.organisations[0]
    visitor = world.client()
    assert fetch(visitor, 1).envelopes == who.charters
    assert fetch(visitor, 2).envelopes == [who.roster]
    assert fetch(visitor, 3, who.desk).envelopes == [who.notice]
    assert fetch(visitor, 5, who.desk).envelopes == [who.state]


def test_the_staff_packet_goes_to_the_staff_path_only() -> None:
    world = World()
    who = world.organisations[0]
    assert fetch(world.client(STAFF), 4, who.desk).packet == who.packet
    assert fetch(world.client(VISIT), 4, who.desk).packet == b""
    assert fetch(world.client(PUBLISH), 4, who.desk).packet == b""


def test_what_was_not_published_is_refused() -> None:
    world = World(publish=False)
    client = world.client()
    for kind, desk in ((1, b""), (2, b""), (3, bytes(16)), (4, bytes(16)), (5, bytes(16))):
        assert client.code(Fetch(1, kind, desk)) == Refusal.NO_SUCH_DOCUMENT
    client = World().client()
    assert client.code(Fetch(1, 2, bytes(16))) == Refusal.NO_SUCH_DOCUMENT
    assert client.code(Fetch(1, 4, b"")) == Refusal.NO_SUCH_DOCUMENT
    assert client.closed_with is None


def test_a_newer_document_is_stored_first_and_then_everybody_is_told() -> None:
    world = World()
    who = world.organisations[0]
    visitor, console = world.client(), world.client(STAFF)
    before = len(world.stored)
    raw = who.sign_state(version=2, mode=1)
    assert world.publish(who, [raw]) == [Done(2), Changed(5, who.desk)]
    assert visitor.heard == [Changed(5, who.desk)] == console.heard
    assert [(r.kind, r.version, r.envelope) for r in world.stored[before:]] == [(5, 2, raw)]
    assert fetch(visitor, 5, who.desk).envelopes == [raw]


def test_a03_publishing_an_old_version_is_refused_and_changes_nothing() -> None:
    world = World()
    who = world.organisations[0]
    world.publish(who, [who.sign_state(version=2, mode=1)])
    before = len(world.stored)
    assert world.publish(who, [who.state]) == [Refused(2, Refusal.OLD_VERSION, 0)]
    assert len(world.stored) == before


def test_publishing_the_same_again_is_done_but_is_no_news() -> None:
    world = World()
    who = world.organisations[0]
    before = len(world.stored)
    assert world.publish(who, [who.state]) == [Done(2)]
    assert len(world.stored) == before


def test_a_document_of_a_stranger_is_not_believed() -> None:
    world = World()
    who = world.organisations[0]
    other = make_organisation(seed="other")
    for raw in (other.charters[0], other.state, who.devices[0].certificate, b"\x00"):
        assert world.publish(who, [raw]) == [Refused(2, Refusal.UNTRUSTED, 0)]
    publisher = world.client(PUBLISH)
    for packet in (b"", who.packet + b"x"):
        again = publisher.send(Publish(2, who.sign_shift(version=2), packet))
        assert again == [Refused(2, Refusal.UNTRUSTED, 0)]


def test_after_a_restart_what_was_stored_is_there_and_nothing_else() -> None:
    world = World()
    who = world.organisations[0]
    world.client().open(1, R)
    world.restart()
    visitor = world.client()
    assert fetch(visitor, 1).envelopes == who.charters
    assert fetch(world.client(STAFF), 4, who.desk).packet == who.packet
    assert visitor.code(Append(1, writer(R), 0, bytes(512))) == Refusal.ABSENT


@pytest.mark.parametrize(("late", "refused"), [(29, 0), (31, 1), (91, 2)])
def test_a_state_or_notice_that_is_over_is_not_restored(late: int, refused: int) -> None:
    world = World()
    assert world.start().restore(world.stored, world.now + late * DAY) == refused


# --- a conversation -----------------------------------------------------------------------------


def test_what_one_writes_the_other_reads_in_order() -> None:
    world = World()
    reader, other = world.client(), world.client(STAFF)
    assert reader.open(5, R) == [Opened(5, 0)]
    for number in range(3):
        assert other.append(writer(R), number, "hi") == []
    assert [number for number, _ in reader.delivered()] == [0, 1, 2]
    assert reader.send(Ack(5, 3)) == []


def test_a_lost_connection_loses_nothing() -> None:
    world = World()
    reader, other = world.client(), world.client(STAFF)
    reader.open(5, R)
    other.append(writer(R), 0, "before")
    reader.vanish()
    other.append(writer(R), 1, "during")
    back = world.client()
    assert back.open(8, R) == [
        Opened(8, 2),
        Deliver(8, 0, filler("before 0", 512)),
        Deliver(8, 1, filler("during 1", 512)),
    ]


def test_a08_the_same_append_is_delivered_once_across_connections_and_restarts() -> None:
    world = World()
    reader, other = world.client(), world.client(STAFF)
    reader.open(5, R)
    for _ in range(3):
        other.append(writer(R), 0, "once")
    world.client(STAFF).append(writer(R), 0, "once")
    assert len(reader.delivered()) == 1
    reader.send(Ack(5, 1))
    reader.vanish()
    again = world.client()
    again.open(5, R, first=1)
    other.append(writer(R), 0, "once")
    assert again.delivered() == []
    world.restart()
    after, replayer = world.client(), world.client(STAFF)
    assert after.open(1, R, first=1) == [Opened(1, 1)]
    assert replayer.append(writer(R), 0, "once") == []
    assert after.delivered() == []


def test_a10_a_gap_is_refused_with_the_number_that_is_missing() -> None:
    world = World()
    reader, other = world.client(), world.client(STAFF)
    reader.open(5, R)
    assert other.append(writer(R), 2) == [Refused(2, Refusal.GAP, 0)]
    assert reader.delivered() == []


def test_taking_over_tells_the_former_reader_and_nobody_else() -> None:
    world = World()
    first, second, other = world.client(), world.client(), world.client(STAFF)
    first.open(5, R)
    first.open(6, filler("another"))
    first.heard.clear()
    second.open(9, R)
    assert first.heard == [Taken(5)]
    other.append(writer(R), 0)
    assert first.delivered() == []
    assert len(second.delivered()) == 1
    assert first.send(Ack(5, 1)) == [Refused(0, Refusal.ABSENT, 5)]
    assert first.send(CloseMailbox(5)) == [Refused(0, Refusal.ABSENT, 5)]


def test_a_handle_means_one_mailbox() -> None:
    world = World()
    client = world.client()
    client.open(5, R)
    assert client.open(5, filler("another")) == [Refused(0, Refusal.TAKEN, 5)]
    assert client.open(6, R) == [Taken(5), Opened(6, 0)]
    assert client.open(5, filler("another")) == [Opened(5, 0)]


def test_an_inbox_is_numbered_by_the_relay_and_takes_only_what_is_left() -> None:
    world = World()
    console, visitor = world.client(STAFF), world.client()
    console.open(2, R, mode=1)
    for name in ("a", "b"):
        assert visitor.send(Leave(1, writer(R), filler(name, 4096))) == []
    assert console.delivered() == [(0, filler("a", 4096)), (1, filler("b", 4096))]
    assert visitor.code(Append(1, writer(R), 2, bytes(512))) == Refusal.ABSENT
    console.open(3, filler("line"))
    assert visitor.code(Leave(1, writer(filler("line")), bytes(512))) == Refusal.ABSENT


def test_a48_unknown_closed_expired_and_foreign_are_the_same() -> None:
    organisations = [make_organisation(), make_organisation(seed="other")]
    world = World(organisations)
    for name in ("closed", "expired", "foreign", "knock"):
        client = world.client()
        client.open(1, filler(name), mode=2 if name == "knock" else 0)
        if name == "closed":
            client.send(CloseMailbox(1))
        if name == "expired":
            client.vanish()
            world.now += limits.MAILBOX_LIFETIME
    stranger = world.client(VISIT, organisations[1])
    own = world.client()
    answers = [
        (stranger if name == "foreign" else own).append(writer(filler(name)), 0)
        for name in ("unknown", "closed", "expired", "foreign", "knock")
    ]
    assert answers == [[Refused(0, Refusal.ABSENT, 0)]] * 5
    control = world.client()
    assert control.append(writer(filler("foreign")), 0) == []


def test_feature_a12_organisations_cannot_see_one_another() -> None:
    """The same capabilities, desks and knocks in two organisations never meet."""
    one, two = make_organisation(), make_organisation(seed="other")
    world = World([one, two])
    here, there = world.client(VISIT, one), world.client(VISIT, two)
    here.open(1, R)
    there.open(1, R)
    assert here.take(Taken) == []
    world.client(STAFF, one).append(writer(R), 0, "here")
    assert len(here.delivered()) == 1
    assert there.delivered() == []
    consoles = [world.console(organisation=who) for who in (one, two)]
    here.queued("someone", handle=2)
    shown = [console.waiting() for console in consoles]
    assert [len(waiting) for waiting in shown] == [1, 0]
    assert consoles[1].claim(shown[0][0].knock)[-1] == Refused(4, Refusal.ABSENT, 0)
    assert consoles[1].code(Off(1, bytes(16))) == Refusal.NOT_ON_DUTY
    there.heard.clear()
    world.publish(one, [one.sign_state(version=2)])
    assert there.heard == []
    assert fetch(there, 2).envelopes == [two.roster]
    assert world.publish(two, [one.sign_state(version=3)]) == [Refused(2, Refusal.UNTRUSTED, 0)]


def test_feature_a12_control_one_organisation_does_see_itself() -> None:
    world = World()
    console = world.console()
    world.client().queued("someone")
    assert len(console.waiting()) == 1


def test_a53_handles_are_bounded_so_colliding_ones_cost_nothing() -> None:
    world = World()
    client = world.client()
    for number in range(limits.VISITOR_HANDLES):
        assert client.open(number << 20, filler(f"box {number}"))[0] == Opened(number << 20, 0)
    more = client.open(1, filler("one more"))
    assert more == [Refused(0, Refusal.TOO_MANY, 1)]


# --- stopping and bounds ------------------------------------------------------------------------


def test_stopping_tells_everybody_and_those_who_still_come() -> None:
    world = World()
    clients = [world.client(), world.client(STAFF), world.client(join=False)]
    world.do(world.board.stopping(world.now))
    for client in clients:
        (later,) = client.take(Later)
        assert limits.LATER <= later.seconds <= 2 * limits.LATER
    late = world.client(join=False)
    assert len(late.take(Later)) == 1
    assert late.closed_with == 1001


def test_the_number_of_connections_is_bounded_and_given_back() -> None:
    world = World(publish=False, max_connections=2)
    one, _ = world.client(), world.client()
    refused = world.client()
    assert refused.closed_with == 4010
    assert isinstance(refused.heard[0], Refused)
    one.vanish()
    assert world.client().challenge
    assert len(world.board) == 2


def test_calls_for_a_connection_that_is_gone_change_nothing() -> None:
    world = World()
    client = world.client()
    client.vanish()
    assert list(world.board.closed(client.conn, world.now)) == []
    assert list(world.board.received(client.conn, encode(Ping(1)), world.now)) == []


def test_a_term_that_no_fence_has_room_for_is_our_own_fault() -> None:
    with pytest.raises(LocalFault):
        Switchboard([], ticket_key=bytes(32), random=bytes, term=limits.MAX_TERM + 1)


def test_nothing_of_a_capability_is_kept_in_the_switchboard() -> None:
    """The relay knows addresses: neither r nor w is held anywhere in its state."""
    world = World()
    client = world.client()
    client.open(1, R)
    client.append(writer(R), 0)
    boxes = world.board._organisations[client.organisation.fingerprint].mailboxes._boxes
    held = pickle.dumps([(key, box.address, list(box.items)) for key, box in boxes.items()])
    assert write_capability(R) not in held
    assert R not in held
    assert mailbox_address(writer(R)) in held, "control: what is held is found"
