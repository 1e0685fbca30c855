"""Which public functions are decoders, found in the source, so that none is forgotten.

A decoder is a public function or method of `relay`, `orgkeys` or `audit` that takes bytes, text or
an open file, and

1. is called like one (read, open, decode, parse, …), or
2. takes its argument apart with something that reads bytes (`decode_as`, `unpad`, `json.loads`,
   `int.from_bytes`, …), or calls a private function of its module that does.

Every one of them is covered by a target, or stands in tests/fuzz/exceptions.py with a reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

NAMED: Final = re.compile(
    r"^(read|open|decode|parse|unwrap|unlock|unpad|unmask|from|accept|load|verify|check|feed|"
    r"proved|restore|peek|recognize)(_|$)"
)
READING: Final = frozenset(
    {
        *("decode", "decode_as", "decode_envelope", "decode_payload", "loads", "from_bytes"),
        *("fromhex", "b64decode", "urlsafe_b64decode", "unpack", "unpack_from", "unpad"),
        *("open_padded", "open_sealed", "unlock", "unlock_bytes", "xchacha_open", "from_text"),
        *("_decode_client", "_decode_relay", "_strict", "_shaped", "_shape", "ip_address"),
        *("fullmatch", "length_of_first", "strptime", "fromisoformat", "parse_qs", "urlsplit"),
        "array",
    }
)
GIVEN: Final = re.compile(r"\b(bytes|Bytes|bytearray|memoryview|str|Directory|BinaryIO)\b")


class Function(NamedTuple):
    """One function of a module: where, what it takes, and whom it calls."""

    module: str
    name: str
    takes: tuple[str, ...]
    calls: frozenset[str]

    @property
    def public(self) -> bool:
        return not any(part.startswith("_") for part in self.name.split("."))

    @property
    def place(self) -> str:
        return f"{self.module}:{self.name}"


def _functions(module: str, body: list[ast.stmt], inside: str = "") -> Iterator[Function]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _functions(module, node.body, f"{inside}{node.name}.")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = [*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs]
            takes = tuple(ast.unparse(a.annotation) for a in arguments if a.annotation is not None)
            yield Function(module, inside + node.name, takes, frozenset(_called(node)))


def _called(node: ast.AST) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            if isinstance(one.func, ast.Name):
                yield one.func.id
            elif isinstance(one.func, ast.Attribute):
                yield one.func.attr


def decoders(source: str, module: str) -> list[str]:
    """The decoders of one module, as `module:function`."""
    found = list(_functions(module, ast.parse(source).body))
    reading = {one.name for one in found if one.calls & READING}
    grown = True
    while grown:
        private = {name.rpartition(".")[2] for name in reading if _private(name)}
        more = {one.name for one in found if one.calls & private} - reading
        reading |= more
        grown = bool(more)
    return [
        one.place
        for one in found
        if one.public
        and any(GIVEN.search(kind) for kind in one.takes)
        and (one.name in reading or NAMED.match(one.name.rpartition(".")[2]))
    ]


def _private(name: str) -> bool:
    return name.rpartition(".")[2].startswith("_")


def every(root: Path, rooms: tuple[str, ...] = ("relay", "orgkeys", "audit")) -> list[str]:
    """Every decoder of those rooms, in order."""
    found: list[str] = []
    for room in rooms:
        for path in sorted((root / room).rglob("*.py")):
            module = ".".join(path.relative_to(root).with_suffix("").parts)
            found += decoders(path.read_text(encoding="utf-8"), module)
    return found
