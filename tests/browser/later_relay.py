"""The real relay under a clock that a test sets ahead: `later_relay.py CLOCK serve --config …`.

CLOCK is a file with the seconds to add; they only rise. Who did not say a word while a month went
by in a moment is not dropped for that.
"""

from __future__ import annotations

import sys
from pathlib import Path

from relay import __main__ as command
from relay.server import Relay

AHEAD = Path(sys.argv[1] if __name__ == "__main__" else "unused")


class LaterRelay(Relay):
    """A relay whose host's clock is that of the story."""

    def now(self) -> float:
        return super().now() + float(AHEAD.read_text(encoding="ascii"))

    def _sweep(self, now: float) -> None:
        pass


if __name__ == "__main__":
    setattr(command, "Relay", LaterRelay)  # noqa: B010
    sys.exit(command.main(sys.argv[2:]))
