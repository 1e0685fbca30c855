"""What a draft of a charter means, in plain words, against the charter before. Pure."""

from __future__ import annotations

from orgkeys.device import spoken
from orgkeys.office.cards import Card, Role
from orgkeys.office.drafts import Draft
from orgkeys.office.terminal import when

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
    if before.purpose_keys != new.purpose_keys:
        lines.append("Keys for other purposes change, which this program never does by itself.")
    if not lines:
        lines.append("Nobody and nothing changes but the time.")
    lines.append(f"It is valid until {when(new.expires)}; until now: {when(before.expires)}.")
    return lines


def people(draft: Draft) -> list[tuple[str, str]]:
    """Who holds what by the new charter: (what, who) lines for a table."""
    new = draft.charter
    found = [
        ("root holder", f"{who(draft, 'root', key)}, {kept(draft.card('root', key))}")
        for key in new.root_keys
    ]
    found += [("administrator", who(draft, "administrator", key)) for key in new.administrator_keys]
    return found
