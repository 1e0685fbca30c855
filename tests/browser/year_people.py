"""The people of a year: root holders with papers, staff with browsers, and what they do."""

from __future__ import annotations

from base64 import b64decode
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import TimeoutError as TooLate
from playwright.sync_api import expect

from orgkeys.keyring import load_device
from orgkeys.office import words
from orgkeys.primitives import ed25519_public
from orgkeys.vault import AuthorityKeys, DeviceKeys, unlock
from tests.browser.joining import WORDS, Joined, asks, finishes
from tests.browser.windows import UNLOCKING, Console, Survivor, Talk
from tests.browser.year_outsiders import Outsider, reaches_nobody
from tests.browser.year_town import DAY, Time, Town
from tests.orgkeys.founders import Holder, Machine, make_holder

HOLDER = "a holder's own words, long enough"


@dataclass
class RootHolder:
    """Somebody with a root key, on paper or in a vault, and a machine of their own."""

    person: Holder
    machine: Machine
    vault: str = ""

    @property
    def seed(self) -> bytes:
        """The key itself, which is nowhere but on the paper or in the vault."""
        if not self.vault:
            return words.to_seed(self.person.paper)
        keys = unlock(Path(self.vault).read_bytes(), HOLDER)
        assert isinstance(keys, AuthorityKeys)
        return keys.seed

    @property
    def number(self) -> str:
        """How a command is told which key is meant."""
        return ed25519_public(self.seed).hex()

    @property
    def card(self) -> str:
        return self.machine.file("me.card")

    def signs(self, town: Town, draft: Path) -> str:
        """Reads a draft that came as a file, signs it, and sends a file back."""
        out = self.machine.file(f"{draft.stem}.signature")
        self.machine.now = town.now()
        with_vault = ("--vault", self.vault) if self.vault else ()
        self.machine.done(self.person, "charter", "sign", str(draft), "--out", out, *with_vault)
        return out


def on_paper(folder: Path, name: str) -> RootHolder:
    """A root key that is on paper and nowhere else."""
    folder.mkdir(exist_ok=True)
    return RootHolder(*make_holder(folder, name))


def in_a_vault(folder: Path, name: str) -> RootHolder:
    """A root key in a vault that only its holder has."""
    machine = Machine(folder / name)
    machine.path.mkdir(parents=True)
    person = Holder(name, more={"assphrase": HOLDER})
    made = RootHolder(person, machine, machine.file("me.vault"))
    machine.done(person, "root", "new", "--name", name, "--card", made.card, "--vault", made.vault)
    return made


@dataclass
class Member:
    """Somebody of the staff: their browser, and the vault that they saved."""

    alias: str
    console: Console
    vault: Path
    passphrase: str = WORDS

    def is_on_duty(self) -> bool:
        return self.console.page.locator('[data-test="duty"][data-duty="on-duty"]').count() == 1

    def wants_duty(self) -> bool:
        """Presses the button where it is shown; whether they serve."""
        button = self.console.see("on-duty")
        if button.count() == 1:
            # Whoever was on duty comes back by itself: then it goes away under the hand.
            with suppress(TooLate):
                button.click(timeout=2_000)
        return self.is_on_duty()

    def disagrees(self) -> bool:
        """The console says that the relay's documents are not those that it knows."""
        page = self.console.page
        refused = page.locator('[data-problem="documents-untrusted"]').count()
        return refused + page.locator('[data-warning="documents-disagree"]').count() > 0

    def everything(self) -> DeviceKeys:
        """What somebody has who has the vault, the passphrase and the browser's storage."""
        (stored,) = self.console.page.evaluate("() => Object.values({ ...localStorage })")
        return load_device(self.vault.read_bytes(), self.passphrase, b64decode(stored))

    def unlocks(self) -> None:
        self.console.tries(self.vault, self.passphrase)
        expect(self.console.see("duty")).to_be_visible(timeout=UNLOCKING)

    def locks(self) -> None:
        self.console.press("lock")
        expect(self.console.see("vault-file")).to_be_visible()


@dataclass
class Year:
    """Everything that goes on from scene to scene."""

    time: Time
    folder: Path
    holders: dict[str, RootHolder] = field(default_factory=dict)
    staff: dict[str, Member] = field(default_factory=dict)
    outsiders: list[Outsider] = field(default_factory=list)
    visits: int = 0
    first_page: str = ""

    @property
    def town(self) -> Town:
        return self.time.town

    def at_work(self) -> list[Member]:
        """Whose console is unlocked."""
        return [one for one in self.staff.values() if one.console.see("duty").count() == 1]

    # --- the root -----------------------------------------------------------------------------

    def enact(self, draft: Path, *names: str) -> str:
        """These holders sign, each on their own machine; whoever administers brings it in force."""
        paths = [self.holders[name].signs(self.town, draft) for name in names]
        passphrase = self.town.passphrase_of_administrator
        person = Holder("administrator", more={"Passphrase": passphrase})
        return self.town.office.done(person, "charter", "finish", *paths)

    def drafts(self, *args: str) -> Path:
        """A draft of the next charter, in a file."""
        path = self.town.machine / f"{args[0]}-{len(list(self.folder.rglob('*.draft')))}.draft"
        self.town.office.done(Holder("nobody"), *args, "--out", str(path))
        return path

    # --- the staff ----------------------------------------------------------------------------

    def asks_to_join(self, alias: str, role: str = "counselor") -> Joined:
        """Keys are made in somebody's browser; out come a vault, a request and a number."""
        folder = self.folder / "staff" / alias
        folder.mkdir(parents=True)
        console = self.time.console().open()
        joined = asks(console, alias, folder, role)
        self.staff[alias] = Member(alias, console, joined.vault)
        return joined

    def is_let_in(self, joined: Joined, grant: Path) -> None:
        """With the administrator's answer: a vault to keep, and at work."""
        member = self.staff[joined.alias]
        member.vault = finishes(member.console, joined, grant, joined.vault.parent / "kept")

    def everybody_serves(self) -> None:
        """Everybody whose console is unlocked can go on duty, sooner or later."""
        for one in self.at_work():
            self.time.until(one.wants_duty, f"{one.alias} on duty")

    def a_new_shift(self, than: int) -> None:
        """The relay has another shift than the one of this version."""
        self.time.until(lambda: self.town.shift()[0].version > than, "a new shift")

    def weeks_pass(self, weeks: int) -> None:
        """Nobody is there for so long. Then the administrator's own device, whose key is renewed
        at a terminal, comes first, and everybody else calls it and is let in again."""
        town, opener = self.town, self.staff["Elif"]
        town.administers("pull", town.relay_address)
        self.time.passes(weeks * 7 * DAY)
        town.org("device", "keys", "--vault", str(opener.vault), answers=(opener.passphrase,))
        town.administers("shift", "new", "--hours", "24")
        town.publish()
        opener.unlocks()
        self.everybody_serves()
        opener.locks()
        town.administers("pull", town.relay_address)

    # --- survivors ----------------------------------------------------------------------------

    def survivor_with(self, alias: str, name: str) -> tuple[Survivor, Talk]:
        """Somebody opens the first page, waits, and is answered by this member."""
        survivor = self.time.survivor().start(name=name, first="Is somebody there?")
        talk = self.staff[alias].console.claim(name)
        survivor.talks_with(alias)
        return survivor, talk

    def somebody_is_reached_and_nobody_else(self) -> None:
        """What must be true after every scene of the year."""
        self.visits += 1
        name = f"Visitor {self.visits}"
        survivor = self.time.survivor().start(name=name, first="Is somebody there?")
        for one in self.outsiders:
            reaches_nobody(one, self.town)
        serving = [one for one in self.at_work() if one.is_on_duty()]
        assert serving, "nobody is there"
        chosen = serving[self.visits % len(serving)]
        talk = chosen.console.claim(name)
        survivor.talks_with(chosen.alias)
        talk.said(f"Yes, I am {chosen.alias}.")
        survivor.hears(f"Yes, I am {chosen.alias}.")
        survivor.said("Good.")
        survivor.ends()
        talk.stage("ended")
        talk.forgets()
        self.time.goes(survivor)
        for window in (survivor, *(member.console for member in self.staff.values())):
            assert window.faults == []
