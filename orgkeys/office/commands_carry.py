"""noview-org invite, export and import: everything public, in one small file."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from orgkeys import request
from orgkeys.office.cards import read_card
from orgkeys.office.commands import Run
from orgkeys.office.commands_public import gather
from orgkeys.office.commands_root import administrator_use
from orgkeys.office.comparing import Local
from orgkeys.office.directory import (
    NOTICE,
    SETTINGS,
    File,
    Settings,
    card_name,
    check_new_file,
    document_name,
)
from orgkeys.office.holdings import load
from orgkeys.office.notice_source import text_of, write_notice
from orgkeys.office.outputs import read_any, show_text
from orgkeys.office.pages import check_relay
from orgkeys.office.public_file import compared
from orgkeys.office.publish import NAMES
from orgkeys.office.pulling import KINDS, Merged, Served, charter_of, merge
from orgkeys.office.signing import UNREAD
from orgkeys.office.terminal import Refused
from relay.documents import Charter, Kind, Notice, decode_envelope, decode_payload


def invite(run: Run) -> None:
    """The file that a person needs to ask for a device: who the organisation is, and where."""
    _write(run, ())
    run.terminal.say()
    run.terminal.say("Give it to the person, and the fingerprint by another way. They run:")
    run.terminal.say(f"  noview-org device request {Path(run.args.file).name} --alias … --role …")
    run.terminal.say("    --language … --out NAME.vault")
    run.terminal.say("or open the console, which knows all this already, and choose to join.")


def export(run: Run) -> None:
    """Everything public: for a further administrator, an auditor, or another relay."""
    items = gather(run.directory, load(run.directory))
    _write(run, tuple(item.raw for item in items if item.kind is not Kind.CHARTER))
    run.terminal.say("It holds no secret, and not who the staff are.")


def _write(run: Run, others: tuple[bytes, ...]) -> None:
    holdings = load(run.directory)
    relay = check_relay(run.args.relay)
    out = Path(run.args.file).absolute()
    check_new_file(out)
    settings = holdings.settings
    chain = holdings.trusted.charters
    public = request.Public(settings.organisation, settings.desk, relay, chain, others)
    raw = request.make_public(public)
    run.directory.write([File(out, raw)])
    run.terminal.say(f"{holdings.charter.payload.name} is in {out}.")
    run.terminal.fingerprint("fingerprint", settings.organisation)
    if run.args.text:
        show_text(run, raw, "The file")


def _notice_source(merged: Merged) -> list[File]:
    """The signed notice as the file that people edit, if it can be read back as the same."""
    (raw,) = (one.raw for one in merged.taken if one.kind is Kind.NOTICE)
    source = write_notice(text_of(decode_payload(decode_envelope(raw).payload, Notice)))
    return [] if source is None else [File(NOTICE, source)]


def _cards(run: Run, charter: Charter) -> list[File]:
    """The cards that were given and whose keys stand in the charter. Raises Refused."""
    paths: list[Path] = []
    for given in map(Path, run.args.cards or ()):
        paths += sorted(given.iterdir()) if given.is_dir() else [given]
    stands = {("root", key) for key in charter.root_keys}
    stands |= {("administrator", key) for key in charter.administrator_keys}
    found: dict[str, File] = {}
    for path in paths:
        card = read_card(read_any(str(path), "The card"))
        if (card.role, card.key) in stands:
            found[card_name(card.role, card.key)] = File(card_name(card.role, card.key), card.raw)
        else:
            run.terminal.fact("left out", f"{card.name}'s card: its key is not in the charter")
    return list(found.values())


def _say_names(run: Run, cards: int) -> None:
    if cards:
        count = "1 card says" if cards == 1 else f"{cards} cards say"
        run.terminal.say(f"{count} who holds which key.")
    else:
        run.terminal.say("It does not say who holds which key. Names are on cards: those in the")
        run.terminal.say("other administrator's folder (cards), given here with --cards.")


def import_(run: Run) -> None:
    """A folder for a further administrator, out of an export that was compared. Raises Refused."""
    check_new_file(run.directory.path.absolute())
    public, _ = compared(run, run.args.file)
    by_kind: dict[Kind, bytes] = {Kind(decode_envelope(raw).kind): raw for raw in public.others}
    missing = [NAMES[kind] for kind in (Kind.ROSTER, Kind.NOTICE) if kind not in by_kind]
    if missing:
        raise Refused(
            f"The file has no {' and no '.join(missing)}, so nothing can go on from it.",
            "Ask for one that noview-org export wrote; an invitation is not enough.",
        )
    # A shift without its packet tells nothing; `pull` brings both.
    others = dict(by_kind)
    others.pop(Kind.SHIFT, None)
    served = Served(public.charters, others)
    merged = merge(public.organisation, Local((), {}), served, (), run.now)
    taken = {one.kind: one for one in merged.taken}
    if not {Kind.ROSTER, Kind.NOTICE} <= set(taken):
        raise Refused(f"The file is too old: {'; '.join(merged.skipped)}.", "Ask for a new export.")
    charters = [
        File(document_name("charter", charter_of(raw).version), raw) for raw in merged.charters
    ]
    documents = [
        File(document_name(NAMES[kind], taken[kind].version), taken[kind].raw)
        for kind in KINDS
        if kind in taken
    ]
    settings = File(SETTINGS, Settings(public.organisation, public.desk).encode())
    editable, more = _notice_source(merged), _cards(run, charter_of(merged.charters[-1]))
    run.directory.create([*charters, *documents, *editable, *more, File(UNREAD, b""), settings])
    run.terminal.say(f"{run.directory.path} holds everything public of this organisation.")
    if editable:
        run.terminal.say(f"{run.directory.path / NOTICE} is the notice, to be changed there.")
    else:
        run.terminal.say("The notice could not be written as a file to be changed: ask the other")
        run.terminal.say("administrator for notice.toml.")
    _say_names(run, len(more))
    if run.args.administrator is None:
        run.terminal.say("Next: noview-org administrator use FILE.vault, then noview-org pull")
        run.terminal.say(f"  {public.relay}")
        return
    words = argparse.Namespace(
        vault=run.args.administrator, passphrase_file=run.args.passphrase_file
    )
    with run.directory.locked():
        administrator_use(replace(run, args=words))
    run.terminal.say(f"Before that, learn who the staff are: noview-org pull {public.relay}")
