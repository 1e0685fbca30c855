"""The test conversations: everything that people do here, with a text of ours in each.

First between two Python clients, then in the browser; last somebody is turned away, after which
the relay takes no more knocks from this network for an hour.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, expect
from playwright.sync_api import Error as BrowserFault

from audit.canary_clients import Beside, recorded
from audit.canary_features import away, code_word, help_pane, together, words
from audit.canary_pages import PATIENCE, Console, Survivor, Talk, hook
from audit.canary_plan import CanaryPlan, Texts
from audit.canary_same import no_other
from audit.canary_touch import NoTalk, NotOffered, Touched
from orgkeys.client import Connect, Counselor, Visitor
from orgkeys.vault import DeviceKeys
from relay.errors import NoviewError

FAULTS: Final = (BrowserFault, AssertionError, TimeoutError, NoviewError, OSError)
"""What may go wrong on the way, which is then told and no end of everything."""
TURNING_AWAY: Final = "turning somebody away"
TO_WAIT: Final = (
    "the relay lets nobody of this network knock now: most likely an earlier test turned somebody"
    " away, which holds for an hour; --without turn-away leaves that out"
)
BRIEFLY: Final = 15.0
"""Seconds for which a busy relay may ask anybody to wait."""
WITNESS: Final = 48


@dataclass
class Story:
    """Who takes part. `look` is called at each stage; `witness` tells what the relay has then."""

    plan: CanaryPlan
    texts: Texts
    touched: Touched
    beside: Beside
    device: DeviceKeys
    look: Callable[[str], None]
    witness: Callable[[str, bytes], None]
    frames: list[bytes] = field(default_factory=list)
    windows: list[Survivor | Console] = field(default_factory=list)

    @property
    def origin(self) -> str:
        """Of the survivor's page, for a relay that lets in its visitors alone."""
        parts = urlsplit(self.plan.page)
        return f"{parts.scheme}://{parts.netloc}"

    # --- two Python clients -----------------------------------------------------------------

    def in_python(self) -> None:
        """A knock, words in both directions, an end."""
        texts, touched, do = self.texts, self.touched, self.beside.do
        with touched.trying("a conversation of two Python clients", needed=True):
            counselor = self.beside.enter(
                Counselor(self.plan.relay, self.device, limit=8, connect=self._connect())
            )
            do(counselor.on_duty())
            visitor = self._visitor()
            do(self._knock(visitor, "in Python"))
            wanted = texts["the name in Python"]

            def shown() -> bool:
                return any(one.address_as == wanted for one in counselor.view.knocks)

            do(counselor.until(lambda _: shown()))
            own = next(one for one in counselor.view.knocks if one.address_as == wanted)
            talk = do(counselor.claim(own)).key
            do(visitor.talking())
            do(visitor.say(texts["said in Python"]))
            do(counselor.heard(texts["said in Python"], talk))
            do(counselor.say(texts["answered in Python"], talk))
            do(visitor.heard(texts["answered in Python"]))
            do(visitor.delivered())
            do(counselor.delivered(talk))
            do(counselor.end(talk))
            do(visitor.ended())

    def _visitor(self) -> Visitor:
        device = self.device
        return self.beside.enter(
            Visitor(self.plan.relay, device.organisation, device.desk, connect=self._connect())
        )

    def _connect(self) -> Connect:
        return recorded(self.frames, self.origin)

    async def _knock(self, visitor: Visitor, where: str) -> None:
        await visitor.knock(
            first=self.texts[f"the first words {where}"],
            address_as=self.texts[f"the name {where}"],
        )
        if visitor.view.problem == "slow-down":
            try:
                await visitor.until(lambda view: view.place is not None, BRIEFLY)
            except TimeoutError:
                raise NoTalk(TO_WAIT) from None

    # --- in the browser ---------------------------------------------------------------------

    def in_the_browser(self, context: BrowserContext, second: BrowserContext | None) -> None:
        """A survivor's page and a console, and everything that they can do."""
        survivor, console = Survivor(context.new_page()), Console(context.new_page())
        self.windows += [survivor, console]
        with self.touched.trying("opening a vault, and going on duty", needed=True):
            console.open(self.plan.console)
            no_other(console.served, self.plan.compared)
            console.unlock(self.plan.lent)
            console.on_duty()
        talk = self._begin(survivor, console)
        words(self, survivor, talk)
        help_pane(self, survivor, talk, console)
        code_word(self, survivor, talk)
        away(self, survivor, console)
        if second is not None and self.plan.second is not None:
            other = Console(second.new_page())
            self.windows.append(other)
            together(self, survivor, talk, other)
        else:
            self.touched.absent.append("a colleague who joins, a note, handing over: one device")
        self._end(survivor, talk)
        self.look("after the end")
        self._with_python(console)
        with self.touched.trying("locking the console"):
            console.press("lock")
            asks, locked = console.see("lock-confirm"), console.see("vault-file")
            expect(asks.or_(locked).first).to_be_visible(timeout=PATIENCE)
            if asks.count():
                asks.click()
            expect(locked).to_be_visible(timeout=PATIENCE)

    def _begin(self, survivor: Survivor, console: Console) -> Talk:
        texts, touched = self.texts, self.touched
        with touched.trying("a name, and first words", needed=True):
            survivor.open(self.plan.page)
            survivor.asked()
            survivor.see("name").fill(texts["the name"])
            survivor.see("first").fill(texts["the first words"])
        with touched.trying("answers to the organisation's questions"):
            if not (questions := survivor.questions("question")):
                raise NotOffered
            for name in questions:
                survivor.see(name).fill(texts[f"the answer to {name}"])
        with touched.trying("knocking and being answered", needed=True):
            before = len(survivor.frames.sent)
            survivor.knock()
            console.knock(texts["the name"])
            self.tell_witness("memory", survivor.frames.sent[before:])
            self.look("while somebody waits")
            return console.claim(texts["the name"])
        raise AssertionError  # a needed feature has raised before

    def _end(self, survivor: Survivor, talk: Talk) -> None:
        texts, touched = self.texts, self.touched
        with touched.trying("ending, by the survivor", needed=True):
            survivor.press("end")
            survivor.press("end-confirm")
            expect(survivor.see("survey").or_(survivor.see("erased")).first).to_be_visible(
                timeout=PATIENCE
            )
        with touched.trying("answers after the end"):
            if not (questions := survivor.questions("survey")):
                raise NotOffered
            for name in questions:
                survivor.see(name).fill(texts[f"the answer to {name}"])
            before = len(survivor.frames.sent)
            survivor.press("survey-send")
            expect(survivor.see("erased")).to_be_visible(timeout=PATIENCE)
            self.tell_witness("data", survivor.frames.sent[before:])
        with touched.trying("taking it off the desk"):
            talk.stage("ended")
            talk.forgets()

    def _with_python(self, console: Console) -> None:
        texts, touched, do = self.texts, self.touched, self.beside.do
        with touched.trying("a Python client who talks with the console"):
            visitor = self._visitor()
            do(self._knock(visitor, "to the console"))
            talk = console.claim(texts["the name to the console"])
            do(visitor.talking())
            do(visitor.say(texts["said to the console"]))
            talk.hears(texts["said to the console"])
            talk.said(texts["answered from the console"])
            do(visitor.heard(texts["answered from the console"]))
            talk.ends()
            do(visitor.ended())
        with touched.trying("what is counted at the end"):
            form = Talk(console, texts["the name to the console"])
            form.stage("ended")
            if not form.see("tally-question").count():
                raise NotOffered
            form.see("tally-question").first.select_option(index=1)
            form.see("tally-send").click()
            expect(form.see("tally-sent")).to_be_visible(timeout=PATIENCE)
        with touched.trying(TURNING_AWAY):
            if "turn-away" in self.plan.without:
                raise NotOffered
            visitor = self._visitor()
            do(self._knock(visitor, "of who is turned away"))
            knock = console.knock(texts["the name of who is turned away"])
            knock.locator(hook("away-knock")).click()
            knock.locator(hook("away-knock-confirm")).click()
            expect(knock).to_have_count(0, timeout=PATIENCE)

    def tell_witness(self, kind: str, frames: list[bytes]) -> None:
        """The middle of the longest of these is ciphertext, and the relay has it now."""
        raw = max(frames, key=len, default=b"")
        for part in (1, 2, 3):
            at = len(raw) * part // 4
            self.witness(kind, raw[at : at + WITNESS])
