"""The people on duty while the survivor's screens are looked at: Python clients."""

from __future__ import annotations

import time

from orgkeys.client import Counselor
from orgkeys.machines.actions import EndTalk, Forget, Lock, Read, TalkTyping
from orgkeys.machines.views import KnockView, TalkView
from tests.browser.friends import Friends
from tests.browser.place import Place
from tests.browser.windows import Survivor

JOIN, HAND_OVER = 1, 2


class OnDuty:
    """One counselor on duty, told what to do in words of a story."""

    def __init__(self, place: Place, friends: Friends, alias: str = "Noor") -> None:
        self.place = place
        self.friends = friends
        self.keys = place.device(alias)
        # More than these screens need, so that nobody waits for a place.
        self.client = friends.enter(Counselor(place.relay_address, self.keys, limit=20))
        friends.do(self.client.on_duty())

    def takes(self, survivor: Survivor) -> None:
        """Answers whoever waits; the conversation stands on both sides when this returns."""
        self.friends.do(self.client.claim())
        survivor.talks_with(self.client.view.alias)

    def waits_for(self) -> KnockView:
        return self.friends.do(self.client.next_knock())

    def says(self, text: str) -> None:
        """Once the other side has answered on a line that may be new."""
        key = self.talk.key
        self.friends.do(self.client.until(lambda _: self.client.talk(key).stage == "talking"))
        self.friends.do(self.client.say(text, key))

    def hears(self, text: str) -> None:
        self.friends.do(self.client.heard(text))

    def types(self, on: bool = True) -> None:
        self.friends.do(self.client.act(TalkTyping(self.talk.key, on)))

    def asks_for(self, colleague: OnDuty, purpose: int) -> None:
        """Asks the survivor to let a colleague in, or to go on with them."""

        async def ask() -> None:
            now, talk = time.time(), self.talk.key
            contact = colleague.client.machine.contact(now)
            assert contact is not None
            certificate = colleague.keys.certificate
            self.client.machine.introduce(talk, certificate, contact, purpose, now)
            await self.client.act(Read(talk))

        self.friends.do(ask())

    @property
    def talk(self) -> TalkView:
        return self.client.talk()

    def ends(self) -> None:
        self.friends.do(self.client.act(EndTalk(self.talk.key)))

    def forgets(self) -> None:
        for talk in self.client.view.talks:
            self.friends.do(self.client.act(Forget(talk.key)))

    def goes(self) -> None:
        """Locks the console in the middle of everything."""
        self.friends.do(self.client.act(Lock()))
