"""The walls between the TypeScript rooms of `client_js/src`, and a light scanner for them.

The scanner reads import specifiers and the names of browser globals; it knows comments, strings,
templates and the usual regular expressions, nothing more. What it cannot see about scopes the
compiler sees: `client_js/tsconfig.core.json` compiles the core without the DOM's types.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Room:
    """One row: what files in this room may import, and which globals they never name."""

    files: str  # the start of the path under src
    rooms: tuple[str, ...]  # rooms whose values and types it may import
    types: tuple[str, ...] = ()  # rooms of which it may import types only
    packages: tuple[str, ...] = ()
    never: tuple[str, ...] = ()  # globals


STORAGE = ("localStorage", "sessionStorage", "indexedDB")
SOCKETS = ("WebSocket", "XMLHttpRequest", "EventSource", "fetch", "RTCPeerConnection")
DOM = ("window", "navigator", "globalThis", "addEventListener", "HTMLElement")
ALL = STORAGE + SOCKETS + DOM
PAGE = ("core", "transport", "ui")

# The first row whose start fits a file is its row; a file without a row is a violation.
# fmt: off
TYPESCRIPT = (
    #    files                 values from          types from  packages
    Room("core/primitives.ts", ("core",),           (),         ("@noble",), ALL),
    Room("core/",              ("core",),           (),         (),          ALL),
    Room("transport/",         ("core", "transport"), (),       (),          STORAGE),
    Room("ui/catalog/",        ("ui",),        ("core",), ("noview:words",), STORAGE + SOCKETS),
    Room("ui/",                ("ui",),             ("core",),  ("preact",), STORAGE + SOCKETS),
    Room("screens/",           ("screens", "ui"),   ("core",),  ("preact",), STORAGE + SOCKETS),
    Room("survivor/",          ("survivor", "screens", *PAGE), (), ("preact",), STORAGE + SOCKETS),
    Room("console/strength.ts", ("core",), (), ("@zxcvbn-ts", "@scure/bip39"), ALL),
    Room("console/code.tsx",   ("console", *PAGE),  (), ("preact", "qr"), STORAGE + SOCKETS),
    Room("console/storage.ts", ("console", "core"), (),         (),          SOCKETS),
    # The settings show an administrator the very screens that she signs the words of.
    Room("console/settings/preview", ("console", "screens", *PAGE), (), ("preact",),
         STORAGE + SOCKETS),
    Room("console/settings/built.", (),                 (), ("noview:built",), ALL),
    Room("console/",           ("console", *PAGE),  (),         ("preact",), STORAGE + SOCKETS),
)
# fmt: on

# `document` is an ordinary word in the core, so only what the DOM's own one can do counts there.
DOM_DOCUMENT = re.compile(
    r"(?<![\w$.])document\s*\??\.\s*(querySelector|getElement|create|body|head|cookie|title|location"
    r"|documentElement|addEventListener|visibilityState|hidden|write|referrer|activeElement)"
)
RUN_TEXT = re.compile(r"(?<![\w$.])(eval\s*\(|new\s+Function\b)")
DYNAMIC = re.compile(r"(?<![\w$.])(import|require)\s*\(")
STATIC = re.compile(
    r"(?<![\w$.])(?P<kind>import|export)\s*(?P<type>\btype\b(?!\s*(?:,|from\b)))?"
    r"(?:[\w$\s{},*]*\bfrom\s*)?\"(?P<id>\d+)\""
)
# A string, template start, comment, or a regular expression where one can stand.
TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`|[{}]"
    r"|(?<=[(,=:\[!&|?{};\n])[ \t]*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*",
    re.DOTALL,
)
TEMPLATE = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*(`|\$\{)", re.DOTALL)


def scan(source: str) -> tuple[str, list[str]]:
    """The code with comments gone and each string replaced by its number, and the strings."""
    code: list[str] = []
    strings: list[str] = []
    nesting: list[int] = []  # open braces inside each open `${`
    at = 0
    while (token := TOKEN.search(source, at)) is not None:
        code.append(source[at : token.start()])
        text, at = token.group(), token.end()
        in_template = text == "`"
        if text == "{" and nesting:
            nesting[-1] += 1
        if text == "}" and nesting:
            nesting[-1] -= 1
            if nesting[-1] < 0:
                nesting.pop()
                in_template = True
        if in_template:
            rest = TEMPLATE.match(source, at)
            code.append(' "" ')
            if rest is None:
                break
            at = rest.end()
            if rest.group(1) == "${":
                nesting.append(0)
        elif text[0] in "\"'":
            code.append(f'"{len(strings)}"')
            strings.append(text[1:-1])
        elif text in "{}":
            code.append(text)
        else:
            code.append("\n" * text.count("\n") or " ")
    code.append(source[at:])
    return "".join(code), strings


def room_of(name: str) -> Room | None:
    """The row of a file, by its path under src."""
    return next((room for room in TYPESCRIPT if name.startswith(room.files)), None)


def refuse(room: Room, name: str, specifier: str, types_only: bool) -> str:
    """Why this import is not allowed, or an empty string."""
    if not specifier.startswith("."):
        package = "/".join(specifier.split("/")[:2] if "@" in specifier else [specifier])
        allowed = (package, package.split("/")[0], specifier.split("/")[0])
        if any(one in room.packages for one in allowed):
            return ""
        return f"may import packages: {', '.join(room.packages) or 'none'}"
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), specifier))
    other = target.split("/")[0]
    if other in room.rooms or (types_only and other in room.types):
        return ""
    if other in room.types:
        return f"may import types only from {other}"
    return f"may import from: {', '.join(room.rooms)}"


def check_file(src: Path, path: Path) -> Iterator[str]:
    """The violations in one TypeScript file."""
    name = path.relative_to(src).as_posix()
    room = room_of(name)
    if room is None:
        yield f"{name}: stands in no room; add a row or move it"
        return
    code, strings = scan(path.read_text(encoding="utf-8"))

    def where(found: re.Match[str]) -> str:
        return f"{name}:{code.count(chr(10), 0, found.start()) + 1}"

    for found in DYNAMIC.finditer(code):
        yield f"{where(found)}: {found.group(1)}( hides an import"
    for found in RUN_TEXT.finditer(code):
        yield f"{where(found)}: runs text as code"
    for found in STATIC.finditer(code):
        specifier = strings[int(found.group("id"))]
        why = refuse(room, name, specifier, found.group("type") is not None)
        if why:
            yield f"{where(found)}: imports {specifier}; {room.files} {why}"
    for word in room.never:
        # Not a property, nor the name of one in a type or an object.
        for found in re.finditer(rf"(?<![\w$.]){word}(?![\w$])(?!\s*\??:)", code):
            yield f"{where(found)}: names {word}; {room.files} never does"
    if "window" in room.never:
        for found in DOM_DOCUMENT.finditer(code):
            yield f"{where(found)}: uses the DOM's document; {room.files} never does"


def check(src: Path) -> Iterator[str]:
    """The violations in all TypeScript rooms; test files are free."""
    for path in sorted(src.rglob("*")):
        test = ".test." in path.name
        if path.suffix in (".ts", ".tsx", ".mts", ".js", ".mjs") and not test:
            yield from check_file(src, path)
