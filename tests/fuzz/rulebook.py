"""The rulebook as a target: the world of a vector, and a document that was changed.

The first two bytes say which vector of tests/vectors/documents/ (in the order of their names) has
gone before; the rest is the document that it is given last. Every signature holds here, so that
what is behind the signatures is reached.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from relay.documents import Certificate, HeadSeen, TrustedDocuments
from relay.errors import Malformed
from tests.fuzz.seeds import VECTORS
from tests.fuzz.target import Target

COVERS = (
    *(f"relay.documents:TrustedDocuments.add_{kind}"
      for kind in ("charter", "roster", "notice", "shift", "state")),
    *(f"relay.document_checks:CheckedDocuments.check_{kind}"
      for kind in ("certificate", "sealing_key", "warrant", "power", "office_key")),
    "relay.document_rules:check_warrant",
)  # fmt: skip


@cache
def _files() -> tuple[str, ...]:
    return tuple(sorted(str(path) for path in (VECTORS / "documents").glob("*.json")))


@cache
def _case(at: int) -> dict[str, Any]:
    if at >= len(_files()):
        raise Malformed("no such case")
    with open(_files()[at], encoding="utf-8") as file:
        case: dict[str, Any] = json.load(file)
    return case


def _give(
    reader: TrustedDocuments, kind: str, raw: bytes, certificate: Certificate | None, now: float
) -> Any:
    if kind == "certificate":
        return reader.check_certificate(raw, now)
    if kind == "sealing_key":
        if certificate is None:
            raise Malformed("no certificate")
        return reader.check_sealing_key(raw, certificate, now)
    if kind == "office_key":
        return reader.check_office_key(raw, now)
    return getattr(reader, f"add_{kind}")(raw, now)


def read(raw: bytes) -> tuple[str, str]:
    """Which kind was given, and what came of it. Raises Untrusted; Malformed for no such case."""
    if len(raw) < 2:
        raise Malformed("no such case")
    case = _case(int.from_bytes(raw[:2], "big"))
    *before, last = case["documents"]
    if last["kind"] == "line":
        raise Malformed("no such case")
    reader = TrustedDocuments(bytes.fromhex(case["organisation"]), case["least_charter_version"])
    heads = [
        HeadSeen(kind, bytes.fromhex(desk), version, *map(bytes.fromhex, rest))
        for kind, desk, version, *rest in case.get("heads", ())
    ]
    if heads:
        reader.remember(heads)
    certificate: Certificate | None = None
    for document in before:
        told = _give(
            reader, document["kind"], bytes.fromhex(document["hex"]), certificate, case["now"]
        )
        if document["kind"] == "certificate":
            certificate = told
    told = _give(reader, last["kind"], raw[2:], certificate, case["now"])
    return last["kind"], str(told).lower() if isinstance(told, bool) else "good"


def rulebook() -> Target:
    """The target."""
    return Target(
        "rulebook",
        COVERS,
        read,
        None,
        lambda told: ("", list(told)),
        codes=True,
        prefix=2,
        weight=3,
    )
