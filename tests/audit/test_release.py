"""A release counts when enough of its makers signed exactly it, now, and nothing newer was seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from audit.command_release import check_release
from audit.errors import LocalFault
from audit.findings import Checked
from audit.release import MANIFEST
from audit.release_documents import MANIFEST_LABEL, ROOT_LABEL, Manifest, Root, spoken
from orgkeys import labels
from orgkeys.primitives import ed25519_public
from tests.audit.makers import DAY, FILES, NOW, Makers, edited, put
from tests.audit.scene import codes, evidence
from tests.builders import filler

MAKERS = Makers()
TOLD = {"release-root", "release-is"}
FIRST = {"release-first-seen"}


@pytest.fixture
def trust(tmp_path: Path) -> Path:
    return MAKERS.put_root(tmp_path / "pinned")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return MAKERS.release(tmp_path / "release")


def look(folder: Path, trust: Path | None, seen: Path | None = None, now: float = NOW) -> Checked:
    return check_release(folder, trust, seen, now)


def failed(checked: Checked, code: str, where: str) -> None:
    """This alone is wrong, and is named."""
    assert checked.verdict == "fail"
    assert codes(checked) == {code}
    assert where in evidence(checked, code)


def test_a_release_signed_by_enough_of_its_makers_counts(
    folder: Path, trust: Path, tmp_path: Path
) -> None:
    seen = tmp_path / "seen.json"
    checked = look(folder, trust, seen)
    assert (checked.verdict, codes(checked, "note")) == ("pass", TOLD | FIRST)
    assert spoken(trust.read_bytes()) in evidence(checked, "release-root")
    assert len(spoken(trust.read_bytes()).split()) == 16
    assert checked.looked_at["files"] == len(FILES)
    again = look(folder, trust, seen)
    assert (again.verdict, codes(again, "note")) == ("pass", TOLD)


def test_without_a_pinned_root_nothing_is_said(folder: Path, tmp_path: Path) -> None:
    checked = look(folder, None)
    assert (checked.verdict, codes(checked)) == ("inconclusive", {"release-not-pinned"})
    with pytest.raises(LocalFault, match="cannot read the root"):
        look(folder, tmp_path / "absent.json")


@pytest.mark.parametrize(
    "signing",
    [
        MAKERS.seeds[:1],
        MAKERS.seeds[:1] * 2,
        (MAKERS.seeds[0], filler("Mallory")),
        (filler("Mallory"), filler("Mallet")),
        (),
    ],
)
def test_a20_too_few_distinct_makers_are_none(
    trust: Path, tmp_path: Path, signing: tuple[bytes, ...]
) -> None:
    folder = MAKERS.release(tmp_path / "few", signing=signing)
    failed(look(folder, trust), "release-too-few", "manifest.json: good signatures: ")


def test_a20_one_signature_under_many_names_counts_once(trust: Path, tmp_path: Path) -> None:
    folder = MAKERS.release(tmp_path / "few", signing=MAKERS.seeds[:1])
    (one,) = folder.glob(f"{MANIFEST}.*.sig")
    (folder / f"{MANIFEST}.00000000.sig").write_bytes(one.read_bytes())
    failed(look(folder, trust), "release-too-few", "1 of 2")


def test_a16_a_signature_on_a_root_is_none_on_a_release(trust: Path, folder: Path) -> None:
    raw = (folder / MANIFEST).read_bytes()
    put(folder, MANIFEST, Root, raw, MAKERS.seeds)
    failed(look(folder, trust), "release-too-few", "0 of 2")
    assert not {ROOT_LABEL, MANIFEST_LABEL} & set(labels.ALL)


def test_a64_an_old_release_is_refused_where_a_newer_was_seen(trust: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen.json"
    old = MAKERS.release(tmp_path / "old", number=6)
    new = MAKERS.release(tmp_path / "new", number=7)
    assert look(old, trust, seen).verdict == "pass"
    assert look(new, trust, seen).verdict == "pass"
    failed(look(old, trust, seen), "release-rolled-back", "release number 6; number 7 was seen")
    assert look(new, trust, seen).verdict == "pass", "what was refused was not remembered"


def test_a64_a_second_release_of_one_number_is_a_fork(trust: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen.json"
    assert look(MAKERS.release(tmp_path / "one"), trust, seen).verdict == "pass"
    other = MAKERS.release(tmp_path / "other", files={**FILES, "noview.whl": b"another"})
    failed(look(other, trust, seen), "release-forked", "release number 7")


def test_a64_a_release_runs_out(folder: Path, trust: Path) -> None:
    assert look(folder, trust, now=NOW + 90 * DAY - 1).verdict == "pass"
    failed(look(folder, trust, now=NOW + 93 * DAY), "release-expired", "manifest.json: 3 days")
    failed(look(folder, trust, now=NOW + 400 * DAY), "release-expired", "root.1.json: 35 days")
    failed(look(folder, trust, now=NOW - 2 * DAY), "release-early", "root.1.json")


def test_what_was_seen_is_never_taken_for_nothing(
    folder: Path, trust: Path, tmp_path: Path
) -> None:
    seen = tmp_path / "seen.json"
    seen.write_text("{}")
    with pytest.raises(LocalFault, match="damaged"):
        look(folder, trust, seen)


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw + b" ",
        lambda raw: raw.replace(b'"number": 7', b'"number": 7,\n  "number": 7'),
        lambda raw: raw.replace(b'"number": 7', b'"more": 1,\n  "number": 7'),
        lambda raw: raw.replace(b'"number": 7', b'"number": -7'),
        lambda raw: raw.replace(b'"noview release"', b'"noview release root"'),
        lambda raw: raw.replace(b'"noview.whl"', b'"../../noview.whl"'),
        lambda raw: raw[:-30],
        lambda raw: b"\xff" + raw,
        lambda raw: b"[" * 60_000,
        lambda raw: b"",
    ],
)
def test_only_the_one_form_of_a_document_is_read_whoever_signed(
    change: Callable[[bytes], bytes], folder: Path, trust: Path
) -> None:
    raw = change((folder / MANIFEST).read_bytes())
    put(folder, MANIFEST, Manifest, raw, MAKERS.seeds)
    failed(look(folder, trust), "release-damaged", MANIFEST)


def test_a_changed_or_missing_file_of_a_release_is_named(folder: Path, trust: Path) -> None:
    (folder / "survivor.html").write_bytes(b"a pagE")
    failed(look(folder, trust), "release-file-changed", "survivor.html: other bytes")
    (folder / "survivor.html").unlink()
    checked = look(folder, trust)
    assert checked.verdict == "inconclusive"
    assert "survivor.html" in evidence(checked, "release-file-missing")


def test_makers_change_with_the_old_and_the_new_ones_together(
    folder: Path, trust: Path, tmp_path: Path
) -> None:
    """Ada goes, Dov comes. Who pinned the first root follows; what Ada signs counts no more."""
    ada, bo, cyr = MAKERS.seeds
    after = Makers((bo, cyr, filler("Dov")))
    root = after.root(2, trust.read_bytes())
    for signing, good in (
        ((ada, bo), False),  # enough of the old ones, one of the new
        ((bo, filler("Dov")), False),  # enough of the new ones, one of the old
        ((ada, bo, filler("Dov")), True),
        ((bo, cyr), True),  # both in both
    ):
        put(folder, "root.2.json", Root, root, signing)
        put(folder, MANIFEST, Manifest, (folder / MANIFEST).read_bytes(), (cyr, filler("Dov")))
        checked = look(folder, trust)
        if good:
            assert checked.verdict == "pass", evidence(checked, "release-too-few")
        else:
            failed(checked, "release-too-few", "root.2.json")
    seen = tmp_path / "seen.json"
    assert look(folder, trust, seen).verdict == "pass"
    put(folder, MANIFEST, Manifest, (folder / MANIFEST).read_bytes(), (ada, cyr))
    failed(look(folder, trust), "release-too-few", "1 of 2 that root 2 asks for")
    (folder / "root.2.json").unlink()
    failed(look(folder, trust, seen), "release-rolled-back", "root version 1; version 2")


def test_a_root_that_follows_another_one_is_a_fork(folder: Path, trust: Path) -> None:
    other = MAKERS.root(2, b"another root")
    put(folder, "root.2.json", Root, other, MAKERS.seeds)
    failed(look(folder, trust), "release-forked", "root.2.json")


def test_a_root_that_was_seen_is_not_another_one_later(
    folder: Path, trust: Path, tmp_path: Path
) -> None:
    """Two second roots, both signed by enough: who has seen one does not follow the other."""
    seen, before = tmp_path / "seen.json", trust.read_bytes()
    put(folder, "root.2.json", Root, MAKERS.root(2, before), MAKERS.seeds)
    assert look(folder, trust, seen).verdict == "pass"
    other = MAKERS.root(2, before, NOW - 1)
    put(folder, "root.2.json", Root, other, MAKERS.seeds)
    assert look(folder, trust).verdict == "pass"
    failed(look(folder, trust, seen), "release-forked", "root.2.json")
    put(folder, "root.3.json", Root, MAKERS.root(3, other), MAKERS.seeds)
    failed(look(folder, trust, seen), "release-forked", "root.2.json")


def test_a_pinned_root_must_be_signed_by_its_own(folder: Path, tmp_path: Path) -> None:
    trust = MAKERS.put_root(tmp_path / "alone", signing=MAKERS.seeds[:1])
    for one in folder.glob("root.1.json*"):
        one.unlink()
    failed(look(folder, trust), "release-too-few", "root.1.json")


def test_roots_whose_threshold_cannot_be_are_refused(folder: Path, tmp_path: Path) -> None:
    trust = MAKERS.put_root(tmp_path / "odd")
    key = ed25519_public(MAKERS.seeds[0]).hex()
    for fields in ({"threshold": 4}, {"threshold": 0}, {"keys": [key, key]}, {"version": 2}):
        put(trust.parent, trust.name, Root, edited(trust, **fields), MAKERS.seeds)
        assert look(folder, trust).verdict == "fail"
        MAKERS.put_root(tmp_path / "odd")


@pytest.mark.parametrize(
    "name",
    [
        "noview-99.0-py3-none-any.whl",
        "README.html",
        "root.3.json",
        "root.1.json.bak",
        "noview.whl.00000000.sig",
        "manifest.json.sig",
        ".hidden",
    ],
)
def test_a20_a_file_that_nobody_signed_is_named(name: str, folder: Path, trust: Path) -> None:
    """`pip install --find-links` would take a wheel of a higher number."""
    (folder / name).write_bytes(b"evil")
    failed(look(folder, trust), "release-not-listed", name)
    (folder / name).unlink()
    (folder / name).mkdir()
    failed(look(folder, trust), "release-not-listed", name)


def test_an_auditors_own_files_may_lie_in_the_release(folder: Path) -> None:
    """The pinned root is copied there, and what was seen."""
    trust, seen = folder / "root.1.json", folder / "seen.json"
    assert look(folder, trust, seen).verdict == "pass"
    assert look(folder, trust, seen).verdict == "pass"
    (folder / "my-root.json").write_bytes(trust.read_bytes())
    assert look(folder, folder / "my-root.json", seen).verdict == "pass"


def test_a_folder_that_is_not_there_is_no_release_signed_by_too_few(
    trust: Path, tmp_path: Path
) -> None:
    with pytest.raises(LocalFault, match="No such file"):
        look(tmp_path / "nowhere", trust)
    (tmp_path / "empty").mkdir()
    checked = look(tmp_path / "empty", trust)
    assert (checked.verdict, codes(checked)) == ("inconclusive", {"release-file-missing"})
