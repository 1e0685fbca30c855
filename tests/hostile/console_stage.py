"""A real console and a friendly visitor in conversation, on the hostile stage."""

from __future__ import annotations

from collections.abc import Callable

from orgkeys.client import Visitor
from tests.browser.windows import Console, Talk
from tests.hostile.stage import ISOLATES, PATIENCE, Stage
from tests.orgkeys.street import kinds, texts


def until(console: Console, what: Callable[[], bool], within: float = PATIENCE) -> None:
    """Wait, while the console lives, until it is so."""
    for _ in range(int(within / 0.05)):
        if what():
            return
        console.page.wait_for_timeout(50)
    raise AssertionError("it did not happen in time")


class ConsoleTalk:
    """One conversation; the visitor is a friendly client in the other thread."""

    def __init__(self, stage: Stage, console: Console, name: str) -> None:
        self.stage, self.console, self.name = stage, console, name
        self.visitor: Visitor = stage.visitor()
        stage.do(self.visitor.knock(first=f"first of {name}", address_as=name))
        self.talk: Talk = console.claim(name).show()
        self.said = [f"first of {name}"]
        self.whole()

    def says(self, text: str) -> None:
        """On the console."""
        self.said.append(text)
        self.talk.says(text)

    def hears(self, text: str) -> None:
        """From the visitor."""
        self.said.append(text)
        self.stage.do(self.visitor.say(text))

    def speak(self, about: str, count: int = 2) -> None:
        """Both say something in turn."""
        for turn in range(count):
            self.says(f"{about} noor {turn}")
            self.hears(f"{about} visitor {turn}")

    def gaps(self) -> int:
        """How many gaps either side was shown."""
        shown = self.talk.panel.locator('[data-test="event"][data-kind="gap"]').count()
        return shown + kinds(self.visitor.view.notes).count("gap")

    def remade(self) -> int:
        """How often the console was told that the line was made again."""
        return self.talk.panel.locator('[data-test="event"][data-kind="remade"]').count()

    def deliveries(self) -> list[str]:
        """What stands below the console's own words."""
        found: list[str] = self.talk.panel.locator('[data-test="delivery"]').evaluate_all(
            "all => all.map((one) => one.dataset.delivery)"
        )
        return found

    def whole(self) -> None:
        """Everything was said and heard once, in one order, by these two alone."""

        def complete() -> bool:
            notes = self.visitor.view.notes
            return (
                sorted(self.talk.texts()) == sorted(self.said)
                and texts(notes) == self.talk.texts()
                and set(self.deliveries()) <= {"delivered"}
                and all(note.delivery == "delivered" for note in notes if note.mine)
            )

        until(self.console, complete)
        authors = self.talk.panel.locator('[data-mine="false"] .author').all_inner_texts()
        assert {author.strip(ISOLATES) for author in authors} <= {self.name}
        assert self.console.faults == []

    def gap_and_whole(self, gaps: int, remade: int) -> None:
        """A gap was shown, the line was made again, and nothing is missing."""
        until(self.console, lambda: self.gaps() > gaps and self.remade() > remade)
        self.whole()


def reconnect(stage: Stage, console: Console) -> None:
    """Cut the console off, and see it come back at once."""
    before = len(stage.hostile.conns)
    for conn in stage.hostile.there("staff"):
        conn.cut()

    def back() -> bool:
        console.page.evaluate("dispatchEvent(new Event('online'))")
        return any(conn.number >= before for conn in stage.hostile.there("staff"))

    until(console, back)


def later(console: Console, seconds: float) -> None:
    """The clock of this device is set ahead, with a hand on the desk: or the console would lock."""
    console.page.evaluate(
        """(ahead) => {
            const before = Date.now;
            Date.now = () => before() + ahead;
            dispatchEvent(new PointerEvent('pointerdown'));
        }""",
        seconds * 1000,
    )
