"""Who was once told a console's inbox cannot fill it with conversations that nobody expects."""

from __future__ import annotations

from orgkeys.asks import InvitationText, make_invitation
from orgkeys.machines.actions import EndTalk
from orgkeys.machines.duty import Duty
from orgkeys.machines.talk import HEARD_MOST
from orgkeys.machines.visit import Visit
from orgkeys.messages import Typing
from relay import frames
from relay.frames import write_capability
from tests.orgkeys.street import VISIT, Street
from tests.orgkeys.test_machines import talking_street


class Stranger:
    """A visitor who was served once, with a client of her own."""

    def __init__(self, street: Street) -> None:
        machine = street.members["visitor"].machine
        assert isinstance(machine, Visit)
        assert machine._star is not None
        (seat,) = machine._star.seats.values()
        believed = machine._follower.current(street.now)
        assert seat._address is not None
        assert believed is not None
        self._street, self._address, self._believed = street, seat._address, believed
        self.line_id = seat.line_id
        origin = bytes(16)
        street._do(street.board.connected(9999, VISIT, origin, street.now))
        join = frames.encode(frames.Join(1, street.house.organisation))
        street._do(street.board.received(9999, join, street.now))

    def invites(self, purpose: int, line_id_before: bytes) -> None:
        street, address = self._street, self._address
        text = InvitationText(write_capability(street.random(32)), line_id_before, purpose)
        ask = make_invitation(
            self._believed, address.sealing_key, address.certificate_hash, text, street.random
        )
        left = frames.encode(frames.Leave(1, address.w, ask.sealed))
        street._do(street.board.received(9999, left, street.now))
        street.pump()


def test_a_visitor_whose_talk_is_over_cannot_come_back_past_the_line() -> None:
    street = talking_street()
    stranger = Stranger(street)
    street.act("Noor", EndTalk(street.duty().talks[0].key))
    stranger.invites(0, stranger.line_id)
    assert len(street.duty().talks) == 1, "also at once: that conversation is over"
    street.pass_time(900)
    for _ in range(4):
        stranger.invites(0, street.random(32))
        stranger.invites(1, b"")
        stranger.invites(2, b"")
    assert [talk.stage for talk in street.duty().talks] == ["ended"]
    duty = street.members["Noor"].machine
    assert isinstance(duty, Duty)
    duty.contact(street.now)
    stranger.invites(1, b"")
    stranger.invites(1, b"")
    assert [talk.by for talk in street.duty().talks] == ["knock", "join"], "the control: once"


def test_a47_a_conversation_that_floods_a_console_ends() -> None:
    street = talking_street()
    console = street.members["Noor"].machine
    assert isinstance(console, Duty)
    talk = console._talks.get(street.duty().talks[0].key)
    link = talk.link
    assert link is not None
    heard = 0
    while talk.active and heard < 2 * HEARD_MOST:
        talk.heard(link, Typing(True), street.now)
        heard += 1
    assert HEARD_MOST - 10 < heard <= HEARD_MOST + 1
    ended = street.duty().talks[0].ended
    assert ended is not None
    assert (ended.reason, link.line.dead) == ("broken", True)
