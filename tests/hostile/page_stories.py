"""What a hostile relay does to a survivor's page: for the real page, and for weak ones."""

from __future__ import annotations

from orgkeys.messages import Admit
from orgkeys.primitives import xwing_public
from relay import frames
from tests.browser.looks import becomes, never
from tests.browser.windows import Survivor
from tests.builders import filler
from tests.hostile.forgeries import Insider, forged_line_frame, ghosts
from tests.hostile.relay import Conn, Passing, Script, Tampered, honest
from tests.hostile.scene import Talking, house_of_today
from tests.hostile.scripts import on, once
from tests.hostile.stage import PageTalk, Stage, pause, until
from tests.hostile.test_handshakes import HELLOS, next_step, two_faced

HALF = xwing_public(filler("u_c"))
FORMS: list[dict[str, object]] = [
    {"format": 0},
    {"format": 2},
    {"u_c": HALF[1184:]},
    {"u_c": HALF[:1184]},
    {"u_c": b""},
    {"e_c": bytes(32)},
]


def still_waits(stage: Stage, window: Survivor, conn: Conn, what: str) -> None:
    """The page has looked at it; nobody is shown and nothing is answered."""
    assert conn.knock is not None
    handle = conn.knock.handle

    def looked() -> bool:
        said = stage.hostile.said(conn)
        acked = frames.Ack(handle, conn.next[handle]) in said
        return acked or frames.CloseMailbox(handle) in said

    until(window, looked)
    pause(window, 0.1)
    becomes(lambda: window.see("place").count(), 1, what)
    never(lambda: window.see("talk").count(), what)
    said = stage.hostile.said(conn)
    assert not any(isinstance(frame, frames.Append) for frame in said), what


def told_hello(window: Survivor, conn: Conn, append: bytes) -> None:
    """As if the relay had delivered this answer to the knock."""
    assert conn.knock is not None
    handle = conn.knock.handle
    told = frames.Deliver(handle, conn.next[handle], append)
    conn.next[handle] += 1
    conn.tell(told)


def waiting_page(stage: Stage, window: Survivor, name: str) -> Conn:
    """A page in the line, alone."""
    window.start(name=name, first=f"first of {name}")
    conn = stage.hostile.client("visit")
    assert conn.knock is not None
    return conn


def ghosts_answer(stage: Stage, window: Survivor, only: str | None = None) -> Conn:
    """Everybody who is not staff answers, one after the other."""
    conn = waiting_page(stage, window, "haunted")
    assert conn.knock is not None
    insider = Insider(stage.here.house)
    last = conn.knock
    for ghost in ghosts(stage.here.house, house_of_today()):
        if only in (None, ghost.name):
            last = conn.knock
            hello = insider.hello(conn.knock.sealed, ghost.identity, ghost.certificate)
            told_hello(window, conn, hello)
            still_waits(stage, window, conn, ghost.name)
    # A hello is looked at in pieces: on a busy machine the last one's come late. When the page has
    # dropped it, it knocks again with fresh keys.
    until(window, lambda: conn.knock is not last or window.see("talk").count() > 0)
    never(lambda: window.see("talk").count(), "somebody came after all")
    return conn


def other_forms_answer(stage: Stage, window: Survivor, conn: Conn) -> None:
    """Noor's own hello in other versions, with half keys, and changed on the way."""
    assert conn.knock is not None
    insider, keys = Insider(stage.here.house), stage.here.house.devices["Noor"].keys
    sealed = conn.knock.sealed
    for form in FORMS:
        told_hello(window, conn, insider.hello(sealed, keys.identity, keys.certificate, **form))
        still_waits(stage, window, conn, str(list(form)))
    for name, change in HELLOS.items():
        hello = insider.hello(sealed, keys.identity, keys.certificate)
        told_hello(window, conn, change(hello))
        still_waits(stage, window, conn, name)
    told_hello(window, conn, sealed)
    still_waits(stage, window, conn, "its own knock")


def line_only(act: object) -> Script:
    """Only what goes to a mailbox of a line on the survivor's side."""
    assert callable(act)

    def script(passing: Passing) -> Tampered:
        assert isinstance(passing.frame, frames.Deliver)
        opened = passing.conn.opened.get(passing.frame.handle)
        told: Tampered = act(passing) if opened is not None and opened.mode == 0 else None
        return told

    return on(frames.Deliver, "visit", script)


def gap_and_whole(talk: PageTalk, before: int) -> None:
    """A gap was shown, the line was made again, and nothing is missing."""
    until(talk.window, lambda: talk.events("gap") > before)
    until(talk.window, lambda: talk.events("remade") > before)
    talk.whole()


def replayed(talk: PageTalk) -> None:
    kept: list[bytes] = []

    def again(passing: Passing) -> Tampered:
        kept.append(passing.raw)
        return [passing.raw, *kept]

    talk.stage.hostile.script = line_only(again)
    gaps = talk.events("gap")
    talk.speak("replayed")
    talk.whole()
    talk.stage.hostile.script = honest
    talk.stage.hostile.client("visit").cut()
    talk.says("after the restart")
    talk.whole()
    talk.stage.hostile.client("visit").tell(*kept)
    talk.says("after the replay")
    talk.whole()
    assert talk.events("gap") == gaps


def dropped(talk: PageTalk) -> None:
    before = talk.events("gap")
    talk.stage.hostile.script = once(line_only(lambda _: []))
    talk.speak("dropped")
    gap_and_whole(talk, before)


def reordered(talk: PageTalk) -> None:
    before = talk.events("gap")
    held: list[bytes] = []

    def swap(passing: Passing) -> Tampered:
        if not held:
            held.append(passing.raw)
            return []
        talk.stage.hostile.script = honest
        return [passing.raw, held.pop()]

    talk.stage.hostile.script = line_only(swap)
    talk.speak("reordered")
    gap_and_whole(talk, before)


def cut_off(talk: PageTalk) -> None:
    """Nothing of ours arrives: nothing is called delivered until it does."""
    talk.stage.hostile.script = on(frames.Deliver, "staff", lambda _: [])
    talk.says("into the dark")
    pause(talk.window, 1.0)
    assert talk.deliveries()[-1] == "sending"
    talk.stage.hostile.script = honest
    for path in ("visit", "staff"):
        talk.stage.hostile.client(path).cut()
    talk.whole()


def told_in_line(talk: PageTalk, ciphertext: bytes) -> None:
    """Delivered to the page in the place of the next frame of its line."""
    conn = talk.stage.hostile.client("visit")
    line = conn.handle(frames.Mode.LINE)
    conn.tell(frames.Deliver(line, conn.next[line], ciphertext))
    conn.next[line] += 1


def appended(talk: PageTalk) -> list[frames.Append]:
    said = talk.stage.hostile.said(talk.stage.hostile.client("visit"))
    return [frame for frame in said if isinstance(frame, frames.Append)]


def reflected(talk: PageTalk) -> None:
    before = talk.events("gap")
    conn = talk.stage.hostile.client("visit")
    number = conn.next[conn.handle(frames.Mode.LINE)]
    mine = {frame.number: frame.ciphertext for frame in appended(talk)}
    while number not in mine:
        talk.says(f"to be reflected {number}")
        talk.whole()
        number = conn.next[conn.handle(frames.Mode.LINE)]
        mine = {frame.number: frame.ciphertext for frame in appended(talk)}
        if number - max(mine) > 20:
            mine[number] = mine[max(mine)]
    told_in_line(talk, mine[number])
    talk.speak("reflected")
    gap_and_whole(talk, before)


def spliced(talk: PageTalk, other: frames.Deliver) -> None:
    before = talk.events("gap")
    told_in_line(talk, other.ciphertext)
    talk.speak("spliced")
    gap_and_whole(talk, before)


def other_kinds(talk: PageTalk) -> None:
    """A hello and a knock where frames of a line belong."""
    before = talk.events("gap")
    hello = next(
        frame.ciphertext for frame in talk.stage.hostile.said() if isinstance(frame, frames.Accept)
    )
    told_in_line(talk, hello)
    talk.speak("other kinds")
    gap_and_whole(talk, before)


def invented_admission(talk: PageTalk) -> None:
    """A request to let somebody in, made by the relay."""
    before = talk.events("gap")
    other = house_of_today().devices["Noor"]
    admit = Admit(1, other.device.raw, other.keys.sealing_keys[0][0], filler("w"), 1)
    conn = talk.stage.hostile.client("visit")
    told_in_line(talk, forged_line_frame(admit, conn.next[conn.handle(frames.Mode.LINE)]))
    talk.speak("invented")
    gap_and_whole(talk, before)


def two_keys_one_ciphertext(talk: PageTalk) -> None:
    """Opens under the line's next key, and is committed to another one."""
    before = talk.events("gap")
    pair = Talking(talk.stage.here, None, talk.noor, talk.key)  # type: ignore[arg-type]

    async def forge() -> bytes:
        key, where = next_step(pair)
        return two_faced(key, filler("another key"), where)

    told_in_line(talk, talk.stage.do(forge()))
    pause(talk.window, 0.5)
    never(lambda: "two faces" in talk.window.texts())
    talk.says("what was that?")
    gap_and_whole(talk, before)
