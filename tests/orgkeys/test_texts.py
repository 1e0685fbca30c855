"""Files as text: whatever is copied comes back whole, or is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys.office import texts
from orgkeys.office.terminal import Refused
from orgkeys.request import to_text

raws = st.binary(min_size=1, max_size=3000)


@given(raws, st.randoms(use_true_random=False))
def test_parts_come_back_in_any_order_with_any_blanks(raw: bytes, chance: object) -> None:
    lines = texts.to_parts(raw)
    getattr(chance, "shuffle")(lines)  # noqa: B009 - hypothesis' random has no public type
    broken = [f"  {line[:20]} {line[20:]}\t" for line in lines]
    assert texts.from_lines(broken) == raw
    assert texts.from_file("\n".join(lines).encode()) == raw


@given(raws)
def test_what_fits_is_one_line_that_a_console_reads_too(raw: bytes) -> None:
    lines = texts.to_parts(raw)
    assert (lines == [to_text(raw)]) == (len(to_text(raw)) <= texts.LONGEST_PART)
    assert all(len(line) <= texts.LONGEST_PART for line in lines)


@given(st.binary(min_size=300, max_size=2000), st.data())
def test_a_letter_copied_wrongly_is_noticed(raw: bytes, data: st.DataObject) -> None:
    lines = texts.to_parts(raw)
    row = data.draw(st.integers(0, len(lines) - 1))
    place = data.draw(st.integers(len("noview:"), len(lines[row]) - 1))
    letter = "A" if lines[row][place] != "A" else "B"
    lines[row] = lines[row][:place] + letter + lines[row][place + 1 :]
    with pytest.raises(Refused):
        texts.from_lines(lines)


def test_a_part_that_is_missing_is_named() -> None:
    lines = texts.to_parts(bytes(range(256)) * 4)
    assert len(lines) == 4
    del lines[2]
    with pytest.raises(Refused, match="3 of them missing"):
        texts.from_lines(lines)


def test_a_file_that_is_no_text_is_what_it_is() -> None:
    assert texts.from_file(b"noview card\n\x9a") == b"noview card\n\x9a"
    for odd in (b"noview:", b"noview:\xff", b"noview:a=b", b"noview:1/2:xyz:aaa"):
        with pytest.raises(Refused):
            texts.from_file(odd)


def test_what_no_row_of_codes_could_carry_is_refused() -> None:
    with pytest.raises(Refused, match="too long"):
        texts.to_parts(bytes(40_000))


def test_a_code_fits_a_screen_and_is_quiet_around() -> None:
    lines = texts.qr_lines("noview:" + "x" * (texts.LONGEST_PART - 7))
    assert max(map(len, lines)) <= 78
    assert len(lines) <= 40
    assert set(lines[0]) == {"█"}
    assert all(line.startswith("██") and line.endswith("██") for line in lines[:-1])
