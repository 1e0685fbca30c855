"""The check `canary`: real conversations, and then a search of all that is given for their words.

It says "pass" only where the conversation took place, and where every control that was planted
beside what is searched was found by the same search.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from audit.browser_start import environment, flags_for
from audit.canary_network import Network
from audit.canary_places import Looking
from audit.canary_plan import CanaryPlan, Texts, secret_marks
from audit.canary_touch import NoTalk, Touched
from audit.errors import LocalFault, UsageFault
from audit.extra import not_installed
from audit.findings import Checked, Notes
from audit.places import denied
from audit.progress import Progress
from orgkeys.errors import VaultFault
from orgkeys.keyring import load_device
from orgkeys.vault import DeviceKeys

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Playwright

WHAT: Final = (
    "Real conversations whose texts nobody has ever written, and a search for these texts in"
    " everything that was given, in every common way of writing and packing, with controls."
)
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ROOT: Final = (
    "Chromium has no sandbox for root: run this as somebody else, or say --no-sandbox where the"
    " pages are your own"
)
GIVEN: Final = {
    "the relay's data directory (--data)": "data",
    "the relay's logs (--log)": "logs",
    "the memory of the relay's process (--pid)": "pids",
    "a picture of its memory (--core)": "cores",
    "the network (--capture)": "capture",
}
Hold = Callable[[CanaryPlan, Looking, Touched, Network, DeviceKeys], None]
"""Holds the conversations, and searches at each stage of them. Raises NoTalk."""


def check_canary(
    plan: CanaryPlan,
    progress: Progress,
    hold: Hold | None = None,
    sabotaged: frozenset[str] = frozenset(),
) -> Checked:
    """Hold the conversations and look. `hold` and `sabotaged` (kinds of places whose controls are
    left out) are for tests.

    Raises UsageFault for what cannot be meant, LocalFault where this machine lacks something.
    """
    started = time.time()
    notes = Notes(" ".join(["noview-audit canary", *plan.repeat]))
    device = opened(plan)
    asked, plan = plan, readable(plan, notes)
    looking = Looking(
        Texts("one of the texts"),
        Texts("a control"),
        notes,
        progress,
        secret_marks(plan),
        sabotaged,
    )
    touched = Touched((), progress)
    talked = True
    with Network(plan, looking) as network:
        try:
            (hold or in_browsers)(plan, looking, touched, network, device)
        except NoTalk as fault:
            talked = False
            notes.find("canary-no-talk", str(fault))
        network.look(talked)
    if not touched.done:
        notes.find("canary-no-talk", "nothing was said")
    if plan.pause:
        ask("The conversation is over. Name copies made now with the same names, and press Enter.")
    looking.files("log", plan.logs)
    looking.files("data", plan.data)
    looking.cores(plan.cores, started)
    looking.files("profile", plan.profiles, "canary-on-the-device")
    looking.write_down()
    touched.tell(notes)
    missing = [what for what, name in GIVEN.items() if not getattr(asked, name)]
    for what in missing:
        notes.find("canary-not-given", what)
    if len(missing) == len(GIVEN):
        notes.find("canary-nothing-given", "only what the browser did was searched")
    progress.end()
    return notes.done("canary", WHAT)


def opened(plan: CanaryPlan) -> DeviceKeys:
    """The device that was lent. Raises UsageFault where it does not open."""
    try:
        keys = plan.lent.keys.read_bytes() if plan.lent.keys else None
        return load_device(plan.lent.vault.read_bytes(), plan.lent.passphrase, keys)
    except OSError as fault:
        raise LocalFault(f"{plan.lent.vault.name}: {fault.strerror}") from None
    except VaultFault as fault:
        raise UsageFault(f"the lent device does not open: {fault.code}") from None


def readable(plan: CanaryPlan, notes: Notes) -> CanaryPlan:
    """The plan without what this user may not read, which is named. Raises LocalFault for a path
    that is not there; a core dump may be made meanwhile."""

    def those(paths: tuple[Path, ...]) -> tuple[Path, ...]:
        refused = {path: why for path in paths if (why := denied(path))}
        for why in refused.values():
            notes.find("canary-unread", why)
        return tuple(path for path in paths if path not in refused)

    return replace(
        plan, data=those(plan.data), logs=those(plan.logs), profiles=those(plan.profiles)
    )


def in_browsers(
    plan: CanaryPlan,
    looking: Looking,
    touched: Touched,
    network: Network,
    device: DeviceKeys,
    within: float = 60.0,
) -> None:
    """The conversations, in a browser whose profile lies in a folder of ours, and is searched.
    A Python client has `within` seconds for each thing that it does."""
    try:
        from playwright.sync_api import sync_playwright

        from audit.canary_clients import Beside
        from audit.canary_story import FAULTS, Story
    except ImportError:
        raise LocalFault(not_installed("driving a browser", "playwright")) from None
    touched.faults = FAULTS

    def look(when: str) -> None:
        looking.arrival(plan.pids)
        looking.memory(plan.pids, when)
        looking.witnesses.pop("memory", None)  # what the relay has is soon something else
        if plan.pause and when.startswith("in the middle"):
            ask(f"Now, {when}: make core dumps and copies, then press Enter.")

    def witness(kind: str, data: bytes) -> None:
        looking.witnesses.setdefault(kind, []).append(data)

    with ExitStack() as stack:
        first, other = (stack.enter_context(profile()) for _ in range(2))
        beside = stack.enter_context(Beside(within))
        story = Story(plan, looking.canaries, touched, beside, device, look, witness)
        story.plan = network.through(plan)
        try:
            story.in_python()
            with sync_playwright() as playwright:
                context = opened_browser(playwright, plan, network, first)
                second = None
                if plan.second is not None:
                    second = opened_browser(playwright, plan, network, other)
                try:
                    for one in (context, second):
                        network.careless(one)
                    story.in_the_browser(context, second)
                finally:
                    for served in dict.fromkeys(one.served for one in story.windows):
                        served.tell(looking.notes)
                    for window in story.windows:
                        network.said += [*window.frames.sent, *window.frames.received]
                        network.asked += window.frames.addresses
                    for one in (context, second):
                        if one is not None:
                            one.close()
        finally:
            network.said += story.frames
        looking.profile(first)
        if plan.second is not None:
            looking.profile(other)


@contextmanager
def profile() -> Iterator[Path]:
    """An empty folder for a browser, erased afterwards."""
    with tempfile.TemporaryDirectory(prefix="nv-", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / "profile"


def opened_browser(
    playwright: Playwright, plan: CanaryPlan, network: Network, folder: Path
) -> BrowserContext:
    """A browser with that folder as its profile. Raises LocalFault where there is none."""
    from playwright.sync_api import Error

    if os.geteuid() == 0 and not plan.no_sandbox:
        raise LocalFault(ROOT)
    known = (found for one in BROWSERS if (found := shutil.which(one)))
    program = plan.browser or next(known, playwright.chromium.executable_path)
    alone = ["--no-sandbox"] if plan.no_sandbox else []
    flags = [*flags_for(str(program)), *FLAGS, *network.flags, *alone]
    try:
        return playwright.chromium.launch_persistent_context(
            folder, executable_path=program, args=flags, env=environment(os.environ)
        )
    except Error:
        raise LocalFault("no Chromium starts here; name one with --browser") from None


def ask(words: str) -> None:
    """Wait for whoever sits there."""
    print(words, file=sys.stderr, flush=True)  # noqa: T201 - a question, on standard error
    sys.stdin.readline()
