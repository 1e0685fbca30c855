"""Vectors of drops (15.1)."""

from __future__ import annotations

from collections.abc import Iterator

from orgkeys import labels
from orgkeys.encoding import encode
from orgkeys.primitives import bind, xwing_public
from orgkeys.sealing import seal_padded
from orgkeys.survey import make_drop
from relay.limits import DROP_SIZE
from tests.builders import DESK, NOW
from tools.vectors_case import Case, case, filler, flip

ORGANISATION = filler("drops organisation")
SEED = filler("drops statistics")
ANSWERS = {
    "one": (("survey-1", "Yes"),),
    "words": (("survey-1", "نعم"), ("survey-2", "thank you \U0001f33b"), ("", "")),
    "longest": (("q" * 32, "\u00e9" * 256), ("survey-2", "a" * 256)),
    "eight": tuple((f"survey-{number}", "Yes") for number in range(8)),
}


def drops() -> Iterator[Case]:
    """`sealed` opens with the seed of the statistics key, for one organisation and desk."""
    public = xwing_public(SEED)
    place = {"organisation": ORGANISATION, "desk": DESK, "seed": SEED}
    good = make_drop(ORGANISATION, DESK, public, ANSWERS["words"], NOW)
    for name, answers in ANSWERS.items():
        sealed = make_drop(ORGANISATION, DESK, public, answers, NOW)
        told = {"kind": "survey", "day": NOW // 86_400, "answers": answers}
        yield case(f"ok-{name}", "ok", **place, sealed=sealed, content=told)

    def bad(name: str, sealed: bytes, **other: bytes) -> Case:
        return case(name, "refused", **{**place, **other}, sealed=sealed)

    yield bad("other-organisation", good, organisation=filler("another"))
    yield bad("other-desk", good, desk=filler("another", 16))
    yield bad("other-seed", good, seed=filler("another seed"))
    yield bad("changed-enc", flip(good, 3))
    yield bad("changed-body", flip(good, DROP_SIZE - 1))
    yield bad("short", good[:-1])
    yield bad("long", good + b"\0")

    def made(plain: list[object], label: str = labels.DROP, size: int = DROP_SIZE) -> bytes:
        return seal_padded(public, bind(label, ORGANISATION, DESK), encode(plain), size)[0]

    one = [["survey-1", "Yes"]]
    yield bad("other-label", made([1, "survey", 1, one], labels.KNOCK))
    yield bad("other-size", made([1, "survey", 1, one], size=4096))
    yield bad("other-format", made([2, "survey", 1, one]))
    yield bad("no-answers", made([1, "survey", 1, []]))
    yield bad("nine-answers", made([1, "survey", 1, one * 9]))
    yield bad("question-33", made([1, "survey", 1, [["q" * 33, "Yes"]]]))
    yield bad("answer-257", made([1, "survey", 1, [["survey-1", "a" * 257]]]))
    yield bad("answer-number", made([1, "survey", 1, [["survey-1", 7]]]))
    yield bad("field-more", made([1, "survey", 1, one, 0]))
