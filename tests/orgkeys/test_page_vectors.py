"""Both languages stamp the same pages: the shared vectors, as Python makes them again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orgkeys.office import pages
from orgkeys.office.pages import Stamp, stamp_page
from orgkeys.office.terminal import Refused
from tools import vectors_page

HERE = Path(__file__).parents[1] / "vectors" / "page"


def again() -> dict[str, object]:
    return {one["name"]: json.loads(json.dumps(one)) for one in vectors_page.pages()}


def test_every_page_is_stamped_as_its_vector_says() -> None:
    assert {path.stem: json.loads(path.read_bytes()) for path in HERE.glob("*.json")} == again()


def test_there_are_pages_that_are_made_again_and_pages_that_are_refused() -> None:
    told = {json.loads(path.read_bytes())["expect"] for path in HERE.glob("*.json")}
    assert told == {"ok", "other-page", "other-build"}


def test_a_rule_that_is_lost_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: the vectors are not decided by the vectors."""
    before = again()
    monkeypatch.setattr(pages, "_exit", lambda notice: notice.exit_address)
    after = again()
    assert {name for name in before if before[name] != after[name]} == {
        "hostile-ar",
        "hostile-ar-en",
        "hostile-as-the-notice",
    }


@pytest.mark.parametrize(
    "relay", [relay for expect, relay in vectors_page.RELAYS.values() if expect == "other-build"]
)
def test_a54_no_address_that_could_add_to_the_policy_is_stamped(relay: str) -> None:
    tongues = vectors_page.tongues()
    notice, raw = vectors_page._notice(1)

    def stamped(address: str) -> str:
        place = (vectors_page.ORGANISATION, 1, vectors_page.DESK)
        stamp = Stamp(*place, address, "Night Line", [], raw, "Home")
        return stamp_page("survivor.html", vectors_page.TEMPLATE, stamp, notice, tongues)

    assert f"connect-src {vectors_page.RELAY};" in stamped(vectors_page.RELAY)
    with pytest.raises(Refused, match="relay"):
        stamped(relay)
