"""A console that dies and comes back knows nothing: what it says then is new, and is shown."""

from __future__ import annotations

from orgkeys.machines.actions import OnDuty, Say, TalkSay
from relay import frames
from tests.orgkeys.street import Street, kinds, texts
from tests.orgkeys.test_machines import HELLO, talking_street


def come_back(street: Street, name: str = "Noor") -> str:
    """The console is gone without a word, and unlocked again; the key of the talk that goes on."""
    street.leaves(name)
    street.act("visitor", Say("where are you?"))
    street.restart()  # so that nobody waits for the mailboxes of the dead console to expire
    street.counselor(name)
    street.act(name, OnDuty())
    street.until(lambda: any(talk.stage == "talking" for talk in street.duty(name).talks))
    return street.duty(name).talks[0].key


def test_what_a_console_says_after_it_lost_everything_is_shown_and_not_taken_for_old() -> None:
    street = talking_street()
    for text in ("first", "second", "third"):
        street.act("Noor", TalkSay(street.duty().talks[0].key, text))
    talk = come_back(street)
    assert street.duty().talks[0].by == "again"
    for text in ("I am back", "are you safe?"):
        street.act("Noor", TalkSay(talk, text))
        street.pass_time(2)
    assert texts(street.visit().notes) == [
        HELLO.first, "first", "second", "third", "where are you?", "I am back", "are you safe?"
    ]  # fmt: skip
    assert kinds(street.visit().notes) == ["joined", "gap", "remade"]
    mine = [note.delivery for note in street.duty().talks[0].notes if note.mine]
    assert mine == ["delivered", "delivered"]
    assert [person.alias for person in street.duty().talks[0].people] == ["Noor"]


def test_it_can_lose_everything_twice() -> None:
    street = talking_street()
    street.act("Noor", TalkSay(street.duty().talks[0].key, "one"))
    for text in ("two", "three"):
        street.act("Noor", TalkSay(come_back(street), text))
    street.pass_time(3)
    said = [note.text for note in street.visit().notes if note.kind == "text" and not note.mine]
    assert said == ["one", "two", "three"]


def test_where_its_old_words_stand_is_no_surprise_to_it() -> None:
    street = talking_street()
    street.tamper = lambda member, raw: (
        None if member == "Noor" and isinstance(frames.decode_relay(raw), frames.Deliver) else raw
    )
    street.act("Noor", TalkSay(street.duty().talks[0].key, "said before the end"))
    assert texts(street.visit().notes)[-1] == "said before the end", "its place is on its way"
    street.tamper = lambda _, raw: raw
    come_back(street)
    street.pass_time(20)
    assert [talk.stage for talk in street.duty().talks] == ["talking"]
    assert kinds(street.visit().notes) == ["joined", "gap", "remade"]
