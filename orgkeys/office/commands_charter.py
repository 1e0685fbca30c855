"""noview-org charter show, sign and finish: root holders sign a draft, and it becomes the charter.

`show` and `sign` need nothing but the draft, on any machine; only `finish` needs the folder.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from orgkeys import primitives
from orgkeys.device import spoken
from orgkeys.office import changes, handover, questions, roots
from orgkeys.office.commands import Run
from orgkeys.office.commands_draft import describe
from orgkeys.office.directory import (
    DRAFT,
    NOTICE,
    SETTINGS,
    File,
    check_new_file,
    document_name,
    signature_name,
)
from orgkeys.office.drafts import Draft, read_draft
from orgkeys.office.founding import advice
from orgkeys.office.holdings import Holdings, load
from orgkeys.office.outputs import ask_text, read_any, show_text
from orgkeys.office.signatures import (
    Signature,
    assemble,
    check_signature,
    read_signature,
    sign_draft,
)
from orgkeys.office.terminal import Refused
from orgkeys.office.versions import write
from relay.documents import (
    Kind,
    Notice,
    Roster,
    TrustedDocuments,
    decode_envelope,
    decode_payload,
)

_LONGEST_FILE_NAME = 40


def show(run: Run) -> None:
    """Say what a draft is and what it changes. Nothing is unlocked and nothing is changed."""
    draft = _read(run)
    describe(run, draft)
    run.terminal.say()
    for key in draft.signers():
        run.terminal.fact("may sign", changes.who(draft, "root", key))


def sign(run: Run) -> None:
    """A holder reads a draft, agrees, and signs it with their words or their vault."""
    with questions.stopping("Nothing was signed.", "Run it again when you are ready."):
        draft, seed = _agree(run)
        raw, key = sign_draft(draft, seed), primitives.ed25519_public(seed)
    out = Path(run.args.out or _signature_file(draft, key)).absolute()
    run.directory.write([File(out, raw)])
    run.terminal.say(f"Signed with the key of {changes.who(draft, 'root', key)}.")
    run.terminal.say(f"Bring {out} to whoever has the organisation's folder. It has no secret.")
    show_text(run, raw, "The signature")


def _agree(run: Run) -> tuple[Draft, bytes]:
    """The draft, which its holder has read and wants, and the holder's seed. Raises Refused."""
    draft = _read(run)
    if run.args.out:
        check_new_file(Path(run.args.out).absolute())
    describe(run, draft)
    for line in advice(draft.charter.threshold, len(draft.charter.root_keys)):
        run.terminal.warn(line)
    run.terminal.say()
    if draft.before is None:
        run.terminal.say("Compare fingerprint and draft number with the administrator, by voice.")
    else:
        run.terminal.say("Compare the fingerprint with your paper. Compare the number of the draft")
        run.terminal.say("with what the others see, by voice: it must be the same for everybody.")
    if not run.args.yes and not questions.yes(run.terminal, "Do you want this, and sign it?"):
        raise Refused("You have not signed. Nothing was changed.", "Talk to the others.")
    return draft, roots.holder_seed(run, "your paper", draft.organisation)


def _signature_file(draft: Draft, key: bytes) -> Path:
    """A file name of this holder's own that is still free: `chen-1.signature`."""
    card = draft.card("root", key)
    # A name may have anything that can be seen; only letters, their marks and digits are kept.
    kept = (
        char if char.isalnum() or unicodedata.category(char)[0] == "M" else "-"
        for char in (card.name.lower()[:_LONGEST_FILE_NAME] if card else "")
    )
    who = "".join(kept).strip("-") or spoken(key).split()[0]
    start = f"{who}-{draft.charter.version}"
    names = (f"{start}{f'-{n}' if n > 1 else ''}.signature" for n in count(1))
    return next(path for path in map(Path, names) if not (path.exists() or path.is_symlink()))


def _read(run: Run) -> Draft:
    if run.args.draft is None:
        return read_draft(ask_text(run, "the draft"), run.now)
    return read_draft(read_any(run.args.draft, "The draft"), run.now)


def finish(run: Run) -> None:
    """Put the signatures together, and let the new charter count. Raises Refused.

    Where an administrator has left, everything that rests on that key is signed again. A run
    that was cut off in between is carried on by running it again.
    """
    if run.directory.founding:
        _found(run)
        return
    run.directory.settings()
    holdings = load(run.directory)
    if not (run.directory.path / DRAFT).is_file():
        _carry_on(run, holdings)
        return
    draft = read_draft(run.directory.read(DRAFT), run.now)
    if draft.hash == holdings.charter.hash:
        _carry_on(run, holdings)
        return
    if draft.charters != holdings.trusted.charters:
        raise Refused(
            "The draft follows another charter than the one that is in force now.",
            "Make it anew from this folder, and have it signed again.",
        )
    charter = assemble(draft, _signatures(run, draft), run.now)
    file = File(document_name("charter", draft.charter.version), charter)
    work = handover.prepare(run, holdings, draft.charter, charter)
    write(run, [file, *work.files])
    said = [f"Charter {draft.charter.version} is in force here."]
    _done(run, [*said, *(f"  {line}" for line in changes.changes(draft))], work)


def _carry_on(run: Run, holdings: Holdings) -> None:
    """Sign what rests on an administrator who has left, where the charter is there already.

    It was cut off here, or another administrator put it in force and it was pulled.
    """
    if run.args.signature or run.args.text or not handover.is_due(run, holdings):
        raise Refused(
            "No draft of a charter is open in this folder.",
            "Make one: noview-org charter renew, charter rotate, or recover.",
        )
    work = handover.prepare(run, holdings, holdings.charter.payload, b"")
    write(run, work.files)
    _done(run, [f"Charter {holdings.charter.payload.version} was in force already."], work)


def _done(run: Run, said: Sequence[str], work: handover.Handover) -> None:
    run.directory.remove([DRAFT, *_kept(run), *work.gone])
    for line in (*said, *work.lines):
        run.terminal.say(line)
    if not work.files:
        run.terminal.say("Next: noview-org shift new")
    run.terminal.say("Next: noview-org publish wss://…, and noview-org page --relay wss://…")


def _found(run: Run) -> None:
    """The first charter: with it everything that was prepared counts."""
    draft = read_draft(run.directory.read(DRAFT), run.now)
    settings = run.directory.pinned()
    if draft.before is not None or draft.organisation != settings.organisation:
        raise Refused(
            f"The draft does not belong to {SETTINGS} in this folder.",
            "Restore the folder from a backup, or set up the organisation anew.",
        )
    charter = assemble(draft, _signatures(run, draft), run.now)
    trusted = TrustedDocuments(settings.organisation)
    trusted.add_charter(charter, run.now)
    roster, notice = run.directory.document("roster", 1), run.directory.document("notice", 1)
    # They may have run out while signatures were on their way; shift new renews them.
    told = decode_payload(decode_envelope(roster, Kind.ROSTER).payload, Roster)
    trusted.add_roster(roster, told.issued)
    text = decode_payload(decode_envelope(notice, Kind.NOTICE).payload, Notice)
    trusted.add_notice(notice, text.issued)
    run.directory.write([File(document_name("charter", 1), charter)])
    run.directory.remove([DRAFT, *_kept(run)])
    run.terminal.say(f"{draft.charter.name} is founded, in {run.directory.path}.")
    run.terminal.fingerprint("fingerprint", settings.organisation)
    run.terminal.say("Write the fingerprint down on paper: everything is checked against it.")
    if not text.numbers:
        run.terminal.say(f"There is no phone number yet: add one to {run.directory.path / NOTICE},")
        run.terminal.say("then run noview-org notice set notice.toml")
    run.terminal.say("Next: noview-org page, publish, and let people join:")
    run.terminal.say("  noview-org invite FILE, then noview-org device certify REQUEST")


def _kept(run: Run) -> list[str]:
    """What lies in the folder of signatures, also for drafts that were given up."""
    return [signature_name(read_signature(raw).key) for raw in run.directory.kept("signatures")]


def _signatures(run: Run, draft: Draft) -> dict[bytes, bytes]:
    """The good signatures by key, from the folder, from files and from what is pasted."""
    kept = [read_signature(raw) for raw in run.directory.kept("signatures")]
    found = {check_signature(draft, one): one.signature for one in kept if one.draft == draft.hash}
    brought: dict[bytes, bytes] = {}
    for path in run.args.signature:
        _take(draft, brought, read_signature(read_any(path, "The signature")))
    while run.args.text:
        if not any(draft.missing([*found, *brought])):
            break
        _take(draft, brought, read_signature(ask_text(run, "a signature")))
    found |= brought
    for key in found:
        run.terminal.fact("signed by", changes.who(draft, "root", key))
    return found


def _take(draft: Draft, brought: dict[bytes, bytes], one: Signature) -> None:
    key = check_signature(draft, one)
    if key in brought:
        raise Refused(
            f"Two signatures are by the same holder: {changes.who(draft, 'root', key)}.",
            "Give one of each holder. A holder counts once.",
        )
    brought[key] = one.signature
