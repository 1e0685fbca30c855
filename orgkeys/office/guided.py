"""noview-org init in a terminal: step by step with the founders, in plain words.

Each holder's key is in memory only while it is made and again while it signs; in between it is on
paper or in a vault and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from orgkeys.office import changes, questions, roots
from orgkeys.office.cards import Card, Making, make_card, read_card
from orgkeys.office.commands import Run
from orgkeys.office.directory import File, check_new_file
from orgkeys.office.drafts import Draft
from orgkeys.office.founding import MOST_HOLDERS, advice, check_holders, locked
from orgkeys.office.outputs import ask_file_or_text, program
from orgkeys.office.signatures import read_signature, sign_draft
from orgkeys.office.terminal import Refused, when
from orgkeys.vault import AuthorityKeys

SeedOf = Callable[[], bytes]
_WAYS = ("paper", "vault", "card")
_TRIES = 3


@dataclass(frozen=True)
class Here:
    """A holder who is at this machine, and how their key is had again when they sign."""

    card: Card
    seed: SeedOf


@dataclass(frozen=True)
class Holders:
    """What was agreed on: the cards of all holders, who of them is here, and the threshold."""

    cards: tuple[Card, ...]
    here: tuple[Here, ...]
    threshold: int


def gather(run: Run) -> Holders:
    """Ask how many hold and sign, and make or take each holder's card. Raises Refused."""
    say = run.terminal.say
    say("Setting up an organisation. Nothing is sent anywhere; no network is needed.")
    say()
    say("Step 1 of 4: the root holders. Their keys sign the charter, which says who you are.")
    say("Choose people who will still be there in years, and who do not all travel together.")
    count = questions.number(run.terminal, "How many people hold a root key?", 1, MOST_HOLDERS, 3)
    usual = count // 2 + 1
    threshold = questions.number(
        run.terminal, "How many of them must sign together?", 1, count, usual
    )
    lines = advice(threshold, count)
    for line in lines:
        run.terminal.warn(line)
    if lines and not questions.yes(run.terminal, "Go on like this?"):
        raise Refused("Nothing was made.", "Run it again, and choose 2 of 3 if you can.")
    say()
    say("Step 2 of 4: each holder makes a key, one after the other. The others look away.")
    cards: list[Card] = []
    here: list[Here] = []
    for number in range(1, count + 1):
        _holder(run, number, cards, here)
    check_holders(threshold, cards)
    return Holders(tuple(cards), tuple(here), threshold)


def _holder(run: Run, number: int, cards: list[Card], here: list[Here]) -> None:
    """One holder's card. What goes wrong is tried again: the others have their papers already."""
    again = "Nothing was made for this holder. The keys of the others stay. We try again now."
    for left in reversed(range(_TRIES)):
        try:
            _one(run, number, cards, here)
        except Refused as refused:
            if not left:
                raise
            run.terminal.refuse(refused)
            run.terminal.warn(again)
        else:
            return


def _one(run: Run, number: int, cards: list[Card], here: list[Here]) -> None:
    terminal = run.terminal
    terminal.say()
    terminal.say(f"Root holder {number}: a key on paper here, or in a vault here;")
    terminal.say("card: the holder made a key elsewhere and sent you a card.")
    way = questions.choice(terminal, "How?", _WAYS)
    if way == "card":
        card = read_card(ask_file_or_text(run, "the card"))
        terminal.say(f"The card of {card.name}, whose number is {card.number}.")
        terminal.say("Compare the number with what the holder has written down.")
        if not questions.yes(terminal, "Is it the same?"):
            raise Refused("The card is not the holder's.", "Find out why, and get the right one.")
        check_holders(1, [*cards, card])
        cards.append(card)
        return
    name = questions.name(terminal, "Name of this holder: ", [card.name for card in cards])
    made = on_paper(run, name) if way == "paper" else in_vault(run, name)
    cards.append(made.card)
    here.append(made)


def on_paper(run: Run, name: str) -> Here:
    """Make a holder's key on paper, and their card."""
    seed, read_back = roots.new_on_paper(run, name)
    card = make_card("root", name, seed, Making("paper", run.now, program(), read_back))
    tell(run, card)
    return Here(card, lambda: roots.typed_seed(run, name))


def in_vault(run: Run, name: str) -> Here:
    """Make a holder's key in a vault of its own, and their card."""
    asked = "File for the new vault, such as /media/stick/basel.vault: "
    place = questions.new_file(run.terminal, asked)
    check_new_file(place)
    card = write_vault(run, name, place, None)
    return Here(card, lambda: roots.vault_seed(run, str(place), None, b""))


def write_vault(run: Run, name: str, place: Path, source: str | None) -> Card:
    """A new root key in a vault, which is written, and its card, which is not yet."""
    passphrase = run.terminal.new_passphrase(f"the root key of {name}", source)
    seed = run.random(32)
    card = make_card("root", name, seed, Making("vault", run.now, program()))
    raw = locked(run, AuthorityKeys("root", b"", seed), passphrase)
    run.directory.write([File(place, raw)])
    tell(run, card)
    return card


def tell(run: Run, card: Card) -> None:
    """Who has which key, to be written down: it is what cards are compared with."""
    run.terminal.say(f"The key of {card.name} is made. Its number is:")
    run.terminal.say(f"  {card.number}")
    run.terminal.say("It is no secret: write it down, also for the others.")


def confirm(run: Run, draft: Draft) -> None:
    """Show the first charter and ask. Raises Refused where the founders say no."""
    say = run.terminal.say
    say()
    say(f"Step 4 of 4: the charter of {draft.charter.name}.")
    say(f"  {changes.rule(draft.charter.threshold, len(draft.charter.root_keys))}")
    for what, who in changes.people(draft):
        run.terminal.fact(what, who)
    run.terminal.fact("valid until", when(draft.charter.expires))
    if not questions.yes(run.terminal, "Is that what you have agreed on?"):
        raise Refused("Nothing was set up.", "Run it again. Papers of this time are of no use.")


def sign(run: Run, draft: Draft, holders: Holders) -> dict[bytes, bytes]:
    """Signature files of the holders who sign here, by key, until enough have."""
    signed: dict[bytes, bytes] = {}
    for one in holders.here:
        if len(signed) == holders.threshold:
            break
        run.terminal.say()
        if questions.yes(run.terminal, f"Does {one.card.name} sign here now?"):
            raw = _signature(run, draft, one)
            if raw is None:
                run.terminal.warn(f"{one.card.name} has not signed. Keep that paper or vault: the")
                run.terminal.warn("draft can be signed later, with noview-org charter sign.")
                continue
            signed[one.card.key] = raw
            run.terminal.say(f"{one.card.name} has signed.")
    return signed


def _signature(run: Run, draft: Draft, one: Here) -> bytes | None:
    """The signature file, or None: who cannot sign now does not cost the others their papers."""
    for _ in range(_TRIES):
        try:
            raw = sign_draft(draft, one.seed())
        except Refused as refused:
            run.terminal.refuse(refused)
            continue
        if read_signature(raw).key == one.card.key:
            return raw
        run.terminal.warn(f"That is the key of another holder. It is the turn of {one.card.name}.")
    return None
