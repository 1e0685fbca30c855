"""What a holder sees of a draft before signing, and names on cards that deceive (attack 40)."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from orgkeys.ceremony import DAY
from orgkeys.office import cards, drafts
from orgkeys.office.cards import Card, Making, make_card, read_card
from orgkeys.office.drafts import make_draft, read_draft
from orgkeys.office.terminal import Refused
from relay.documents import Charter
from tests.orgkeys.founders import Founders, Holder, Machine, prepare

NOBODY = Holder("nobody")
NOW = 1_800_000_000
MAKING = Making("paper", NOW, "a test")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Founders:
    """A first charter that its holders have not signed yet."""
    return prepare(tmp_path_factory.mktemp("template"), ["Amira", "Basel"], 2)


@pytest.fixture
def story(template: Founders, tmp_path: Path) -> Founders:
    shutil.copytree(template.office.path.parent, tmp_path, dirs_exist_ok=True)
    theirs = {name: Machine(tmp_path / name) for name in template.theirs}
    return Founders(template.holders, theirs, Machine(tmp_path / "office"))


def changed(story: Founders, **fields: object) -> str:
    """The draft of the first charter, as somebody else would like it."""
    draft = read_draft(Path(story.draft()).read_bytes(), NOW)
    charter: Charter = replace(draft.charter, **fields)
    path = Path(story.office.file("changed.draft"))
    path.write_bytes(make_draft(draft.charters, charter, draft.cards))
    return str(path)


def shown(story: Founders, path: str) -> str:
    result = story.theirs["Amira"].at(NOBODY, "charter", "show", path)
    assert result.code == 0, result.err
    return result.out + result.err


def test_the_first_charter_too_says_until_when_it_lives(story: Founders) -> None:
    out = shown(story, story.draft())
    assert "valid until" in out
    assert "2032-01-14" in out
    assert "further key    for 'statistics': " in out, "to compare, like everything else"
    assert "Ask why" not in out


@pytest.mark.parametrize(("days", "words"), [(4000, "longer than ten years"), (20, "30 days")])
def test_a_life_that_is_odd_is_pointed_out(story: Founders, days: int, words: str) -> None:
    out = shown(story, changed(story, expires=NOW + days * DAY))
    assert words in out
    assert "Ask why" in out


def test_keys_for_other_purposes_are_shown_with_a_number_to_compare(story: Founders) -> None:
    out = shown(story, changed(story, purpose_keys=(("wire\u202etap", bytes([7]) * 32),)))
    assert "for 'wire\\u202etap': " in out, "what cannot be seen is spelled out"


def people(*names: str, role: str = "root") -> list[Card]:
    seeds = (bytes([place + (40 if role == "root" else 80)]) * 32 for place in range(len(names)))
    kind = cards.Role.__args__  # type: ignore[attr-defined]
    assert role in kind
    return [make_card(role, n, s, MAKING) for n, s in zip(names, seeds, strict=True)]  # type: ignore[arg-type]


def drafted(story: Founders, roots: Sequence[Card], administrators: Sequence[Card]) -> bytes:
    draft = read_draft(Path(story.draft()).read_bytes(), NOW)
    charter = replace(
        draft.charter,
        threshold=1,
        root_keys=tuple(card.key for card in roots),
        administrator_keys=tuple(card.key for card in administrators),
    )
    return make_draft((), charter, [*roots, *administrators])


@pytest.mark.parametrize("other", ["Am\u0131ra", "AMIRA", "Amira", "Arnira"])
def test_a40_two_holders_who_look_alike_are_not_signed_for(story: Founders, other: str) -> None:
    raw = drafted(story, people("Amira", other), people("Dana", role="administrator"))
    with pytest.raises(Refused, match="looks like"):
        read_draft(raw, NOW)


def test_a40_an_administrator_who_looks_like_a_holder_is_refused(story: Founders) -> None:
    alike = people("Am\u0131ra", role="administrator")
    with pytest.raises(Refused, match="looks like"):
        read_draft(drafted(story, people("Amira", "Basel"), alike), NOW)
    same = people("Amira", role="administrator")  # one person may be both
    assert read_draft(drafted(story, people("Amira", "Basel"), same), NOW).charter.threshold == 1


def test_a40_a_name_in_two_scripts_is_on_no_card(
    story: Founders, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = story.theirs["Amira"]
    args = ("root", "new", "--name", "Am\u0456ra", "--card", own.file("x.card"))
    assert "mixes letters of two scripts" in own.refuses(story.holders[0], *args)
    with monkeypatch.context() as other_program:  # whoever made it did not check
        other_program.setattr(cards, "check_name", lambda name: name)
        (card,) = people("Am\u0456ra")
    with pytest.raises(Refused, match="two scripts"):
        read_card(card.raw)


def test_the_control_unchecked_a_look_alike_is_in_the_draft(
    story: Founders, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = drafted(story, people("Amira", "Am\u0131ra"), people("Dana", role="administrator"))
    monkeypatch.setattr(drafts, "_check_names", lambda *_: None)
    assert len(read_draft(raw, NOW).cards) == 3
