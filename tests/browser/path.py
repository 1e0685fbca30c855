"""What the stories of the way into a chat share: a notice that asks, and looking at screens."""

from __future__ import annotations

import time

from playwright.sync_api import Locator

from orgkeys.client import Counselor
from orgkeys.machines.views import Person
from relay.client_frames import Drop, Knock
from relay.frames import decode_client
from tests.browser.fixtures import PHONE
from tests.browser.look import look
from tests.browser.place import NOTICE
from tests.browser.windows import Survivor

QUESTION = "How old are you?"
WHY = "Some help is only for people under 18."
RIGHTS = "If a child is in danger, the law says that we must tell others."
RESOURCES = "You may want to pack a small bag."
SURVEY = "Did this chat help you?"
ENGLISH = f"""\
[texts.en]
rights = "{RIGHTS}"
question-1 = "{QUESTION}"
question-1-why = "{WHY}"
question-1-choices = "Under 18\\n18 or older"
question-2 = "What do you need?"
question-2-why = "For instance easy words."
resources = "{RESOURCES}"
survey-1 = "{SURVEY}"
survey-1-choices = "Yes\\nNo"
survey-2 = "What should be different?"
"""
ARABIC = """\
[texts.ar]
question-1 = "كم عمرك؟"
question-1-why = "بعض المساعدة للصغار فقط."
question-2 = "ماذا تحتاج؟"
question-2-why = "مثل كلمات سهلة."
survey-1 = "هل ساعدتك المحادثة؟"
survey-2 = "ماذا نغيّر؟"
"""
ASKING = NOTICE.replace("[texts.en]\n", ENGLISH).replace("[texts.ar]\n", ARABIC)
LEAST = 44
ZOOMED = {"width": 320, "height": 256}
"""What is left of a wide window at 400%."""


def sent(survivor: Survivor, kind: type[Knock] | type[Drop]) -> int:
    return sum(isinstance(decode_client(raw), kind) for raw in survivor.wire.sent)


def same_size(one: Locator, other: Locator) -> None:
    """Neither of two ways is louder than the other, and both are easy to press."""
    boxes = [each.bounding_box() for each in (one, other)]
    looks = [
        each.evaluate("(e) => { const s = getComputedStyle(e); return s.font + s.background; }")
        for each in (one, other)
    ]
    assert looks[0] == looks[1]
    first, second = (box for box in boxes if box is not None)
    assert first["height"] == second["height"] >= LEAST
    assert abs(first["width"] - second["width"]) < 2 or first["x"] == second["x"]


def in_every_shape(survivor: Survivor, step: str) -> None:
    """In both directions, on a phone and at 400%, nothing is cut, covered or too small."""
    page = survivor.page
    for language in ("ar", "en"):
        page.locator(f'[data-language="{language}"]').click()
        for size in (PHONE, ZOOMED):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            found = look(page, "sideways", "cut", "small", "exit")
            assert found == [], (step, language, size)
    page.set_viewport_size(PHONE)


async def who_is_seen(noor: Counselor) -> tuple[Person, ...]:
    view = await noor.until(lambda view: bool(view.talks and view.talks[0].people))
    return view.talks[0].people


async def asks_for(asker: Counselor, colleague: Counselor, raw: bytes, purpose: int) -> None:
    contact = colleague.machine.contact(time.time())
    assert contact is not None
    asker.machine.introduce(asker.talk().key, raw, contact, purpose, time.time())
