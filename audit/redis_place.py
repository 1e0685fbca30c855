"""Where a Redis is, and how its password comes in: never on a command line, never into a report.

A command line can be read by every user of a machine and stays in a shell's history. So an address
with anything before an @ or behind a ? is refused, and never repeated.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from audit.errors import LocalFault, UsageFault

SCHEMES: Final = {"redis": False, "valkey": False, "rediss": True, "valkeys": True, "unix": False}
"""What an address may begin with, and whether that means TLS."""
PORT: Final = 6379
USER: Final = "NOVIEW_REDIS_USER"
PASSWORD: Final = "NOVIEW_REDIS_PASSWORD"  # noqa: S105 - the name of a variable
PASSWORD_FILE: Final = "NOVIEW_REDIS_PASSWORD_FILE"  # noqa: S105
IN_THE_ADDRESS: Final = (
    "a name or password must not stand in the address of a Redis: every user of this machine can"
    f" read it there. Put the password into {PASSWORD}, or its file's name into {PASSWORD_FILE},"
    f" the user's name into {USER}, and change a password that was shown"
)
FORM: Final = "a Redis is named redis://HOST:PORT, rediss://HOST:PORT with TLS, or unix:///PATH"


@dataclass(frozen=True)
class Place:
    """A Redis. `label` is how it is called in evidence."""

    label: str
    options: Mapping[str, Any] = field(repr=False)
    """For the library's client: where it is, and who asks."""


def is_redis(path: str) -> bool:
    """Whether this names a Redis and no file."""
    return path.partition(":")[0].lower() in SCHEMES and "://" in path


def place_of(address: str, environ: Mapping[str, str] = os.environ) -> Place:
    """Read an address, and the password from where it is. Raises UsageFault, LocalFault."""
    if "@" in address or "?" in address:
        raise UsageFault(IN_THE_ADDRESS)
    try:
        parts = urlsplit(address)
        port = parts.port or PORT
    except ValueError:
        raise UsageFault(FORM) from None
    options = _identity(environ)
    if parts.scheme == "unix":
        if parts.netloc or not parts.path or parts.fragment:
            raise UsageFault(FORM)
        return Place(f"unix://{parts.path}", {"unix_socket_path": parts.path, **options})
    if not parts.hostname or not _database(parts):
        raise UsageFault(FORM)
    label = f"{parts.scheme}://{parts.netloc if parts.port else f'{parts.netloc}:{port}'}"
    tls = {"ssl": True} if SCHEMES[parts.scheme] else {}
    return Place(label, {"host": parts.hostname, "port": port, **tls, **options})


def _database(parts: SplitResult) -> bool:
    """A number of a database may stand there as everybody writes it; all of them are read."""
    number = parts.path.removeprefix("/")
    return not parts.fragment and (not number or number.isdecimal())


def _identity(environ: Mapping[str, str]) -> dict[str, str]:
    who = {"username": environ[USER]} if environ.get(USER) else {}
    if environ.get(PASSWORD_FILE):
        if environ.get(PASSWORD):
            raise UsageFault(f"{PASSWORD} and {PASSWORD_FILE} are both set; keep one")
        return {**who, "password": _read(Path(environ[PASSWORD_FILE]))}
    return {**who, "password": environ[PASSWORD]} if environ.get(PASSWORD) else who


def _read(path: Path) -> str:
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise LocalFault(f"the file in {PASSWORD_FILE} can be read by others; chmod 600 it")
        text = path.read_text(encoding="utf-8").strip("\r\n")
    except OSError as problem:
        raise LocalFault(f"cannot read the file in {PASSWORD_FILE}: {problem.strerror}") from None
    except UnicodeDecodeError:
        raise LocalFault(f"the file in {PASSWORD_FILE} is not UTF-8 text") from None
    if not text or "\n" in text:
        raise LocalFault(f"the file in {PASSWORD_FILE} must hold the password, in one line")
    return text
