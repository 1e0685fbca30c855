"""A Python client and a browser hold a conversation with each other, in either role."""

from __future__ import annotations

from functools import partial

from playwright.sync_api import expect

from orgkeys.client import Counselor, Visitor
from orgkeys.machines.views import Note
from orgkeys.sockets import connect
from tests.browser.friends import Friends
from tests.browser.looks import becomes
from tests.browser.place import Place
from tests.browser.windows import Console, Survivor

WORDS = ["Can you read this?", "نعم، أقرأ كل شيء.", "Line one\nline two", "x" * 4000]


def said(notes: tuple[Note, ...]) -> list[str]:
    return [note.text for note in notes if note.kind == "text"]


def test_a_survivor_in_a_browser_and_a_counselor_in_python(
    place: Place, survivor: Survivor, friends: Friends
) -> None:
    noor = friends.enter(Counselor(place.relay_address, place.device()))
    friends.do(noor.on_duty())
    survivor.start(name="Sam", first="I do not know where to begin.")
    talk = friends.do(noor.claim())
    assert (talk.address_as, said(talk.notes)) == ("Sam", ["I do not know where to begin."])
    survivor.talks_with("Noor")
    for text in WORDS:
        friends.do(noor.say(text))
        friends.do(noor.delivered())
        survivor.said(text[::-1])
        friends.do(noor.heard(text[::-1]))
    back_and_forth = [one for text in WORDS for one in (text, text[::-1])]
    assert said(noor.talk().notes) == ["I do not know where to begin.", *back_and_forth]
    becomes(
        lambda: survivor.page.locator('[data-test="text"]').evaluate_all(
            "all => all.map((one) => one.textContent)"
        ),
        said(noor.talk().notes),
    )
    survivor.ends()
    survivor.is_told_erased()
    ended = friends.do(noor.ended()).ended
    assert ended is not None
    assert (ended.reason, ended.by_me) == ("finished", False)
    assert survivor.faults == []


def test_a_counselor_in_a_browser_and_a_survivor_in_python(
    place: Place, console: Console, friends: Friends
) -> None:
    settings = place.office.holdings().settings
    as_from_the_page = partial(connect, origin=place.pages_origin)
    sam = friends.enter(
        Visitor(place.relay_address, settings.organisation, settings.desk, connect=as_from_the_page)
    )
    friends.do(sam.knock(first="I do not know where to begin.", address_as="Sam"))
    talk = console.claim("Sam").show()
    view = friends.do(sam.talking())
    assert [(person.alias, person.role) for person in view.people] == [("Noor", "counselor")]
    for text in WORDS:
        friends.do(sam.say(text))
        talk.said(text[::-1])
        friends.do(sam.heard(text[::-1]))
        friends.do(sam.delivered())
    back_and_forth = [one for text in WORDS for one in (text, text[::-1])]
    assert said(sam.view.notes) == ["I do not know where to begin.", *back_and_forth]
    becomes(lambda: talk.texts(), said(sam.view.notes))
    talk.ends()
    ended = friends.do(sam.ended()).ended
    assert ended is not None
    assert (ended.reason, ended.by_me) == ("finished", False)
    expect(talk.see("ended")).to_be_visible()
    assert console.faults == []
