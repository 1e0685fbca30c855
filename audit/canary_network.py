"""The network during a test conversation: recorded, searched, and with controls of its own."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from audit.canary_capture import Packets, Recorder, Recording
from audit.canary_controls import FILLER, NAMES, specimens
from audit.canary_places import Looking
from audit.canary_plan import EVERY_INTERFACE, CanaryPlan
from audit.careless import Careless
from audit.errors import LocalFault
from audit.wire import is_tls, messages_of

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

DISCARD: Final = 9
"""The port of UDP to which our controls go: who listens there throws them away."""
PORTS: Final = {"ws": 80, "http": 80, "wss": 443, "https": 443}
LEAST: Final = 100
CONTROL_WITHIN: Final = 30_000
LOOPBACK: Final = ("", "lo")


class Network:
    """What is said on it, and heard of it. `flags` are the browser's; `said` and `asked` are what
    pages and clients handed to it themselves."""

    def __init__(self, plan: CanaryPlan, looking: Looking) -> None:
        self.flags: list[str] = []
        self.said: list[bytes] = []
        self.asked: list[str] = []
        self._plan = plan
        self._looking = looking
        self._recording: Recording | None = None
        self._careless: Careless | None = None
        self._control_said: list[bytes] = []
        self._control_asked: list[str] = []
        self._careless_came = False
        self._through = plan

    def __enter__(self) -> Self:
        texts = self._looking.controls
        nothing = {"nothing": b""}
        controls = nothing if "frames" in self._looking.sabotaged else specimens(texts)
        self._careless = Careless(controls).__enter__()
        if self._plan.capture:
            interface = "" if self._plan.capture == EVERY_INTERFACE else self._plan.capture
            host, port = place_of(self._plan.relay)
            pages = [place_of(one)[1] for one in (self._plan.page, self._plan.console)]
            ports = {port, *pages, self._careless.port, DISCARD, *self._plan.capture_ports}
            try:
                self._recording = Packets(interface, ports)
            except LocalFault as fault:
                # Who named an interface wanted to see what passes there, not only our own words.
                named = self._plan.capture != EVERY_INTERFACE
                code = "canary-unread" if named else "canary-wire"
                self._looking.notes.find(code, f"the network: {fault}")
                self._recording = self._pass_through(host, port)
            self._looking.notes.find("canary-wire", self._recording.way)
            if not isinstance(self._recording, Recorder):
                send_controls(host, controls.values())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._recording is not None:
            self._recording.stop()
        if self._careless is not None:
            self._careless.__exit__()

    def _pass_through(self, host: str, port: int) -> Recorder:
        recorder = Recorder()
        here = recorder.passing(host, port)
        self.flags.append(f"--host-resolver-rules=MAP {host}:{port} 127.0.0.1:{here}")
        if urlsplit(self._plan.relay).scheme == "ws":
            self._through = replace(self._plan, relay=f"ws://127.0.0.1:{here}")
        else:
            self._looking.notes.find("canary-wire", "the Python client was not recorded")
        if self._careless is not None:
            self._careless.socket = recorder.passing("127.0.0.1", self._careless.port)
        return recorder

    def through(self, plan: CanaryPlan) -> CanaryPlan:
        """The plan as the Python client follows it: by way of the recorder, where there is one."""
        return replace(plan, relay=self._through.relay)

    def careless(self, context: BrowserContext | None) -> None:
        """Open the careless page, which keeps and says our controls. It takes a second. Where it
        does not do it, its controls are missed later."""
        from playwright.sync_api import Error

        from audit.canary_pages import Window

        if self._careless is None or context is None:
            return
        self._careless_came = True
        window = Window(context.new_page())
        with contextlib.suppress(Error):
            window.page.goto(f"{self._careless.address}?{self._looking.controls.short('address')}")
            window.page.wait_for_function("document.body.dataset.done", timeout=CONTROL_WITHIN)
        window.page.close()
        self._control_said = window.frames.sent
        self._control_asked = window.frames.addresses

    def look(self, talked: bool = True) -> None:
        """Search everything that was said, when all is over. Where nobody came to talk, that is
        found already, and the careless page, which comes with the browser, is not missed too."""
        self._careless_came = talked or self._careless_came
        self._frames()
        if self._recording is not None:
            self._recording.stop()
            self._wire(self._recording)

    def _frames(self) -> None:
        looking = self._looking
        addresses = [one + b"\n" for one in texts_of(self.asked)]
        for name, parts in (("messages", self.said), ("addresses", addresses)):
            search = looking.search()
            for part in parts:
                search.feed(part)
            search.end()
            looking.notes.saw("bytes handed to the network", search.looked)
            looking.tell(f"{name} that were handed to the network", search.hits)
        if not self.said or not self._careless_came:
            return
        found = {
            hit.what
            for part in (*self._control_said, *texts_of(self._control_asked))
            for hit in looking.search().all(part).hits
        }
        looking.missed("what pages hand to the network", {*NAMES, "address"}, found)

    def _wire(self, recording: Recording) -> None:
        looking = self._looking
        plain: set[str] = set()
        unmasked: set[str] = set()
        size = hidden = 0
        # What pages handed to the network must be in a recording that is not encrypted.
        wanted = {one for one in self.said if len(one) > LEAST}
        passed = not wanted or urlsplit(self._plan.relay).scheme == "wss"
        for name, stream in recording.streams():
            hidden += is_tls(stream)
            size += len(stream)
            search = looking.search().all(stream)
            plain |= looking.tell(f"the network, {name}", search.hits)
            said = looking.search()
            for message in messages_of(stream):
                said.feed(message)
                passed = passed or message in wanted
            said.end()
            unmasked |= looking.tell(f"the network, {name}, unmasked", said.hits)
            if search.cut or said.cut:
                looking.notes.find("canary-cut", f"the network, {name}: a packed part")
        looking.notes.saw("bytes of the network", size)
        if recording.full:
            looking.notes.find("canary-cut", "the network: packets were lost, or were too many")
        if hidden:
            looking.notes.find("canary-wire", f"of its connections {hidden} were encrypted (TLS)")
        if not passed:
            looking.notes.find("canary-elsewhere", "the network: no message of these was in it")
        self._controls(recording, plain, unmasked)

    def _controls(self, recording: Recording, plain: set[str], unmasked: set[str]) -> None:
        looking = self._looking
        if not isinstance(recording, Recorder):
            looking.missed("the network", NAMES, plain)
            if self._plan.capture not in (EVERY_INTERFACE, *LOOPBACK):
                return  # the careless page is on this machine alone
        if self._careless_came:
            looking.missed("the network, unmasked", NAMES, unmasked)


def place_of(address: str) -> tuple[str, int]:
    """Host and port of an address."""
    parts = urlsplit(address)
    return parts.hostname or "", parts.port or PORTS.get(parts.scheme, 443)


def texts_of(addresses: Sequence[str]) -> list[bytes]:
    """As bytes."""
    return [one.encode() for one in addresses]


def send_controls(host: str, controls: Iterable[bytes]) -> None:
    """Say our controls in clear to the relay's host, each in a packet that nobody answers. Where
    that is not possible they are missed later."""
    with contextlib.suppress(OSError):
        family, kind, _, _, address = socket.getaddrinfo(host, DISCARD, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind) as out:
            for data in controls:
                out.sendto(FILLER[:300] + data + FILLER[:300], address)
