"""Another process, whose memory is looked into."""

from __future__ import annotations

import subprocess
import sys

from audit.canary_places import HOLDER


class Holder:
    """Another process, which keeps what it is told in its memory."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", HOLDER.replace("sys.stdin.buffer.read()", KEEPING), "0"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._heard()

    @property
    def pid(self) -> int:
        return self._process.pid

    def hold(self, data: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(data.hex().encode() + b"\n")
        self._process.stdin.flush()
        self._heard()

    def _heard(self) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"kept\n"

    def close(self) -> None:
        self._process.communicate()


KEEPING = """
all_kept = []
for line in sys.stdin.buffer:
    all_kept.append(bytes.fromhex(line.decode()))
    del line
    sys.stdout.write("kept\\n")
    sys.stdout.flush()
"""
