"""What a release is made of is pinned, listed, and built twice without a byte between."""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import zipfile
from pathlib import Path

import cyclonedx
import jsonschema  # type: ignore[import-untyped]
import pytest
import referencing
from referencing.jsonschema import DRAFT7

from audit.release_documents import Manifest, read
from orgkeys.primitives import sha256
from tools.locks import ROOT, python_packages
from tools.release import (
    SUMS,
    check_tree,
    differences,
    differences_inside,
    manifest_of,
    pinned_setuptools,
)
from tools.release_clone import Stopped, Way, check_clone, clone
from tools.sbom import bill_of_materials

COMMIT = "c0" * 20
MOMENT = 1_800_000_000
SCHEMAS = Path(cyclonedx.__file__).parent / "schema" / "_res"


def validated(bom: object) -> None:
    """By the published schema of the standard, which the library brings."""
    names = ("spdx", "jsf-0.82", "cryptography-defs")
    held = {name: json.loads((SCHEMAS / f"{name}.SNAPSHOT.schema.json").read_bytes())
            for name in names}  # fmt: skip
    registry = referencing.Registry().with_resources(
        (f"{uri}{name}.SNAPSHOT.schema.json", DRAFT7.create_resource(schema))
        for name, schema in held.items()
        for uri in ("http://cyclonedx.org/schema/", "")
    )
    schema = json.loads((SCHEMAS / "bom-1.6.SNAPSHOT.schema.json").read_bytes())
    jsonschema.Draft7Validator(schema, registry=registry).validate(bom)


def test_a63_the_bill_of_materials_holds_to_its_standard_and_lists_every_part() -> None:
    raw = bill_of_materials(ROOT, COMMIT, MOMENT)
    assert bill_of_materials(ROOT, COMMIT, MOMENT) == raw
    bom = json.loads(raw)
    validated(bom)
    parts = {(one.get("group", ""), one["name"]): one for one in bom["components"]}
    for one in python_packages((ROOT / "requirements" / "audit.txt").read_text(encoding="utf-8")):
        part = parts["", one.name]
        (files,) = part["externalReferences"]
        assert part["version"] == one.version
        assert {value["content"] for value in files["hashes"]} == set(one.hashes)
    package = json.loads((ROOT / "client_js" / "package.json").read_bytes())
    for name, version in package["dependencies"].items():
        part = parts[tuple(name.split("/")) if "/" in name else ("", name)]
        assert (part["version"], part["scope"]) == (version, "required")
    assert all(one["licenses"] for one in bom["components"])
    assert bom["metadata"]["component"]["name"] == "noview"


def test_a63_control_a_wrong_bill_of_materials_does_not_hold_to_the_standard() -> None:
    bom = json.loads(bill_of_materials(ROOT, COMMIT, MOMENT))
    for path, value in (("bomFormat", "Other"), ("version", "one"), ("more", 1)):
        with pytest.raises(jsonschema.ValidationError):
            validated({**bom, path: value})
    bom["components"][0]["hashes"] = [{"alg": "SHA-512", "content": "short"}]
    with pytest.raises(jsonschema.ValidationError):
        validated(bom)


def test_the_licenses_that_are_listed_are_those_that_the_packages_say() -> None:
    """Where a package says it as SPDX does; an older way of saying it was read by a person."""
    bom = json.loads(bill_of_materials(ROOT, COMMIT, MOMENT))
    compared = 0
    for one in bom["components"]:
        if not one["purl"].startswith("pkg:pypi/"):
            continue
        try:
            said = importlib.metadata.metadata(one["name"]).json.get("license_expression")
        except importlib.metadata.PackageNotFoundError:  # for another kind of machine
            continue
        (listed,) = one["licenses"]
        if said:
            compared += 1
            assert said in (listed.get("expression"), listed.get("license", {}).get("id"))
    assert compared > 5


def test_a63_what_differs_between_two_builds_is_named(tmp_path: Path) -> None:
    same = {"console.html": b"page", "noview.whl": b"wheel"}
    assert list(differences(same, dict(same))) == []
    told = list(differences(same, {"console.html": b"pAge", "more": b""}))
    assert told == [
        "console.html differs: 4 and 4 bytes, first at byte 1",
        "more was built only once",
        "noview.whl was built only once",
    ]
    assert list(differences({"a": b"ab"}, {"a": b"a"})) == [
        "a differs: 2 and 1 bytes, one is longer"
    ]


@pytest.mark.parametrize("what", ["time", "mode", "content", "order"])
def test_a63_what_differs_inside_two_wheels_is_named(tmp_path: Path, what: str) -> None:
    """What a clock, a mask for new files or an order of a directory would change."""

    def wheel(path: Path, changed: bool) -> Path:
        names = ["a.py", "b.py"]
        with zipfile.ZipFile(path, "w") as archive:
            for name in reversed(names) if changed and what == "order" else names:
                entry = zipfile.ZipInfo(name, (2026, 1, 1 + (changed and what == "time"), 0, 0, 0))
                entry.external_attr = (0o600 if changed and what == "mode" else 0o644) << 16
                archive.writestr(entry, "x" if changed and what == "content" else "y")
        return path

    one = wheel(tmp_path / "one.whl", False)
    assert list(differences_inside(one, wheel(tmp_path / "two.whl", False))) == []
    told = list(differences_inside(one, wheel(tmp_path / "three.whl", True)))
    assert len(told) == 2
    assert "in it: a.py" in told[0]


def test_a_tree_with_changes_makes_no_release(tmp_path: Path) -> None:
    def git(*args: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@b.example")
        subprocess.run(["git", *who, *args], cwd=tmp_path, check=True, capture_output=True)

    git("init")
    (tmp_path / "a").write_text("a")
    with pytest.raises(Stopped, match="changes that are not committed"):
        check_tree(tmp_path)
    git("add", "a")
    git("commit", "-m", "a")
    check_tree(tmp_path)
    (tmp_path / "a").write_text("b")
    with pytest.raises(Stopped, match="changes that are not committed"):
        check_tree(tmp_path)


def test_what_builds_the_wheel_comes_from_the_lock_file_alone(tmp_path: Path) -> None:
    pinned = pinned_setuptools(ROOT)
    assert [one.name for one in python_packages(pinned)] == ["setuptools"]
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "dev.txt").write_text("setuptools>=80\n", encoding="utf-8")
    with pytest.raises(Stopped, match="does not pin setuptools"):
        pinned_setuptools(tmp_path)


def test_a64_every_maker_of_a_commit_gets_the_same_manifest_to_sign() -> None:
    files = {"noview.whl": b"wheel", SUMS: b"sums", "a.html": b"page"}
    raw = manifest_of(files, "0.1.0", 7, COMMIT, MOMENT)
    assert raw == manifest_of(dict(reversed(files.items())), "0.1.0", 7, COMMIT, MOMENT)
    manifest = read(raw, Manifest, "manifest.json")
    assert manifest.expires > manifest.issued == MOMENT
    found = manifest.artifact("noview.whl")
    assert found is not None
    assert (found.length, found.sha256) == (5, sha256(b"wheel").hex())


def test_a63_a_clone_has_the_bytes_of_its_commit_whatever_git_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A filter in the builder's own configuration would change both builds alike, and `git status`
    would say that nothing is changed."""
    home, root = tmp_path / "home", tmp_path / "root"
    for folder in (home / "template" / "hooks", home / ".config" / "git", root):
        folder.mkdir(parents=True)
    hook = home / "template" / "hooks" / "post-checkout"
    hook.write_text("#!/bin/sh\necho more > more.js\n")
    hook.chmod(0o755)
    (home / ".config" / "git" / "attributes").write_text("*.js filter=evil\n*.md text eol=crlf\n")
    (home / ".gitconfig").write_text(
        f"[core]\n\tautocrlf = true\n[init]\n\ttemplateDir = {home}/template\n"
        '[filter "evil"]\n\tsmudge = sed s/honest/stolen/\n\tclean = sed s/stolen/honest/\n'
    )

    def git(*args: str, at: Path = root) -> str:
        who = ("-c", "user.name=a", "-c", "user.email=a@b.example")
        done = subprocess.run(
            ["git", *who, *args], cwd=at, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    git("init")
    (root / "page.js").write_text("honest")
    for name in ("words.txt", "words.md"):
        (root / name).write_text("one\ntwo\n")
    git("add", ".")
    git("commit", "-m", "a")
    commit = git("rev-parse", "HEAD")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    place = clone(root, commit, Way("one", 0o022, False, {}), tmp_path / "work")
    assert (place / "page.js").read_bytes() == b"honest"
    for name in ("words.txt", "words.md"):
        assert (place / name).read_bytes() == b"one\ntwo\n"
    assert not (place / "more.js").exists()
    # The control: a clone as this builder's git makes it is changed, git says nothing, we do.
    changed = tmp_path / "changed" / "clone"
    git("clone", str(root), str(changed), at=tmp_path)
    assert (changed / "page.js").read_bytes() == b"stolen"
    (changed / "more.js").unlink()
    assert git("status", "--porcelain", at=changed) == ""
    with pytest.raises(Stopped, match="other bytes than the commit"):
        check_clone(changed, commit)
    (place / "more.js").touch()
    with pytest.raises(Stopped, match=r"same files: more\.js"):
        check_clone(place, commit)
