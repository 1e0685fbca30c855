"""noview-org charter renew, rotate, administrator add and remove, and recover: new charters.

Each makes a draft, which root holders then sign (`commands_charter`). No key is needed for that,
and nothing of the organisation changes until `charter finish`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from orgkeys import ceremony
from orgkeys.device import spoken
from orgkeys.office import changes
from orgkeys.office.cards import Card, Role, read_card
from orgkeys.office.commands import Run, administrator_keys
from orgkeys.office.commands_drops import read_seeds
from orgkeys.office.directory import (
    DRAFT,
    Directory,
    File,
    card_name,
    check_new_file,
    office_name,
)
from orgkeys.office.drafts import Draft, make_draft, read_draft
from orgkeys.office.founding import advice, check_holders
from orgkeys.office.holdings import Holdings, load
from orgkeys.office.outputs import read_any, show_text
from orgkeys.office.statistics import NAME as STATISTICS
from orgkeys.office.statistics import Seed, wrap
from orgkeys.office.statistics_given import given_file, is_known
from orgkeys.office.terminal import Refused, when
from relay.documents import Charter
from relay.limits import MAX_CHARTERS

_MOST_ADMINISTRATORS = 32


@dataclass(frozen=True)
class People:
    """Who is named by the charter to be made: keys in their order, and every card at hand."""

    threshold: int
    roots: tuple[bytes, ...]
    administrators: tuple[bytes, ...]
    cards: tuple[Card, ...]


def renew(run: Run) -> None:
    """The same charter for five more years; with --statistics, another key for answers."""
    holdings = load(run.directory)
    if not run.args.statistics:
        _draft(run, holdings, _people(run, holdings))
        return
    administrator, made = administrator_keys(run, holdings).seed, Seed(run.random(32))
    seeds = (*read_seeds(run, administrator), made)
    organisation = holdings.settings.organisation
    files = [File(STATISTICS, wrap(seeds, organisation, administrator, run.random))]
    if len(seeds) == 1 and not is_known(run.directory):
        files.append(given_file(()))
    _draft(run, holdings, _people(run, holdings), made.public, *files)


def rotate(run: Run) -> None:
    """Other root holders, or another threshold. Raises Refused."""
    holdings = load(run.directory)
    now = _people(run, holdings)
    new = _read_cards(run.args.card, "root")
    kept = [find(now.cards, "root", now.roots, word) for word in run.args.keep or ()]
    cards = {key: card for card in now.cards if (key := card.key)}
    keys = (*kept, *(card.key for card in new))
    if not keys:
        keys = now.roots
    if len(set(keys)) != len(keys):
        raise Refused("Somebody is named twice.", "Give each holder once, by --keep or by --card.")
    threshold = run.args.threshold or now.threshold
    if threshold > len(keys):
        raise Refused(
            f"{threshold} of {len(keys)} can never sign.",
            f"Give --threshold from 1 to {len(keys)}, or keep more holders with --keep NAME.",
        )
    known = {**cards, **{card.key: card for card in new}}
    check_holders(threshold, [known[key] for key in keys if key in known], len(keys))
    for line in advice(threshold, len(keys)):
        run.terminal.warn(line)
    _draft(run, holdings, People(threshold, keys, now.administrators, (*now.cards, *new)))


def recover(run: Run) -> None:
    """Put a new key in the place of one that is lost or stolen; the others sign. Raises Refused."""
    holdings = load(run.directory)
    now = _people(run, holdings)
    (new,) = _read_cards([run.args.card], "root")
    lost = find(now.cards, "root", now.roots, run.args.lost)
    if new.key in now.roots:
        raise Refused(
            "The new card is for a key that the charter has already.",
            "The holder makes a new key: noview-org root new --name … --card FILE",
        )
    left = len(now.roots) - 1
    if left < now.threshold:
        raise Refused(
            f"{now.threshold} must sign, and without this holder only {left} can.",
            "The charter cannot be changed any more. Use it until it runs out, and found anew.",
        )
    roots = tuple(new.key if key == lost else key for key in now.roots)
    named = [card for card in (*now.cards, new) if card.role == "root" and card.key in roots]
    check_holders(now.threshold, named, len(roots))
    _draft(run, holdings, People(now.threshold, roots, now.administrators, (*now.cards, new)))


def administrator_add(run: Run) -> None:
    """One more administrator, and with --remove one less. Raises Refused."""
    holdings = load(run.directory)
    now = _people(run, holdings)
    (new,) = _read_cards([run.args.card], "administrator")
    if new.organisation not in (b"", holdings.settings.organisation):
        raise Refused(
            "That card is for another organisation.",
            "The administrator makes a new one with this organisation's export.",
        )
    if new.key in now.administrators:
        raise Refused("That administrator is in the charter already.", "See noview-org show.")
    names = {
        card.name.casefold()
        for card in now.cards
        if card.role == "administrator" and card.key in now.administrators
    }
    if new.name.casefold() in names:
        raise Refused(
            "There is an administrator with that name already.",
            "Let the new one make a key under another name.",
        )
    administrators = (*now.administrators, new.key)
    if run.args.remove is not None:
        gone = find(now.cards, "administrator", now.administrators, run.args.remove)
        administrators = tuple(key for key in administrators if key != gone)
    if len(administrators) > _MOST_ADMINISTRATORS:
        raise Refused("There are too many administrators.", "Remove one with --remove NAME.")
    _draft(run, holdings, People(now.threshold, now.roots, administrators, (*now.cards, new)))


def administrator_remove(run: Run) -> None:
    """One administrator less. Raises Refused for the last one."""
    holdings = load(run.directory)
    now = _people(run, holdings)
    gone = find(now.cards, "administrator", now.administrators, run.args.who)
    left = tuple(key for key in now.administrators if key != gone)
    if not left:
        raise Refused(
            "That is the last administrator; nobody could work any more.",
            "Put another in that place: noview-org charter administrator add CARD --remove NAME",
        )
    _draft(run, holdings, People(now.threshold, now.roots, left, now.cards))


def read_cards(directory: Directory) -> tuple[Card, ...]:
    """Every card in the folder. Raises Refused for one that was changed."""
    return tuple(read_card(raw) for raw in directory.kept("cards"))


def find(cards: Sequence[Card], role: Role, keys: Sequence[bytes], word: str) -> bytes:
    """The key that somebody means by a name, or by the beginning of its number or hex."""
    digits = "".join(word.split()).lower()
    named = {card.key for card in cards if card.role == role and card.name == word.strip()}
    found = [key for key in keys if key in named]
    if not found and len(digits) >= 5:
        found = [
            key
            for key in keys
            if key.hex().startswith(digits) or spoken(key).replace(" ", "").startswith(digits)
        ]
    if len(found) != 1:
        names = [card.name for card in cards if card.role == role and card.key in keys]
        raise Refused(
            f"There is nobody, or more than one, like that among the {role} keys.",
            f"Give a name ({', '.join(names) or 'no card is here'}) or the first digits "
            "of the key's number.",
        )
    return found[0]


def _read_cards(paths: Sequence[str] | None, role: Role) -> list[Card]:
    cards = [read_card(read_any(path, "The card")) for path in paths or ()]
    if any(card.role != role for card in cards):
        raise Refused(
            f"That card is not that of a new {role}.",
            "Root holders make theirs with root new, administrators with administrator new.",
        )
    return cards


def _people(run: Run, holdings: Holdings) -> People:
    charter = holdings.charter.payload
    cards = read_cards(run.directory)
    return People(charter.threshold, charter.root_keys, charter.administrator_keys, cards)


def _draft(
    run: Run, holdings: Holdings, people: People, statistics: bytes = b"", *more: File
) -> None:
    """Write the draft, in the folder and where it was asked for, and say what it changes."""
    before = holdings.charter.payload
    if run.now < before.issued:
        raise Refused(
            "This machine's clock is before the day of the charter that is there.",
            "Set the clock. Nothing was changed.",
        )
    if before.version >= MAX_CHARTERS:
        raise Refused("There are too many charters.", "Found the organisation anew.")
    made: Charter = ceremony.make_charter(
        name=before.name,
        threshold=people.threshold,
        roots=people.roots,
        administrators=people.administrators,
        now=run.now,
        before=before,
        organisation=holdings.settings.organisation,
        statistics=statistics,
    )
    out = Path(run.args.out or f"charter-{made.version}.draft").absolute()
    check_new_file(out)
    keys = {
        *(("root", key) for one in (before, made) for key in one.root_keys),
        *(("administrator", key) for one in (before, made) for key in one.administrator_keys),
    }
    cards = {(card.role, card.key): card for card in people.cards if (card.role, card.key) in keys}
    raw = make_draft(holdings.trusted.charters, made, list(cards.values()))
    draft = read_draft(raw, run.now)
    replaced = (run.directory.path / DRAFT).is_file()
    fresh = [card for card in cards.values() if card.key not in before.administrator_keys]
    run.directory.write(
        [
            *(File(card_name(card.role, card.key), card.raw) for card in cards.values()),
            # Believed by nobody before the charter names them; the first shift after needs it.
            *(File(office_name(card.key), card.office) for card in fresh if card.office),
            *more,
            File(out, raw),
            File(DRAFT, raw),
        ]
    )
    if replaced:
        run.terminal.say("An older draft was open here. It no longer counts.")
    describe(run, draft)
    run.terminal.say()
    run.terminal.say(f"The draft is in {out}. Nothing has changed yet.")
    run.terminal.say(f"Bring it to root holders; {changes.needed(draft)} must sign:")
    run.terminal.say(f"  noview-org charter sign {out.name}   (with a vault, add --vault FILE)")
    if run.args.text:
        show_text(run, raw, "The draft")


def describe(run: Run, draft: Draft) -> None:
    """What a draft is, whom it names and what it changes, in plain words."""
    say, fact = run.terminal.say, run.terminal.fact
    charter = draft.charter
    say(f"Charter {charter.version} of {charter.name}")
    run.terminal.fingerprint("fingerprint", draft.organisation)
    fact("draft", spoken(draft.hash))
    say(f"  {changes.rule(charter.threshold, len(charter.root_keys))}")
    for what, who in changes.people(draft):
        fact(what, who)
    fact("valid until", when(charter.expires))
    for purpose in changes.purposes(draft):
        fact("further key", purpose)
    for line in changes.odd_life(draft):
        run.terminal.warn(line)
    lines = changes.changes(draft)
    if lines:
        say()
        say("What changes:")
        for line in lines:
            say(f"  {line}")
