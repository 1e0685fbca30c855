"""The makers' commands: a key each, a root, signatures made apart; the auditor believes them."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from audit.command_release import check_release
from audit.release import MANIFEST
from orgkeys.__main__ import main as organisation
from orgkeys.office.commands import World
from orgkeys.office.terminal import Terminal
from tests.audit.makers import NOW, Makers
from tests.audit.scene import codes
from tools.release_keys import main

PASSPHRASE = "a maker's words that are long"


@dataclass
class Desk:
    """One maker's own machine: nothing secret of it is ever read by another."""

    path: Path
    name: str
    out: io.StringIO = field(default_factory=io.StringIO)

    def world(self, *answers: str) -> World:
        left = list(answers)
        self.out = io.StringIO()
        terminal = Terminal(
            out=self.out, err=self.out, ask=lambda _: left.pop(0), read=lambda _: left.pop(0)
        )
        return World(terminal, lambda: NOW)

    @property
    def card(self) -> str:
        return str(self.path / f"{self.name}.card")

    @property
    def vault(self) -> str:
        return str(self.path / f"{self.name}.vault")

    def new(self) -> Desk:
        args = ["root", "new", "--name", self.name, "--card", self.card, "--vault", self.vault]
        assert organisation(args, self.world(PASSPHRASE, PASSPHRASE)) == 0, self.out.getvalue()
        return self

    def run(self, *args: object, answers: tuple[str, ...] = ()) -> int:
        return main([str(one) for one in args], self.world(*answers))

    def sign(self, document: Path) -> int:
        return self.run("sign", document, "--vault", self.vault, answers=("sign", PASSPHRASE))


def test_makers_sign_apart_and_are_believed_together(tmp_path: Path) -> None:
    desks = [Desk(tmp_path / name, name) for name in ("Ada", "Bo")]
    for desk in desks:
        desk.path.mkdir()
        desk.new()
    ada, bo = desks
    folder = Makers().release(tmp_path / "release", signing=())
    for one in folder.glob("root.*"):
        one.unlink()
    made = ada.run("root", "--card", ada.card, bo.card, "--threshold", "2", "--out", folder)
    assert made == 0, ada.out.getvalue()
    root = folder / "root.1.json"
    assert ada.run("root", "--card", ada.card, "--threshold", "1", "--out", folder) == 1
    for document in (root, folder / MANIFEST):
        for desk in desks:
            assert check_release(folder, root, None, NOW).verdict == "fail"
            assert desk.sign(document) == 0, desk.out.getvalue()
    checked = check_release(folder, root, None, NOW)
    assert checked.verdict == "pass", codes(checked)
    assert bo.run("show", root) == 0
    assert "any 2 of these" in bo.out.getvalue()


def test_nobody_signs_for_files_that_are_not_there_or_without_saying_so(tmp_path: Path) -> None:
    """The key is not even asked for."""
    ada = Desk(tmp_path, "Ada")
    folder = Makers().release(tmp_path / "release", signing=())
    manifest = folder / MANIFEST
    assert ada.run("sign", manifest, answers=("no",)) == 1
    (folder / "survivor.html").write_bytes(b"other")
    assert ada.run("sign", manifest) == 1
    assert "not the file it names" in ada.out.getvalue()
    manifest.write_bytes(manifest.read_bytes() + b" ")
    assert ada.run("sign", manifest) == 1
    assert ada.run("sign", folder / "absent.json") == 1
    assert not list(folder.glob(f"{MANIFEST}.*.sig"))


@pytest.mark.parametrize("threshold", ["0", "2"])
def test_a_root_that_nobody_could_use_is_not_written(tmp_path: Path, threshold: str) -> None:
    ada = Desk(tmp_path, "Ada").new()
    out = tmp_path / "out"
    assert ada.run("root", "--card", ada.card, "--threshold", threshold, "--out", out) == 1
    assert not out.exists()
