"""A root key in its holder's hands: made on paper or in a vault, read back, and recognized."""

from __future__ import annotations

import io
import os
from itertools import pairwise
from pathlib import Path

import pytest

from orgkeys import primitives, vault
from orgkeys.office import words
from orgkeys.office.cards import read_card
from orgkeys.office.terminal import Refused, Terminal
from orgkeys.office.texts import from_file, from_lines
from tests.orgkeys.founders import Holder, Machine, make_holder
from tests.orgkeys.office import ROOT


@pytest.fixture
def desk(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def new(desk: Machine, *more: str) -> list[str]:
    return ["root", "new", "--name", "Amira", "--card", desk.file("amira.card"), *more]


def test_a_key_on_paper_is_shown_once_read_back_and_is_nowhere_else(desk: Machine) -> None:
    amira = Holder("Amira")
    out = desk.done(amira, *new(desk))
    card = read_card(Path(desk.file("amira.card")).read_bytes())
    seed = words.to_seed(amira.paper)
    assert primitives.ed25519_public(seed) == card.key
    assert (card.name, card.role, card.kept) == ("Amira", "root", "paper")
    asked = [int(p.split()[1].rstrip(":")) for p in amira.asked if p.startswith("Word ")]
    assert tuple(asked) == card.read_back
    assert len(asked) == 5
    assert card.number in out
    # The words stand only between the two ends of the screen of their own.
    before, rest = out.split("\x1b[?1049h")
    shown, after = rest.split("\x1b[?1049l")
    assert "\x1b[3J" in shown
    assert all(word in shown for word in amira.paper)  # the control
    for one, other in pairwise(amira.paper):
        assert f"{one} {other}" not in before + after
    assert not any(line in before + after for line in words.numbered(amira.paper))
    written = b"".join(desk.snapshot().values())
    assert seed not in written
    assert " ".join(amira.paper).encode() not in written


def test_a_wrong_word_is_asked_for_again_by_its_number_only(desk: Machine) -> None:
    amira, slips = Holder("Amira"), ["mistake"]

    def person(prompt: str, screen: str) -> str:
        answer = amira(prompt, screen)
        return slips.pop() if prompt.startswith("Word ") and slips else answer

    result = desk.at(person, *new(desk))
    assert result.code == 0
    first = amira.asked[2]
    assert f"{first.removesuffix(': ')} is not the one that was shown" in result.err
    assert "mistake" not in result.err + result.out.split("\x1b[?1049l")[1]


def test_who_cannot_read_the_paper_back_has_made_nothing(desk: Machine) -> None:
    amira = Holder("Amira")

    def person(prompt: str, screen: str) -> str:
        return "zoo" if prompt.startswith("Word ") else amira(prompt, screen)

    err = desk.refuses(person, *new(desk))
    assert "no key was made" in err
    assert not Path(desk.file("amira.card")).exists()


def test_the_words_never_go_to_a_file_or_another_program(desk: Machine) -> None:
    err = desk.refuses(Holder("Amira"), *new(desk), tty=False)
    assert "not to a screen" in err


def test_the_screen_is_cleared_when_somebody_stops_in_the_middle(desk: Machine) -> None:
    def person(prompt: str, screen: str) -> str:
        if "stand on the paper" in prompt:
            raise KeyboardInterrupt
        return ""

    assert "Stopped. Nothing was made." in desk.refuses(person, *new(desk))
    assert desk.screens[-1].index("\x1b[3J") > desk.screens[-1].index("24 ")


def test_a_key_in_a_vault_of_its_own(desk: Machine) -> None:
    amira = Holder("Amira", more={"assphrase": ROOT})
    desk.done(amira, *new(desk, "--vault", desk.file("amira.vault")))
    keys = vault.unlock(Path(desk.file("amira.vault")).read_bytes(), ROOT)
    card = read_card(Path(desk.file("amira.card")).read_bytes())
    assert isinstance(keys, vault.AuthorityKeys)
    assert (keys.kind, keys.organisation) == ("root", b"")
    assert primitives.ed25519_public(keys.seed) == card.key
    assert card.kept == "vault"
    args = ("root", "check", "--vault", desk.file("amira.vault"), "--card", desk.file("amira.card"))
    assert "the key of Amira" in desk.done(amira, *args)
    assert keys.seed not in b"".join(desk.snapshot().values())


def test_a_paper_is_checked_against_a_card(tmp_path: Path) -> None:
    amira, own = make_holder(tmp_path, "Amira")
    basel, _ = make_holder(tmp_path, "Basel")
    card = own.file("me.card")
    out = own.done(amira, "root", "check", "--card", card)
    assert "It is the key of Amira" in out
    assert read_card(Path(card).read_bytes()).number in own.done(amira, "root", "check")
    err = own.refuses(basel, "root", "check", "--card", card)
    assert "not the key of Amira" in err


def test_words_are_taken_as_hands_type_them_and_one_line_again(tmp_path: Path) -> None:
    amira, own = make_holder(tmp_path, "Amira")
    slips = ["abandon zzz about able"]

    def person(prompt: str, screen: str) -> str:
        answer = amira(prompt, screen)
        if prompt == "Words 5 to 8: " and slips:
            return slips.pop()
        return "  ".join(word[:4].upper() for word in answer.split()) + " "

    result = own.at(person, "root", "check", "--card", own.file("me.card"))
    assert result.code == 0
    assert "Word 6 is not on the list" in result.err
    assert "zzz" not in result.err


def is_a_key(paper: list[str]) -> bool:
    try:
        words.to_seed(paper)
    except Refused:
        return False
    return True


def test_words_that_are_no_key_say_what_to_look_for(tmp_path: Path) -> None:
    amira, own = make_holder(tmp_path, "Amira")
    good = [*amira.paper]
    wrong = next(w for w in ("abandon", "zoo", "able", "acid") if not is_a_key([w, *good[1:]]))
    amira.paper = [wrong, *good[1:]]
    assert "together they are no key" in own.refuses(amira, "root", "check")
    amira.paper = ["qqqq"] * 24
    assert "could not be read" in own.refuses(amira, "root", "check")


def test_nothing_is_written_over(desk: Machine) -> None:
    Path(desk.file("amira.card")).write_text("mine")
    assert "exists already" in desk.refuses(Holder("Amira"), *new(desk))
    same = ["root", "new", "--name", "A", "--card", desk.file("x"), "--vault", desk.file("x")]
    assert "same name" in desk.refuses(Holder("Amira"), *same)


@pytest.mark.parametrize("name", ["", " ", "A" * 65, "Ami\u202era", "A\x1b[2J"])
def test_a57_a_name_that_deceives_is_on_no_card(desk: Machine, name: str) -> None:
    args = ["root", "new", "--name", name, "--card", desk.file("c")]
    assert "not a name" in desk.refuses(Holder("Amira"), *args)


def test_a_card_that_was_changed_by_one_byte_is_refused(tmp_path: Path) -> None:
    amira, own = make_holder(tmp_path, "Amira")
    path = Path(own.file("me.card"))
    good = path.read_bytes()
    for place in range(0, len(good), 7):
        path.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        err = own.refuses(amira, "root", "check", "--card", str(path))
        assert "card" in err
    path.write_bytes(good)
    own.done(amira, "root", "check", "--card", str(path))  # the control


def test_a_card_travels_as_text_and_as_a_qr_code(tmp_path: Path) -> None:
    amira, own = make_holder(tmp_path, "Amira")
    shown = own.screens[0].split("The card as text")[1]
    lines = [line for line in shown.splitlines() if line.startswith("noview:")]
    raw = Path(own.file("me.card")).read_bytes()
    assert from_lines(lines) == raw
    assert from_file("\n".join(lines).encode()) == raw
    assert "█" in shown
    saved = tmp_path / "pasted.card"
    saved.write_text("\n".join(lines) + "\n")
    assert "key of Amira" in own.done(amira, "root", "check", "--card", str(saved))


def test_an_impatient_enter_does_not_take_the_words_away(desk: Machine) -> None:
    amira, hasty = Holder("Amira"), ["", "yes"]

    def person(prompt: str, screen: str) -> str:
        if "stand on the paper" in prompt and hasty:
            assert "\x1b[?1049l" not in screen, "the words are still there"
            return hasty.pop(0)
        return amira(prompt, screen)

    desk.done(person, *new(desk))
    assert not hasty
    assert len(amira.paper) == 24
    other = ["root", "new", "--name", "Basel", "--card", desk.file("b.card")]
    never = Holder("Basel", more={"stand on the paper": ""})
    assert "no key was made" in desk.refuses(never, *other)


def test_what_was_typed_ahead_is_dropped_at_a_terminal_only() -> None:
    ours, theirs = os.openpty()
    with os.fdopen(theirs, encoding="utf-8") as stdin:
        terminal = Terminal(stdin=stdin)
        os.write(ours, b"\n\n")
        terminal.forget_typed()
        os.write(ours, b"later\n")
        assert stdin.readline() == "later\n"
    os.close(ours)
    piped = Terminal(stdin=io.StringIO("kept\n"))
    piped.forget_typed()
    assert piped.stdin.readline() == "kept\n"


def test_stopping_while_a_vault_is_made_says_that_nothing_was(desk: Machine) -> None:
    def person(_: str, __: str) -> str:
        raise KeyboardInterrupt

    err = desk.refuses(person, *new(desk, "--vault", desk.file("amira.vault")))
    assert "Nothing was made." in err
    assert "noview-org show" not in err
