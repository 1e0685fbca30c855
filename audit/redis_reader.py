"""Reads a Redis piece by piece: its keys by SCAN, what is in them, its settings. Changes nothing.

Only commands that read are sent. Two things about reading cannot be helped: a Redis notes when a
key was read last, and it removes a key whose time was up when somebody asks for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from audit.errors import LocalFault, Unreadable
from audit.extra import not_installed
from audit.redis_place import PASSWORD, Place

if TYPE_CHECKING:
    import redis

CHUNK: Final = 256 * 1024
OVERLAP: Final = 256
BATCH: Final = 128
PATIENCE: Final = 30.0
DIGITS: Final = 20
"""Of the largest number that a server has."""
CLIENT: Final = "noview-audit"

NO_ANSWER: Final = "an answer that is none"


def plain(answer: object) -> bytes:
    """An answer in bytes. Raises Unreadable: a number is none, least of all as many bytes."""
    if answer is None:
        return b""
    if not isinstance(answer, bytes):
        raise Unreadable(NO_ANSWER)
    return answer


def text(answer: object) -> str:
    """The same, to be read. Raises Unreadable."""
    return plain(answer).decode("utf-8", "replace")


def number(answer: object) -> int:
    """A number, also one in digits. Raises Unreadable."""
    if isinstance(answer, bytes) and answer.isdigit() and len(answer) <= DIGITS:
        return int(answer)
    if answer is None or type(answer) is int:
        return answer or 0
    raise Unreadable(NO_ANSWER)


def listed(answer: object) -> list[Any]:
    """A list. Raises Unreadable."""
    if answer is None:
        return []
    if not isinstance(answer, list):
        raise Unreadable(NO_ANSWER)
    return answer


@dataclass(frozen=True)
class Key:
    """A key of a Redis. `size` in bytes: of a string its own, of anything else in memory."""

    database: int
    name: bytes = field(repr=False)
    kind: str
    size: int
    lives: float | None
    """Seconds until it is gone, or None where nothing makes it go."""

    @property
    def mark(self) -> str:
        """Two bytes of a hash of the name: enough for the host to find it among its keys, too few
        for anybody to learn the name by trying names."""
        return hashlib.sha256(self.name).hexdigest()[:4]


class Reader:
    """An open connection, in one database at a time. Raises LocalFault; Unreadable for what this
    user may not do, or what is no answer."""

    def __init__(self, place: Place) -> None:
        try:
            import redis
        except ImportError:
            raise LocalFault(not_installed("reading a Redis", "redis")) from None
        self._place = place
        self._faults = redis.exceptions
        self._driver = redis
        self._client = self._open(0)

    def _open(self, database: int) -> redis.Redis:
        client = self._driver.Redis(
            **self._place.options,
            db=database,  # also after a lost connection
            client_name=CLIENT,
            protocol=2,
            max_connections=1,
            retry=self._driver.retry.Retry(self._driver.backoff.NoBackoff(), 0),
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
        )
        client.response_callbacks.clear()  # answers as they come, in any version
        return client

    def _in(self, database: int) -> None:
        """Go on in another database."""
        self._client.close()
        self._client = self._open(database)

    def __enter__(self) -> Self:
        self.told("PING")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def _reply(self, *words: str | bytes | int) -> Any:
        """What the server answers: bytes, numbers, lists, in whatever order it likes."""
        with self._trouble():
            return self._client.execute_command(*words)  # type: ignore[no-untyped-call]

    def ask(self, *words: str | bytes | int) -> list[Any]:
        """One command that reads, whose answer is a list."""
        return listed(self._reply(*words))

    def told(self, *words: str | bytes | int) -> bytes:
        """One command that reads, whose answer is bytes; none are none."""
        return plain(self._reply(*words))

    def counted(self, *words: str | bytes | int) -> int:
        """One command that reads, whose answer is a number; none is 0."""
        return number(self._reply(*words))

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        """Words of our own: a server's could hold what it was asked about."""
        where, faults = self._place.label, self._faults
        try:
            yield
        except faults.AuthenticationError:
            told = f"{where} wants a user or password, or another one; see {PASSWORD}"
            raise LocalFault(told) from None
        except faults.TimeoutError:
            raise LocalFault(f"{where} does not answer in time") from None
        except (faults.BusyLoadingError, faults.ConnectionError, OSError):
            told = f"cannot talk to {where}: is a Redis there, with TLS or without?"
            raise LocalFault(told) from None
        except faults.NoPermissionError:
            raise Unreadable("this user may not ask for it") from None
        except faults.RedisError:
            raise Unreadable("the server refuses to say") from None

    def info(self, section: str) -> dict[str, str]:
        """What the server says of itself."""
        lines = self.told("INFO", section).decode("utf-8", "replace").splitlines()
        pairs = (line.partition(":") for line in lines if not line.startswith("#"))
        return {name: value for name, colon, value in pairs if colon}

    def databases(self) -> Mapping[int, int]:
        """The databases that hold anything, and how many keys each says that it holds."""
        found = {}
        for name, value in self.info("keyspace").items():
            counts = dict(part.partition("=")[::2] for part in value.split(","))
            if name.startswith("db"):
                found[number(name[2:].encode())] = number(counts.get("keys", "0").encode())
        return found

    def settings(self, names: Sequence[str]) -> dict[str, str]:
        """Settings by name; those that it does not have are left out."""
        found = {}
        for name in names:
            flat = self.ask("CONFIG", "GET", name)
            for key, value in zip(flat[::2], flat[1::2], strict=False):
                found[text(key)] = text(value)
        return found

    def keys(self, database: int) -> Iterator[Key]:
        """Every key of a database, as it comes. Reads nothing else meanwhile of another one."""
        self._in(database)
        for batch in self._scan("SCAN"):
            for name in batch:
                key = self._key(database, plain(name))
                if key is not None:
                    yield key

    def _key(self, database: int, name: bytes) -> Key | None:
        kind = text(self.told("TYPE", name))
        if kind == "none":
            return None  # gone since it was named
        lives = self.counted("PTTL", name)
        how = ("STRLEN",) if kind == "string" else ("MEMORY", "USAGE")
        size = self.counted(*how, name)
        return Key(database, name, kind, size, None if lives < 0 else lives / 1000)

    def _scan(self, *words: str | bytes) -> Iterator[list[Any]]:
        cursor = b"0"
        while True:
            answer = self.ask(*words, cursor, "COUNT", BATCH)
            if len(answer) != 2:
                raise Unreadable(NO_ANSWER)
            cursor = plain(answer[0])
            yield listed(answer[1])
            if number(cursor) == 0:
                return

    def pieces(self, key: Key) -> Iterator[bytes]:
        """What is in a key: a string in overlapping chunks, of all else each part by itself."""
        name = key.name
        if key.kind == "string":
            for start in range(0, key.size, CHUNK):
                yield self.told("GETRANGE", name, start, start + CHUNK + OVERLAP - 1)
        elif key.kind == "list":
            for start in range(0, self.counted("LLEN", name), BATCH):
                yield from map(plain, self.ask("LRANGE", name, start, start + BATCH - 1))
        elif key.kind in ("set", "hash", "zset"):
            for batch in self._scan(f"{key.kind[0].upper()}SCAN", name):
                yield from map(plain, batch)
        elif key.kind == "stream":
            yield from self._stream(name)
        else:
            raise Unreadable("a kind of value that is not known here")

    def dumped(self, key: Key) -> bytes:
        """All of a key, as RESTORE takes it; empty where it is gone."""
        return self.told("DUMP", key.name)

    def _stream(self, name: bytes) -> Iterator[bytes]:
        begin = b"-"
        while batch := self.ask("XRANGE", name, begin, "+", "COUNT", BATCH):
            for one in batch:
                ident, fields = (*listed(one), None, None)[:2]
                begin = b"(" + plain(ident)
                yield begin[1:]
                yield from map(plain, listed(fields))
