"""Vectors of what staff count (15.7) and of the vault that opens it (11)."""

from __future__ import annotations

from collections.abc import Iterator

from orgkeys import labels, vault
from orgkeys.encoding import encode
from orgkeys.primitives import bind, pad, xwing_public
from orgkeys.sealing import lock, seal_padded
from orgkeys.survey import Told, make_drop
from orgkeys.tally import make_tally
from orgkeys.vault import StatisticsKeys
from relay.limits import DROP_SIZE
from tests.builders import DESK, NOW
from tools.vectors_case import Case, case, filler

ORGANISATION = filler("drops organisation")
SEED = filler("drops statistics")
SECRETS = [filler("handbook 2"), filler("handbook 1")]
PLACE = (ORGANISATION, DESK)
DAY = NOW // 86_400
PASSPHRASE = "correct horse battery staple"  # noqa: S105 - of test vectors
TOLD = {
    "tally": Told(
        DAY,
        "tally",
        (("need", "legal"), (".language", "ar"), (".minutes", "30-60"), (".hour", "21")),
    ),
    "incident": Told(DAY, "incident", (("danger", "suicide"),)),
    "hours": Told(DAY, "hours", ((".alias", "نور"), (".minutes", "240"), (".talks", "7"))),
    "longest": Told(
        DAY, "tally", tuple((f"question-{n}", "choice-of-some-length") for n in range(19))
    ),
}


def tallies() -> Iterator[Case]:
    """`sealed` opens with the seed, and one of `secrets` proves it."""
    public = xwing_public(SEED)
    place = {"organisation": ORGANISATION, "desk": DESK, "seed": SEED, "secrets": SECRETS}

    def made(told: Told, secret: bytes = SECRETS[0], where: tuple[bytes, bytes] = PLACE) -> bytes:
        return make_tally(where, public, secret, told, filler("nonce", 8))

    def sealed(plain: list[object]) -> bytes:
        return seal_padded(public, bind(labels.DROP, *PLACE), encode(plain), DROP_SIZE)[0]

    for name, told in TOLD.items():
        content = {"kind": told.kind, "day": told.day, "answers": told.answers}
        yield case(f"ok-{name}", "ok", **place, sealed=made(told), content=content)
    told = TOLD["tally"]
    content = {"kind": told.kind, "day": told.day, "answers": told.answers}
    yield case("ok-secret-before", "ok", **place, sealed=made(told, SECRETS[1]), content=content)

    yield case("other-secret", "forged", **place, sealed=made(told, filler("handbook 0")))
    survey = make_drop(ORGANISATION, DESK, public, (("survey-1", "Yes"),), NOW)
    yield case("survey", "other", **place, sealed=survey)
    rows = [list(one) for one in told.answers]
    proof = [[".nonce", "00" * 8], [".mac", "00" * 16]]
    yield case("wrong-mac", "forged", **place, sealed=sealed([1, "tally", DAY, [*rows, *proof]]))
    yield case("no-proof", "forged", **place, sealed=sealed([1, "tally", DAY, rows]))
    yield case("only-proof", "forged", **place, sealed=sealed([1, "tally", DAY, proof]))
    yield case("one-entry", "forged", **place, sealed=sealed([1, "tally", DAY, proof[1:]]))
    odd = [[".nonce", "00" * 8], [".mac", "zz" * 16]]
    yield case("mac-no-hex", "forged", **place, sealed=sealed([1, "tally", DAY, [*rows, *odd]]))
    twice = Told(DAY, "tally", (("need", "legal"), (".hour", "21"), ("need", "legal")))
    yield case("key-twice", "forged", **place, sealed=made(twice))
    yield case("unknown-kind", "other", **place, sealed=sealed([1, "letters", DAY, rows]))
    much = [["need", "legal"]] * 25
    yield case("entries-25", "refused", **place, sealed=sealed([1, "tally", DAY, much]))
    elsewhere = (filler("another"), DESK)
    yield case("other-organisation", "refused", **place, sealed=made(told, where=elsewhere))


def vaults() -> Iterator[Case]:
    """Of kind `statistics`; `salt` and `nonce` are the randomness of locking."""
    salt, nonce = filler("salt", 16), filler("nonce", 24)

    def draw(size: int) -> bytes:
        return {16: salt, 24: nonce}[size]

    for name, seeds in (
        ("statistics", ((SEED, 0),)),
        ("statistics-rotated", ((filler("drops older"), NOW), (SEED, 0))),
    ):
        raw = vault.lock(StatisticsKeys(ORGANISATION, seeds), PASSPHRASE, draw)
        content = {"organisation": ORGANISATION, "seeds": seeds}
        drawn = {"salt": salt, "nonce": nonce, "kind": "statistics", "content": content}
        yield case(f"ok-{name}", "ok", passphrase=PASSPHRASE, vault=raw, **drawn)

    def inside(*fields: object) -> bytes:
        header = vault.MAGIC + encode([1, "statistics", vault.ITERATIONS, vault.MEMORY_KIB, salt])
        commit, key = vault._keys(PASSPHRASE, salt)
        plain = encode(list(fields))
        size = -(-(len(plain) + 1) // vault.STEP) * vault.STEP
        return header + lock(commit, key, nonce, header, pad(plain, size))

    one = [[SEED, 0]]
    for name, expect, bad in (
        ("format-2", "unsupported-vault", inside(2, ORGANISATION, one)),
        ("without-seeds", "damaged-vault", inside(1, ORGANISATION, [])),
        ("nine-seeds", "damaged-vault", inside(1, ORGANISATION, one * 9)),
        ("no-organisation", "damaged-vault", inside(1, b"", one)),
        ("seed-cut", "damaged-vault", inside(1, ORGANISATION, [[SEED[1:], 0]])),
    ):
        yield case(f"no-statistics-{name}", expect, passphrase=PASSPHRASE, vault=bad)
