"""A star in memory: a center, points, and lines that can be cut and made again."""

from __future__ import annotations

from orgkeys.conversation import Center, Point, Sends, Who
from orgkeys.messages import Known, Message, Text
from tests.builders import filler

ORGANISATION = filler("organisation")
NAMES = ("Robin", "Sam", "Toni")


def who(name: str) -> Who:
    return Who(filler(f"certificate {name}"), name, "counselor")


class Star:
    """A center and points, joined by lines that deliver at once unless they are cut."""

    def __init__(self) -> None:
        self.center = Center(ORGANISATION)
        self.points: dict[int, Point] = {}
        self.heard: dict[int, list[Message]] = {}
        self.cut: dict[int, list[Known]] = {}  # what a broken line still owes
        self.owed: list[tuple[int, Text]] = []

    def join(self, name: str, earlier: bool = False) -> int:
        person, sends = self.center.join(who(name), earlier)
        self.points[person] = Point(ORGANISATION, filler(f"certificate {name}"))
        self.heard[person] = []
        self.carry(sends)
        return person

    def carry(self, sends: Sends) -> None:
        for person, message in sends:
            if person in self.cut:
                self.cut[person].append(message)
            else:
                self.heard[person].append(message)
                self.points[person].receive(message)

    def center_says(self, text: str) -> None:
        self.carry(self.center.say(text))

    def says(self, person: int, text: str) -> None:
        message = self.points[person].say(text)
        if person in self.cut:
            self.owed.append((person, message))
        else:
            self.carry(self.center.receive(person, message))

    def leave(self, person: int) -> None:
        self.carry(self.center.leave(person))

    def made_again(self, person: int) -> None:
        """The line is made again: both sides send again what was not receipted (5.8)."""
        for message in self.cut.pop(person):
            self.heard[person].append(message)
            self.points[person].receive(message)
        for waiting in self.points[person].waiting:
            self.carry(self.center.receive(person, waiting))

    def said(self, person: int) -> list[str]:
        return [entry.text for entry in self.points[person].transcript]
