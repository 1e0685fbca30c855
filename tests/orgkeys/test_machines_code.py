"""The code word between the machines: asked, agreed, checked, never shown (protocol.md 8.1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys.errors import Unsendable
from orgkeys.machines.actions import AskCode, EndTalk, Say, SayCode
from orgkeys.machines.code_word import CodeKind, CodeWord
from orgkeys.messages import Code
from tests.orgkeys.street import Street, texts
from tests.orgkeys.test_machines import talking_street

WORD = "Blue tulip 7421"


def ask(street: Street, kind: CodeKind) -> None:
    street.act("Noor", AskCode(street.duty().talks[0].key, kind))
    assert street.visit().codes == ((1, kind),)


def say(street: Street, word: str) -> str:
    street.act("visitor", SayCode(1, word))
    street.pass_time(2)
    assert street.visit().codes == ()
    return street.duty().talks[0].code


def test_a37_nobody_is_verified_before_the_word_matches() -> None:
    street = talking_street()
    assert street.duty().talks[0].code == "none"
    ask(street, "agree")
    assert say(street, WORD) == "agreed"
    ask(street, "check")
    assert street.duty().talks[0].code == "asked"
    assert say(street, "red tulip 7421") == "no-match"
    ask(street, "check")
    assert say(street, "  blue TULIP  7421") == "match"
    ask(street, "renew")
    assert say(street, "another") == "agreed"
    ask(street, "check")
    assert say(street, WORD) == "no-match"
    ask(street, "check")
    assert say(street, "") == "declined"


def test_the_word_stands_in_no_view_and_no_transcript() -> None:
    street = talking_street()
    ask(street, "agree")
    say(street, WORD)
    assert WORD not in texts(street.visit().notes)
    assert WORD not in texts(street.duty().talks[0].notes)
    assert "tulip" not in f"{street.visit()} {street.duty()} {SayCode(1, WORD)}"
    street.act("visitor", Say(WORD))
    assert WORD in texts(street.duty().talks[0].notes), "control"


def test_what_nobody_asked_for_is_not_sent_and_what_is_not_there_is_not_checked() -> None:
    street = talking_street()
    with pytest.raises(Unsendable):
        street.act("visitor", SayCode(1, WORD))
    with pytest.raises(Unsendable):
        street.act("Noor", AskCode(street.duty().talks[0].key, "check"))
    ask(street, "agree")
    with pytest.raises(Unsendable):
        street.act("visitor", SayCode(1, "x" * 65))
    assert say(street, WORD) == "agreed"
    street.act("Noor", EndTalk(street.duty().talks[0].key))
    assert street.duty().talks[0].code == "none", "forgotten with the conversation"


def test_a37_a_line_that_was_made_again_begins_unverified() -> None:
    code = CodeWord(lambda size: bytes(size))
    states = []
    for kind in ("agree", "check"):
        code.answered(Code(code.ask(kind).request, WORD))
        states.append(code.state)
    code.remade()
    assert [*states, code.state] == ["agreed", "match", "agreed"]


WORDS = st.text(st.characters(codec="ascii", categories=("L", "N", "Zs")), max_size=64)


@given(WORDS, WORDS)
def test_a_word_matches_itself_and_no_other(one: str, other: str) -> None:
    code = CodeWord(lambda size: bytes(size))
    code.answered(Code(code.ask("agree").request, one))
    if not one.split():
        assert code.state == "declined"
        return
    for said in (one, f" {one.upper()}  ", other):
        code.answered(Code(code.ask("check").request, said))
        same = said.lower().split() == one.lower().split()
        declined = not said.split()
        assert code.state == ("declined" if declined else "match" if same else "no-match")


def test_an_answer_to_another_question_says_nothing() -> None:
    code = CodeWord(lambda size: bytes(size))
    first, second = code.ask("agree"), code.ask("agree")
    states = []
    for request, word in ((first.request, "old"), (second.request, "new")):
        code.answered(Code(request, word))
        states.append(code.state)
    assert states == ["asked", "agreed"]


def answers(code: CodeWord, *said: tuple[CodeKind, str]) -> list[str]:
    """What is said of it after each."""
    states = []
    for kind, word in said:
        code.answered(Code(code.ask(kind).request, word))
        states.append(f"{code.state}{', anew' if code.anew else ''}")
    return states


def test_a37_whoever_fails_and_changes_the_word_is_never_taken_for_the_right_one() -> None:
    code = CodeWord(lambda size: bytes(size))
    assert answers(code, ("agree", "plum"), ("check", "apple")) == ["agreed", "no-match"]
    assert answers(code, ("renew", "mine"), ("check", "mine")) == ["agreed, anew", "match, anew"]
    code.remade()
    assert answers(code, ("check", "mine"), ("renew", "x")) == ["match, anew", "agreed, anew"]


@pytest.mark.parametrize("then", ["declined", "not now", "silence", "remade"])
def test_a37_a_word_is_changed_unverified_after_a_no_a_silence_or_on_a_line_made_again(
    then: str,
) -> None:
    for verified in (False, True):
        code = CodeWord(lambda size: bytes(size))
        answers(code, ("agree", "plum"))
        match then:
            case "declined":
                answers(code, ("check", ""))
            case "not now":
                answers(code, ("renew", ""))
            case "silence":
                code.ask("check")
            case _:
                code.remade()
        if verified:
            assert answers(code, ("check", "plum"), ("renew", "x")) == ["match", "agreed"]
        else:
            assert answers(code, ("renew", "mine")) == ["agreed, anew"]


def test_a37_a_word_that_is_there_is_not_replaced_by_agreeing_as_if_there_were_none() -> None:
    code = CodeWord(lambda size: bytes(size))
    assert answers(code, ("agree", ""), ("agree", "plum")) == ["declined", "agreed"]
    for word in ("", "apple", "plum"):
        answers(code, ("check", word))
        with pytest.raises(Unsendable):
            code.ask("agree")
