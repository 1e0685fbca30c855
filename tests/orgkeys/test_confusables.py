"""Attack 40: aliases that deceive. The cases themselves are in tests/vectors/aliases."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from orgkeys.office.confusables import Problem, check_alias, script_of, skeletons, tidy
from tools import confusables

LETTERS = st.text("abcdefgmnrwABCIMNOW019 áéñ\u041e\u0415\u0430", min_size=1, max_size=12)


def test_a40_both_languages_carry_the_same_table() -> None:
    table = confusables.JSON.read_text(encoding="utf-8").rstrip("\n")
    assert f"`{table}`;" in confusables.TYPESCRIPT.read_text(encoding="utf-8")


def test_the_tool_makes_a_shape_of_what_unicode_says() -> None:
    alike = confusables.read(
        "\ufeff# a comment\n0030 ;\t004F ;\tMA\t# 0 as O\n"
        "006D ;\t0072 006E ;\tMA\n043E ; 006F ; MA\n"
    )
    assert [confusables.shape(one, alike) for one in ("0", "M", "\u041e", "x")] == [
        *("o", "rn", "o", "x")
    ]
    assert '"30=6f' in confusables.table(alike)


def test_a40_the_explanation_names_the_letters() -> None:
    assert check_alias("N\u043e", []) == Problem("mixed", signs=("N", "\u043e"))
    assert (script_of("N"), script_of("\u043e"), script_of("4")) == ("Latin", "Cyrillic", "")
    assert check_alias("N0or", ["Noor"]) == Problem("alike", "Noor", ("0", "o"))
    assert check_alias("Sam", ["Noor"]) is None


@given(LETTERS)
def test_a40_everybody_looks_like_themselves_however_it_is_typed(alias: str) -> None:
    ours = skeletons(alias)
    for written in (
        *(alias.upper(), alias.lower(), tidy(alias), unicodedata.normalize("NFD", alias)),
        *(f"{alias} ", alias.replace("m", "rn"), alias.replace("o", "0"), alias.replace("l", "1")),
    ):
        assert ours & skeletons(written)


@given(st.text(max_size=80), st.lists(st.text(max_size=8), max_size=3))
def test_any_text_gets_a_verdict_and_what_passes_is_plain(alias: str, others: list[str]) -> None:
    if check_alias(alias, others) is not None:
        return
    written = tidy(alias)
    assert written == written.strip()
    assert unicodedata.normalize("NFKC", written) == written
    assert len({script_of(char) for char in written} - {""}) <= 1
    assert all(unicodedata.category(char)[0] in "LMNPZ" for char in written)
    assert check_alias(alias, [*others, alias]) is not None
