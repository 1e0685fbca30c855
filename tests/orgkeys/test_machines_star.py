"""Several visitors, several counselors, and three staff in one star (protocol.md 9, 10.5)."""

from __future__ import annotations

from orgkeys.machines.actions import Admit, Claim, EndTalk, Knock, OnDuty, Say, TalkSay
from orgkeys.machines.duty import Duty
from relay import limits
from tests.orgkeys.house import make_house
from tests.orgkeys.street import Street, kinds, texts
from tests.orgkeys.test_machines import HELLO, talking_street

JOIN, HAND_OVER = 1, 2


def console(street: Street, name: str) -> Duty:
    machine = street.members[name].machine
    assert isinstance(machine, Duty)
    return machine


def ask_for(street: Street, asker: str, colleague: str, purpose: int = JOIN) -> None:
    """A counselor asks the survivor to let a colleague in."""
    duty = console(street, asker)
    contact = console(street, colleague).contact(street.now)
    assert contact is not None
    certificate = street.house.devices[colleague].device.raw
    duty.introduce(duty.view().talks[0].key, certificate, contact, purpose, street.now)
    street.pump()


def three_in_a_star() -> Street:
    street = talking_street("Noor", "Robin", "Ada")
    for name in ("Robin", "Ada"):
        ask_for(street, "Noor", name)
        street.act("visitor", Admit(street.visit().asks[0].request, True, False))
    assert [person.alias for person in street.visit().people] == ["Noor", "Robin", "Ada"]
    return street


def test_exactly_one_of_several_counselors_gets_a_knock() -> None:
    names = ("Noor", "Robin", "Ada")
    street = Street(make_house(*names))
    for name in names:
        street.counselor(name, limit=8)
        street.act(name, OnDuty())
    for number in range(4):
        street.visitor(f"v{number}")
        street.act(f"v{number}", Knock("en", f"v{number}", ""))
    for _ in range(4):
        knocks = {name: street.duty(name).knocks for name in names}
        for name in names:  # all at the same moment
            street.members[name].machine.act(Claim(knocks[name][0].key), street.now)  # type: ignore[arg-type]
        street.pump()
    street.pass_time(2)
    served = [talk.address_as for name in names for talk in street.duty(name).talks]
    assert sorted(served) == ["v0", "v1", "v2", "v3"]
    assert all(street.visit(f"v{n}").stage == "talking" for n in range(4))
    assert all(len(street.visit(f"v{n}").people) == 1 for n in range(4))
    problems = [street.duty(name).problem for name in names]
    assert "someone-else-took-it" in problems


def test_three_staff_in_a_star_see_the_same_words_in_the_same_order() -> None:
    street = three_in_a_star()
    for turn in range(3):
        for name in ("Noor", "Robin", "Ada"):
            street.act(name, TalkSay(street.duty(name).talks[0].key, f"{name} {turn}"))
        street.act("visitor", Say(f"visitor {turn}"))
    street.pass_time(2)
    said = texts(street.visit().notes)
    assert len(said) == 13
    assert texts(street.duty("Noor").talks[0].notes) == said
    later = [text for text in said if text != HELLO.first]
    for name in ("Robin", "Ada"):
        talk = street.duty(name).talks[0]
        assert talk.by == "join"
        assert texts(talk.notes) == later, "nothing said before goes there unless allowed"
        assert [person.alias for person in talk.people] == ["Noor", "Robin", "Ada"]
        passed = [note.text for note in talk.notes if note.kind == "text" and note.passed_on]
        assert passed == [t for t in later if not t.startswith((name, "visitor"))]


def test_whoever_leaves_the_star_gets_nothing_more() -> None:
    street = three_in_a_star()
    street.act("Robin", EndTalk(street.duty("Robin").talks[0].key))
    street.act("visitor", Say("between us"))
    street.pass_time(2)
    assert [person.alias for person in street.visit().people] == ["Noor", "Ada"]
    assert "between us" not in texts(street.duty("Robin").talks[0].notes)
    assert texts(street.duty("Ada").talks[0].notes)[-1] == "between us"
    assert "left" in kinds(street.duty("Ada").talks[0].notes)
    assert street.visit().stage == "talking"


def test_a_colleague_takes_over_and_reads_what_was_said_only_if_allowed() -> None:
    for allowed in (True, False):
        street = talking_street("Noor", "Robin")
        street.act("visitor", Say("my story"))
        ask_for(street, "Noor", "Robin", HAND_OVER)
        ask = street.visit().asks[0]
        assert (ask.asker.alias, ask.colleague.alias, ask.purpose) == ("Noor", "Robin", "hand-over")
        street.act("visitor", Admit(ask.request, True, allowed))
        street.act("Noor", EndTalk(street.duty("Noor").talks[0].key))
        street.act("visitor", Say("go on"))
        talk = street.duty("Robin").talks[0]
        assert talk.by == "hand-over"
        before = [HELLO.first, "my story"] if allowed else []
        assert texts(talk.notes) == [*before, "go on"]
        assert [person.alias for person in street.visit().people] == ["Robin"]


def test_a01_nobody_joins_whom_the_survivor_did_not_let_in() -> None:
    street = talking_street("Noor", "Robin")
    ask_for(street, "Noor", "Robin")
    street.act("visitor", Admit(street.visit().asks[0].request, False, False))
    street.act("visitor", Say("only you"))
    assert street.visit().asks == ()
    assert street.duty("Robin").talks == ()
    assert [person.alias for person in street.visit().people] == ["Noor"]


def test_a01_a_device_that_the_organisation_did_not_certify_is_never_even_asked_about() -> None:
    street = talking_street("Noor")
    stranger = make_house("Eve", seed=9)
    duty = console(street, "Noor")
    contact = console(street, "Noor").contact(street.now)
    assert contact is not None
    raw = stranger.devices["Eve"].device.raw
    duty.introduce(duty.view().talks[0].key, raw, contact, JOIN, street.now)
    street.pump()
    assert street.visit().asks == ()
    assert street.visit().stage == "talking"


def test_a_colleague_who_does_not_come_is_told_of() -> None:
    street = talking_street("Noor", "Robin")
    ask_for(street, "Noor", "Robin")
    street.members["Robin"].held = True
    street.cut("Robin")
    street.act("visitor", Admit(street.visit().asks[0].request, True, False))
    said = console(street, "Noor").admitted(street.duty("Noor").talks[0].key)
    assert said == {1: True}
    street.pass_time(70)
    said = console(street, "Noor").admitted(street.duty("Noor").talks[0].key)
    assert said == {1: False}
    assert street.visit().stage == "talking"


def test_a_line_of_the_star_that_breaks_is_made_again_and_the_others_notice_nothing() -> None:
    street = three_in_a_star()
    street.members["Robin"].held = True
    street.cut("Robin")
    street.act("visitor", Say("while Robin is away"))
    street.members["Robin"].held = False
    street.pass_time(3)
    assert texts(street.duty("Robin").talks[0].notes)[-1] == "while Robin is away"
    street.restart()
    street.pass_time(4)
    street.act("Ada", TalkSay(street.duty("Ada").talks[0].key, "all here?"))
    for name in ("Noor", "Robin", "Ada"):
        assert texts(street.duty(name).talks[0].notes)[-1] == "all here?"
    assert "gap" not in kinds(street.visit().notes)


def test_work_is_done_when_the_relay_asks_for_it() -> None:
    street = Street(make_house())
    for number in range(limits.LOAD_LINE):
        street.visitor(f"v{number}")
        street.act(f"v{number}", Knock("en", "", ""))
    late = street.visitor("late")
    street.act("late", HELLO)
    assert late.busy()
    assert street.visit("late").place is None
    for _ in range(2000):
        if not late.busy():
            break
        late.tick(street.now)
    street.pump()
    place = street.visit("late").place
    assert place is not None
    assert place.ahead == limits.LOAD_LINE
