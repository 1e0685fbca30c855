"""A canary without a browser: somebody says the texts, or leaves them somewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from audit.canary_network import Network
from audit.canary_places import Looking
from audit.canary_plan import CanaryPlan, Lent, Texts
from audit.canary_touch import Touched
from audit.findings import Checked
from orgkeys.vault import DeviceKeys

PASSPHRASE = "a passphrase that was lent"


def plan(**given: object) -> CanaryPlan:
    lent = Lent(Path("lent.vault"), None, PASSPHRASE)
    where = ("ws://127.0.0.1:1", "http://127.0.0.1:1/", "http://127.0.0.1:1/console.html")
    return CanaryPlan(*where, lent, **given)  # type: ignore[arg-type]


def talk(
    leave: Callable[[Texts], None] = lambda _: None, look: str = ""
) -> Callable[[CanaryPlan, Looking, Touched, Network, DeviceKeys], None]:
    """A conversation of which something is left somewhere."""

    def hold(
        asked: CanaryPlan, looking: Looking, touched: Touched, _: Network, __: DeviceKeys
    ) -> None:
        with touched.trying("messages in both directions"):
            leave(looking.canaries)
        if look:
            looking.memory(asked.pids, look)

    return hold


def codes(checked: Checked) -> set[str]:
    return {one.code for one in checked.findings if one.severity != "note"}


def evidence(checked: Checked, code: str) -> str:
    return "\n".join(p for one in checked.findings if one.code == code for p in one.evidence)
