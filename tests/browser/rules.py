"""Two rule sets for accessibility, written apart from each other: Deque's axe and IBM's checker.

Neither is ever part of a page. The page's policy forbids every script but its own, so they are put
beside it by the browser's own debugging, into a world of their own that shares only the document.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import Error

from tests.browser.place import ROOT
from tests.browser.windows import Window

PACKAGES = ROOT / "client_js" / "node_modules"
SOURCES = {
    "axe": PACKAGES / "axe-core" / "axe.min.js",
    "ibm": PACKAGES / "accessibility-checker-engine" / "ace.js",
}
AXE_TAGS = [
    *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"),
    "best-practice",
]
AXE = """
axe.run(document, { runOnly: WHAT, resultTypes: ['violations', 'incomplete'] }).then((all) =>
  ['violations', 'incomplete'].flatMap((kind) => all[kind].flatMap((rule) =>
    rule.nodes.map((node) => [kind === 'violations', rule.id, node.html.slice(0, 160)]))))
"""
STATIC_COMES = 1600  # milliseconds, ui/base.css
IBM_RULES = "IBM_Accessibility"
"""All of WCAG 2.2 A and AA, and what IBM asks for on top."""
IBM = f"""
new ace.Checker().check(document, ['{IBM_RULES}']).then((all) =>
  all.results.filter((one) => one.value[1] !== 'PASS').map((one) =>
    [one.value[1] === 'FAIL', one.ruleId, `${{one.message}} ${{one.snippet.slice(0, 160)}}`]))
"""


@dataclass(frozen=True)
class Finding:
    """What a rule says of one element: `sure`, or for somebody to look at."""

    sure: bool
    rule: str
    where: str


def findings(raw: list[list[Any]]) -> list[Finding]:
    return [Finding(*each) for each in raw]


@cache
def source(name: str) -> str:
    return SOURCES[name].read_text(encoding="utf-8")


WORLDS: WeakKeyDictionary[Window, int] = WeakKeyDictionary()
"""Where both stand already, as long as the window shows the same document: they are large."""


class Rules:
    """Both, beside one window's document until it goes elsewhere."""

    def __init__(self, window: Window) -> None:
        self.session = window.wire.session
        # Where the page's script is switched off, ours has to run all the same.
        self.session.send("Emulation.setScriptExecutionDisabled", {"value": False})
        if window.page.evaluate("() => document.getElementById('static')?.hidden === false"):
            # What stands there without a script comes a little later where one could run.
            window.page.wait_for_timeout(STATIC_COMES)
        self.world = WORLDS.get(window, 0)
        if self.world == 0 or not self._stand():
            self.world = WORLDS[window] = self._beside()

    def _beside(self) -> int:
        """A world of their own beside the document that is there now."""
        frame = self.session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = {"frameId": frame, "worldName": "rules"}
        self.world = self.session.send("Page.createIsolatedWorld", world)["executionContextId"]
        self._run(source("axe"))
        self._run(f"{source('ibm')};globalThis.ace = ace")
        return self.world

    def _stand(self) -> bool:
        """A world goes with its document, and its number means nothing any more."""
        try:
            return self._run("typeof axe === 'object' && typeof ace === 'object'") is True
        except Error:
            return False

    def _run(self, script: str) -> Any:
        asked = {
            "expression": f"{script}\n",
            "contextId": self.world,
            "awaitPromise": True,
            "returnByValue": True,
        }
        answer = self.session.send("Runtime.evaluate", asked)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def axe(self, *rules: str) -> list[Finding]:
        """All its rules that WCAG 2.0 to 2.2, A and AA, and good practice ask for, or only some."""
        what = {"type": "rule", "values": list(rules)} if rules else AXE_TAGS
        return findings(self._run(AXE.replace("WHAT", str(what))))

    def ibm(self) -> list[Finding]:
        return findings(self._run(IBM))
