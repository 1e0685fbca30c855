"""Founding: step by step in one room, or on machines that never meet, and never half."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import pytest

from orgkeys.device import spoken
from orgkeys.office import commands_draft, guided, words
from orgkeys.office import founding as founding_room
from orgkeys.office.cards import read_card
from orgkeys.office.drafts import read_draft
from orgkeys.request import to_text
from relay.documents import Kind, TrustedDocuments, decode_envelope
from tests.orgkeys.founders import (
    Founders,
    Holder,
    Machine,
    found,
    make_holder,
    prepare,
)
from tests.orgkeys.office import ADMINISTRATOR, NOTICE, ROOT

NAMES = ["Amira", "Basel", "Chen"]


def test_the_guard_against_a_network_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command in these stories runs under it; here it catches one that calls somebody."""
    story = Machine(tmp_path).init()
    monkeypatch.setattr(
        commands_draft, "load", lambda *_: socket.create_connection(("127.0.0.1", 9))
    )
    with pytest.raises(AssertionError, match="a socket was made"):
        Machine(story.path).at(Holder("a"), "charter", "renew")


class Room:
    """Founders around one machine. Whoever is asked is the one whose turn it is."""

    def __init__(self, *ways: str, answers: dict[str, str] | None = None) -> None:
        self.ways, self.names = list(ways), list(NAMES)
        self.holders: dict[str, Holder] = {}
        self.answers = {
            "How many people": "3",
            "How many of them": "",
            "assphrase": ADMINISTRATOR,
            "Name of the administrator": "Dana",
            **(answers or {}),
        }
        self.now: Holder | None = None
        self.prompts: list[str] = []

    def __call__(self, prompt: str, screen: str) -> str:
        self.prompts.append(prompt)
        if prompt.startswith("How? "):
            return self.ways.pop(0)
        if prompt == "Name of this holder: ":
            name = self.names.pop(0)
            self.now = self.holders[name] = Holder(name)
            return name
        for part, answer in self.answers.items():
            if part in prompt:
                return answer
        if prompt.startswith("Does "):
            self.now = self.holders[prompt.split()[1]]
            return "yes"
        assert self.now is not None
        return self.now(prompt, screen)


@pytest.fixture
def desk(tmp_path: Path) -> Machine:
    (tmp_path / "source.toml").write_text(NOTICE, encoding="utf-8")
    return Machine(tmp_path)


def args(desk: Machine) -> list[str]:
    return ["init", "--name", "Night Line", "--notice", desk.file("source.toml")]


def believed(desk: Machine) -> TrustedDocuments:
    return desk.holdings().trusted


def test_three_people_found_an_organisation_around_one_machine(desk: Machine) -> None:
    room = Room("paper", "paper", "paper")
    out = desk.done(room, *args(desk))
    charter = desk.holdings().charter
    assert (charter.payload.threshold, len(charter.payload.root_keys)) == (2, 3)
    signers = {key for key, _ in decode_envelope(charter.raw, Kind.CHARTER).signatures}
    assert signers == set(charter.payload.root_keys[:2]), "the third was not needed"
    assert desk.holdings().settings.organisation.hex() in out
    assert "Step 4 of 4" in out
    assert "Amira has signed" in out
    names = {read_card(path.read_bytes()).name for path in (desk.folder / "cards").iterdir()}
    assert names == {*NAMES, "Dana"}
    for person in room.holders.values():
        assert len(person.paper) == 24
    assert len({tuple(p.paper) for p in room.holders.values()}) == 3
    # Each who signed typed all the words, so two papers are known to be whole.
    assert room.prompts.count("Words 1 to 4: ") == 2
    desk.add("Noor")
    desk.shift()


def test_no_paper_or_seed_is_anywhere_in_what_was_written(desk: Machine) -> None:
    drawn: list[bytes] = []

    def random(n: int) -> bytes:
        drawn.append(os.urandom(n))
        return drawn[-1]

    desk.random = random
    room = Room("paper", "vault", "paper", answers={"File for the new vault": desk.file("b.vault")})
    desk.done(room, *args(desk))
    written = b"".join(desk.snapshot().values())
    seeds = [words.to_seed(p.paper) for p in room.holders.values() if p.paper]
    assert len(seeds) == 2
    for seed in seeds:
        assert seed in drawn  # the control: these are the seeds that were drawn
        assert seed not in written
        assert seed.hex().encode() not in written
    for person in room.holders.values():
        for line in range(0, 24, 4):
            four = " ".join(person.paper[line : line + 4]).encode()
            assert not four or four not in written
    public = believed(desk).charter
    assert public is not None
    assert public.payload.root_keys[0] in written  # the control: the search finds what is there


def test_the_default_is_two_of_three_and_risks_are_said(desk: Machine) -> None:
    room = Room("paper", answers={"How many people": "1", "How many of them": "1"})
    room.answers["Go on like this?"] = "no"
    result = desk.at(room, *args(desk))
    assert result.code == 1
    assert "can never be changed again" in result.err
    assert not desk.folder.exists()
    room = Room("paper", answers={"How many of them": "3", "Go on like this?": "no"})
    assert "3 of 3" in desk.at(room, *args(desk)).err
    assert founding_room.advice(2, 3) == []
    assert "alone can change everything" in " ".join(founding_room.advice(1, 3))


def test_numbers_that_make_no_sense_are_asked_for_again(desk: Machine) -> None:
    tries = ["0", "seventeen", "-2", "99", ""]

    def person(prompt: str, screen: str) -> str:
        if "How many of them" in prompt:
            return tries.pop(0)
        return room(prompt, screen)

    room = Room("paper", "paper", "paper")
    result = desk.at(person, *args(desk))
    assert result.code == 0
    assert result.err.count("Please type a number from 1 to 3.") == 4


def test_a_slip_of_one_holder_does_not_cost_the_others_their_papers(
    desk: Machine, tmp_path: Path
) -> None:
    _, own = make_holder(tmp_path, "Amira")  # a name that somebody here has already
    room = Room("paper", "card", "vault", "card", "paper", "paper")
    room.answers["Path of the card"] = own.file("me.card")
    room.answers["File for the new vault"] = desk.file("source.toml")
    assert "same name" in desk.refuses(room, *args(desk)), "the third slip in a row ends it"
    room = Room("paper", "card", "paper", "vault", "paper", answers=room.answers)
    room.names.append("Dora")
    result = desk.at(room, *args(desk))
    assert result.code == 0
    assert "same name" in result.err
    assert "exists already, and was not touched" in result.err
    assert result.err.count("The keys of the others stay. We try again now.") == 2


def test_a_folder_is_no_vault_and_is_asked_about_again(desk: Machine) -> None:
    tries = [str(desk.path), desk.file("b.vault")]

    def person(prompt: str, screen: str) -> str:
        return tries.pop(0) if prompt.startswith("File for the new vault") else room(prompt, screen)

    room = Room("paper", "vault", "paper")
    result = desk.at(person, *args(desk))
    assert result.code == 0
    assert "That is a folder; add a file name." in result.err
    assert Path(desk.file("b.vault")).is_file()


def test_who_cannot_sign_now_does_not_cost_the_others_their_papers(
    desk: Machine, tmp_path: Path
) -> None:
    _, own = make_holder(tmp_path, "Dora")
    room = Room("paper", "paper", "card", answers={"Path of the card": own.file("me.card")})

    def person(prompt: str, screen: str) -> str:
        mine = room.now is not None and room.now.name == "Amira"
        if mine and prompt.startswith("Words "):  # the paper of another lies there
            return room.holders["Basel"](prompt, screen)
        return room(prompt, screen)

    result = desk.at(person, *args(desk))
    assert result.code == 0
    assert "Amira has not signed. Keep that paper" in result.err
    assert "1 of 2 signatures are there" in result.out
    draft = desk.folder / "charter.draft"
    number = spoken(read_draft(draft.read_bytes(), desk.now).hash)
    assert number in result.out, "the holders compare it"
    late = desk.done(
        room.holders["Amira"], "charter", "sign", str(draft), "--out", desk.file("a.signature")
    )
    assert number in late
    assert "Compare fingerprint and draft number with the administrator, by voice." in late
    assert "add --vault FILE" in late
    desk.done(room, "charter", "finish", desk.file("a.signature"))


def test_who_says_no_to_the_charter_has_founded_nothing(desk: Machine) -> None:
    room = Room("paper", "paper", "paper", answers={"what you have agreed on": "no"})
    err = desk.refuses(room, *args(desk))
    assert "Nothing was set up" in err


def test_the_words_of_another_holder_do_not_sign_for_one(desk: Machine) -> None:
    room = Room("paper", "paper", "paper")

    def person(prompt: str, screen: str) -> str:
        if prompt.startswith("Words ") and prompt not in seen:
            seen.append(prompt)  # the first time, Chen's paper lies there
            room.prompts.append(prompt)
            return room.holders["Chen"](prompt, screen)
        return room(prompt, screen)

    seen: list[str] = []
    result = desk.at(person, *args(desk))
    assert result.code == 0
    assert "the key of another holder. It is the turn of Amira" in result.err


def test_a_holder_who_is_elsewhere_gives_a_card_and_signs_later(
    desk: Machine, tmp_path: Path
) -> None:
    dora, own = make_holder(tmp_path, "Dora")
    room = Room("paper", "paper", "card", answers={"Path of the card": own.file("me.card")})
    room.answers["Does Basel sign"] = "no"
    out = desk.done(room, *args(desk))
    assert "1 of 2 signatures" in out
    draft = str(desk.folder / "charter.draft")
    for command in (["show"], ["shift", "new"], ["charter", "renew"], ["transcript"]):
        err = desk.refuses(room, *command)
        assert "is not founded yet" in err
        assert "charter finish" in err
    assert "1 more must" in desk.refuses(room, "charter", "finish")
    own.done(dora, "charter", "sign", draft, "--out", own.file("dora.signature"))
    out = desk.done(room, "charter", "finish", own.file("dora.signature"))
    assert "Night Line is founded" in out
    assert len(believed(desk).charters) == 1
    assert not Path(draft).exists()
    assert not list((desk.folder / "signatures").iterdir())
    assert "Dora (" in desk.done(room, "show"), "her card is in the folder"
    assert b"Dora" not in desk.holdings().charter.raw, "and her name is not in public"
    desk.add("Noor")


def test_a_card_can_be_pasted_too(desk: Machine, tmp_path: Path) -> None:
    _, own = make_holder(tmp_path, "Dora")
    text = to_text(Path(own.file("me.card")).read_bytes())
    room = Room("paper", "paper", "card", answers={"Path of the card, or its text": text})
    assert "The card of Dora" in desk.done(room, *args(desk))


def test_two_of_three_found_on_three_machines_with_files(tmp_path: Path) -> None:
    story = prepare(tmp_path, NAMES, 2)
    assert not (story.office.folder / "documents/charter-000001").exists()
    paths = [story.sign("Amira"), story.sign("Chen")]
    nobody = Holder("administrator")
    err = story.office.refuses(nobody, "charter", "finish", paths[0])
    assert "1 more must" in err
    assert "Keep the files, and give all of them at once." in err
    story.office.done(nobody, "charter", "finish", *paths)
    held = story.office.holdings()
    assert held.charter.payload.threshold == 2
    assert b"Amira" not in held.charter.raw  # names are kept in the folder only
    story.office.add("Noor")
    story.office.shift()


def test_two_of_three_found_on_three_machines_with_text(tmp_path: Path) -> None:
    """Nothing but what can be read off a screen goes between the machines."""
    story = prepare(tmp_path, NAMES, 2)
    pasted: list[str] = []
    for name in ("Basel", "Chen"):
        story.sign(name)
        shown = story.theirs[name].screens[-1].split("The signature as text")[1]
        pasted += [line for line in shown.splitlines() if line.startswith("noview:")]
    assert len(pasted) == 2, "a signature is one line, and one QR code"

    def person(prompt: str, _: str) -> str:
        assert prompt.startswith("Paste a signature")
        return pasted.pop(0)

    story.office.done(person, "charter", "finish", "--text")
    assert story.office.holdings().charter.payload.threshold == 2


def test_three_of_five(tmp_path: Path) -> None:
    names = [*NAMES, "Dora", "Elif"]
    story = prepare(tmp_path, names, 3)
    two = [story.sign("Elif"), story.sign("Amira")]
    assert "1 more must" in story.office.refuses(Holder("a"), "charter", "finish", *two)
    story.office.done(Holder("a"), "charter", "finish", *two, story.sign("Chen"))
    assert len(decode_envelope(story.office.holdings().charter.raw).signatures) == 3


def test_a_slow_founding_still_ends_well(tmp_path: Path) -> None:
    story = prepare(tmp_path, NAMES, 2)
    story.office.now += 30 * 86_400
    story.finish("Amira", "Basel")
    story.office.add("Noor")
    assert "Noor" in story.office.shift()


def init_with(story: Founders, threshold: str, *cards: str) -> list[str]:
    place = str(story.office.path / "other")
    head = ["init", "--name", "Other", "--directory", place, "--threshold", threshold]
    return [*head, "--card", *cards]


def test_cards_that_cannot_found_anything_are_refused(tmp_path: Path) -> None:
    story = prepare(tmp_path, NAMES[:2], 2)
    nobody = Holder("nobody", more={"assphrase": ADMINISTRATOR})
    one, other = story.card("Amira"), story.card("Basel")
    assert "can never sign" in story.office.refuses(nobody, *init_with(story, "3", one, other))
    assert "can never sign" in story.office.refuses(nobody, *init_with(story, "0", one, other))
    assert "given twice" in story.office.refuses(nobody, *init_with(story, "1", one, one))
    folder = story.office.folder / "cards"
    mine = next(str(path) for path in folder.iterdir() if path.name.startswith("administrator"))
    assert "administrator's" in story.office.refuses(nobody, *init_with(story, "1", one, mine))
    _, own = make_holder(tmp_path / "Amira", "amira")
    err = story.office.refuses(nobody, *init_with(story, "2", one, own.file("me.card")))
    assert "same name" in err
    left_out = ["init", "--name", "O", "--directory", str(tmp_path / "o"), "--card", one]
    assert "--threshold" in story.office.refuses(nobody, *left_out)
    assert "goes with --card" in story.office.refuses(nobody, *left_out[:-2], "--threshold", "1")


@pytest.mark.parametrize("failing", range(1, 18))
def test_a_disk_that_fills_while_founding_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    monkeypatch.setattr(founding_room, "locked", lambda *_: b"quick")
    monkeypatch.setattr(guided, "locked", lambda *_: b"quick")
    holders = [make_holder(tmp_path, name) for name in NAMES]
    office = Machine(tmp_path / "office")
    office.path.mkdir()
    count, real = 0, os.fsync

    def full(handle: int) -> None:
        nonlocal count
        count += 1
        if count == failing:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    cards = [own.file("me.card") for _, own in holders]
    person = Holder("administrator", more={"assphrase": ADMINISTRATOR})
    given = ["init", "--name", "N", "--threshold", "2", "--card", *cards]
    assert "The disk is full" in office.refuses(person, *given)
    assert not list(office.path.iterdir())


def test_a_kill_before_the_charter_has_its_name_leaves_the_founding_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = prepare(tmp_path, NAMES, 2)
    paths = [story.sign("Amira"), story.sign("Basel")]

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(os, "rename", killed)
        assert "Stopped" in story.office.refuses(Holder("a"), "charter", "finish", *paths)
    story.office.done(Holder("a"), "charter", "finish", *paths)


def test_one_holder_without_questions_still_needs_no_terminal(tmp_path: Path) -> None:
    office = Machine(tmp_path)
    answers = (ROOT, ROOT, ADMINISTRATOR, ADMINISTRATOR)
    office.must("init", "--name", "Night Line", "--holders", "1", answers=answers)
    assert office.holdings().charter.payload.threshold == 1


def test_an_organisation_that_was_founded_is_the_same_for_a_stranger(tmp_path: Path) -> None:
    story = found(tmp_path, NAMES, 2)
    held = story.office.holdings()
    stranger = TrustedDocuments(held.settings.organisation)
    assert stranger.add_charters(held.trusted.charters, story.office.now)
    assert stranger.add_roster(held.roster.raw, story.office.now)
    assert stranger.add_notice(held.notice.raw, story.office.now)
    (office,) = (path.read_bytes() for path in (story.office.folder / "office").iterdir())
    assert len(stranger.check_office_key(office, story.office.now).key) == 1216
