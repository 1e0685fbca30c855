"""What each finding means, for somebody who answers for a service and writes no software.

One row for each code: how grave, a title, and what it means with what to do. `fail` breaks a
promise, `inconclusive` means that something could not be looked at, `warn` is a weakness that the
promises allow, `note` is for the record. Nothing in here is filled in: places are the evidence.
"""

from __future__ import annotations

from typing import Final

from audit.report_words import FOUND
from audit.words_canary import CANARY
from audit.words_documents import DOCUMENTS
from audit.words_files import DISCLOSED, FILES
from audit.words_page import PAGE
from audit.words_redis import REDIS
from audit.words_release import RELEASE
from audit.words_store import STORE, Words

WORDS: Final[Words] = {
    **STORE,
    **CANARY,
    **FILES,
    **REDIS,
    **DISCLOSED,
    **PAGE,
    **RELEASE,
    **DOCUMENTS,
    **FOUND,
}
