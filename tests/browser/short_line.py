"""The real relay with room for two in a waiting line: 512 would take a crowd of addresses."""

from __future__ import annotations

import sys

from relay.__main__ import main
from relay.line import Line

ROOM = 2

if __name__ == "__main__":
    assert Line.__init__.__defaults__ is not None
    setattr(Line.__init__, "__defaults__", (*Line.__init__.__defaults__[:-1], ROOM))  # noqa: B010
    sys.exit(main(sys.argv[1:]))
