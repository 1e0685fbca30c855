"""How the vectors of what staff count are read (15.7)."""

from __future__ import annotations

import pytest

from orgkeys import survey, tally
from orgkeys.errors import CannotOpen
from tests.orgkeys.vector_readers import Case, b


def read_tally(case: Case) -> None:
    place = (b(case, "organisation"), b(case, "desk"))
    opens = (*place, b(case, "seed"), b(case, "sealed"))
    if case["expect"] == "refused":
        with pytest.raises(CannotOpen):
            survey.open_drop(*opens)
        return
    told = survey.open_drop(*opens)
    if case["expect"] == "other":
        assert told.kind not in tally.KINDS
        return
    said = tally.proved(place, [bytes.fromhex(one) for one in case["secrets"]], told)
    if case["expect"] == "forged":
        assert told.kind in tally.KINDS
        assert said is None
        return
    assert said is not None
    answers = [list(one) for one in said.answers]
    assert {"kind": said.kind, "day": said.day, "answers": answers} == case["content"]
