"""Twenty-four words on paper are a key: the standard's list, tolerant of hands, never wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys import primitives
from orgkeys.office import words
from orgkeys.office.terminal import Refused

seeds = st.binary(min_size=32, max_size=32)
# The published test vectors of BIP39 for 256 bits (entropy, words).
VECTORS = [
    (bytes(32), "abandon " * 23 + "art"),
    (b"\x7f" * 32, "legal winner thank year wave sausage worth useful " * 2
     + "legal winner thank year wave sausage worth title"),
    (b"\x80" * 32, "letter advice cage absurd amount doctor acoustic avoid " * 2
     + "letter advice cage absurd amount doctor acoustic bless"),
    (b"\xff" * 32, "zoo " * 23 + "vote"),
]  # fmt: skip


@pytest.mark.parametrize(("seed", "text"), VECTORS)
def test_the_words_are_those_of_the_standard(seed: bytes, text: str) -> None:
    assert words.to_words(seed) == tuple(text.split())
    assert words.to_seed(text.split()) == seed


def test_the_list_is_the_published_one() -> None:
    """The hash of english.txt of the standard: a library with another list would lose papers."""
    known = "".join(f"{word}\n" for word in words._list().wordlist)
    expected = "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"
    assert primitives.sha256(known.encode()).hex() == expected


@given(seeds)
def test_every_key_comes_back_from_its_paper(seed: bytes) -> None:
    assert words.to_seed(words.to_words(seed)) == seed


@given(seeds, st.data())
def test_hands_may_write_large_or_only_four_letters(seed: bytes, data: st.DataObject) -> None:
    typed = []
    for word in words.to_words(seed):
        long = data.draw(st.integers(4, len(word))) if len(word) > 4 else len(word)
        typed.append(data.draw(st.sampled_from([word, word.upper(), word[:long].title()])))
    assert words.to_seed(typed) == seed


@given(seeds, st.integers(0, 23), st.integers(1, 2047))
def test_one_word_read_as_another_is_found_or_is_another_key(
    seed: bytes, place: int, by: int
) -> None:
    """Eight bits of checksum find 255 of 256; never is the result the key itself."""
    known = words._list().wordlist
    typed = list(words.to_words(seed))
    typed[place] = known[(known.index(typed[place]) + by) % 2048]
    try:
        read = words.to_seed(typed)
    except Refused:
        return
    assert read != seed


def test_what_is_wrong_is_said_by_number_and_never_by_word() -> None:
    good = list(words.to_words(b"\x11" * 32))
    short = good[:23]
    with pytest.raises(Refused, match="24 words, and 23 were typed"):
        words.to_seed(short)
    odd = [*good]
    odd[2], odd[16] = "xylofon", "qqqq"
    with pytest.raises(Refused, match="Words 3 and 17 are not on the list") as refused:
        words.to_seed(odd)
    assert "xylofon" not in str(refused.value) + refused.value.next_step
    swapped = list(words.to_words(VECTORS[1][0]))
    swapped[0], swapped[1] = swapped[1], swapped[0]
    with pytest.raises(Refused, match="no key") as refused:
        words.to_seed(swapped)
    assert "each other's place" in refused.value.next_step
    assert refused.value.__cause__ is None  # the library's own error repeats the word


def test_three_letters_are_too_few_unless_they_are_the_word() -> None:
    assert words.recognize("aba") is None
    assert words.recognize("aban") == "abandon"
    assert words.recognize(" ACT ") == "act"  # although "action" and "actor" begin so
    assert words.recognize("abandoned") is None
    assert words.recognize("") is None


def test_the_paper_is_numbered_and_fits_a_narrow_screen() -> None:
    lines = words.numbered(words.to_words(bytes(range(32))))
    assert len(lines) == 6
    assert lines[0].startswith(" 1 ")
    assert "24 " in lines[5]
    assert max(map(len, lines)) < 60


@given(st.binary(min_size=20, max_size=20))
def test_the_words_asked_for_are_spread_over_the_paper(drawn: bytes) -> None:
    stream = iter([drawn[at : at + 4] for at in range(0, 20, 4)])
    numbers = words.draw_numbers(lambda _: next(stream))
    assert len(numbers) == words.READ_BACK
    assert numbers == sorted(set(numbers))
    assert 1 <= numbers[0] <= 4
    assert 20 <= numbers[-1] <= 24
