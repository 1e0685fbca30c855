"""A day at the desk: who is for me, who waits too long, what closes by itself, and care."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.fixtures import PHONE, Windows
from tests.browser.keys import Keys
from tests.browser.look import look
from tests.browser.place import NOTICE, Place
from tests.browser.windows import Console, Survivor, Talk
from tests.orgkeys.office import ADMINISTRATOR

HANDBOOK = """\
[settings]
answer-within = "3"
remind-after = "10"
close-after = "14"
finish-before = "15"
pause-after-hard = "20"
talk-minutes = "25"
most-talks = "4"
specialty-question = "question-1"
[[specialties]]
key = "law"
label.en = "Law"
[[people]]
alias = "Salma"
specialties = ["law"]
[[texts]]
key = "still-there"
stage = "idle-remind"
language = "en"
title = "Still there?"
text = "Are you still with me?"
[[cards]]
key = "debrief"
language = "en"
title = "For yourself"
text = "Call Mina. She is there for us."
"""
CHOICES = 'question-1-choices = "Law\\nSomething else"'
TEXTS = f"""
[texts.en]
welcome = "Write to us."
closed = "Nobody is here to answer now."
question-1 = "What is it about?"
question-1-why = "So that the right person answers."
{CHOICES}
[texts.ru]
welcome = "Напишите нам."
closed = "Сейчас никого нет."
question-1 = "Какая тема?"
question-1-why = "Чтобы ответил нужный человек."
{CHOICES}
"""


@pytest.fixture(scope="module")
def place(open_place: Callable[..., Place]) -> Iterator[Place]:
    notice = NOTICE[: NOTICE.index("[texts.en]")].replace('label.ar = "هاتفنا، مجانًا"', "") + TEXTS
    place = open_place(notice=notice, aliases=("Noor", "Salma"))
    handbook = place.folder / "handbook.toml"
    handbook.write_text(HANDBOOK, encoding="utf-8")
    place.org("handbook", "set", str(handbook), answers=(ADMINISTRATOR,))
    place.office.shift("--hours", "24")
    place.start()
    place.publish()
    yield place
    place.close()


def at_work(windows: Windows, alias: str = "Noor") -> Console:
    """A console whose clock can be set ahead."""
    console = windows.console()
    console.page.clock.install()
    return console.open().unlock(alias).on_duty()


def pass_minutes(console: Console, minutes: int) -> None:
    """Somebody is there all the while: the console does not lock itself."""
    while minutes > 0:
        console.page.keyboard.press("Shift")
        step = min(minutes, 5)
        console.page.clock.fast_forward(step * 60_000)
        minutes -= step


def knocks(windows: Windows, name: str, tongue: str = "", about: str = "") -> Survivor:
    survivor = windows.survivor().open()
    survivor.is_asked()
    survivor.see("name").fill(name)
    if tongue:
        survivor.see("tongue").select_option(tongue)
    if about:
        survivor.see("question-1").select_option(about)
    survivor.press("knock")
    return survivor.is_in_line()


def begins(windows: Windows, console: Console, name: str) -> tuple[Survivor, Talk]:
    survivor = knocks(windows, name)
    talk = console.claim(name)
    survivor.talks_with("Noor")
    return survivor, talk


def test_those_for_me_are_shown_and_the_others_are_one_key_away(windows: Windows) -> None:
    noor, salma = at_work(windows), at_work(windows, "Salma")
    knocks(windows, "Vera", tongue="ru")
    knocks(windows, "Lea", about="Law")
    knocks(windows, "Ada")
    expect(noor.see("waiting-count")).to_have_text("People waiting: 3")
    expect(noor.see("knock-item")).to_have_count(1)
    expect(noor.see("for-others")).to_have_text("Others who wait: 2")
    expect(salma.see("knock-item")).to_have_count(2)
    # The first for me, not the first in the line.
    noor.page.keyboard.press("Alt+a")
    expect(noor.see("knock-item")).to_have_count(3)
    expect(noor.knock("Vera").locator('[data-test="not-mine"]')).to_contain_text("language")
    expect(noor.knock("Lea").locator('[data-test="not-mine"]')).to_contain_text("other training")
    headings = noor.see("knock-item").get_by_role("heading").all_inner_texts()
    assert [one.strip("\u2068\u2069") for one in headings] == ["Vera", "Lea", "Ada"]
    noor.page.keyboard.press("Alt+n")
    noor.talk("Ada").stage("talking")
    # Who shows everybody can still answer everybody.
    noor.claim("Vera")
    noor.press("everybody")
    expect(noor.see("knock-item")).to_have_count(0)
    salma.page.keyboard.press("Alt+n")
    salma.talk("Lea").stage("talking")


def test_a42_nobody_hoards_a_limit_holds_and_room_comes_back(windows: Windows) -> None:
    console = at_work(windows)
    for _ in range(2):
        console.press("limit-fewer")
    expect(console.see("limit")).to_have_text("Conversations: 1")
    expect(console.see("limit-fewer")).to_be_disabled()
    _, talk = begins(windows, console, "Ada")
    knocks(windows, "Bea")
    claim = console.knock("Bea").locator('[data-test="claim"]')
    expect(claim).to_be_disabled()
    console.page.keyboard.press("Alt+n")
    pass_minutes(console, 4)
    # What cannot be taken does not ring.
    expect(console.see("alarm-knock")).to_have_count(0)
    expect(console.see("talk-item")).to_have_count(1)
    talk.ends()
    expect(claim).to_be_enabled()
    expect(console.see("alarm-knock")).to_be_visible()
    # The organisation's own limit.
    for _ in range(3):
        console.press("limit-more")
    expect(console.see("limit-more")).to_be_disabled()
    expect(console.see("limit")).to_have_text("Conversations: 4")


def test_a_knock_and_a_message_that_nobody_answers_raise_an_alarm_by_keyboard(
    windows: Windows,
) -> None:
    console = at_work(windows)
    keys = Keys(console.page)
    expect(console.page).to_have_title("Console")
    survivor = knocks(windows, "Ada")
    expect(console.knock("Ada")).to_be_visible()
    pass_minutes(console, 2)
    expect(console.see("alarms")).to_have_count(0)
    pass_minutes(console, 1)
    expect(console.see("alarm-knock")).to_contain_text(
        "Ada\u2069 has waited in the line for 3 minutes"
    )
    expect(console.page).to_have_title("(!) Console")
    expect(console.see("news")).to_contain_text("has waited in the line")
    keys.to(console.see("alarm-knock")).press("Enter")
    expect(console.see("claim")).to_be_focused()
    keys.press("Enter")
    talk = console.talk("Ada")
    talk.stage("talking")
    expect(console.see("alarms")).to_have_count(0)
    survivor.said("Is anybody there?")
    expect(console.page).to_have_title("(1) Console")
    pass_minutes(console, 3)
    expect(console.see("alarm-message")).to_contain_text("for your answer")
    expect(talk.item).to_contain_text("Waiting for you: 3 minutes")
    keys.to(console.see("alarm-message"), back=True).press("Enter")
    expect(talk.panel.locator("h3")).to_be_focused()
    keys.press("Alt+w").write("I am here.").press("Control+Enter")
    survivor.hears("I am here.")
    expect(console.see("alarms")).to_have_count(0)
    expect(console.page).to_have_title("Console")


def test_what_is_half_written_stays_with_its_conversation_and_nowhere_else(
    windows: Windows,
) -> None:
    console = at_work(windows)
    ada, to_ada = begins(windows, console, "Ada")
    _, to_bea = begins(windows, console, "Bea")
    keys = Keys(console.page)
    keys.press("Alt+1").press("Alt+w").write("Half a word for Ada")
    keys.press("Alt+2").press("Alt+w").write("And for Bea")
    keys.press("Alt+1")
    expect(to_ada.see("composer")).to_have_value("Half a word for Ada")
    keys.press("Alt+2")
    expect(to_bea.see("composer")).to_have_value("And for Bea")
    console.press("beside")
    expect(to_ada.see("composer")).to_have_value("Half a word for Ada")
    to_ada.see("send").click()
    ada.hears("Half a word for Ada")
    expect(to_ada.see("composer")).to_have_value("")
    ada.ends()
    to_ada.stage("ended")
    # What is over is marked in words, and out of the way.
    expect(console.see("talk-item").last).to_contain_text("Ada")
    expect(console.see("talk-item").last.locator('[data-test="ended-mark"]')).to_be_visible()
    console.press("lock")
    console.press("lock-confirm")
    expect(console.see("vault-file")).to_be_visible()
    assert "for Bea" not in console.words()


def test_a_silence_offers_words_with_one_key_and_closes_gently_marked_as_automatic(
    windows: Windows,
) -> None:
    console = at_work(windows)
    survivor, talk = begins(windows, console, "Ada")
    talk.said("Hello.")
    expect(talk.see("idle")).to_have_count(0)
    pass_minutes(console, 10)
    expect(talk.see("idle")).to_contain_text("No word for 10 minutes")
    expect(talk.item).to_contain_text("No word for 10 minutes")
    console.page.keyboard.press("Alt+r")
    # In the box, to be changed; nothing is sent by the key.
    expect(talk.see("composer")).to_have_value("Are you still with me?")
    expect(talk.see("composer")).to_be_focused()
    assert survivor.texts() == ["Hello."]
    talk.see("composer").fill("")
    console.page.keyboard.press("Alt+g")
    expect(talk.see("composer")).to_have_value(re.compile("^I have not heard from you"))
    talk.see("composer").fill("")

    pass_minutes(console, 4)
    survivor.hears("Automatic message: Nobody has written for a while.")
    expect(talk.see("closes")).to_contain_text("closes by itself")
    # A word keeps it open.
    survivor.said("I am here, I was on the phone.")
    talk.hears("I am here, I was on the phone.")
    expect(talk.see("closes")).to_have_count(0)
    pass_minutes(console, 20)
    talk.stage("talking")
    expect(talk.see("clock")).to_have_attribute("data-over", "true")
    talk.said("Take your time.")
    pass_minutes(console, 14)
    expect(talk.see("closes")).to_be_visible()
    # So does the person at the desk.
    talk.see("keep-open").click()
    pass_minutes(console, 10)
    talk.stage("talking")
    talk.said("Shall we stop here?")
    pass_minutes(console, 14)
    expect(talk.see("closes")).to_be_visible()
    pass_minutes(console, 3)
    talk.stage("ended")
    expect(survivor.see("ended")).to_be_visible()
    assert console.faults == []


def test_the_console_finishes_by_itself_before_the_end_of_my_time(windows: Windows) -> None:
    console = at_work(windows)
    console.see("my-day").locator("summary").click()
    times = console.see("until").locator("option")
    console.see("until").select_option(index=2)
    assert times.count() > 10
    pass_minutes(console, 14)
    expect(console.see("duty")).to_have_attribute("data-duty", "on-duty")
    # The second half hour from now ends 30 to 60 minutes from now.
    pass_minutes(console, 35)
    expect(console.see("duty")).to_have_attribute("data-duty", "finishing")
    expect(console.see("finished")).to_have_attribute("data-why", "time")
    # Whoever goes on has decided.
    console.press("on-duty")
    expect(console.see("duty")).to_have_attribute("data-duty", "on-duty")
    pass_minutes(console, 5)
    expect(console.see("duty")).to_have_attribute("data-duty", "on-duty")
    expect(console.see("finished")).to_have_count(0)


def test_after_a_hard_conversation_a_pause_is_offered_and_the_day_is_told_to_me_alone(
    windows: Windows,
) -> None:
    console = at_work(windows)
    _, talk = begins(windows, console, "Ada")
    other, _ = begins(windows, console, "Kim")
    for _ in range(3):
        console.page.clock.fast_forward(120_000)
    talk.ends()
    talk.see("hard").click()
    expect(console.see("care")).to_contain_text("Call Mina.")
    Keys(console.page).to(console.see("care-pause")).press("Enter")
    expect(console.see("paused")).to_be_visible()
    expect(console.see("care")).to_have_count(0)
    knocks(windows, "Bea")
    claim = console.knock("Bea").locator('[data-test="claim"]')
    expect(claim).to_be_disabled()
    # Those who are there are not left.
    other.said("Are you still there?")
    console.talk("Kim").said("Yes.")
    console.see("my-day").locator("summary").click()
    expect(console.see("day-talks")).to_have_text("Conversations: 2")
    expect(console.see("day-hard")).to_have_text("Hard ones: 1")
    expect(console.see("day-minutes")).to_have_text("On duty today: 6 minutes")
    console.press("pause-end")
    expect(claim).to_be_enabled()
    console.page.keyboard.press("Alt+p")
    expect(claim).to_be_disabled()
    pass_minutes(console, 20)
    expect(claim).to_be_enabled()


def test_who_wishes_it_reads_each_message_once_more_before_it_goes(windows: Windows) -> None:
    console = at_work(windows)
    survivor, talk = begins(windows, console, "Ada")
    console.see("my-day").locator("summary").click()
    console.press("rereads")
    expect(console.see("rereads")).to_have_attribute("aria-checked", "true")
    keys = Keys(console.page)
    keys.press("Alt+w").write("It is saef.").press("Control+Enter")
    expect(talk.see("reread-text")).to_contain_text("It is saef.")
    assert survivor.texts() == []
    # What is changed is shown again.
    keys.press("Backspace").write("!")
    expect(talk.see("reread-text")).to_have_count(0)
    keys.press("Control+Enter")
    expect(talk.see("reread-text")).to_contain_text("It is saef!")
    keys.press("Control+Enter")
    survivor.hears("It is saef!")
    box = talk.see("composer")
    assert (box.get_attribute("spellcheck"), box.get_attribute("autocorrect")) == ("false", "off")


def test_a37_a_code_word_is_agreed_on_and_checked_and_never_shown(windows: Windows) -> None:
    console = at_work(windows)
    survivor, talk = begins(windows, console, "Ada")
    keys = Keys(console.page)

    def says(word: str) -> None:
        survivor.see("code-word").fill(word)
        survivor.press("code-send")
        expect(survivor.see("code")).to_have_count(0)

    def state(expected: str) -> None:
        expect(talk.see("code-state")).to_have_attribute("data-state", expected)

    expect(talk.panel.get_by_text("You cannot know who is writing.")).to_be_visible()
    keys.press("Alt+w").press("Alt+c")
    expect(talk.see("code-check")).to_have_count(0)
    keys.to(talk.see("code-agree")).press("Enter")
    # Back to where one writes.
    expect(talk.see("composer")).to_be_focused()
    state("asked")
    says("Blue Quzzog")
    state("agreed")
    keys.press("Alt+c").to(talk.see("code-check")).press("Enter")
    says("green quzzog")
    state("no-match")
    expect(talk.panel.get_by_text("You cannot know who is writing.")).to_be_visible()
    keys.press("Alt+c").to(talk.see("code-check")).press("Enter")
    says("blue  quzzog")
    state("match")
    expect(talk.panel.get_by_text("You cannot know who is writing.")).to_have_count(0)
    keys.press("Alt+c").to(talk.see("code-renew")).press("Enter")
    survivor.press("code-no")
    state("declined")
    assert "uzzog" not in console.words()
    assert console.faults == []


CAPTURED = """
globalThis.told = [];
globalThis.Notification = class {
  static permission = 'default';
  static async requestPermission() { return (Notification.permission = 'granted'); }
  constructor(title, options) { told.push([title, options.body, options.silent]); }
  close() {}
};
document.hasFocus = () => globalThis.here === true;
"""


def test_c12_an_alert_at_another_window_says_nothing_of_anybody(windows: Windows) -> None:
    console = windows.console()
    console.context.add_init_script(CAPTURED)
    console.open().unlock().on_duty()
    survivor = knocks(windows, "Zuhal")
    expect(console.knock("Zuhal")).to_be_visible()
    assert console.page.evaluate("told") == [], "not before somebody has wished it"
    console.see("my-day").locator("summary").click()
    expect(console.see("sound")).to_have_attribute("aria-checked", "false")
    console.press("alerts")
    expect(console.see("alerts")).to_have_attribute("aria-checked", "true")
    talk = console.claim("Zuhal")
    survivor.said("My name is Zuhal and I am afraid.")
    talk.hears("My name is Zuhal and I am afraid.")
    console.page.wait_for_function("told.length > 0")
    # Not once more where somebody looks at the page.
    console.page.evaluate("here = true; told.length = 0")
    survivor.said("Another word.")
    talk.hears("Another word.")
    told = console.page.evaluate("told")
    assert told == []
    console.page.evaluate("here = false")
    survivor.said("And one more.")
    console.page.wait_for_function("told.length > 0")
    assert console.page.evaluate("told[0]") == ["Console", "Something is new.", True]


def test_everything_is_one_key_away_and_a_menu_tells_the_keys(windows: Windows) -> None:
    console = at_work(windows)
    survivor = knocks(windows, "Ada")
    expect(console.knock("Ada")).to_be_visible()
    keys = Keys(console.page)
    keys.press("Control+k")
    menu = console.see("keys-menu")
    expect(menu.get_by_role("heading")).to_be_focused()
    expect(menu).to_contain_text("Answer who has waited longest")
    keys.press("n")
    expect(menu).to_have_count(0)
    talk = console.talk("Ada")
    talk.stage("talking")
    expect(talk.panel.locator("h3")).to_be_focused()
    keys.press("Alt+w").write("Hello.")
    keys.press("Control+k")
    expect(menu).to_be_visible()
    keys.press("Escape")
    expect(menu).to_have_count(0)
    # Back where one was, and nothing of it was typed.
    expect(talk.see("composer")).to_be_focused()
    keys.press("Control+Enter")
    survivor.hears("Hello.")
    keys.press("Alt+x")
    expect(talk.see("end-confirm")).to_be_visible()
    keys.to(talk.see("end-confirm")).press("Enter")
    talk.stage("ended")
    # The keys are those that the help names.
    keys.press("Alt+t")
    expect(console.page.locator("aside")).to_contain_text("Texts")


def test_of_a_long_conversation_the_end_is_drawn_and_more_for_whoever_goes_back(
    windows: Windows,
) -> None:
    console = at_work(windows)
    survivor, talk = begins(windows, console, "Ada")
    survivor.page.evaluate(
        """async () => {
          const box = document.querySelector('[data-test="composer"]');
          const send = document.querySelector('[data-test="send"]');
          for (let i = 1; i <= 130; i += 1) {
            box.value = `word ${i}`;
            send.click();
            await new Promise((done) => setTimeout(done, 15));
          }
        }"""
    )
    talk.hears("word 130")
    drawn = len(talk.texts())
    assert 60 <= drawn < 120
    first = talk.texts()[0]
    expect(talk.panel.get_by_text("word 130")).to_be_in_viewport()
    talk.see("earlier").focus()
    console.page.keyboard.press("Enter")
    expect(talk.see("earlier")).to_have_count(0)
    assert len(talk.texts()) == 130
    # What was read stays in sight, and the focus is not lost.
    expect(talk.panel.get_by_text(first, exact=True)).to_be_in_viewport()
    expect(talk.panel.get_by_role("log")).to_be_focused()


SIZES = {
    "wide": {"width": 1280, "height": 900},
    "200% text": {"width": 640, "height": 450},
    "phone": dict(PHONE),
}


@pytest.fixture(scope="module")
def busy(browser: Browser, place: Place) -> Iterator[Console]:
    """A desk with everything on it: the line, marks, an alarm, a silence, a pause offered."""
    windows = Windows(browser, place)
    console = at_work(windows)
    ada, to_ada = begins(windows, console, "Ada")
    _, to_long = begins(windows, console, "A rather long name that somebody gave")
    to_long.said("Hello.")
    knocks(windows, "Vera", tongue="ru")
    knocks(windows, "Bea", about="Something else")
    to_ada.said("Hello.")
    pass_minutes(console, 8)
    ada.said("A long word: " + "wwwwwwwwww" * 12)
    pass_minutes(console, 3)
    console.see("my-day").locator("summary").click()
    console.press("everybody")
    expect(console.see("alarms")).to_be_visible()
    yield console
    windows.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("how", ["en", "ar dark"])
def test_the_desk_fits_and_can_be_seen(size: str, how: str, busy: Console) -> None:
    page = busy.page
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    page.locator(f'[data-language="{how[:2]}"]').click()
    page.emulate_media(color_scheme="dark" if "dark" in how else "light")
    kinds = ("sideways", "cut", "small", "covered", "faint", "edgeless", "moving")
    assert look(page, *kinds) == []
    page.emulate_media(forced_colors="active")
    assert look(page, "sideways", "cut", "covered") == []
    page.emulate_media(forced_colors="none")


def test_marks_are_words_and_not_only_colors(busy: Console) -> None:
    busy.page.set_viewport_size({"width": 1280, "height": 900})
    busy.page.locator('[data-language="en"]').click()

    def mark(name: str) -> Locator:
        return busy.see(name).first

    expect(mark("waiting-for-me")).to_contain_text("Waiting for you")
    expect(mark("silent")).to_contain_text("No word for")
    expect(mark("alarm-message")).to_contain_text("has waited for your answer")
