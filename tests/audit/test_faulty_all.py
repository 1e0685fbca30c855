"""Each planted fault through `noview-audit all`: the report names it, and which promise it breaks.

The checks themselves are tested beside each fault; here it is what a board would read.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from audit.__main__ import main
from audit.report_form import Report, from_json
from audit.report_words import GRADES, STATES
from audit.words import WORDS
from relay.store.sqlite import SqliteStore
from tests.audit.documents_scene import export_of, house_of, serving
from tests.audit.faulty import page_changed_for_one
from tests.audit.hosting import website
from tests.audit.makers import NOW
from tests.audit.scene import DAY, asking_house, drop_of, service
from tests.audit.test_documents_faulty import revoke
from tests.audit.test_html import Reader
from tests.audit.test_page import HOUSE, MAKERS, PAGES, RELAY, release


@dataclass(frozen=True)
class Told:
    """What came of an audit, and what stands on its pages."""

    code: int
    report: Report
    text: str

    def names(self, code: str, promise: str) -> None:
        """The finding is on the first page and in its place, and the promise is broken."""
        (found,) = (one for part in self.report.checks for one in part.findings if one.code == code)
        assert self.code == 1
        assert self.report.verdict == "fail"
        assert found.severity == "fail"
        assert found.evidence
        assert found.repeat.startswith("noview-audit ")
        _, title, meaning = WORDS[code]
        assert self.text.count(title) == 1
        assert self.text.count(f"{title[0].lower()}{title[1:]}") == 1, "the first page leads there"
        assert meaning in self.text
        assert GRADES["fail"] in self.text
        broken = {one.name: one for one in self.report.promises if one.state == "broken"}
        assert promise in broken
        assert broken[promise].answer in self.text
        assert STATES["broken"] in self.text


def audited(out: Path, *words: str, now: float | None = None) -> Told:
    at = time.time() if now is None else now
    code = main(["all", *words, "--out", str(out)], lambda: at)
    (html,) = out.glob("*.html")
    report = from_json(html.with_suffix(".json").read_bytes())
    return Told(code, report, Reader(html.read_text(encoding="utf-8")).text)


@pytest.mark.parametrize(
    ("module", "code", "promise"),
    [
        ("logs_a_message", "log-content", "read"),
        ("stores_an_address", "address", "who"),
    ],
)
async def test_a58_a60_a_relay_that_keeps_what_it_may_not_is_named(
    module: str, code: str, promise: str, tmp_path: Path
) -> None:
    with service(tmp_path / "host", f"tests.audit.faulty.{module}") as relay:
        await relay.publish()
        await relay.conversation()
    audited(tmp_path / "out", "--storage", str(tmp_path / "host")).names(code, promise)


@pytest.mark.parametrize(
    ("module", "code"), [("keeps_too_long", "kept-too-long"), ("leaves_remains", "remains-in-page")]
)
def test_a58_a62_a_relay_that_does_not_delete_is_named(
    module: str, code: str, tmp_path: Path
) -> None:
    folder, house = tmp_path / "host", asking_house(int(time.time()))
    folder.mkdir()
    store = SqliteStore(folder / "relay.db")
    store.drops(house.organisation, [drop_of(house, int(time.time() // DAY) - 35)])
    store.close()
    with service(folder, f"tests.audit.faulty.{module}", house):
        pass
    audited(tmp_path / "out", "--storage", str(folder)).names(code, "gone")


def test_a20_a_page_with_one_changed_byte_is_named(tmp_path: Path) -> None:
    trust = MAKERS.put_root(tmp_path / "pinned")
    folder = release(tmp_path / "release")
    config = tmp_path / "audit.toml"
    with website(PAGES, page_changed_for_one.answer) as origin:
        config.write_text(
            f'[page]\nurls = "{origin}/"\nrelease = "{folder}"\ntrust = "{trust}"\n'
            f'organisation = "{HOUSE.organisation.hex()}"\nrelay = "{RELAY}"\n'
            "no-browser = true\ntimes = 1\n",
            encoding="utf-8",
        )
        told = audited(tmp_path / "out", "--config", str(config), now=NOW)
    told.names("page-changed", "page")
    told.names("page-differs", "page")


async def test_a03_a_roster_rolled_back_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = house_of()
    revoke(house)
    copy, config = export_of(house, tmp_path / "night.organisation"), tmp_path / "audit.toml"
    async with serving(house, "rolls_a_roster_back", monkeypatch) as url:
        config.write_text(
            f'[documents]\ntargets = "{url}"\npin = "{house.organisation.hex()}"\n'
            f'export = "{copy}"\n',
            encoding="utf-8",
        )
        told = await asyncio.to_thread(audited, tmp_path / "out", "--config", str(config))
    told.names("withheld", "staff")


async def test_the_same_with_an_honest_relay_breaks_no_promise(tmp_path: Path) -> None:
    """The control: nothing of it is found where nothing is wrong."""
    with service(tmp_path / "host") as relay:
        await relay.publish()
        await relay.conversation()
    told = audited(tmp_path / "out", "--storage", str(tmp_path / "host"))
    assert told.code == 3, "not all was looked at"
    assert "broken" not in {one.state for one in told.report.promises}
    assert {one.name for one in told.report.promises if one.state == "held"} == {
        "who",
        "gone",
        "list",
    }
