"""What a draft of a charter means, in plain words, against the charter before. Pure."""

from __future__ import annotations

from typing import Final

from orgkeys.ceremony import DAY
from orgkeys.device import spoken
from orgkeys.office.cards import Card, Role
from orgkeys.office.drafts import Draft
from orgkeys.office.terminal import when
from orgkeys.primitives import sha256
from orgkeys.survey import PURPOSE

LONGEST_USUAL: Final = 10 * 366 * DAY
SHORTEST_USUAL: Final = 30 * DAY
_KEPT = {"paper": "on paper", "vault": "in a vault with a passphrase"}


def who(draft: Draft, role: Role, key: bytes) -> str:
    """A person by the name on their card and by their key, or by the key alone."""
    card = draft.card(role, key)
    return f"{card.name} ({spoken(key)})" if card else f"somebody without a card ({spoken(key)})"


def kept(card: Card | None) -> str:
    """How a key is kept, as its card says."""
    return _KEPT[card.kept] if card else "its card is not here"


def rule(threshold: int, holders: int) -> str:
    """The threshold as people say it."""
    if holders == 1:
        return "one root holder, who signs alone"
    return f"{threshold} of {holders} root holders must sign"


def needed(draft: Draft) -> str:
    """How many must sign a later charter, told apart where the holders change."""
    before, new = draft.before, draft.charter
    if before is None or set(before.root_keys) == set(new.root_keys):
        return f"{max(before.threshold if before else 0, new.threshold)} of them"
    return (
        f"{before.threshold} of the holders until now, and {new.threshold} of the holders to come,"
    )


def changes(draft: Draft) -> list[str]:
    """Every difference from the charter before, one sentence each; none for the first charter."""
    before, new = draft.before, draft.charter
    if before is None:
        return []
    lines = []
    if before.name != new.name:
        lines.append(f"The organisation is called {new.name} and no longer {before.name}.")
    for role, office, old, now in (
        ("root", "a root holder", before.root_keys, new.root_keys),
        ("administrator", "an administrator", before.administrator_keys, new.administrator_keys),
    ):
        which: Role = "root" if role == "root" else "administrator"
        lines += [f"NO LONGER {office}: {who(draft, which, key)}" for key in old if key not in now]
        lines += [f"NEW as {office}: {who(draft, which, key)}" for key in now if key not in old]
    were = rule(before.threshold, len(before.root_keys))
    are = rule(new.threshold, len(new.root_keys))
    if were != are:
        lines.append(f"From now on: {are}. Until now: {were}.")
    lines += _answers(dict(before.purpose_keys), dict(new.purpose_keys))
    if _others(before.purpose_keys) != _others(new.purpose_keys):
        lines.append("Keys for other purposes change, which this program never does by itself.")
    if not lines:
        lines.append("Nobody and nothing changes but the time.")
    lines.append(f"It is valid until {when(new.expires)}; until now: {when(before.expires)}.")
    return lines


def _answers(before: dict[str, bytes], new: dict[str, bytes]) -> list[str]:
    """What becomes of the key to which survivors' answers after the chat are sealed."""
    if before.get(PURPOSE) == new.get(PURPOSE):
        return []
    if PURPOSE not in new:
        return ["NO LONGER a key for survivors' answers: nobody is asked any more."]
    return [f"NEW key for survivors' answers after the chat: {spoken(sha256(new[PURPOSE]))}"]


def _others(keys: tuple[tuple[str, bytes], ...]) -> tuple[tuple[str, bytes], ...]:
    return tuple(one for one in keys if one[0] != PURPOSE)


def purposes(draft: Draft) -> list[str]:
    """Every key for a purpose: whoever signs must see them. Of others than survivors' answers this
    program makes none."""
    return [
        f"for {purpose!r}: {spoken(sha256(key))}" for purpose, key in draft.charter.purpose_keys
    ]


def odd_life(draft: Draft) -> list[str]:
    """What is odd about how long the charter is to live; nothing for a usual time."""
    charter = draft.charter
    if charter.expires - charter.issued > LONGEST_USUAL:
        return [f"It would live until {when(charter.expires)}: longer than ten years. Ask why."]
    if charter.expires - charter.issued < SHORTEST_USUAL:
        return [f"It would live only until {when(charter.expires)}: less than 30 days. Ask why."]
    return []


def people(draft: Draft) -> list[tuple[str, str]]:
    """Who holds what by the new charter: (what, who) lines for a table."""
    new = draft.charter
    found = [
        ("root holder", f"{who(draft, 'root', key)}, {kept(draft.card('root', key))}")
        for key in new.root_keys
    ]
    found += [("administrator", who(draft, "administrator", key)) for key in new.administrator_keys]
    return found
