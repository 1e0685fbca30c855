"""Pictures of a memory: read piece by piece, known from other files, and noticed when cut."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest

from audit.canary_controls import core_dump
from audit.errors import LocalFault, Unreadable
from audit.memory import CHUNK, core_of, is_core, memory_of
from audit.search import PAGE


def small_core(data: bytes) -> bytes:
    """Of a machine of 32 bits, the high byte first, as an old one writes it."""
    head = b"\x7fELF\x01\x02\x01" + bytes(9)
    head += struct.pack(">HHIIIIIHHHHHH", 4, 8, 1, 0, 52, 0, 0, 52, 32, 1, 0, 0, 0)
    return head + struct.pack(">IIIIIIII", 1, 84, 0x1000, 0, len(data), len(data), 6, 0) + data


@pytest.mark.parametrize(("make", "address"), [(core_dump, 0x7F00_0000_0000), (small_core, 0x1000)])
def test_a_core_dump_is_read_with_its_addresses_and_without_empty_pages(
    make: object, address: int, tmp_path: Path
) -> None:
    data = os.urandom(PAGE) + bytes(CHUNK) + b"after" * 100
    (tmp_path / "core").write_bytes(make(data))  # type: ignore[operator]
    parts = list(core_of(tmp_path / "core"))
    assert [(part.at - address, part.data) for part in parts] == [
        (0, data[:PAGE]),
        (PAGE + CHUNK, data[PAGE + CHUNK :]),
    ]


def test_what_is_no_core_dump_or_was_cut_is_said(tmp_path: Path) -> None:
    whole = core_dump(os.urandom(9000))
    library = whole[:16] + b"\x03\0" + whole[18:]
    empty = whole[:64] + bytes(56) + whole[120:]
    for data, why in (
        (b"", "no core dump"),
        (b"\x28\xb5\x2f\xfd" + bytes(99), "no core dump"),
        (library, "no core dump"),
        (empty, "without memory"),
        (whole[:-1], "cut"),
    ):
        (tmp_path / "core").write_bytes(data)
        with pytest.raises(Unreadable, match=why):
            list(core_of(tmp_path / "core"))
    with pytest.raises(LocalFault, match="No such file"):
        list(core_of(tmp_path / "nothing"))
    assert is_core(whole)


def test_a_core_dump_whose_head_cannot_be_is_said_and_ends_nothing(tmp_path: Path) -> None:
    """Each would have been an error of the program, an endless reading, or a piece left out."""
    whole = core_dump(os.urandom(9000))

    def put(at: int, form: str, value: int) -> bytes:
        return whole[:at] + struct.pack(form, value) + whole[at + struct.calcsize(form) :]

    piece = whole[64:120]
    many = whole[:56] + struct.pack("<H", 50) + whole[58:64] + piece * 50 + whole[120:]
    for data, why in (
        (put(54, "<H", 8), "head cannot be"),
        (put(54, "<H", 0), "head cannot be"),
        (put(56, "<H", 0xFFFF), "head cannot be"),
        (put(32, "<Q", (1 << 64) - 1), "head cannot be"),
        (put(72, "<Q", (1 << 64) - 1), "cut"),
        (many, "over each other"),
    ):
        (tmp_path / "core").write_bytes(data)
        with pytest.raises(Unreadable, match=why):
            list(core_of(tmp_path / "core"))


def test_a_process_that_is_not_there_is_a_fault_of_this_machine() -> None:
    with pytest.raises(LocalFault, match="process 99999999"):
        list(memory_of(99_999_999))
