"""The small part of the published vectors, in both languages and as the page carries them.

All of them: `make vectors-external` (tools/vectors_external.py).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orgkeys import primitives
from tools.vectors_external import bundled, main, run_python, run_typescript
from tools.vectors_external_files import Case, of_tree
from tools.vectors_external_python import PYTHON
from tools.vectors_external_wycheproof import of_wycheproof

CASES = list(of_tree())


@pytest.mark.parametrize("build", ["external", "external-lean"])
def test_typescript_gives_the_published_answers(build: str, tmp_path: Path) -> None:
    results = run_typescript(CASES, "TypeScript", bundled(build, str(tmp_path)))
    assert sum(ran.passed for ran in results.values()) == len(CASES)


def test_python_gives_the_published_answers() -> None:
    results = run_python(CASES)
    assert [one.number for ran in results.values() for one in ran.failed] == []
    assert sum(ran.passed for ran in results.values()) == len(CASES)


def test_a_flipped_bit_in_a_primitive_of_typescript_is_found(tmp_path: Path) -> None:
    path = bundled("external-flipped", str(tmp_path))
    failed = [one for ran in run_typescript(CASES, "flipped", path).values() for one in ran.failed]
    assert {one.function for one in failed} == {"hmac", "hkdf"}


@pytest.mark.parametrize("function", ["x25519", "ed25519_verify", "hmac", "xwing_public"])
def test_a_flipped_bit_in_a_primitive_of_python_is_found(function: str) -> None:
    def flipped(*inputs: bytes) -> bytes:
        out = PYTHON[function](*inputs)
        return out[:-1] + bytes([out[-1] ^ 1])

    results = run_python(CASES, {**PYTHON, function: flipped})
    assert {one.function for ran in results.values() for one in ran.failed} == {function}


def test_what_must_be_refused_and_is_taken_is_found() -> None:
    case = next(case for case in CASES if case.expect is None)
    results = run_python([case], {**PYTHON, case.function: lambda *_: b"\x01"})
    assert [one.function for ran in results.values() for one in ran.failed] == ["ed25519_verify"]


def folder_of(tmp_path: Path, group: dict[str, object], test: dict[str, object]) -> list[Case]:
    """The cases of a Wycheproof folder with one X25519 test, and nothing in the other files."""
    from tools.vectors_external_wycheproof import FILES

    for name, _ in FILES:
        (tmp_path / name).write_text('{"testGroups": []}', encoding="utf-8")
    told = {"testGroups": [{**group, "tests": [test]}]}
    (tmp_path / "x25519_test.json").write_text(json.dumps(told), encoding="utf-8")
    return list(of_wycheproof(tmp_path))


def test_a_wycheproof_folder_is_read_and_what_it_leaves_open_is_decided(tmp_path: Path) -> None:
    one, zero = primitives.x25519_public(bytes([8] * 32)), bytes(32)
    test = {"tcId": 1, "private": bytes([8] * 32).hex(), "public": zero.hex(), "shared": zero.hex(),
            "flags": ["ZeroSharedSecret"], "result": "acceptable"}  # fmt: skip
    (case,) = folder_of(tmp_path, {}, test)
    assert (case.expect, case.flag) == (None, "ZeroSharedSecret")
    assert run_python([case])["Python", "x25519_test.json"].passed == 1
    shared = primitives.x25519(bytes([8] * 32), one)
    good = {**test, "public": one.hex(), "shared": shared.hex(), "flags": ["Twist"]}
    (case,) = folder_of(tmp_path, {}, good)
    assert run_python([case])["Python", "x25519_test.json"].passed == 1
    (wrong,) = folder_of(tmp_path, {}, {**good, "shared": bytes([1] * 32).hex()})
    assert run_python([wrong])["Python", "x25519_test.json"].failed == [wrong]
    (tmp_path / "ed25519_test.json").unlink()
    with pytest.raises(FileNotFoundError):
        list(of_wycheproof(tmp_path))


def test_the_command_says_what_it_ran(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row[0] for row in told["ran"]] == ["published.json"] * 3
    assert {row[1] for row in told["ran"]} == {"Python", "TypeScript", "as the page carries it"}
    assert all(row[3:] == [0, 0] and row[2] == len(CASES) for row in told["ran"])
