"""What a browser keeps and says, with the careless page as its control: without, nothing passes.

Whole conversations are in `tests/nothing/test_nothing_to_see.py`; here nobody talks.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from audit import canary
from audit.canary import check_canary, opened_browser, profile
from audit.canary_network import Network
from audit.canary_pages import Window
from audit.canary_places import Looking
from audit.canary_plan import CanaryPlan, Lent
from audit.canary_touch import Touched
from audit.findings import Checked
from audit.progress import Progress
from orgkeys.vault import DeviceKeys

BLANK = "about:blank"


def hold(
    plan: CanaryPlan, looking: Looking, touched: Touched, network: Network, _: DeviceKeys
) -> None:
    """Somebody opens a page that takes no care of what stands in its address."""
    with profile() as folder:
        with sync_playwright() as playwright:
            context = opened_browser(playwright, plan, network, folder)
            network.careless(context)
            window = Window(context.new_page())
            leaks = "leak" in plan.without
            window.page.goto(f"{plan.page}?{looking.canaries['a message']}" if leaks else BLANK)
            network.said.append(b"short")
            network.asked += window.frames.addresses
            touched.done.append("nothing but this")
            context.close()
        looking.profile(folder)


def checked_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sabotaged: str = "", leak: str = ""
) -> Checked:
    monkeypatch.setattr(canary, "opened", lambda _: None)
    page = tmp_path / "page.html"
    page.write_text("<title>Here</title>", encoding="utf-8")
    plan = CanaryPlan(
        relay="ws://127.0.0.1:9",
        page=page.as_uri(),
        console=BLANK,
        lent=Lent(tmp_path, None, ""),
        logs=(page,),
        capture="any",
        no_sandbox=True,
        without=frozenset([leak]),
    )
    return check_canary(plan, Progress(), hold, frozenset([sabotaged]))


def told(checked: Checked, code: str) -> set[str]:
    return {
        place.partition(":")[0]
        for one in checked.findings
        if one.code == code
        for place in one.evidence
    }


def test_a58_control_the_careless_page_is_found_in_profile_and_network_and_nothing_else_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = checked_with(tmp_path, monkeypatch)
    assert checked.verdict == "pass", checked.findings


def test_a58_a_leak_is_named_and_without_controls_no_place_of_a_browser_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = checked_with(tmp_path, monkeypatch, sabotaged="frames", leak="leak")
    assert checked.verdict == "fail"
    assert told(checked, "canary-found") == {"addresses that were handed to the network"}
    found = told(checked, "canary-on-the-device")
    assert "the browser's profile, Default/History" in found
    missed = told(checked, "canary-control-missed")
    assert {"the browser's own profile", "what pages hand to the network"} < missed
    assert "the network, unmasked" in missed
