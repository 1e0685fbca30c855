"""The positive controls of test_page.py: pages with one guard taken out, which the stories catch.

Each is the real page, built as always, from sources in which one rule is gone.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.fixtures import Windows
from tests.browser.place import ROOT
from tests.browser.variants import built_from
from tests.browser.windows import PATIENCE, Survivor
from tests.hostile import page_stories as stories
from tests.hostile.forgeries import swapped_documents
from tests.hostile.stage import BUILT, PageTalk, Stage
from tests.hostile.test_documents import serve
from tests.hostile.test_page import refused_quietly

SOURCES = ROOT / "client_js" / "src"

Story = Callable[[Stage, Survivor], object]


@dataclass(frozen=True)
class Plant:
    """One line of one file, and what stands there in the weak page."""

    file: str
    rule: str
    instead: str

    def build(self, folder: Path) -> Path:
        """The survivor's page without the rule; the console is as always."""
        sources = folder / "src"
        shutil.copytree(SOURCES, sources)
        planted = sources / self.file
        text = planted.read_text(encoding="utf-8")
        assert text.count(self.rule) == 1, f"{self.file} has changed: plant anew"
        planted.write_text(text.replace(self.rule, self.instead), encoding="utf-8")
        return built_from(sources, console=BUILT / "console.html")


ANY_CERTIFICATE = Plant(
    "core/documents.ts",
    "    const certificate = this.byAdministrator(certificateForm, raw, now);\n"
    "    rules.checkStanding(roster.payload, certificate.hash, now);\n"
    "    return certificate;\n",
    "    const envelope = decodeEnvelope(raw, Kind.certificate);\n"
    "    const trust = { administrator: roster.administrator, warrant: undefined };\n"
    "    return taken(certificateForm, this.organisation, envelope, raw, now, trust);\n",
)
NO_COMMITMENT = Plant(
    "core/committed.ts",
    "  if (!commits(secret, purpose, sealed)) throw new NotOpened();\n",
    "",
)
SILENT_DOCUMENTS = Plant(
    "core/follow.ts",
    "  private refuse(kind: Served, { rule }: Untrusted, now: number): void {\n",
    "  private refuse(kind: Served, { rule }: Untrusted, now: number): void {\n    return;\n",
)


def a_stranger_answers(stage: Stage, window: Survivor) -> None:
    stories.ghosts_answer(stage, window, "signed by a stranger")


def a_box_for_two_keys(stage: Stage, window: Survivor) -> None:
    noor = stage.counselor()
    stories.two_keys_one_ciphertext(PageTalk(stage, window, noor, "Eve"))


def another_shift(stage: Stage, window: Survivor) -> None:
    swap = next(one for one in swapped_documents(stage.here.house) if "team_key" in one.name)
    stage.hostile.script = serve(swap.raw, swap.kind)
    window.open()
    refused_quietly(stage, window, "documents-untrusted")


@pytest.mark.parametrize(
    ("plant", "story"),
    [
        (ANY_CERTIFICATE, a_stranger_answers),
        (NO_COMMITMENT, a_box_for_two_keys),
        (SILENT_DOCUMENTS, another_shift),
    ],
    ids=["a01", "a18", "a02"],
)
def test_control_a_weak_page_is_caught_and_the_real_one_is_not(
    plant: Plant, story: Story, stage: Stage, browser: Browser, tmp_path: Path
) -> None:
    windows = Windows(browser, stage)  # type: ignore[arg-type]
    try:
        with stage.lies():
            stage.serve(plant.build(tmp_path))
            weak = windows.survivor().open()
            expect.set_options(timeout=5_000)
            with pytest.raises(AssertionError) as caught:
                story(stage, weak)
            assert "no fault was injected" not in str(caught.value)
    finally:
        expect.set_options(timeout=PATIENCE)
        stage.serve(BUILT)
        windows.close()
