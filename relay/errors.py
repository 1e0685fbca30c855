"""The one tree of errors, by whose fault it is.

    NoviewError          code: a short fixed word; the message never holds bytes that came in
      RemoteFault        the other side broke a rule; wire: its code in `refused` (protocol.md 10)
        Malformed        bytes that are no frame, document or value of this protocol
        ClientFault      what a relay refuses a client, with the detail that goes with the code
        Untrusted        a document that the rulebook does not accept (protocol.md 3); rule: which
      LocalFault         our own fault: a wrong call, a wrong configuration, a broken store

Messages and representations carry fixed words only, so that an error can be logged as it is.
"""

from __future__ import annotations


class NoviewError(Exception):
    """Anything that goes wrong on purpose. `code` is a fixed word for programs and catalogs."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code


class RemoteFault(NoviewError):  # noqa: N818 - the name says whose fault
    """The other side's fault. `wire` is the code of `refused` that says so (protocol.md 10)."""

    def __init__(self, code: str, message: str = "", *, wire: int = 1) -> None:
        super().__init__(code, message)
        self.wire = wire


class Malformed(RemoteFault):
    """Bytes that break a rule of protocol.md 1.1 or a shape; nothing of them was used."""

    def __init__(self, message: str = "") -> None:
        super().__init__("malformed", message, wire=1)


class ClientFault(RemoteFault):
    """A relay refuses what a client asked. `wire` and `detail` as in `refused`."""

    def __init__(self, wire: int, detail: int = 0, code: str = "refused") -> None:
        super().__init__(code, f"refused with {int(wire)}", wire=int(wire))
        self.detail = detail


class Untrusted(RemoteFault):
    """A document that must not be believed. `rule` is the word of the rulebook that it breaks.

    The rulebook, with its words, is the docstring of relay/documents.py (protocol.md 3).
    """

    def __init__(self, rule: str, message: str = "") -> None:
        # An old version has its own code, because the publisher's next step differs.
        super().__init__("untrusted", message or rule, wire=16 if rule == "rollback" else 15)
        self.rule = rule


class LocalFault(NoviewError):  # noqa: N818
    """Our own fault; the other side is not to blame and is told nothing about it."""
