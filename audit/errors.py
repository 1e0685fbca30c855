"""What can go wrong in an audit, by whose fault it is. Never holds a byte of what was read.

AuditError
  UsageFault    the command was called with something that it does not take
  LocalFault    this machine: no right to read, no room to write
  Unreadable    what was given is not what it says that it is; place: where in it
"""

from __future__ import annotations

from pathlib import Path

from relay.errors import NoviewError


class AuditError(NoviewError):
    """Anything that ends an audit, or a part of it, on purpose."""


class UsageFault(AuditError):  # noqa: N818 - the name says whose fault
    """The command cannot be done as it was asked; the message says what it takes instead."""

    def __init__(self, message: str) -> None:
        super().__init__("usage", message)


class LocalFault(AuditError):  # noqa: N818
    """This machine does not let us; the message names the file and the system's reason."""

    def __init__(self, message: str) -> None:
        super().__init__("local", message)


class Unreadable(AuditError):  # noqa: N818
    """Bytes that break the format they claim. `reason` is a fixed phrase, `place` a place."""

    def __init__(self, reason: str, place: str = "") -> None:
        super().__init__("unreadable", f"{reason} ({place})" if place else reason)
        self.reason = reason
        self.place = place


def kind_and_place(fault: BaseException) -> str:
    """An unexpected exception without its text, which may hold what was read: its kind, and the
    line of the program."""
    frame = fault.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    if frame is None:
        return type(fault).__name__
    file = Path(frame.tb_frame.f_code.co_filename).name
    return f"{type(fault).__name__} in {file}, line {frame.tb_lineno}"
