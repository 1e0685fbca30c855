"""Administrators come and go; whoever they certified stays, and open conversations go on."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from orgkeys import ceremony, packet, primitives, vault
from orgkeys.ceremony import DAY
from orgkeys.errors import NotOnShift
from orgkeys.office.directory import office_name
from orgkeys.request import Public, make_public
from relay.documents import Kind, decode_envelope
from relay.errors import Untrusted
from tests.orgkeys.founders import OTHER, Founders, Holder, found
from tests.orgkeys.office import ADMINISTRATOR

NAMES = ["Amira", "Basel", "Chen"]
NOBODY = Holder("nobody")


@pytest.fixture
def story(tmp_path: Path) -> Founders:
    """An organisation at work, with a supervisor, a state, and a shift."""
    made = found(tmp_path, NAMES, 2)
    made.office.add("Noor")
    made.office.add("Sam", "--role", "supervisor")
    made.office.shift()
    made.office.must("state", "surge", "--text", "closed", answers=(ADMINISTRATOR,))
    return made


def newcomer(story: Founders, *more: str, name: str = "Elif") -> str:
    """Another administrator makes a key on a machine of their own; the path of the card."""
    place = story.office.file(f"{name}.vault")
    person = Holder(name, more={"assphrase": OTHER})
    args = ("administrator", "new", "--name", name, "--vault", place)
    story.office.done(person, *args, "--card", story.office.file(f"{name}.card"), *more)
    return story.office.file(f"{name}.card")


def export(story: Founders) -> tuple[str, str]:
    held = story.office.holdings()
    told = Public(held.settings.organisation, held.settings.desk, "", held.trusted.charters, ())
    path = Path(story.office.file("night-line.public"))
    path.write_bytes(make_public(told))
    return "--organisation-file", str(path)


def add_elif(story: Founders, *more: str) -> None:
    path = story.office.file("add.draft")
    story.office.done(
        NOBODY,
        "charter",
        "administrator",
        "add",
        newcomer(story, *export(story)),
        "--out",
        path,
        *more,
    )


def brought(name: str = "Elif") -> Holder:
    return Holder(name, more={"Passphrase": OTHER})


def seeds(path: Path, passphrase: str) -> vault.AuthorityKeys:
    keys = vault.unlock(path.read_bytes(), passphrase)
    assert isinstance(keys, vault.AuthorityKeys)
    return keys


def directory(story: Founders, keys: vault.AuthorityKeys) -> packet.Directory:
    held = story.office.holdings()
    assert held.shift is not None
    version = held.shift.version
    raw = (story.office.folder / f"documents/packet-{version:06d}").read_bytes()
    settings = held.settings
    return packet.open_directory(
        settings.organisation, settings.desk, version, keys.office_seed, raw
    )


def test_a_second_administrator_reads_the_directory_of_the_next_shift(story: Founders) -> None:
    add_elif(story)
    out = story.finish("Amira", "Basel")
    assert "NEW as an administrator: Elif" in out
    assert len(story.office.holdings().charter.payload.administrator_keys) == 2
    theirs = seeds(Path(story.office.file("Elif.vault")), OTHER)
    with pytest.raises(NotOnShift):
        directory(story, theirs)
    story.office.shift()
    aliases = {
        story.office.believed().check_certificate(raw, story.office.now).alias
        for raw, *_ in directory(story, theirs).devices
    }
    assert aliases == {"Noor", "Sam"}
    story.office.done(brought(), "administrator", "use", story.office.file("Elif.vault"))
    story.office.must("shift", "new", answers=(OTHER,))
    story.office.now += 60
    assert directory(story, theirs).devices


def test_the_only_administrator_leaves_and_everybody_else_stays(story: Founders) -> None:
    office = story.office
    office.now += 600
    before = office.holdings()
    rows = {device.certificate.alias: device.hash for device in before.devices}
    shift_before = before.shift
    gone = seeds(office.folder / "keys/administrator.vault", ADMINISTRATOR)
    add_elif(story, "--remove", "Dana")
    paths = [story.sign("Basel"), story.sign("Chen")]
    finish = ("charter", "finish", *paths)
    asked = Holder("Dana", more={"Passphrase": ADMINISTRATOR})
    err = office.refuses(asked, *finish)
    assert "not the key of an administrator who stays" in err
    theirs = office.file("Elif.vault")
    out = office.done(brought(), *finish, "--administrator-vault", theirs)
    assert "NO LONGER an administrator: Dana" in out
    assert "2 devices have a new certificate" in out

    held, stranger = office.holdings(), office.believed()
    assert held.orphans == ()
    assert held.roster.payload.version == before.roster.payload.version + 1
    assert held.notice.payload.texts == before.notice.payload.texts
    state = stranger.state(held.settings.desk)
    assert state is not None
    assert (state.payload.mode, state.payload.text) == (2, "closed")
    assert held.shift is not None
    assert shift_before is not None
    assert held.shift.version == shift_before.version + 1
    # The same keys under new certificates, both good; lines under the old ones go on.
    for alias, old in rows.items():
        stranger.check_line(old, office.now)
        keys = office.keys(Path(office.file(f"{alias}.vault")))
        content = office.open_packet(Path(office.file(f"{alias}.vault")), held.shift.version)
        signing = primitives.ed25519_public(keys.signing)
        mine = [
            told
            for raw, *_ in content.directory.devices
            if (told := stranger.check_certificate(raw, office.now)).signing == signing
        ]
        assert [told.alias for told in mine] == [alias]
        with pytest.raises(Untrusted) as refused:
            stranger.check_certificate(keys.certificate, office.now)
        assert refused.value.rule == "signer"
    # Who left signs nothing and reads nothing any more, even with the vault and an old copy.
    with pytest.raises(NotOnShift):
        directory(story, gone)
    assert len(directory(story, seeds(office.folder / "keys/administrator.vault", OTHER)).devices)
    assert len(list((office.folder / "office").iterdir())) == 1
    warrants = [device.warrant for device in held.standing_devices(office.now) if device.warrant]
    assert [decode_envelope(w, Kind.WARRANT).signatures[0][0] for w in warrants] == list(
        held.charter.payload.administrator_keys
    )
    office.now += 60
    office.must("shift", "new", answers=(OTHER,))


def test_open_conversations_end_where_that_is_wanted(story: Founders) -> None:
    office = story.office
    old = [device.hash for device in office.holdings().devices]
    add_elif(story, "--remove", "Dana")
    paths = [story.sign("Basel"), story.sign("Chen")]
    theirs = ("--administrator-vault", office.file("Elif.vault"))
    office.done(brought(), "charter", "finish", *paths, *theirs, "--end-lines")
    for one in old:
        with pytest.raises(Untrusted) as refused:
            office.believed().check_line(one, office.now)
        assert refused.value.rule == "revoked"


def test_one_of_two_leaves_and_only_what_rested_on_that_key_is_signed_again(
    story: Founders,
) -> None:
    add_elif(story)
    story.finish("Amira", "Basel")
    story.office.now += 60
    path = story.office.file("remove.draft")
    story.office.done(NOBODY, "charter", "administrator", "remove", "Elif", "--out", path)
    certificates = {device.hash for device in story.office.holdings().devices}
    roster = story.office.holdings().roster.payload.version
    out = story.finish("Amira", "Chen")
    assert "NO LONGER an administrator: Elif" in out
    held = story.office.holdings()
    assert {device.hash for device in held.devices} == certificates
    assert held.roster.payload.version == roster, "nothing rested on Elif's key"
    assert len(list((story.office.folder / "office").iterdir())) == 1
    story.office.shift()
    story.office.believed()


def test_whoever_leaves_is_off_the_directory_even_if_they_signed_nothing(story: Founders) -> None:
    """A shift from before, whose directory they can open, is replaced at once."""
    add_elif(story)
    story.finish("Amira", "Basel")
    story.office.now += 60
    story.office.shift()
    theirs = seeds(Path(story.office.file("Elif.vault")), OTHER)
    assert directory(story, theirs).devices  # the control
    path = story.office.file("remove.draft")
    story.office.done(NOBODY, "charter", "administrator", "remove", "Elif", "--out", path)
    story.finish("Amira", "Chen")
    with pytest.raises(NotOnShift):
        directory(story, theirs)


def test_a_handover_that_is_cut_off_is_carried_on(
    story: Founders, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = story.office
    office.now += 60
    add_elif(story, "--remove", "Dana")
    paths = [story.sign("Basel"), story.sign("Chen")]
    finish = ("charter", "finish", *paths, "--administrator-vault", office.file("Elif.vault"))
    real, count = os.rename, 0

    def cut(*args: str) -> None:
        nonlocal count
        count += 1
        if count > 2:
            raise OSError(errno.EIO, "Input/output error")
        real(*args)

    with monkeypatch.context() as failing:
        failing.setattr(os, "rename", cut)
        assert office.at(brought(), *finish).code == 1
    assert office.holdings().charter.payload.version == 2
    assert office.holdings().orphans
    result = office.run("shift", "new", answers=(OTHER,))
    assert result.code == 1
    assert "charter finish" in result.err
    more = ("--administrator-vault", office.file("Elif.vault"))
    out = office.done(brought(), "charter", "finish", *more)
    assert "was in force already" in out
    assert office.holdings().orphans == ()
    assert len(office.believed().charters) == 2
    assert "No draft" in office.refuses(brought(), "charter", "finish", *more)


@pytest.mark.parametrize("failing", [1, 3, 5, 8])
def test_a_full_disk_in_a_handover_changes_nothing(
    story: Founders, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    office = story.office
    add_elif(story, "--remove", "Dana")
    paths = [story.sign("Basel"), story.sign("Chen")]
    count, real = 0, os.fsync

    def full(handle: int) -> None:
        nonlocal count
        count += 1
        if count == failing:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    finish = ("charter", "finish", *paths, "--administrator-vault", office.file("Elif.vault"))
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        assert "The disk is full" in office.refuses(brought(), *finish)
    office.done(brought(), *finish)


def test_administrators_that_cannot_be_added_or_removed(story: Founders) -> None:
    office = story.office
    add = ("charter", "administrator", "add")
    remove = ("charter", "administrator", "remove")
    assert "last administrator" in office.refuses(NOBODY, *remove, "Dana")
    assert "nobody" in office.refuses(NOBODY, *remove, "Amira")
    assert "not that of a new administrator" in office.refuses(NOBODY, *add, story.card("Amira"))
    mine = next(p for p in (office.folder / "cards").iterdir() if p.name.startswith("admin"))
    assert "in the charter already" in office.refuses(NOBODY, *add, str(mine))
    twin = newcomer(story, name="Dana")
    assert "that name already" in office.refuses(NOBODY, *add, twin)


def test_a_card_for_another_organisation_is_refused(story: Founders, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = found(tmp_path / "other", ["Xena"], 1)
    card = newcomer(story, *export(other))
    err = story.office.refuses(NOBODY, "charter", "administrator", "add", card)
    assert "another organisation" in err


def test_a_key_made_before_the_organisation_was_known_is_bound_when_it_is_used(
    story: Founders,
) -> None:
    office, theirs = story.office, story.office.file("Elif.vault")
    card = newcomer(story)
    err = office.refuses(brought(), "administrator", "use", theirs)
    assert "no administrator of this organisation" in err
    office.done(NOBODY, "charter", "administrator", "add", card, "--out", office.file("add.draft"))
    story.finish("Amira", "Basel")
    office.done(brought(), "administrator", "use", theirs)
    keys = seeds(office.folder / "keys/administrator.vault", OTHER)
    assert keys.organisation == office.holdings().settings.organisation
    office.must("shift", "new", answers=(OTHER,))
    assert directory(story, keys).devices
    wrong = Holder("Elif", more={"Passphrase": "not the words of this vault"})
    assert "does not open" in office.refuses(wrong, "administrator", "use", theirs)


def test_a_damaged_or_foreign_organisation_file_makes_no_key(story: Founders) -> None:
    option, path = export(story)
    Path(path).write_bytes(Path(path).read_bytes()[:-9] + b"xxxxxxxxx")
    args = ("administrator", "new", "--name", "E", "--vault", story.office.file("v"))
    person = Holder("Elif", more={"assphrase": OTHER})
    card = ("--card", story.office.file("c"))
    assert "damaged" in story.office.refuses(person, *args, *card, option, path)


def test_a_renewed_charter_asks_for_no_key_and_signs_nothing_again(story: Founders) -> None:
    story.office.now += 3 * DAY
    story.office.done(NOBODY, "charter", "renew", "--out", story.office.file("r.draft"))
    person = Holder("nobody with a passphrase")
    paths = [story.sign("Amira"), story.sign("Chen")]
    version = story.office.holdings().roster.payload.version
    story.office.done(person, "charter", "finish", *paths)
    assert story.office.holdings().roster.payload.version == version


def test_what_a_supervisor_signed_under_the_departed_key_is_signed_again_too(
    story: Founders,
) -> None:
    """A warrant rests on the administrator who gave it; one who stays is at work here already."""
    office = story.office
    add_elif(story)
    story.finish("Amira", "Basel")
    office.now += 60
    office.done(brought(), "administrator", "use", office.file("Elif.vault"))
    sam = next(d for d in office.holdings().devices if d.certificate.alias == "Sam")
    keys = office.keys(Path(office.file("Sam.vault")))
    settings = office.holdings().settings
    closed = ceremony.make_state(
        settings.organisation, settings.desk, 2, "closed", "closed", int(office.now)
    )
    raw = ceremony.sign(closed, [keys.signing], [sam.warrant])
    (office.folder / "documents/state-000002").write_bytes(raw)
    before = office.believed().state(settings.desk)
    assert before is not None
    assert before.payload.version == 2  # the control: it is believed while Dana is there
    path = office.file("remove.draft")
    office.done(NOBODY, "charter", "administrator", "remove", "Dana", "--out", path)
    story.finish("Basel", "Chen", passphrase=OTHER)
    after = office.believed().state(settings.desk)
    assert after is not None
    assert (after.payload.version, after.payload.mode, after.payload.text) == (3, 1, "closed")
    warrant = next(d.warrant for d in office.holdings().standing_devices(office.now) if d.warrant)
    assert warrant != sam.warrant
    office.now += 60
    again = ceremony.make_state(
        settings.organisation, settings.desk, 4, "open", "", int(office.now)
    )
    stranger = office.believed()
    assert stranger.add_state(ceremony.sign(again, [keys.signing], [warrant]), office.now)


def test_a_state_alone_that_rests_on_the_departed_key_is_noticed(story: Founders) -> None:
    office = story.office
    shutil.copy(office.folder / "keys/administrator.vault", office.file("Dana.vault"))
    add_elif(story)
    story.finish("Amira", "Basel")
    office.now += 60
    office.done(brought(), "administrator", "use", office.file("Elif.vault"))
    office.must("state", "closed", answers=(OTHER,))
    dana = Holder("Dana", more={"Passphrase": ADMINISTRATOR})
    office.done(dana, "administrator", "use", office.file("Dana.vault"))
    theirs = seeds(Path(office.file("Elif.vault")), OTHER)
    (office.folder / office_name(primitives.ed25519_public(theirs.seed))).unlink()
    path = office.file("remove.draft")
    office.done(NOBODY, "charter", "administrator", "remove", "Elif", "--out", path)
    certificates = {device.hash for device in office.holdings().devices}
    story.finish("Basel", "Chen")
    state = office.believed().state(office.holdings().settings.desk)
    assert state is not None
    assert (state.payload.version, state.payload.mode) == (3, 1)
    assert {device.hash for device in office.holdings().devices} == certificates
