"""The shared vectors of signed documents, as the TypeScript reader also reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from relay.documents import Certificate, HeadSeen, TrustedDocuments, envelope_hash
from relay.errors import Untrusted
from tools import vectors_documents

FILES = sorted(vectors_documents.HERE.glob("*.json"))


def give(
    reader: TrustedDocuments, document: dict[str, str], certificate: Certificate | None, now: float
) -> Certificate | None:
    """Hand one document over as its kind says; the newest checked certificate."""
    raw = bytes.fromhex(document["hex"])
    match document["kind"]:
        case "certificate":
            return reader.check_certificate(raw, now)
        case "sealing_key":
            assert certificate is not None
            reader.check_sealing_key(raw, certificate, now)
        case "office_key":
            reader.check_office_key(raw, now)
        case "line":
            reader.check_line(envelope_hash(raw), now)
        case kind:
            getattr(reader, f"add_{kind}")(raw, now)
    return certificate


def decide(case: dict[str, Any]) -> None:
    """A reader decides as the case says."""
    reader = TrustedDocuments(bytes.fromhex(case["organisation"]), case["least_charter_version"])
    heads = [
        HeadSeen(kind, bytes.fromhex(desk), version, *map(bytes.fromhex, rest))
        for kind, desk, version, *rest in case.get("heads", ())
    ]
    if heads:
        reader.remember(heads)
    *before, last = case["documents"]
    certificate: Certificate | None = None
    for document in before:
        certificate = give(reader, document, certificate, case["now"])
    outcome = "ok"
    try:
        give(reader, last, certificate, case["now"])
    except Untrusted as refusal:
        outcome = refusal.rule
    assert outcome == case["expect"]
    if case["hash"]:
        assert envelope_hash(bytes.fromhex(last["hex"])).hex() == case["hash"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_reader_decides_as_the_vector_says(path: Path) -> None:
    case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert case["name"] == path.stem
    decide(case)


def test_the_vectors_are_there_and_cover_every_rule() -> None:
    rules = {json.loads(path.read_text())["expect"] for path in FILES}
    assert rules == {
        *("ok", "shape", "fingerprint", "threshold", "gap", "rollback", "fork", "signer"),
        *("signature", "expired", "least-charter", "missing", "organisation", "early", "life"),
        *("roster-mismatch", "unlisted", "revoked", "power"),
    }


def test_the_vectors_are_what_the_tool_writes_every_time(tmp_path: Path) -> None:
    assert vectors_documents.write(tmp_path) == len(FILES)
    for path in FILES:
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name
