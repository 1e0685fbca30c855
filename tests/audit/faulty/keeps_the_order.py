"""A relay that never writes its file anew, so that answers lie in the order in which they came."""

from __future__ import annotations

import sys

from relay.__main__ import main
from relay.store import sqlite

if __name__ == "__main__":
    setattr(sqlite, "REWRITE_MOST", 0)  # noqa: B010 - a planted limit
    sys.exit(main(sys.argv[1:]))
