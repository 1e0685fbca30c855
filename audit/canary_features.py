"""What a survivor's page and consoles can do in one conversation, each with a text of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

from audit.canary_pages import PATIENCE, SLOW, Console, Survivor, Talk, hook
from audit.canary_same import no_other
from audit.canary_touch import NotOffered

if TYPE_CHECKING:
    from audit.canary_story import Story

LONG_TIMES: Final = 60


def words(story: Story, survivor: Survivor, talk: Talk) -> None:
    """Messages, drafts, long ones, emoji."""
    texts, touched = story.texts, story.touched
    with touched.trying("messages in both directions", needed=True):
        survivor.said(texts["a message of the survivor"])
        talk.hears(texts["a message of the survivor"])
        talk.said(texts["a message of the counselor"])
        survivor.hears(texts["a message of the counselor"])
    with touched.trying("drafts that are never sent"):
        survivor.writes(texts["a draft of the survivor"])
        talk.see("composer").fill(texts["a draft of the counselor"])
        survivor.page.wait_for_timeout(300)
        survivor.writes("")
        talk.see("composer").fill("")
    with touched.trying("a long text"):
        text = " ".join([texts["a long text"]] * LONG_TIMES)
        survivor.said(text)
        talk.hears(text)
    with touched.trying("emoji"):
        survivor.said(f"🙂 💛 {texts['words beside emoji']}")
        talk.hears(texts["words beside emoji"])


def help_pane(story: Story, survivor: Survivor, talk: Talk, console: Console) -> None:
    """What the console's help puts into a message."""
    texts, touched = story.texts, story.touched
    with touched.trying("a ready-made text"):
        console.see("help-tab").and_(console.page.locator('[data-tab="texts"]')).click()
        expect(console.see("help-panel")).to_have_attribute("data-tab", "texts", timeout=PATIENCE)
        if not console.see("texts-use").count():
            raise NotOffered
        talk.see("composer").fill(texts["words beside a ready-made text"])
        console.see("texts-use").first.click()
        talk.see("send").click()
        survivor.hears(texts["words beside a ready-made text"])
    with touched.trying("an emoji of the console"):
        if not console.see("emoji-use").count():
            raise NotOffered
        talk.see("composer").fill(texts["words beside the console's emoji"])
        console.see("emoji-use").first.click()
        talk.see("send").click()
        survivor.hears(texts["words beside the console's emoji"])


def code_word(story: Story, survivor: Survivor, talk: Talk) -> None:
    """Agreed on, and asked for."""
    word = story.texts["the code word"]
    with story.touched.trying("a code word, agreed on and checked"):
        for asked, state in (("code-agree", "agreed"), ("code-check", "match")):
            talk.see("code-open").click()
            talk.see(asked).click()
            survivor.see("code-word").fill(word)
            survivor.press("code-send")
            expect(talk.see("code-state")).to_have_attribute("data-state", state, timeout=PATIENCE)


def away(story: Story, survivor: Survivor, console: Console) -> None:
    """One side is off the network: what is said stays at the relay until it is back."""
    words = story.texts["a message on its way"]
    with story.touched.trying("a message that waits at the relay"):
        before = len(survivor.frames.sent)
        console.frames.offline(gone=True)
        try:
            survivor.says(words)
            survivor.sends(before)
            story.tell_witness("memory", survivor.frames.sent[before:])
            story.look("in the middle of a conversation")
        finally:
            console.frames.offline(gone=False)
        survivor.delivered(words)


def together(story: Story, survivor: Survivor, talk: Talk, other: Console) -> None:
    """A second console, with the second device."""
    texts, touched, plan = story.texts, story.touched, story.plan
    if plan.second is None:
        return
    note = texts["a note to who takes over"]
    with touched.trying("a colleague who joins, with a note, and who takes over"):
        other.open(plan.console)
        no_other(other.served, plan.compared)
        other.unlock(plan.second)
        other.on_duty()
        talk.show().see("bring-open").click()
        talk.see("wish").select_option("hand-over")
        expect(talk.see("who").locator("option").first).to_be_attached(timeout=SLOW)
        talk.see("bring-ask").click()
        other.see("asked-yes").first.click(timeout=SLOW)
        expect(survivor.see("ask")).to_be_visible(timeout=SLOW)
        talk.see("note").fill(note)
        talk.see("note-send").click()
        survivor.press("ask-yes-earlier")
        joined = other.page.locator(hook("talk")).last
        joined.locator(hook("note-open")).click(timeout=SLOW)
        expect(joined.locator(hook("note-text"))).to_have_text(note, timeout=SLOW)
        joined.locator(hook("note-close")).click()
        joined.locator(hook("composer")).fill(texts["a message of the second one"])
        joined.locator(hook("send")).click()
        survivor.hears(texts["a message of the second one"])
