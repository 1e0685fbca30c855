"""Small scripts for a hostile relay, to be put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from relay import frames
from tests.hostile.relay import Passing, Script, Tampered


def on(
    kind: type[frames.Frame] | tuple[type[frames.Frame], ...],
    path: str,
    act: Callable[[Passing], Tampered],
) -> Script:
    """Let `act` decide about the frames of these kinds on the connections of one path."""

    def script(passing: Passing) -> Tampered:
        if isinstance(passing.frame, kind) and passing.conn.path == f"/v1/{path}":
            return act(passing)
        return None

    return script


def once(script: Script) -> Script:
    """The same, until it has struck; then everything passes."""
    struck: list[bool] = []

    def striking(passing: Passing) -> Tampered:
        if struck:
            return None
        instead = script(passing)
        if instead is not None:
            struck.append(True)
        return instead

    return striking


def both(*scripts: Script) -> Script:
    """The first that has something to say."""

    def script(passing: Passing) -> Tampered:
        answers: Iterable[Tampered] = (one(passing) for one in scripts)
        return next((answer for answer in answers if answer is not None), None)

    return script
