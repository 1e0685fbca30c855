"""The organisation of one night: six people with a device each, a handbook, five languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from audit.search import make_canary
from tests.browser.counting import PASSPHRASE
from tests.browser.place import EXIT_ADDRESS, PHONE, Place
from tests.nothing.story import LEAKY
from tests.orgkeys.office import ADMINISTRATOR

STAFF = {
    "Noor": ("counselor", ("en", "ar")),
    "Salma": ("counselor", ("en", "es", "ar")),
    "Vera": ("counselor", ("ru", "en")),
    "Tom": ("trainee", ("zh",)),
    "Hala": ("supervisor", ("en", "ar")),
    "Ines": ("interpreter", ("zh", "en")),
}
LANGUAGES = ("en", "es", "ar", "ru", "zh")
NEEDS = ("law", "home", "money")
CLOSED = "A storm has cut our power. Please call us."

WORDS = {
    "en": "Write to us.",
    "es": "Escríbenos.",
    "ar": "اكتب إلينا.",
    "ru": "Напишите нам.",
    "zh": "请写信给我们。",
}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NOTICE = "\n".join(
    [
        'timezone = "UTC"',
        f'exit_address = "{EXIT_ADDRESS}"',
        "[hours]",
        *(f'{day} = ["00:00-24:00"]' for day in DAYS),
        "[[phones]]",
        f'number = "{PHONE}"',
        *(f'label.{language} = "Our phone"' for language in LANGUAGES),
        *(
            f'[texts.{language}]\nwelcome = "{welcome}"\nclosed = "Nobody is here."'
            f'\nstate-1 = "{CLOSED}"'
            for language, welcome in WORDS.items()
        ),
    ]
)


@dataclass(frozen=True)
class Secrets:
    """What nobody but the people of this night may learn; each is one that is found if it leaks."""

    name: str = field(default_factory=make_canary)
    first: str = field(default_factory=make_canary)
    said: str = field(default_factory=make_canary)
    answered: str = field(default_factory=make_canary)
    book: str = field(default_factory=make_canary)
    note: str = field(default_factory=make_canary)
    quiet: str = field(default_factory=make_canary)
    planted: str = field(default_factory=make_canary)
    """The control: this one is given to the relay in plain words, by a stranger."""

    def texts(self) -> dict[str, str]:
        return dict(vars(self))


def handbook(secrets: Secrets) -> str:
    """Services and texts of the team, and what is counted at the end."""
    choices = "\n".join(
        f'[[tally.choices]]\nkey = "{need}"\nlabel.en = "{need.title()}"' for need in NEEDS
    )
    return f"""\
[settings]
most-talks = "6"
[[texts]]
key = "hello"
stage = "greeting"
language = "en"
title = "Hello"
text = "Hello. You are talking to a person. {secrets.book}"
[[tally]]
key = "need"
where = "end"
label.en = "What it was about"
{choices}
"""


class Town(Place):
    """Whose people have the roles and languages of `STAFF`."""

    def add_device(self, alias: str, role: str = "") -> None:
        own, languages = STAFF[alias]
        self.org(
            *("device", "add", "--alias", alias, "--role", role or own, "--language", *languages),
            *("--relay", self.relay_address, "--out", str(self.vault(alias))),
            answers=(ADMINISTRATOR, self.passphrase, self.passphrase),
        )


def night_town(folder: Path, secrets: Secrets) -> Place:
    """Its relay keeps every frame that it is sent: in memory, in its log, and in its database."""
    book = handbook(secrets)
    place = Town(folder, notice=NOTICE, aliases=tuple(STAFF), handbook=book, command=LEAKY)
    place.found()
    vault = str(folder / "numbers.vault")
    place.org("statistics", "vault", vault, answers=(ADMINISTRATOR, PASSPHRASE, PASSPHRASE))
    place.start().publish()
    return place
