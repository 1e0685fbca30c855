"""A paper burns, a holder dies, somebody finds a copy: the others replace that key."""

from __future__ import annotations

from pathlib import Path

import pytest

from orgkeys.office.cards import read_card
from relay.documents import Kind, decode_envelope
from tests.orgkeys.founders import Founders, Holder, found, make_holder

NAMES = ["Amira", "Basel", "Chen"]
NOBODY = Holder("nobody")


@pytest.fixture
def story(tmp_path: Path) -> Founders:
    return found(tmp_path, NAMES, 2)


def new_card(story: Founders, tmp_path: Path, name: str) -> str:
    (tmp_path / "new").mkdir(exist_ok=True)
    holder, own = make_holder(tmp_path / "new", name)
    story.holders = [*story.holders, holder]
    story.theirs[f"{name} again"] = own
    return own.file("me.card")


def test_a_paper_burns_and_the_others_replace_it(story: Founders, tmp_path: Path) -> None:
    burnt = story.holders[0]
    old = read_card(Path(story.card("Amira")).read_bytes()).key
    card = new_card(story, tmp_path, "Amira")
    path = story.office.file("new.draft")
    out = story.office.done(NOBODY, "recover", "--lost", "Amira", "--card", card, "--out", path)
    assert "NO LONGER a root holder: Amira (" in out
    assert "NEW as a root holder: Amira (" in out
    story.finish("Basel", "Chen")
    held = story.office.holdings().charter
    new = read_card(Path(card).read_bytes()).key
    assert old not in held.payload.root_keys
    assert held.payload.root_keys[0] == new
    assert held.payload.threshold == 2
    signers = [key for key, _ in decode_envelope(held.raw, Kind.CHARTER).signatures]
    assert new not in signers, "the new holder need not be there"

    # The burnt paper, if somebody has a copy of it, signs nothing any more; the new one does.
    story.office.now += 60
    second = story.office.file("second.draft")
    story.office.done(NOBODY, "charter", "renew", "--out", second)
    own = story.theirs["Amira"]
    own.now = story.office.now
    err = own.refuses(burnt, "charter", "sign", second, "--out", own.file("x"))
    assert "no say" in err
    again = story.theirs["Amira again"]
    again.now = story.office.now
    again.done(story.holders[-1], "charter", "sign", second, "--out", again.file("s"))
    story.office.done(NOBODY, "charter", "finish", again.file("s"), story.sign("Chen"))


def test_a_lost_key_is_found_by_its_number_too(story: Founders, tmp_path: Path) -> None:
    number = read_card(Path(story.card("Basel")).read_bytes()).number
    card = new_card(story, tmp_path, "Basim")
    out = story.office.done(
        *(NOBODY, "recover", "--lost", number[:11], "--card", card),
        *("--out", story.office.file("d")),
    )
    assert "NO LONGER a root holder: Basel" in out


def test_recovering_what_cannot_be_recovered(story: Founders, tmp_path: Path) -> None:
    card = new_card(story, tmp_path, "Dora")
    office = story.office
    lost = ("recover", "--card", card, "--lost")
    assert "nobody" in office.refuses(NOBODY, *lost, "Zora")
    assert "nobody" in office.refuses(NOBODY, *lost, "Dana")  # an administrator is no holder
    mine = story.card("Chen")
    assert "already" in office.refuses(NOBODY, "recover", "--lost", "Amira", "--card", mine)
    wrong = next(p for p in (office.folder / "cards").iterdir() if p.name.startswith("admin"))
    err = office.refuses(NOBODY, "recover", "--lost", "Amira", "--card", str(wrong))
    assert "not that of a new root" in err
    twin = new_card(story, tmp_path, "Chen")
    err = office.refuses(NOBODY, "recover", "--lost", "Amira", "--card", twin)
    assert "same name" in err


def test_where_too_few_are_left_nothing_can_be_recovered(tmp_path: Path) -> None:
    story = found(tmp_path, NAMES[:2], 2)
    card = new_card(story, tmp_path, "Dora")
    err = story.office.refuses(NOBODY, "recover", "--lost", "Basel", "--card", card)
    assert "only 1 can" in err
    assert "cannot be changed any more" in err
