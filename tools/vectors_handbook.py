"""Vectors of the handbook (17.1): signed documents that readers take, or refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, Final

import msgspec

from orgkeys import labels
from orgkeys.encoding import encode
from orgkeys.office.handbook import CONTENT, Content
from orgkeys.office.handbook_document import DAY, handbook_hash, payload_of, read_handbook
from orgkeys.primitives import bind, ed25519_public, sign
from relay.errors import Untrusted
from tools.vectors_case import Case, case, filler, flip, value

Parts = list[Any]
Change = Callable[[Parts], object]

ORGANISATION, DESK = filler("organisation"), filler("desk", 16)
SEED, SECOND = filler("administrator"), filler("second administrator")
NOW: Final = 1_800_000_000
# Places of the payload.
VERSION, ISSUED, EXPIRES, PLACE, SECRETS, FIRST = 2, 3, 4, 5, 6, 7
TEXTS, CARDS, LISTS, SERVICES, SPECIALTIES, PEOPLE, TALLY, SETTINGS = range(FIRST, FIRST + 8)

SERVICE: Final = [
    *("Law desk", "law", "North", ["en", "ar"], "Monday to Friday", "0800 000 000"),
    *("1 Street\n2nd floor", False, "Visited in spring.", "Ask for Kim."),
]
HOUSE: Final = ["Lantern", "shelter", "North", [], "", "0800 000 001", "", True, "Ours.", ""]
CHOICES: Final = [["north", [["en", "North"]]], ["south", [["en", "South"], ["ar", "\u062c"]]]]
GOOD: Final[Parts] = [
    *(1, ORGANISATION, 3, NOW, NOW + 400 * DAY, DESK),
    [[filler("secret 2"), NOW], [filler("secret 1"), NOW - DAY]],
    [
        ["hello", "greeting", "en", "Hello", "Hello.\nI am here."],
        [
            "hello",
            "greeting",
            "ar",
            "\u0645\u0631\u062d\u0628\u0627",
            "\u0623\u0646\u0627 \u0647\u0646\u0627",
        ],
    ],
    [["suicide", "en", "Suicide", "Ask directly."]],
    [["end", "en", "At the end", ["Say good-bye.", "Tick what it was."]]],
    [SERVICE, HOUSE],
    [["law", [["en", "Law"], ["ar", "\u0642\u0627\u0646\u0648\u0646"]]]],
    [["Noor", ["law"], [[0, 540, 720], [6, 0, 1440]]], ["Sam", [], []]],
    [
        ["region", "end", [["en", "Region"]], CHOICES],
        ["what", "incident", [["en", "What"]], CHOICES],
    ],
    [["talk-minutes", "50"], ["specialty-question", "question-1"]],
]


def put(*path: int, to: Any) -> Change:
    """Another value at this place."""

    def change(parts: Parts) -> None:
        for step in path[:-1]:
            parts = parts[step]
        parts[path[-1]] = to

    return change


def twice(*path: int, times: int = 1) -> Change:
    """The first entry of the list at this place once more, or more often."""

    def change(parts: Parts) -> None:
        for step in path:
            parts = parts[step]
        parts.extend([parts[0]] * times)

    return change


FIELDS: Final[dict[str, Change]] = {
    "format-2": put(0, to=2),
    "organisation-empty": put(1, to=b""),
    "version-0": put(VERSION, to=0),
    "over-before-it-begins": put(EXPIRES, to=NOW),
    "desk-short": put(PLACE, to=DESK[:15]),
    "secrets-none": put(SECRETS, to=[]),
    "secrets-17": put(SECRETS, to=[[filler("secret"), NOW]] * 17),
    "secret-short": put(SECRETS, 0, 0, to=bytes(31)),
    "secret-without-time": put(SECRETS, 0, to=[filler("secret")]),
    "text-twice": twice(TEXTS),
    "text-stage": put(TEXTS, 0, 1, to="farewell"),
    "text-key-empty": put(TEXTS, 0, 0, to=""),
    "text-key-33": put(TEXTS, 0, 0, to="k" * 33),
    "text-title-empty": put(TEXTS, 0, 3, to=""),
    "text-title-201": put(TEXTS, 0, 3, to="t" * 201),
    "text-4001": put(TEXTS, 0, 4, to="t" * 4001),
    "text-short": put(TEXTS, 0, to=["hello", "greeting", "en", "Hello"]),
    "card-twice": twice(CARDS),
    "cards-65": twice(CARDS, times=64),
    "list-twice": twice(LISTS),
    "list-33-items": put(LISTS, 0, 3, to=["a"] * 33),
    "list-item-empty": put(LISTS, 0, 3, 0, to=""),
    "list-item-501": put(LISTS, 0, 3, 0, to="i" * 501),
    "service-confidential-with-an-address": put(SERVICES, 1, 6, to="3 Street"),
    "service-confidential-a-number": put(SERVICES, 1, 7, to=1),
    "service-without-a-name": put(SERVICES, 0, 0, to=""),
    "service-language-twice": put(SERVICES, 0, 3, to=["en", "en"]),
    "service-address-301": put(SERVICES, 0, 6, to="a" * 301),
    "service-one-field-more": put(SERVICES, 0, to=[*SERVICE, ""]),
    "specialty-twice": twice(SPECIALTIES),
    "specialty-without-a-label": put(SPECIALTIES, 0, 1, to=[]),
    "specialty-label-twice": twice(SPECIALTIES, 0, 1),
    "specialties-17": put(SPECIALTIES, to=[[f"s{n}", [["en", "S"]]] for n in range(17)]),
    "person-twice": twice(PEOPLE),
    "person-without-an-alias": put(PEOPLE, 0, 0, to=""),
    "person-specialty-unknown": put(PEOPLE, 0, 1, to=["medicine"]),
    "person-specialty-twice": put(PEOPLE, 0, 1, to=["law", "law"]),
    "person-day-7": put(PEOPLE, 0, 2, 0, to=[7, 0, 60]),
    "person-minute-1441": put(PEOPLE, 0, 2, 0, to=[0, 0, 1441]),
    "tally-twice": twice(TALLY),
    "tally-where": put(TALLY, 0, 1, to="start"),
    "tally-without-choices": put(TALLY, 0, 3, to=[]),
    "tally-choice-twice": put(TALLY, 0, 3, to=[CHOICES[0]] * 2),
    "tally-25-choices": put(TALLY, 0, 3, to=[[f"c{n}", [["en", "C"]]] for n in range(25)]),
    "tally-choice-label-twice": put(TALLY, 0, 3, 0, 1, to=[["en", "N"]] * 2),
    "setting-twice": twice(SETTINGS),
    "setting-201": put(SETTINGS, 0, 1, to="5" * 201),
    "settings-65": put(SETTINGS, to=[[f"k{n}", ""] for n in range(65)]),
    "one-field-less": lambda parts: parts.pop(),
    "one-field-more": lambda parts: parts.append([]),
}


def signed(
    parts: Parts,
    seed: bytes = SEED,
    organisation: bytes = ORGANISATION,
    label: str = labels.SIGN_HANDBOOK,
) -> Parts:
    """The envelope's fields."""
    payload = encode(parts)
    return [
        *(10, payload),
        [[ed25519_public(seed), sign(seed, bind(label, organisation, payload))]],
        [],
    ]


def changed(change: Change) -> Parts:
    """The good payload, changed."""
    parts = deepcopy(GOOD)
    change(parts)
    return parts


def handbooks() -> Iterator[Case]:
    """`handbook` read with the keys of `administrators`: its content, or the rule it breaks."""
    keys = [ed25519_public(SEED), ed25519_public(SECOND)]

    def made(name: str, raw: bytes) -> Case:
        told = {"organisation": ORGANISATION, "desk": DESK, "administrators": keys, "handbook": raw}
        try:
            found = read_handbook(ORGANISATION, DESK, keys, raw)
        except Untrusted as error:
            return case(f"no-{name}", error.rule, **told)
        book = found.payload
        more: Case = {"version": book.version, "issued": book.issued, "expires": book.expires}
        more |= {"secrets": [list(one) for one in book.secrets], "content": shown(book.content)}
        hashed = handbook_hash(payload_of(raw))
        return case(f"ok-{name}", **told, **more, administrator=found.administrator, hash=hashed)

    good = signed(GOOD)
    yield made("whole", encode(good))
    yield made("second-administrator", encode(signed(GOOD, SECOND)))
    yield made("empty", encode(signed([*GOOD[:FIRST], *([[]] * 8)])))
    for name, change in FIELDS.items():
        yield made(name, encode(signed(changed(change))))
    yield made("other-desk", encode(signed(changed(put(PLACE, to=filler("other", 16))))))
    other = changed(put(1, to=filler("other")))
    yield made("other-organisation", encode(signed(other)))
    yield made("life", encode(signed(changed(put(EXPIRES, to=NOW + 400 * DAY + 1)))))
    yield made("signer", encode(signed(GOOD, filler("stranger"))))
    yield made("signed-for-another", encode(signed(GOOD, organisation=filler("other"))))
    yield made("signed-as-a-notice", encode(signed(GOOD, label=labels.SIGN_NOTICE)))
    ((key, signature),) = good[2]
    yield made("signature-changed", encode([*good[:2], [[key, flip(signature, 0)]], []]))
    yield made("payload-changed", encode([10, flip(good[1], len(good[1]) - 1), *good[2:]]))
    yield made("two-signatures", encode([*good[:2], [*good[2], *signed(GOOD, SECOND)[2]], []]))
    yield made("no-signature", encode([*good[:2], [], []]))
    yield made("warrant", encode([*good[:3], [b"warrant"]]))
    yield made("kind-3", encode([3, *good[1:]]))
    yield made("cut", encode(good)[:-1])
    yield made("trailing", encode(good) + b"\x00")


def shown(content: Content) -> Parts:
    """The eight lists as JSON."""
    parts = [getattr(content, name) for name in CONTENT]
    return list(value(msgspec.msgpack.decode(msgspec.msgpack.encode(parts))))
