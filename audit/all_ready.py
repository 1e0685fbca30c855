"""What can be known before an audit begins: whether all that is named for it is there.

An hour later, in the middle of the report, is late for a typing error.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from audit.all import Part
from audit.errors import UsageFault
from audit.places import is_there
from audit.redis_place import is_redis
from audit.release import MANIFEST

NAMED: Final[Mapping[str, tuple[str, ...]]] = {
    "canary": (
        "vault",
        "keys",
        "passphrase_file",
        "second_vault",
        "second_passphrase_file",
        "data",
        "log",
        "profile",
        "browser",
    ),
    "page": ("release", "older", "trust", "organisation_file", "ca"),
    "documents": ("export",),
    "storage": ("paths",),
    "disclose": ("paths",),
}
"""Check → those of its options that name a file or a folder which must be there. A core dump is
made meanwhile, and what remembers is made at the end."""


def check_ready(parts: Iterable[Part]) -> None:
    """Raises UsageFault with all that is not as it was said. What this user may not see may be
    there: the check itself says more of it."""
    faults = [
        f"[{part.name}] {fault}"
        for part in parts
        if part.options is not None
        for fault in faults_of(part.name, part.options)
    ]
    if faults:
        raise UsageFault("; ".join(faults))


def faults_of(name: str, options: argparse.Namespace) -> Iterator[str]:
    """What is wrong with one check's options, each a sentence without its end."""
    for option in NAMED[name]:
        for path in several(getattr(options, option)):
            if not is_redis(str(path)) and not is_there(path):
                yield f"there is no {path}"
            elif option in ("release", "older") and not is_there(Path(path) / MANIFEST):
                yield f"{path} is no release: there is no {MANIFEST} in it"
    if name == "canary":
        for pid in options.pid:
            if is_there("/proc/self") and not is_there(f"/proc/{pid}"):
                yield f"there is no process {pid}"
    if name == "disclose" and options.out is not None and is_there(options.out):
        yield f"{options.out} is there already; name a new folder"


def several(value: Any) -> list[str | Path]:
    """The values of an option, which may have none, one or several."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]
