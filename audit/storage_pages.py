"""Web pages on a disk: whether one is what this version writes, to the byte."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from audit.errors import Unreadable
from audit.page_stamp import told_of, written_again
from orgkeys.office.commands import BUILT
from orgkeys.office.page_words import read_words
from orgkeys.office.pages import read_built
from orgkeys.office.terminal import Refused

LARGEST: Final = 8 * 1024 * 1024


def is_of_this_version(path: Path, built: Path = BUILT) -> bool:
    """Whether `noview-org page` of this program writes this page for what the page was told.

    By whom that was signed is not asked: that is what `noview-audit page` is for.
    """
    if path.stat().st_size > LARGEST:
        return False
    body = path.read_bytes()
    try:
        told = told_of(body)
        return written_again(told, read_built(built)[told.page], read_words(built)) == body
    except (Unreadable, Refused):
        return False
