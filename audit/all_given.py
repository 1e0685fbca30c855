"""What was given for `noview-audit all`, by a TOML file and by options, as options of each command.

The file has a section for each check, with the names of its command's options, without their
dashes (docs/audit.md).
"""

from __future__ import annotations

import argparse
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

from audit.all import RUNS, Part
from audit.errors import LocalFault, UsageFault

TEXTS: Final = ("organisation", "by", "release", "remark")
"""Keys above all sections, which only the report uses."""
NO_KEYS: Final = ("help", "json")
"""Options of a command that make no sense in a section."""


@dataclass(frozen=True)
class Given:
    """All of it. `organisation`, `by`, `release` and `remark` are words for the report."""

    parts: tuple[Part, ...]
    organisation: str = ""
    by: str = ""
    release: str = ""
    remark: str = ""


class Parser(argparse.ArgumentParser):
    """Says what is wrong instead of ending the program."""

    def error(self, message: str) -> NoReturn:
        """Raises UsageFault."""
        raise UsageFault(message)


def read(path: Path) -> dict[str, Any]:
    """The file as it is written. Raises LocalFault, UsageFault."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise LocalFault(f"cannot read {path}: {problem.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise UsageFault(f"{path} is not TOML") from None


def given(written: Mapping[str, Any], said: Mapping[str, Mapping[str, Any]]) -> Given:
    """Put together what a file says and, above it, what options say, by section and key.

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
    said = {**said, "documents": {**said.get("documents", {}), **website(written, said)}}
    parts = (part(name, written.get(name), said.get(name, {})) for name in RUNS)
    return Given(tuple(parts), **texts)


def website(written: Mapping[str, Any], said: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The website from which a relay is asked for documents, where a page of it was named and no
    other `origin`: a relay may let in pages of its own websites alone."""
    sections = {name: one for name, one in written.items() if isinstance(one, dict)}
    told = {key: one for key, one in said.get("documents", {}).items() if one}
    documents = {**sections.get("documents", {}), **told}
    if "origin" in documents or not documents.get("targets"):
        return {}
    for name, key in (("page", "urls"), ("canary", "page")):
        values = {**sections.get(name, {}), **{k: v for k, v in said.get(name, {}).items() if v}}
        first = next(iter(texts_of(key, values.get(key, ()))), "")
        try:
            parts = urlsplit(first)
        except ValueError:  # the check of that page says so
            continue
        if parts.scheme in ("http", "https") and parts.netloc:
            return {"origin": f"{parts.scheme}://{parts.netloc}"}
    return {}


def part(name: str, written: Any, said: Mapping[str, Any]) -> Part:
    """One check with the options of its command. Raises UsageFault."""
    if written is not None and not isinstance(written, dict):
        raise UsageFault(f"[{name}] is a section")
    values = {**(written or {}), **{key: one for key, one in said.items() if one}}
    if not values and written is None:
        return Part(name)
    top = Parser(allow_abbrev=False)
    commands = top.add_subparsers()
    RUNS[name][0].add(commands)
    try:
        line = [name, *words(commands.choices[name], values)]
        return Part(name, top.parse_args(line), shlex.join(["noview-audit", *line]))
    except UsageFault as fault:
        if written is None:
            return Part(name, why=str(fault))
        raise UsageFault(f"[{name}] {fault}") from None


def words(parser: argparse.ArgumentParser, values: Mapping[str, Any]) -> Iterator[str]:
    """The command line for a section. Raises UsageFault for a key or a value that it cannot be."""
    known = {key_of(one): one for one in parser._actions if key_of(one) not in NO_KEYS}
    for key, value in values.items():
        if key not in known:
            raise UsageFault(f"has no {key!r}; it has {', '.join(known)}")
        if not known[key].option_strings:
            yield from texts_of(key, value)
    for key, value in values.items():
        if option := next(iter(known[key].option_strings), ""):
            yield from option_of(option, key, value, known[key])


def key_of(action: argparse.Action) -> str:
    """What an option is called in the file."""
    return action.option_strings[-1].lstrip("-") if action.option_strings else action.dest


def option_of(option: str, key: str, value: Any, action: argparse.Action) -> Iterator[str]:
    """One option with its value or values."""
    if isinstance(value, bool):
        if action.nargs not in (0, "?"):
            raise UsageFault(f"{key} is not yes or no")
        yield from [option] if value else []
    elif action.nargs == 0:
        raise UsageFault(f"{key} is true or false")
    elif action.nargs in ("+", "*"):
        yield from (option, *texts_of(key, value))
    else:
        yield from (f"{option}={one}" for one in texts_of(key, value))


def texts_of(key: str, value: Any) -> Iterator[str]:
    """One value, or each of several, as one writes it on a command line."""
    for one in value if isinstance(value, list | tuple) else [value]:
        if isinstance(one, datetime):
            yield one.isoformat()
        elif isinstance(one, str | int | Path) and not isinstance(one, bool):
            yield str(one)
        else:
            raise UsageFault(f"{key} is a text, a number, a time or several of them")
