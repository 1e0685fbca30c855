"""Somebody's own machine asks, the administrator certifies after a call, the vault accepts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orgkeys import request, vault
from orgkeys.ceremony import DAY
from orgkeys.device import spoken
from orgkeys.errors import NotOnShift
from orgkeys.office.devices import Device
from tests.orgkeys.office import ADMINISTRATOR, DEVICE, Office, copy_of, refused

RELAY = "wss://chat.example.org"
WRONG = "not the words at all, really"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Office(tmp_path_factory.mktemp("template")).init()
    made.add("Noor")
    made.must("invite", str(made.path / "night.organisation"), "--relay", RELAY)
    return made.path


@pytest.fixture
def office(template: Path, tmp_path: Path) -> Office:
    return copy_of(template, tmp_path / "office")


@pytest.fixture
def home(office: Office, tmp_path: Path) -> Office:
    """The staff member's own machine: it has the public file, and no organisation's folder."""
    (tmp_path / "home").mkdir()
    there = Office(tmp_path / "home")
    raw = (office.path / "night.organisation").read_bytes()
    (there.path / "night.organisation").write_bytes(raw)
    return there


def ask(home: Office, *more: str, alias: str = "Kim", role: str = "counselor") -> Path:
    """Make keys at home, having compared the organisation's fingerprint; the request."""
    out = home.path / f"{alias}.vault"
    args = ("--alias", alias, "--role", role, "--language", "en", "fr", "--out", str(out), *more)
    source = str(home.path / "night.organisation")
    home.must("device", "request", source, *args, answers=("yes", DEVICE, DEVICE))
    return out.with_suffix(".request")


def numbers(office: Office, path: Path) -> str:
    """What the person reads aloud."""
    organisation = office.holdings().settings.organisation
    return spoken(request.read_request(path.read_bytes(), organisation).device)


def certify(office: Office, path: Path, *more: str) -> Path:
    answers = (numbers(office, path), ADMINISTRATOR)
    office.must("device", "certify", str(path), *more, answers=answers)
    return path.with_suffix(".grant")


def public(home: Office) -> tuple[str, str]:
    return "--organisation", str(home.path / "night.organisation")


def accept(home: Office, grant: Path, mine: Path | str) -> str:
    """The grant goes into the vault, checked by the organisation's file."""
    args = ("device", "accept", str(grant), "--vault", str(mine), *public(home))
    return home.must(*args, answers=(DEVICE,))


def device(office: Office, alias: str) -> Device:
    standing = office.holdings().standing_devices(office.now)
    (found,) = [one for one in standing if one.certificate.alias == alias]
    return found


def test_from_a_request_to_a_shift(office: Office, home: Office) -> None:
    asked = ask(home)
    read_aloud = numbers(office, asked)
    out = home.must("device", "request", *again(home), answers=("yes", DEVICE, DEVICE))
    assert out.count(numbers(office, home.path / "Kim-2.request")) == 2
    said = office.must(
        "device", "certify", str(asked), answers=(read_aloud.replace(" ", "-"), ADMINISTRATOR)
    )
    assert "Kim asks to be counselor, in en, fr." in said
    assert said.index("asks to be") < said.index(read_aloud), "not shown before it was typed"
    grant, mine = asked.with_suffix(".grant"), asked.with_suffix(".vault")
    told = accept(home, grant, mine)
    assert "This device is Kim (counselor)." in told
    assert "on shift       Kim" in office.shift()
    keys = home.keys(mine)
    assert keys.relay == RELAY
    assert office.holdings().trusted.check_certificate(keys.certificate, office.now).alias == "Kim"
    office.open_packet(mine, 1)


def again(home: Office) -> tuple[str, ...]:
    """The arguments of a second request, under another name."""
    return (
        str(home.path / "night.organisation"),
        *("--alias", "Kim", "--role", "counselor", "--language", "en"),
        *("--out", str(home.path / "Kim-2.vault")),
    )


def test_a38_numbers_that_are_not_read_aloud_right_certify_nothing(
    office: Office, home: Office
) -> None:
    asked = ask(home)
    (home.path / "mallory").mkdir()
    mallory = Office(home.path / "mallory")
    public = (home.path / "night.organisation").read_bytes()
    (mallory.path / "night.organisation").write_bytes(public)
    put_in_its_place = ask(mallory)
    right = numbers(office, asked)
    for typed in (right[:-1], "", "00000 " * 6, right[6:] + right[:6]):
        result = refused(office, "device", "certify", str(asked), answers=(typed,))
        assert "not the numbers of this request" in result.err
    result = refused(office, "device", "certify", str(put_in_its_place), answers=(right,))
    assert "somebody has put another request" in result.err
    assert "Kim" not in office.must("show")
    certify(office, asked)  # the positive control
    assert device(office, "Kim").fingerprint


def test_the_administrator_decides_on_alias_role_and_languages(
    office: Office, home: Office
) -> None:
    asked = ask(home, role="supervisor")
    out = home.path / "k.grant"
    args = ("--alias", "Kimberley", "--role", "trainee", "--language", "fr", "--days", "30")
    answers = (ADMINISTRATOR,)
    office.must(
        *("device", "certify", str(asked), "--fingerprint", numbers(office, asked)),
        *("--out", str(out), *args),
        answers=answers,
    )
    made = device(office, "Kimberley")
    assert (made.certificate.role, made.certificate.languages) == ("trainee", ("fr",))
    assert made.warrant == b""
    assert made.certificate.expires <= office.now + 31 * DAY


def test_a_supervisor_asks_and_may_start_shifts(office: Office, home: Office) -> None:
    asked = ask(home, role="supervisor")
    grant, mine = certify(office, asked), asked.with_suffix(".vault")
    told = accept(home, grant, mine)
    assert "may also       start shifts" in told
    assert home.keys(mine).warrant == device(office, "Kim").warrant != b""


def test_a_request_as_text_has_no_sealing_key_and_a_later_one_brings_it(
    office: Office, home: Office
) -> None:
    asked = ask(home)
    organisation = office.holdings().settings.organisation
    keys = home.keys(asked.with_suffix(".vault"))
    short = request.make_request(
        organisation,
        request.read_request(asked.read_bytes(), organisation).identity,
        keys.signing,
        alias="Kim",
        role="counselor",
        languages=("en",),
    )
    assert (
        "not said where the grant goes"
        in refused(office, "device", "certify", request.to_text(short)).err
    )
    grant = home.path / "k.grant"
    out = office.must(
        *("device", "certify", request.to_text(short), "--out", str(grant)),
        answers=(numbers(office, asked), ADMINISTRATOR),
    )
    assert "told no sealing key yet" in out
    assert "left out       Kim" in office.shift()
    learned = office.must("device", "certify", str(asked))  # without a passphrase: nothing signed
    assert "The new sealing key of Kim is known." in learned
    assert "on shift       Kim" in office.shift()
    assert "has a certificate already" in refused(office, "device", "certify", str(asked)).err


def test_a_key_made_at_home_goes_to_the_office_as_a_request(office: Office, home: Office) -> None:
    asked = ask(home)
    grant, mine = certify(office, asked), asked.with_suffix(".vault")
    accept(home, grant, mine)
    asked.unlink()
    home.now = office.now = office.now + 9 * DAY
    out = home.must("device", "keys", "--vault", str(mine), answers=(DEVICE,))
    assert f"noview-org device certify {asked.name}" in out
    noor = str(office.path / "Noor.vault")
    office.must("device", "keys", "--vault", noor, answers=(DEVICE,))
    assert "left out       Kim" in office.shift()
    office.must("device", "certify", str(asked))
    assert "on shift       Kim" in office.shift()
    office.open_packet(mine, 2)


def test_a45_keys_that_were_shut_out_are_never_certified_again(
    office: Office, home: Office
) -> None:
    asked = ask(home)
    certify(office, asked)
    office.revoke("Kim")
    result = refused(office, "device", "certify", str(asked), "--out", str(home.path / "n.grant"))
    assert "shut out" in result.err


def test_an_organisations_file_that_was_not_compared_makes_no_keys(
    home: Office, tmp_path: Path
) -> None:
    args = ("device", "request", *again(home))
    assert "another organisation's" in refused(home, *args, answers=("no",)).err
    wrong = refused(home, *args, "--fingerprint", "ab" * 32)
    assert "another organisation's" in wrong.err
    other = Office(tmp_path / "other")
    other.path.mkdir()
    other.init("Night Line")  # the same name
    forged = home.path / "night.organisation"
    right = request.read_public(forged.read_bytes()).organisation.hex()
    forged.unlink()
    other.must("invite", str(forged), "--relay", RELAY)
    assert "another organisation's" in refused(home, *args, "--fingerprint", right).err
    forged.write_bytes(b"something else")
    assert "not an organisation's file" in refused(home, *args).err
    forged.unlink()
    assert "cannot be read" in refused(home, *args).err


def test_a40_a_deceiving_alias_is_refused_at_home_and_in_the_office(
    office: Office, home: Office
) -> None:
    args = [*again(home)]
    args[args.index("Kim")] = "K\u0456m"
    result = refused(home, "device", "request", *args, answers=("yes",))
    assert "mixes Latin and Cyrillic" in result.err
    asked = ask(home, alias="N00r")
    assert '"N00r" looks like "Noor"' in refused(office, "device", "certify", str(asked)).err


def test_what_is_not_a_request_or_is_for_others(office: Office, home: Office) -> None:
    asked = ask(home)
    bad = home.path / "bad.request"
    bad.write_bytes(asked.read_bytes()[:-1])
    assert "not a request" in refused(office, "device", "certify", str(bad)).err
    changed = bytearray(asked.read_bytes())
    changed[-100] ^= 1
    bad.write_bytes(bytes(changed))
    assert "not a request" in refused(office, "device", "certify", str(bad)).err
    assert "cannot be read" in refused(office, "device", "certify", "gone").err
    foreign = Office(home.path / "foreign")
    foreign.path.mkdir()
    foreign.init()
    assert "another organisation" in refused(foreign, "device", "certify", str(asked)).err
    certify(office, asked)
    kim = refused(office, "device", "certify", str(asked))
    assert "has a certificate already" in kim.err


def test_a_grant_that_is_not_for_this_vault_changes_nothing(office: Office, home: Office) -> None:
    asked = ask(home)
    mine, noor = str(asked.with_suffix(".vault")), str(office.path / "Noor.vault")
    ours = public(home)
    gone = ("device", "accept", "gone", "--vault", mine, *ours)
    assert "cannot be read" in refused(home, *gone).err
    grant = certify(office, asked)
    args = ("device", "accept", str(grant), "--vault")
    assert "another device" in refused(home, *args, noor, *ours, answers=(DEVICE,)).err
    assert "does not open" in refused(home, *args, mine, *ours, answers=(WRONG,)).err
    broken = home.path / "broken.grant"
    broken.write_bytes(grant.read_bytes()[:-1])
    half = ("device", "accept", str(broken), "--vault", mine, *ours)
    assert "not a grant" in refused(home, *half, answers=(DEVICE,)).err
    other = Office(home.path / "foreign")
    other.path.mkdir()
    other.init()
    theirs = home.path / "theirs.organisation"
    other.must("invite", str(theirs), "--relay", RELAY)
    checked = (*args, mine, "--organisation", str(theirs))
    assert "No administrator of this organisation" in refused(home, *checked, answers=(DEVICE,)).err
    home.now += 400 * DAY
    assert "ran out" in refused(home, *args, mine, *ours, answers=(DEVICE,)).err
    home.now = office.now
    home.must(*args, mine, *ours, answers=(DEVICE,))
    assert (
        "no certificate yet"
        in refused(home, "device", "keys", "--vault", uncertified(home), answers=(DEVICE,)).err
    )


def uncertified(home: Office) -> str:
    return str(ask(home, alias="Ada").with_suffix(".vault"))


def test_an_older_grant_does_not_replace_a_newer_certificate(
    office: Office, home: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(home)
    first, mine = certify(office, asked), str(asked.with_suffix(".vault"))
    office.now = home.now = office.now + DAY
    monkeypatch.chdir(home.path)
    office.must("device", "renew", "Kim", answers=(ADMINISTRATOR,))
    (second,) = home.path.glob("kim-*.grant")
    accept(home, second, mine)
    older = ("device", "accept", str(first), "--vault", mine, *public(home))
    result = refused(home, *older, answers=(DEVICE,))
    assert "newer certificate than this grant" in result.err


def test_nothing_secret_stands_in_a_request_a_grant_or_what_is_said(
    office: Office, home: Office
) -> None:
    drawn: list[bytes] = []

    def random(n: int) -> bytes:
        drawn.append(os.urandom(n))
        return drawn[-1]

    home.random = random
    asked = ask(home, "--text")
    grant, mine = certify(office, asked), asked.with_suffix(".vault")
    said = accept(home, grant, mine)
    keys = home.keys(mine)
    secrets = [keys.identity, keys.signing, keys.inbox_secret, keys.storage_secret]
    secrets += [seed for _, seed in keys.sealing_keys]
    files = b"".join((*home.snapshot().values(), *office.snapshot().values(), said.encode()))
    for secret in secrets:
        assert secret in drawn  # the control: these are the bytes that were drawn
        assert secret not in files
        assert secret.hex().encode() not in files
    assert DEVICE.encode() not in files
    assert keys.certificate in files  # the control of the search
    content = vault.unlock(mine.read_bytes(), DEVICE)
    assert DEVICE not in repr(content)
    office.shift()
    mine.with_suffix(".keys").unlink()
    with pytest.raises(NotOnShift):  # the vault without its keys file
        office.open_packet(mine, 1)
