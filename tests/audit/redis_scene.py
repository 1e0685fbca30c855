"""Debian's Redis, started on a socket in a folder, quiet: nothing on a disk, no slow log."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis

QUIET = 'port 0\nsave ""\nappendonly no\nslowlog-log-slower-than -1\nloglevel notice\n'


@dataclass
class Server:
    """A Redis that runs, with a client that may do everything."""

    folder: Path
    client: redis.Redis

    @property
    def address(self) -> str:
        return f"unix://{self.folder}/s"

    def do(self, *words: Any) -> Any:
        return self.client.execute_command(*words)  # type: ignore[no-untyped-call]

    def fresh(self) -> None:
        """As it was when it was started."""
        self.do("FLUSHALL")
        self.do("SLOWLOG", "RESET")
        self.do("FUNCTION", "FLUSH")
        for name, value in (
            ("save", ""), ("appendonly", "no"), ("slowlog-log-slower-than", "-1"),
            ("loglevel", "notice"),
        ):  # fmt: skip
            self.do("CONFIG", "SET", name, value)


@contextmanager
def redis_server(folder: Path, more: str = "", password: str | None = None) -> Iterator[Server]:
    """Start one; it is ready when this is entered."""
    config = folder / "redis.conf"
    secret = f"requirepass {password}\n" if password else ""
    config.write_text(f"dir {folder}\nunixsocket {folder}/s\n{QUIET}{secret}{more}")
    with (folder / "redis.out").open("wb") as out:
        process = subprocess.Popen(["/usr/bin/redis-server", str(config)], stdout=out, stderr=out)
    client = redis.Redis(unix_socket_path=f"{folder}/s", password=password)
    try:
        ends = time.monotonic() + 60
        while True:
            try:
                client.ping()
                break
            except (redis.ConnectionError, FileNotFoundError):
                assert process.poll() is None, (folder / "redis.out").read_text()
                assert time.monotonic() < ends, (folder / "redis.out").read_text()
                time.sleep(0.05)
        yield Server(folder, client)
    finally:
        client.close()
        process.terminate()
        process.wait(60)
