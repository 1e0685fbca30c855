"""The configuration of a relay: one TOML file, every key checked, nothing guessed.

Without a file: 127.0.0.1:8765, a database in the current directory, and no organisation yet.
`relay.example.toml` shows and explains every key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from relay.errors import LocalFault
from relay.limits import MAX_CONNECTIONS


class BadConfig(LocalFault):
    """A configuration that cannot be used. The message names the key and says what it wants."""

    def __init__(self, message: str) -> None:
        super().__init__("config", message)


@dataclass(frozen=True)
class Address:
    """Where to listen. Port 0 lets the system choose, for tests."""

    host: str
    port: int


@dataclass(frozen=True)
class Deadlines:
    """Seconds until a connection that does not move is closed."""

    headers: float = 10.0
    first_frame: float = 10.0
    frame: float = 10.0
    idle: float = 120.0
    slow_reader: float = 20.0
    closing: float = 2.0


@dataclass(frozen=True)
class Tls:
    """Files in PEM. Usually a reverse proxy does this instead."""

    certificate: Path
    key: Path


@dataclass(frozen=True)
class PagesConfig:
    """The separate listener for pages that `noview-org page` has written."""

    listen: Address
    directory: Path
    frame_ancestors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Config:
    """Everything a relay is told."""

    listen: Address = Address("127.0.0.1", 8765)
    name: str = "relay"
    organisations: tuple[bytes, ...] = ()
    store: str = "sqlite"
    database: Path = Path("noview-relay.db")
    allowed_origins: tuple[str, ...] = ()
    staff_origins: tuple[str, ...] = ()
    null_origin: bool = False
    address_header: str = ""
    max_connections: int = MAX_CONNECTIONS
    deadlines: Deadlines = field(default_factory=Deadlines)
    tls: Tls | None = None
    pages: PagesConfig | None = None


def load(path: Path) -> Config:
    """Read a file. Paths in it are relative to its directory. Raises BadConfig."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadConfig("the configuration is not UTF-8 text") from None
    except OSError as problem:
        raise BadConfig(f"cannot read the configuration: {problem.strerror}") from None
    return parse(text, path.parent)


def parse(text: str, base: Path = Path()) -> Config:
    """Read TOML. Raises BadConfig for a key that is unknown or out of bounds."""
    try:
        table = Table("", tomllib.loads(text))
    except tomllib.TOMLDecodeError as problem:
        raise BadConfig(f"the configuration is not TOML: {problem}") from None
    except (ValueError, RecursionError):  # a number or a nesting beyond what Python reads
        raise BadConfig("the configuration is not TOML that can be read") from None
    default = Config()
    config = replace(
        default,
        listen=table.address("listen", default.listen),
        name=table.match(
            "name", r"[A-Za-z0-9 ._-]{1,64}", "1 to 64 plain characters", default.name
        ),
        organisations=tuple(
            bytes.fromhex(one) for one in table.strings("organisations", HEX, HEX_SAYS)
        ),
        store=table.match("store", "sqlite|memory", '"sqlite" or "memory"', default.store),
        database=base / table.text("database", str(default.database)),
        allowed_origins=table.strings("allowed_origins", ORIGIN, ORIGIN_SAYS),
        staff_origins=table.strings("staff_origins", ORIGIN, ORIGIN_SAYS),
        null_origin=table.boolean("null_origin", default.null_origin),
        address_header=table.match(
            "address_header", r"[A-Za-z-]{0,64}", 'a header name such as "X-Forwarded-For"', ""
        ),
        max_connections=int(table.number("max_connections", default.max_connections, 1, 1_000_000)),
        deadlines=deadlines(table.table("deadlines")),
        tls=tls(table.table("tls"), base),
        pages=pages(table.table("pages"), base),
    )
    table.finish()
    return config


HEX = r"[0-9a-f]{64}"
HEX_SAYS = "fingerprints of 64 hexadecimal digits (see `noview-org show`)"
ORIGIN = r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?"
ORIGIN_SAYS = 'origins such as "https://help.example", in lower case and without a path'


def deadlines(table: Table | None) -> Deadlines:
    """The table [deadlines]."""
    if table is None:
        return Deadlines()
    default = Deadlines()
    names = ("headers", "first_frame", "frame", "idle", "slow_reader", "closing")
    found = Deadlines(
        **{name: table.number(name, getattr(default, name), 0.05, 3600) for name in names}
    )
    table.finish()
    return found


def tls(table: Table | None, base: Path) -> Tls | None:
    """The table [tls]."""
    if table is None:
        return None
    found = Tls(base / table.text("certificate"), base / table.text("key"))
    table.finish()
    return found


def pages(table: Table | None, base: Path) -> PagesConfig | None:
    """The table [pages]."""
    if table is None:
        return None
    found = PagesConfig(
        table.address("listen", Address("127.0.0.1", 8766)),
        base / table.text("directory"),
        table.strings("frame_ancestors", ORIGIN, ORIGIN_SAYS),
    )
    table.finish()
    return found


class Table:
    """One table of the file; each key is asked for once, and what was not asked for is unknown."""

    def __init__(self, name: str, values: Mapping[str, Any]) -> None:
        self._name = name
        self._values = dict(values)

    def finish(self) -> None:
        """Refuse keys that nothing asked for."""
        for key in self._values:
            raise BadConfig(f"unknown key `{self._label(key)}`")

    def table(self, key: str) -> Table | None:
        """A table inside this one, if it is there."""
        value = self._take(key, None)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self._wants(key, f"to be a table: [{key}]")
        return Table(key, value)

    def text(self, key: str, default: str | None = None) -> str:
        """A string that is not empty; needed when there is no default."""
        value = self._take(key, default)
        if value is None:
            raise BadConfig(f"`{self._label(key)}` is missing")
        if not isinstance(value, str) or not value or "\0" in value:
            raise self._wants(key, "text in quotes")
        return value

    def match(self, key: str, pattern: str, says: str, default: str) -> str:
        """A string of a shape."""
        value = self._take(key, default)
        if not isinstance(value, str) or re.fullmatch(pattern, value) is None:
            raise self._wants(key, says)
        return value

    def strings(self, key: str, pattern: str, says: str) -> tuple[str, ...]:
        """A list of different strings of a shape; empty when absent."""
        values = self._take(key, [])
        if not isinstance(values, list):
            raise self._wants(key, f"a list of {says}")
        for value in values:
            if not isinstance(value, str) or re.fullmatch(pattern, value) is None:
                raise self._wants(key, f"a list of {says}")
        if len(set(values)) != len(values):
            raise self._wants(key, "each entry only once")
        return tuple(values)

    def boolean(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            raise self._wants(key, "true or false")
        return value

    def number(self, key: str, default: float, least: float, most: float) -> float:
        """A number within bounds, both included."""
        value = self._take(key, default)
        good = isinstance(value, int | float) and not isinstance(value, bool)
        if not good or not least <= value <= most:
            raise self._wants(key, f"a number from {least:g} to {most:g}")
        return float(value)

    def address(self, key: str, default: Address) -> Address:
        """ "host:port", the host of IPv6 in brackets."""
        value = self._take(key, f"[{default.host}]:{default.port}")
        shape = r"(\[(?P<six>[^\[\]]+)\]|(?P<four>[^\[\]:]+)):(?P<port>[0-9]{1,5})"
        found = re.fullmatch(shape, value) if isinstance(value, str) else None
        if found is None or int(found["port"]) > 65_535:
            raise self._wants(key, '"host:port", such as "127.0.0.1:8765" or "[::1]:8765"')
        return Address(found["six"] or found["four"], int(found["port"]))

    def _take(self, key: str, default: Any) -> Any:
        return self._values.pop(key, default)

    def _label(self, key: str) -> str:
        return f"{self._name}.{key}" if self._name else key

    def _wants(self, key: str, says: str) -> BadConfig:
        return BadConfig(f"`{self._label(key)}` wants {says}")
