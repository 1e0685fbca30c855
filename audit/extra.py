"""What to say where a library of the extra `audit` is missing, as docs/audit.md does under Install.

The extra is named by the file of the wheel: whatever an index has under the name noview is not
ours.
"""

from __future__ import annotations

from importlib.metadata import version


def not_installed(use: str, library: str) -> str:
    """A sentence. `use` is what the library is for, with a verb."""
    return (
        f"{use} needs the library {library}, which is not installed. In the folder with the wheel:"
        f" pip install './noview-{version('noview')}-py3-none-any.whl[audit]'"
        " (docs/audit.md, Install)"
    )
