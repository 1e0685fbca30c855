"""Real browsers from Debian's packages, as programs of their own, with a home of their own."""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests.browser.driver import Driver, Marionette, WebDriver
from tests.browser.place import free_port

FIREFOX = Path("/usr/bin/firefox-esr")
CHROMIUM = Path("/usr/bin/chromium")
WEBKIT = Path("/usr/bin/WebKitWebDriver")
SCREEN = Path("/usr/bin/Xvfb")
READY_WITHIN = 120.0  # seconds
SAVED_EVERY = 500
"""Milliseconds after which Firefox writes its session file; otherwise fifteen seconds."""


def mini_browser() -> Path:
    """WebKitGTK's own small browser, wherever the packages have it."""
    found = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    assert found, "WebKitGTK is missing: make browser"
    return found[-1]


class Program:
    """A browser's main process with all that it starts, in a home where all that it leaves is."""

    def __init__(self, home: Path, command: Sequence[str | Path], **more: str) -> None:
        home.mkdir(parents=True, exist_ok=True)
        temporary = home / "tmp"
        temporary.mkdir(exist_ok=True)
        keep = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        with (home.parent / f"{home.name}.log").open("ab") as words:
            self.process = subprocess.Popen(
                [str(part) for part in command],
                env={**keep, "HOME": str(home), "TMPDIR": str(temporary), **more},
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                start_new_session=True,
            )

    def ended(self) -> bool:
        return self.process.poll() is not None

    def wait(self) -> None:
        """Until it has ended of its own will, with everything that it started."""
        self.process.wait(READY_WITHIN)
        self.kill()

    def kill(self) -> None:
        """kill -9, for it and all that it has started."""
        with suppress(ProcessLookupError):  # nobody is left
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def until(self, written: Path) -> str:
        """What a file says, once the program has written it."""
        deadline = time.monotonic() + READY_WITHIN
        while not (written.exists() and written.read_text()):
            assert not self.ended(), f"{self.process.args!r} ended: {written.name} was not written"
            assert time.monotonic() < deadline, f"{self.process.args!r}: no {written.name}"
            time.sleep(0.05)
        return written.read_text()


def preferences(proxy: int) -> str:
    """What differs from a Firefox that somebody has just installed: a line to drive it by, the
    way out, how soon it writes its session, and no first words."""
    wanted: dict[str, str | int | bool] = {
        "marionette.port": 0,
        # No settings of a test machine: those would switch off what leaves traces.
        "remote.prefs.recommended": False,
        "browser.sessionstore.interval": SAVED_EVERY,
        "browser.aboutwelcome.enabled": False,
        "browser.startup.homepage_override.mstone": "ignore",
        "browser.tabs.warnOnClose": False,
        "datareporting.policy.dataSubmissionEnabled": False,
        "network.proxy.type": 1,
        "network.proxy.http": "127.0.0.1",
        "network.proxy.http_port": proxy,
        "network.proxy.ssl": "127.0.0.1",
        "network.proxy.ssl_port": proxy,
    }
    written = {True: "true", False: "false"}
    lines = [
        f'user_pref("{name}", {written[value] if isinstance(value, bool) else repr_js(value)});'
        for name, value in wanted.items()
    ]
    return "\n".join(lines) + "\n"


def repr_js(value: str | int) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


class Firefox(Program):
    """Firefox with the profile in `home`; started again it finds what it has kept there."""

    def __init__(self, home: Path, proxy: int) -> None:
        assert os.access(FIREFOX, os.X_OK), "Firefox is missing: make browser"
        profile = home / "profile"
        profile.mkdir(parents=True, exist_ok=True)
        (profile / "user.js").write_text(preferences(proxy), encoding="utf-8")
        told = profile / "MarionetteActivePort"
        told.unlink(missing_ok=True)
        super().__init__(
            home,
            [
                *(FIREFOX, "--headless", "--marionette", "--remote-allow-system-access"),
                *("--no-remote", "--profile", profile),
            ],
            MOZ_CRASHREPORTER_DISABLE="1",
        )
        self.driver = Marionette(int(self.until(told)))

    def quit(self) -> None:
        """As from its menu."""
        self.driver.raw("Marionette:Quit", flags=["eAttemptQuit"])
        self.driver.close()
        self.wait()

    def kill(self) -> None:
        self.driver.close()
        super().kill()


class Chromium(Program):
    """Chromium with the profile in `home`, and nothing of a test library's settings.

    Its owner wants to go on where they were, also after a crash. `debugger` is where a library may
    join it.
    """

    def __init__(self, home: Path, proxy: int) -> None:
        assert os.access(CHROMIUM, os.X_OK), "Chromium is missing: make browser"
        profile = home / "profile"
        told = profile / "DevToolsActivePort"
        told.unlink(missing_ok=True)
        wishes = profile / "Default" / "Preferences"
        if not wishes.exists():
            wishes.parent.mkdir(parents=True)
            wishes.write_text('{"session": {"restore_on_startup": 1}}', encoding="utf-8")
        flags = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run")
        super().__init__(
            home,
            [
                *(CHROMIUM, *flags, "--password-store=basic", "--remote-debugging-port=0"),
                *(f"--user-data-dir={profile}", f"--proxy-server=http://127.0.0.1:{proxy}"),
                *("--ignore-certificate-errors", "--hide-crash-restore-bubble"),
            ],
        )
        port = self.until(told).split()[0]
        self.debugger = f"http://127.0.0.1:{port}"


@contextmanager
def firefox(home: Path, proxy: int) -> Iterator[Marionette]:
    program = Firefox(home, proxy)
    try:
        yield program.driver
    finally:
        program.kill()


@contextmanager
def webkit(home: Path, proxy: int) -> Iterator[Driver]:
    """WebKitGTK's MiniBrowser on a screen that nobody sees."""
    with ExitStack() as stack:
        display = stack.enter_context(screen())
        port = free_port()
        program = Program(home, [WEBKIT, f"--port={port}"], DISPLAY=display)
        stack.callback(program.kill)
        wait_for_port(port, program)
        way_out = f"http://127.0.0.1:{proxy}"
        driver = WebDriver(
            port,
            {
                "acceptInsecureCerts": True,
                "webkitgtk:browserOptions": {
                    "binary": str(mini_browser()),
                    "args": ["--automation", f"--proxy={way_out}", "--ignore-host=127.0.0.1"],
                },
            },
        )
        stack.callback(driver.do, "DeleteSession")
        yield driver


@contextmanager
def screen() -> Iterator[str]:
    """A screen in memory; the address by which programs find it."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        [SCREEN, "-displayfd", str(writer), "-screen", "0", "800x1000x24", "-nolisten", "tcp"],
        pass_fds=[writer],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(writer)
    try:
        ready, _, _ = select.select([reader], [], [], READY_WITHIN)
        number = os.read(reader, 20).decode().strip() if ready else ""
        assert re.fullmatch(r"\d+", number), "Xvfb did not start"
        yield f":{number}"
    finally:
        os.close(reader)
        server.terminate()
        server.wait()


def wait_for_port(port: int, program: Program) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert not program.ended(), "the driver ended"
        assert time.monotonic() < deadline, "the driver did not start"
        time.sleep(0.05)
