"""How Python reads the vectors of the handbook (17.1)."""

from __future__ import annotations

import pytest

from orgkeys.office.handbook_document import handbook_hash, payload_of, read_handbook
from orgkeys.office.handbook_rules import WORDS, handbook_problem
from relay.errors import Untrusted
from tests.orgkeys.vector_readers import Case, b
from tools.vectors_handbook import shown
from tools.vectors_handbook_rules import content_of


def read_handbook_case(case: Case) -> None:
    keys, raw = [bytes.fromhex(key) for key in case["administrators"]], b(case, "handbook")
    where = (b(case, "organisation"), b(case, "desk"), keys)
    if case["expect"] != "ok":
        with pytest.raises(Untrusted) as broken:
            read_handbook(*where, raw)
        assert broken.value.rule == case["expect"]
        return
    found = read_handbook(*where, raw)
    book = found.payload
    assert (book.version, book.issued, book.expires) == tuple(
        case[name] for name in ("version", "issued", "expires")
    )
    assert [[secret.hex(), made] for secret, made in book.secrets] == case["secrets"]
    assert shown(book.content) == case["content"]
    assert book.content == content_of(case["content"])
    assert found.administrator == b(case, "administrator")
    assert handbook_hash(payload_of(raw)) == b(case, "hash")
    for cut in range(0, len(raw), 61):
        with pytest.raises(Untrusted, match="shape"):
            read_handbook(*where, raw[:cut])


def read_rules(case: Case) -> None:
    problem = handbook_problem(content_of(case["content"]))
    found = ("ok", None) if problem is None else (problem.why, problem.where)
    assert found == (case["expect"], case.get("where"))
    assert problem is None or problem.why in WORDS
