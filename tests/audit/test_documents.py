"""Following signed documents at an honest relay: what passes, and what nobody can say."""

from __future__ import annotations

from pathlib import Path

from tests.audit.documents_scene import audited, export_of, house_of, serving
from tests.audit.scene import codes, evidence


async def test_an_honest_relay_passes_and_a_record_is_kept(tmp_path: Path) -> None:
    house, seen = house_of(), tmp_path / "seen"
    async with serving(house) as url:
        first = await audited(house, url, seen=seen)
        assert (first.verdict, codes(first)) == ("pass", set()), first
        again = await audited(house, url, seen=seen)
        assert (again.verdict, codes(again)) == ("pass", set()), again
    assert first.looked_at["connections"] == 4
    assert "first-look" in codes(first, "note")
    assert "first-look" not in codes(again, "note")
    assert "duty plan (shift) 1 of desk 00010203 at" in evidence(first, "documents-shown")


async def test_without_a_pin_it_is_never_a_pass(tmp_path: Path) -> None:
    house = house_of()
    copy = export_of(house, tmp_path / "night.organisation")
    async with serving(house) as url:
        checked = await audited(house, url, pin=b"", copies=(copy,))
    assert (checked.verdict, codes(checked)) == ("inconclusive", {"not-pinned"})
    assert "".join(evidence(checked, "not-pinned").split()) == house.organisation.hex()
