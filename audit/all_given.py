"""What was given for `noview-audit all`, by options and by a TOML file, as plans of its checks.

The file has a section for each check, with the names of its plan's fields; docs/audit.md lists
them. Paths in it are meant from where the file is.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec

from audit.all import RUNS, Part
from audit.errors import LocalFault, UsageFault
from audit.plans import Place

TEXTS: Final = ("organisation", "by", "release")
"""Keys above all sections, which only the report uses."""


@dataclass(frozen=True)
class Given:
    """All of it. `organisation`, `by` and `release` are words for the report."""

    parts: tuple[Part, ...]
    organisation: str = ""
    by: str = ""
    release: str = ""


def read(path: Path) -> dict[str, Any]:
    """The file as it is written. Raises LocalFault, UsageFault."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise LocalFault(f"cannot read {path}: {problem.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise UsageFault(f"{path} is not TOML") from None


def given(written: Mapping[str, Any], said: Mapping[str, Mapping[str, Any]], base: Path) -> Given:
    """Put together what a file says and, above it, what options say, by section and field.

    A section of the file must be whole; what options begin and do not finish is a part that is not
    done. Raises UsageFault for a name or a value that nothing takes.
    """
    for name in written:
        if name not in RUNS and name not in TEXTS:
            raise UsageFault(f"nothing takes {name!r}; sections are {', '.join(RUNS)}")
    texts = {name: written.get(name, "") for name in TEXTS}
    texts |= {name: str(one) for name, one in said.get("", {}).items() if one}
    if not all(isinstance(one, str) for one in texts.values()):
        raise UsageFault(f"{', '.join(TEXTS)} are texts")
    return Given(
        tuple(part(name, written.get(name), said.get(name, {}), base) for name in RUNS), **texts
    )


def part(name: str, written: Any, said: Mapping[str, Any], base: Path) -> Part:
    """One check with its plan. Raises UsageFault."""
    kind, _ = RUNS[name]
    if written is not None and not isinstance(written, dict):
        raise UsageFault(f"[{name}] is a section")
    known = {one.name: one for one in fields(kind)}
    for key in written or {}:
        if key not in known:
            raise UsageFault(f"[{name}] has no {key!r}; it has {', '.join(known)}")
    values = {**(written or {}), **{key: one for key, one in said.items() if one is not None}}
    missing = tuple(one.name for one in known.values() if needed(one) and one.name not in values)
    if written is not None and missing:
        raise UsageFault(f"[{name}] needs {', '.join(missing)}")
    if missing:
        return Part(name, missing=missing if values else ())
    try:
        return Part(name, msgspec.convert(values, kind, dec_hook=partial(placed, base)))
    except msgspec.ValidationError as refused:
        raise UsageFault(f"[{name}] {refused}") from None


def needed(one: Field[Any]) -> bool:
    """Whether a plan cannot be without it."""
    return one.default is MISSING and one.default_factory is MISSING


def placed(base: Path, kind: type, value: Any) -> Any:
    """For msgspec: paths from a file are meant from where it is; those of options are whole."""
    if kind is Path and isinstance(value, Path):
        return value
    if kind is Path and isinstance(value, str):
        return base / value
    if kind is Place and isinstance(value, str):
        return Place(value if "://" in value or isinstance(value, Place) else base / value)
    raise msgspec.ValidationError("a path is a text")
