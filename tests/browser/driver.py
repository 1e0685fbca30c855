"""WebDriver's verbs, spoken by the two browsers that have them: WebKitGTK over HTTP, Firefox over
its own line (Marionette: the same commands as JSON on a socket, which is what geckodriver speaks;
Debian has no geckodriver)."""

from __future__ import annotations

import json
import socket
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from typing import Any

WITHIN = 60.0  # seconds
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
STALE = ("stale element reference", "no such element")
STALE_MOST = 20
SEEN = "const one = document.querySelector(arguments[0]); return !!one && one.checkVisibility();"


class RefusedError(Exception):
    """The browser did not do it; says why."""


class Driver(ABC):
    """One window of a real browser, driven by what a person does: addresses, clicks, keys."""

    @abstractmethod
    def do(self, command: str, **body: object) -> Any:
        """One command by its name in the WebDriver standard. Raises RefusedError."""

    def goto(self, address: str) -> None:
        self.do("Navigate", url=address)

    def back(self) -> None:
        self.do("Back")

    def address(self) -> str:
        return str(self.do("GetCurrentURL"))

    def run(self, script: str, *args: object) -> Any:
        """What a function body returns in the page."""
        return self.do("ExecuteScript", script=script, args=list(args))

    def find(self, css: str) -> str:
        found = self.do("FindElement", using="css selector", value=css)
        return str(found[ELEMENT])

    def click(self, css: str) -> None:
        """As with a mouse: it is scrolled to, and must not be covered."""
        self._at(css, "ElementClick")

    def keys(self, css: str, text: str) -> None:
        """Key after key."""
        self._at(css, "ElementSendKeys", text=text)

    def _at(self, css: str, command: str, **body: object) -> None:
        """Once it can be seen. It may be drawn anew between being found and being touched."""
        for _ in range(STALE_MOST):
            self.wait(css)
            try:
                self.do(command, id=self.find(css), **body)
            except RefusedError as refused:
                if not any(word in str(refused) for word in STALE):
                    raise
            else:
                return
        raise AssertionError(f"{css} is drawn anew again and again")

    def wait(self, css: str) -> None:
        """Until it can be seen."""
        self.until(SEEN, css)

    def until(self, script: str, *args: object, within: float = WITHIN) -> Any:
        """Until this is true in the page, whichever page that is by then."""
        deadline = time.monotonic() + within
        while True:
            try:
                found = self.run(script, *args)
                problem: object = found
            except RefusedError as refused:  # the page may just be going
                found, problem = None, refused
            if found:
                return found
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {within} s: {script} {args}: {problem}")
            time.sleep(0.05)


class Marionette(Driver):
    """Firefox's own line, at a port of this machine."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), WITHIN * 2)
        self._answers = self._socket.makefile("rb")
        self._number = 0
        hello = self._read()
        assert hello["marionetteProtocol"] == 3
        self.do("NewSession", acceptInsecureCerts=True)

    def do(self, command: str, **body: object) -> Any:
        answer = self.raw(f"WebDriver:{command}", **body)
        return answer["value"] if isinstance(answer, dict) and "value" in answer else answer

    def raw(self, command: str, **body: object) -> Any:
        """A command of Firefox's own."""
        self._number += 1
        message = json.dumps([0, self._number, command, body]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _, number, fault, answer = self._read()
        assert number == self._number
        if fault is not None:
            raise RefusedError(f"{command}: {fault['error']}: {fault['message']}")
        return answer

    def chrome(self, script: str, *args: object) -> Any:
        """What a function body returns with the rights of the browser itself."""
        self.raw("Marionette:SetContext", value="chrome")
        try:
            return self.run(script, *args)
        finally:
            self.raw("Marionette:SetContext", value="content")

    def until_chrome(self, script: str, *args: object) -> None:
        """Until this is true with the rights of the browser itself."""
        deadline = time.monotonic() + WITHIN
        while not self.chrome(script, *args):
            assert time.monotonic() < deadline, f"not within {WITHIN} s: {script} {args}"
            time.sleep(0.05)

    def close(self) -> None:
        self._answers.close()
        self._socket.close()

    def _read(self) -> Any:
        size = b""
        while not size.endswith(b":"):
            byte = self._answers.read(1)
            if byte == b"":
                raise RefusedError("the browser has gone")
            size += byte
        return json.loads(self._answers.read(int(size[:-1])))


WAYS = {
    "Navigate": ("POST", "/url"),
    "Back": ("POST", "/back"),
    "GetCurrentURL": ("GET", "/url"),
    "ExecuteScript": ("POST", "/execute/sync"),
    "FindElement": ("POST", "/element"),
    "ElementClick": ("POST", "/element/{id}/click"),
    "ElementSendKeys": ("POST", "/element/{id}/value"),
    "DeleteSession": ("DELETE", ""),
}


class WebDriver(Driver):
    """WebDriver's HTTP, at a port of this machine. `capabilities` are of the standard."""

    def __init__(self, port: int, capabilities: dict[str, object]) -> None:
        self._base = f"http://127.0.0.1:{port}/session"
        wanted = {"capabilities": {"alwaysMatch": capabilities}}
        self._base += "/" + self._ask("POST", "", wanted)["sessionId"]

    def do(self, command: str, **body: object) -> Any:
        method, way = WAYS[command]
        return self._ask(method, way.format(**body), body if method == "POST" else None)

    def _ask(self, method: str, way: str, body: object) -> Any:
        request = urllib.request.Request(
            self._base + way,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=WITHIN * 2) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as fault:
            with fault:
                told = json.load(fault)["value"]
            raise RefusedError(f"{way}: {told['error']}: {told['message']}") from None
