"""Writing a report: two files of one name, for their owner alone, and none written over."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from audit.errors import LocalFault, UsageFault
from audit.report_form import Report, to_json
from audit.report_page import page


@dataclass(frozen=True)
class Files:
    """Where a report is to go."""

    html: Path
    json: Path

    @classmethod
    def of(cls, folder: Path, date: str) -> Files:
        """By the day that it is of, as 2026-11-22."""
        name = f"noview-audit-{date}"
        return cls(folder / f"{name}.html", folder / f"{name}.json")

    def free(self, overwrite: bool) -> None:
        """Before anything long begins: the folder is there and nothing would be lost. Raises
        UsageFault, LocalFault."""
        for path in (self.html, self.json):
            if not overwrite and os.path.lexists(path):
                raise UsageFault(f"{path} is there already; say --overwrite, or another --out")
        try:
            self.html.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as problem:
            raise LocalFault(f"cannot make {self.html.parent}: {problem.strerror}") from None

    def write(self, report: Report, overwrite: bool) -> None:
        """Both. Raises UsageFault, LocalFault."""
        self.free(overwrite)
        _write(self.json, to_json(report))
        _write(self.html, page(report).encode("utf-8"))


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, readable to nobody else at any moment."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        new.replace(path)
    except OSError as problem:
        new.unlink(missing_ok=True)
        raise LocalFault(f"cannot write {path}: {problem.strerror}") from None
