"""A full disk, a killed run, two at once: a change happens whole or not at all."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from orgkeys import vault
from orgkeys.device import spoken
from orgkeys.office import directory, founding
from orgkeys.primitives import x25519_public
from orgkeys.request import make_request, read_request
from tests.orgkeys.office import ADMINISTRATOR, DEVICE, ROOT, Office, add, copy_of, refused


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Office(tmp_path_factory.mktemp("template")).init()
    made.add("Noor")
    return made.path


@pytest.fixture
def office(template: Path, tmp_path: Path) -> Office:
    return copy_of(template, tmp_path)


def test_two_at_once_do_not_mix(office: Office) -> None:
    handle = os.open(office.folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        assert "Another noview-org" in refused(office, "shift", "new").err
    finally:
        os.close(handle)
    office.shift()


def test_stopping_with_the_keyboard_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(vault, "unlock", stop)
    assert "Stopped" in refused(office, "state", "open", answers=(ADMINISTRATOR,)).err


@pytest.mark.parametrize("failing", range(1, 4))
def test_a_disk_that_fills_half_way_changes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    count, real = 0, os.fsync

    def full(handle: int) -> None:
        nonlocal count
        count += 1
        if count == failing:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    answers = (ADMINISTRATOR, DEVICE, DEVICE)
    result = refused(office, *add(out=str(office.path / "Sam.vault")), answers=answers)
    assert "The disk is full" in result.err
    monkeypatch.undo()
    office.add("Sam")  # and with room it works


@pytest.mark.parametrize("failing", range(1, 4))
@pytest.mark.parametrize("command", ["certify", "renew", "revoke", "keys"])
def test_a_full_disk_leaves_devices_as_they_were(
    office: Office, monkeypatch: pytest.MonkeyPatch, command: str, failing: int
) -> None:
    asked = request_of(office)
    noor = str(office.path / "Noor.vault")
    args, answers = {
        "certify": (("certify", str(asked), "--fingerprint", digits(office, asked)), ADMINISTRATOR),
        "renew": (("renew", "Noor"), ADMINISTRATOR),
        "revoke": (("revoke", "Noor"), ADMINISTRATOR),
        "keys": (("keys", "--vault", noor), DEVICE),
    }[command]
    monkeypatch.chdir(office.path)
    office.now += 60
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full_after(failing if command != "keys" else min(failing, 2)))
        result = refused(office, "device", *args, answers=(answers,))
    assert "The disk is full" in result.err
    office.must("device", *args, answers=(answers,))  # and with room it works


def full_after(times: int) -> Callable[[int], None]:
    """fsync that finds no room the n-th time."""
    left, real = [times], os.fsync

    def full(handle: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    return full


def request_of(office: Office) -> Path:
    """A request whose keys were made elsewhere."""
    organisation = office.holdings().settings.organisation
    identity = x25519_public(bytes([5]) * 32)
    raw = make_request(
        *(organisation, identity, bytes([6]) * 32),
        alias="Kim",
        role="counselor",
        languages=("en",),
    )
    path = office.path / "kim.request"
    path.write_bytes(raw)
    return path


def digits(office: Office, path: Path) -> str:
    organisation = office.holdings().settings.organisation
    return spoken(read_request(path.read_bytes(), organisation).device)


@pytest.mark.parametrize("failing", range(1, 18))
def test_init_is_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    count, real = 0, os.fsync

    def full(handle: int) -> None:
        nonlocal count
        count += 1
        if count == failing:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    monkeypatch.setattr(founding, "locked", lambda *_: b"quick")
    office = Office(tmp_path)
    answers = (ROOT, ROOT, ADMINISTRATOR, ADMINISTRATOR)
    result = refused(office, "init", "--name", "N", answers=answers)
    assert "The disk is full" in result.err
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_half_written_is_swept_away(office: Office) -> None:
    left = office.folder / "documents/.roster-000003-0a1b2c3d"
    left.write_bytes(b"half")
    office.shift()
    assert not left.exists()


def test_a_folder_that_may_not_be_written(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "somewhere\x1b[2J")

    monkeypatch.setattr(directory, "_write", forbidden)
    result = refused(office, "state", "open", answers=(ADMINISTRATOR,))
    assert "may not be read or written" in result.err
    assert "\x1b" not in result.err  # a57
