"""noview-org root new and check, administrator new and use: one person's own key."""

from __future__ import annotations

from pathlib import Path

from orgkeys import ceremony, primitives, vault
from orgkeys.device import spoken
from orgkeys.office import guided, questions, roots
from orgkeys.office.cards import Making, check_name, make_card, read_card
from orgkeys.office.commands import Run, open_vault
from orgkeys.office.directory import ADMINISTRATOR_VAULT, File, check_new_file
from orgkeys.office.founding import locked
from orgkeys.office.holdings import load
from orgkeys.office.outputs import check_places, program, read_any, show_text
from orgkeys.office.roots import read_file
from orgkeys.office.terminal import Refused
from orgkeys.request import read_public
from relay.documents import TrustedDocuments
from relay.errors import Malformed, Untrusted

_ADMINISTRATOR = "the administrator key"
_STOPPED = ("Nothing was made.", "Run it again; then there is a new key.")


def root_new(run: Run) -> None:
    """Make a root key, on paper or in a vault, and the card that says whose it is."""
    name = check_name(run.args.name)
    out = Path(run.args.card).absolute()
    if run.args.vault is None:
        check_new_file(out)
        with questions.stopping(*_STOPPED):
            card = guided.on_paper(run, name).card
    else:
        place = Path(run.args.vault).absolute()
        check_places(out, place)
        with questions.stopping(*_STOPPED, place):
            card = guided.write_vault(run, name, place, run.args.root_passphrase_file)
    run.directory.write([File(out, card.raw)])
    run.terminal.say(f"The card is in {out}. It has no secret: give it to whoever sets up the")
    run.terminal.say("organisation, and let them compare the number with you.")
    if card.kept == "paper":
        run.terminal.say("Keep the paper where no one else comes to, away from fire and water.")
    show_text(run, card.raw, "The card")


def root_check(run: Run) -> None:
    """Say which key somebody's words or vault are, and whether it is that of a card."""
    card = read_card(read_any(run.args.card, "The card")) if run.args.card else None
    seed = roots.holder_seed(run, "this paper", b"")
    number = spoken(primitives.ed25519_public(seed))
    if card is not None and card.key != primitives.ed25519_public(seed):
        raise Refused(
            f"This is not the key of {card.name}, whose number is {card.number}.",
            f"The number of this key is {number}. See whose card has it.",
        )
    run.terminal.say("The key is whole. Its number is:")
    run.terminal.say(f"  {number}")
    if card is not None:
        run.terminal.say(f"It is the key of {card.name}.")


def administrator_new(run: Run) -> None:
    """Make an administrator key in a vault, and its card, on the administrator's own machine."""
    name = check_name(run.args.name)
    out, place = Path(run.args.card).absolute(), Path(run.args.vault).absolute()
    check_places(out, place)
    organisation = _organisation(run)
    passphrase = run.terminal.new_passphrase(_ADMINISTRATOR, run.args.passphrase_file)
    seed, office_seed = run.random(32), run.random(32)
    office = _office(organisation, seed, office_seed, run.now) if organisation else b""
    making = Making("vault", run.now, program())
    card = make_card("administrator", name, seed, making, organisation, office)
    keys = vault.AuthorityKeys("administrator", organisation, seed, office_seed)
    run.directory.write([File(place, locked(run, keys, passphrase)), File(out, card.raw)])
    run.terminal.say(f"The key of {name} is in {place}. Its number is:")
    run.terminal.say(f"  {card.number}")
    run.terminal.say(f"Give the card {out} to whoever has the organisation's folder. They run:")
    run.terminal.say(f"  noview-org charter administrator add {out.name}")
    if not organisation:
        run.terminal.say("When you have the folder, run: noview-org administrator use VAULT")


def _organisation(run: Run) -> bytes:
    if run.args.organisation_file is None:
        return b""
    raw = read_any(run.args.organisation_file, "The organisation's file")
    try:
        told = read_public(raw)
        trusted = TrustedDocuments(told.organisation)
        trusted.add_charters(told.charters, run.now)
    except (Malformed, Untrusted):
        raise Refused(
            "The organisation's file is damaged, too old, or something else.",
            "Ask for a new one: noview-org export FILE",
        ) from None
    run.terminal.say("The organisation that this key is for:")
    run.terminal.fingerprint("fingerprint", told.organisation)
    run.terminal.say("Compare the fingerprint with one that came another way.")
    return told.organisation


def _office(organisation: bytes, seed: bytes, office_seed: bytes, now: int) -> bytes:
    return ceremony.sign(ceremony.make_office_key(organisation, office_seed, 1, now), [seed])


def administrator_use(run: Run) -> None:
    """Make a vault the one that this folder works with; its key must stand in the charter.

    The next shift brings its office key, and so the directory is for it too. Raises Refused.
    """
    holdings = load(run.directory)
    raw = read_file(run.args.vault, "The vault")
    passphrase = run.terminal.passphrase(_ADMINISTRATOR, run.args.passphrase_file)
    keys = check_administrator(open_vault(raw, passphrase, _ADMINISTRATOR))
    organisation = holdings.settings.organisation
    key = primitives.ed25519_public(keys.seed)
    if keys.organisation not in (b"", organisation) or (
        key not in holdings.charter.payload.administrator_keys
    ):
        raise Refused(
            "That key is no administrator of this organisation's charter.",
            "Have it added first: noview-org charter administrator add CARD",
        )
    bound = vault.AuthorityKeys("administrator", organisation, keys.seed, keys.office_seed)
    run.directory.write([File(ADMINISTRATOR_VAULT, locked(run, bound, passphrase))])
    run.terminal.say(f"{run.directory.path} now works with this administrator's key.")
    run.terminal.say("Next: noview-org shift new")


def check_administrator(content: vault.Vault) -> vault.AuthorityKeys:
    """The keys, where the vault is an administrator's. Raises Refused."""
    if not isinstance(content, vault.AuthorityKeys) or content.kind != "administrator":
        raise Refused(
            "That vault does not hold an administrator key.",
            "Give the vault that administrator new or init wrote.",
        )
    return content
