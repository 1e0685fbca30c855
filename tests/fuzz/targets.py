"""Every decoder of the Python side, as a fuzzer drives it; held complete by test_complete.py."""

from __future__ import annotations

from tests.fuzz.target import Target
from tests.fuzz.targets_audit import AUDIT
from tests.fuzz.targets_files import FILES
from tests.fuzz.targets_own import OWN
from tests.fuzz.targets_shared import SHARED

TARGETS: tuple[Target, ...] = (*SHARED, *OWN, *AUDIT, *FILES)


def named(name: str) -> Target:
    """The target of that name. Raises KeyError."""
    return {target.name: target for target in TARGETS}[name]
