"""The walls between the rooms: who may import whom, as a table, and a checker for it.

Run `python -m tools.walls` for the list of violations. PYTHON below is the law for the Python
rooms and `tools/walls_ts.py` holds the one for TypeScript. A file must satisfy every row that
covers it. Imports inside functions and under TYPE_CHECKING count like any other.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from tools import walls_ts

ROOT = Path(__file__).resolve().parent.parent

OURS = ("relay", "orgkeys", "audit", "tests", "tools", "bench")
WIRE = ("relay.errors", "relay.limits", "relay.frames")
# The halves of frames: everybody else takes them from relay.frames.
FRAMES = ("relay.wire", "relay.client_frames", "relay.relay_frames")
PUBLIC = (*WIRE, "relay.documents")
CRYPTO = ("nacl", "cryptography", "hashlib", "hmac")
IMPURE = ("aiohttp", "sqlite3", "redis", "asyncio", "time", "random", "secrets", "os", "uvloop")
# Reading a file of the package or its version is not a way around the walls.
HARMLESS = ("importlib.resources", "importlib.metadata")


@dataclass(frozen=True)
class Wall:
    """One row: these files import of our own rooms only `ours`, and never `never`."""

    files: str
    ours: tuple[str, ...]
    never: tuple[str, ...] = ()
    but: tuple[str, ...] = ()  # exceptions to never
    except_files: tuple[str, ...] = ()


BLIND = ("nacl.signing.VerifyKey", "nacl.exceptions")
# What is below a switchboard: state, then the handlers that put frames to it.
DESKS = ("relay.mailbox", "relay.desk", "relay.line", "relay.load", "relay.documents")
PAST = ("relay.documents", "relay.document_past")
BUDGETS = ("relay.flood", "relay.strangers", "relay.account")
STATE = (
    *DESKS, *BUDGETS, "relay.accepted", "relay.drops", "relay.effects", "relay.shelf",
    "relay.usage",
)  # fmt: skip
HANDLERS = (
    "relay.connection", "relay.mailroom", "relay.deskroom", "relay.callroom", "relay.docroom",
    "relay.droproom", "relay.tables",
)  # fmt: skip
DOCUMENTS = (
    "relay.document_types", "relay.document_bytes", "relay.document_rules",
    "relay.document_floors", "relay.document_held", "relay.document_checks",
)  # fmt: skip
STORE = ("relay.errors", "relay.limits", "relay.effects", "relay.store")
NO_NET = ("aiohttp", "nacl", "cryptography", "msgspec")
ORG = ("orgkeys", *PUBLIC)
SEALED = ("orgkeys/primitives.py",)
# The protocol itself, without the machines that use it and the administrator's command.
PROTOCOL = tuple(
    f"orgkeys.{room}"
    for room in (
        "asks", "call", "chain", "conversation", "device", "encoding", "errors", "handshake",
        "keyring", "labels", "line", "messages", "pace", "packet", "primitives", "proquint",
        "quiet", "refresh", "request", "sealing", "survey", "vault",
    )
)  # fmt: skip

# fmt: off
PYTHON = (
    #    files                  of ours, only           never
    Wall("relay/*",             ("relay",),             ("nacl", "cryptography"), but=BLIND),
    Wall("relay/errors.py",     (),                     IMPURE),
    Wall("relay/limits.py",     WIRE[:1],               IMPURE),
    Wall("relay/frames.py",     (*WIRE[:2], *FRAMES),   IMPURE),
    Wall("relay/wire.py",       WIRE[:2],               IMPURE),
    Wall("relay/client_frames.py", (*WIRE[:2], "relay.wire"), IMPURE),
    Wall("relay/relay_frames.py",  (*WIRE[:2], "relay.wire"), IMPURE),
    Wall("relay/effects.py",    (),                     IMPURE),
    Wall("relay/account.py",    (),                     IMPURE),
    Wall("relay/mailbox.py",    (*WIRE, "relay.account", "relay.effects"), IMPURE),
    Wall("relay/line.py",       (*WIRE, "relay.effects"), IMPURE),
    Wall("relay/desk.py",       (*WIRE, "relay.line", "relay.effects"), IMPURE),
    Wall("relay/flood.py",      (*WIRE, "relay.account"), IMPURE),
    Wall("relay/load.py",       WIRE,                   IMPURE),
    Wall("relay/strangers.py",  (*WIRE, "relay.flood"), IMPURE),
    Wall("relay/usage.py",      WIRE,                   IMPURE),
    Wall("relay/shelf.py",      (*WIRE, *PAST, "relay.effects"), IMPURE),
    Wall("relay/connection.py", (*WIRE, *STATE),        IMPURE),
    Wall("relay/mailroom.py",   (*WIRE, *STATE, *HANDLERS), IMPURE),
    Wall("relay/deskroom.py",   (*WIRE, *STATE, *HANDLERS), IMPURE),
    Wall("relay/docroom.py",    (*WIRE, *STATE, *HANDLERS), IMPURE),
    Wall("relay/callroom.py",   (*WIRE, *STATE, *HANDLERS), IMPURE),
    Wall("relay/droproom.py",   (*WIRE, *STATE, *HANDLERS), IMPURE),
    Wall("relay/tables.py",     (*WIRE, *STATE, *HANDLERS), IMPURE),
    Wall("relay/accepted.py",   WIRE,                   IMPURE),
    Wall("relay/drops.py",      (*WIRE, "relay.effects"), IMPURE),
    Wall("relay/documents.py",  (*WIRE, *DOCUMENTS),    IMPURE),
    Wall("relay/document_past.py", (*WIRE, *DOCUMENTS, "relay.documents"), IMPURE),
    Wall("relay/document_checks.py", (*WIRE, *DOCUMENTS[:5]), IMPURE),
    Wall("relay/document_held.py", (*WIRE, *DOCUMENTS[:4]), IMPURE),
    Wall("relay/document_floors.py", (*WIRE, *DOCUMENTS[:3]), IMPURE),
    Wall("relay/document_types.py", WIRE,               IMPURE),
    Wall("relay/document_bytes.py", (*WIRE, *DOCUMENTS[:1]), IMPURE),
    Wall("relay/document_rules.py", (*WIRE, *DOCUMENTS[:2]), IMPURE),
    Wall("relay/switchboard.py", (*WIRE, *STATE, *HANDLERS), IMPURE),
    Wall("relay/store/*",       STORE,                  NO_NET),
    Wall("relay/store/*",       STORE,                  ("sqlite3",),
         except_files=("relay/store/sqlite.py",)),
    Wall("relay/store/*",       STORE,                  ("redis",),
         except_files=("relay/store/redis.py",)),
    Wall("orgkeys/*",           ORG,                    ()),
    Wall("orgkeys/*",           ORG,                    CRYPTO, except_files=SEALED),
    *(Wall(f"{room.replace('.', '/')}.py", (*PROTOCOL, *PUBLIC), IMPURE)
      for room in PROTOCOL),
    Wall("orgkeys/machines/*",  (*PROTOCOL, "orgkeys.machines", *PUBLIC), IMPURE),
    Wall("orgkeys/office/*",    (*PROTOCOL, "orgkeys.office", "orgkeys.ceremony", "orgkeys.staff",
                                 "orgkeys.tally", "orgkeys.sockets", *PUBLIC)),
    Wall("audit/*",             ("audit", "relay", "orgkeys"), ()),
)
# fmt: on


@dataclass(frozen=True)
class Import:
    """One import: the dotted target, the line, and whether it binds only the package's root."""

    target: str
    line: int
    binds_root: bool


def within(target: str, allowed: tuple[str, ...]) -> bool:
    """Whether the dotted name is one of the allowed names or inside one of them."""
    return any(target == name or target.startswith(f"{name}.") for name in allowed)


def imports(tree: ast.AST, package: str) -> Iterator[Import]:
    """Every import statement in the tree, relative ones resolved against the package."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                root_only = alias.asname is None and "." in alias.name
                yield Import(alias.name, node.lineno, root_only)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")
                kept = parents[: len(parents) - node.level + 1]
                base = ".".join([*kept, base] if base else kept)
            for alias in node.names:
                yield Import(f"{base}.{alias.name}", node.lineno, False)


def dynamic(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every way of importing, or of running text, that the table could not see."""
    for node in ast.walk(tree):
        name = ""
        if isinstance(node, ast.Name):
            name = node.id
        elif isinstance(node, ast.Attribute):
            name = node.attr if node.attr in ("__import__", "import_module") else ""
        elif isinstance(node, ast.Constant) and node.value == "__import__":
            name = "__import__"
        if name in ("__import__", "import_module", "exec", "eval"):
            yield getattr(node, "lineno", 0), name


def covers(wall: Wall, path: str) -> bool:
    """Whether the row speaks of this file; `*` crosses directories."""
    return fnmatchcase(path, wall.files) and path not in wall.except_files


def check_python_file(root: Path, path: Path) -> Iterator[str]:
    """The violations in one Python file."""
    name = path.relative_to(root).as_posix()
    package = ".".join(path.relative_to(root).parent.parts)
    rows = [wall for wall in PYTHON if covers(wall, name)]
    tree = ast.parse(path.read_text(encoding="utf-8"), name)
    for line, what in dynamic(tree):
        yield f"{name}:{line}: {what} hides an import"
    for found in imports(tree, package):
        where = f"{name}:{found.line}: imports {found.target}"
        if within(found.target, ("importlib", "runpy", "pkgutil", "imp")) and not within(
            found.target, HARMLESS
        ):
            yield f"{where}, which hides imports"
        for wall in rows:
            if within(found.target, OURS) and not within(found.target, wall.ours):
                may = ", ".join(wall.ours) or "nothing"
                yield f"{where}; {wall.files} may import of ours: {may}"
            # `import nacl.exceptions` binds all of `nacl`, so an exception needs `from`.
            excepted = within(found.target, wall.but) and not found.binds_root
            if within(found.target, wall.never) and not excepted:
                yield f"{where}; {wall.files} never imports that"


def check_python(root: Path) -> Iterator[str]:
    """The violations in all Python rooms under the root."""
    for room in ("relay", "orgkeys", "audit"):
        for path in sorted((root / room).rglob("*.py")):
            yield from check_python_file(root, path)


def check(root: Path) -> list[str]:
    """All violations, Python and TypeScript, each said once."""
    found = [*check_python(root), *walls_ts.check(root / "client_js" / "src")]
    return list(dict.fromkeys(found))


def main() -> int:
    """Print every violation; 1 when there is any."""
    found = check(ROOT)
    for line in found:
        print(line)
    print(f"walls: {len(found)} violations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
