"""noview-org init: a new organisation, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable

from orgkeys.device import spoken
from orgkeys.office import guided, questions
from orgkeys.office.cards import Card, Making, check_name, make_card, read_card
from orgkeys.office.commands import Run
from orgkeys.office.directory import (
    DRAFT,
    NOTICE,
    ROOT_VAULT,
    File,
    check_new_file,
    document_name,
    signature_name,
)
from orgkeys.office.founding import (
    LONGEST_NOTICE,
    Founding,
    Plan,
    advice,
    check_holders,
    locked,
    prepare,
)
from orgkeys.office.founding import sign_notice as sign_notice
from orgkeys.office.handbook_defaults import HANDBOOK_TOML
from orgkeys.office.notice import parse_notice
from orgkeys.office.notice_defaults import NOTICE_TOML
from orgkeys.office.outputs import program, read_any
from orgkeys.office.places import HANDBOOK_SOURCE
from orgkeys.office.roots import read_file
from orgkeys.office.signatures import assemble, read_signature, sign_draft
from orgkeys.office.terminal import Refused, is_hidden
from orgkeys.vault import AuthorityKeys
from relay.limits import DESK_ID_SIZE

LONGEST_NAME = 120
_ROOT = "the root key"
_ADMINISTRATOR = "the administrator key"
_UNNAMED = "administrator"


def init(run: Run) -> None:
    """Make keys, charter, first roster and notice; with holders elsewhere, the draft to be signed.

    In a terminal the founders are asked step by step. `--holders 1` makes one root key in a vault
    without questions, and `--card` takes cards that were made elsewhere. Raises Refused.
    """
    name, desk = _check_name(run.args.name), _desk(run)
    administrator = check_name(run.args.administrator or _UNNAMED)
    if run.args.threshold is not None and not run.args.card:
        raise Refused(
            "--threshold goes with --card, for holders who made their keys elsewhere.",
            "Leave it out to be asked step by step.",
        )
    # Seen before anything is asked; `create` decides.
    check_new_file(run.directory.path.absolute())
    notice_raw = read_notice(run.args.notice) if run.args.notice else NOTICE_TOML.encode()
    notice = (notice_raw, parse_notice(notice_raw))

    def plan(holders: tuple[Card, ...], threshold: int) -> Plan:
        passphrase = run.terminal.new_passphrase(_ADMINISTRATOR, run.args.passphrase_file)
        return Plan(name, threshold, holders, administrator, desk, notice, passphrase)

    if run.args.card:
        cards, threshold = _cards(run)
        founding = prepare(run, plan(cards, threshold))
        signed: dict[bytes, bytes] = {}
    elif _is_guided(run):
        holders = guided.gather(run)
        run.terminal.say()
        run.terminal.say("Step 3 of 4: the administrator key, for the work of every day.")
        if run.args.administrator is None:
            administrator = questions.name(run.terminal, "Name of the administrator: ", [])
        founding = prepare(run, plan(holders.cards, holders.threshold))
        guided.confirm(run, founding.draft)
        signed = guided.sign(run, founding.draft, holders)
    else:
        _alone(run, plan)
        return
    _write(run, founding, signed)


def _is_guided(run: Run) -> bool:
    """Whether there is somebody to ask, and nothing was said that answers the questions."""
    said = run.args.holders is not None or run.args.root_passphrase_file is not None
    return not said and run.terminal.stdin.isatty()


def _alone(run: Run, plan: Callable[[tuple[Card, ...], int], Plan]) -> None:
    """One root key, in a vault in the folder."""
    passphrase = run.terminal.new_passphrase(_ROOT, run.args.root_passphrase_file)
    seed = run.random(32)
    card = make_card("root", "holder 1", seed, Making("vault", run.now, program()))
    founding = prepare(run, plan((card,), 1))
    keys = AuthorityKeys("root", founding.draft.organisation, seed)
    vault = File(ROOT_VAULT, locked(run, keys, passphrase))
    _write(run, founding, {card.key: sign_draft(founding.draft, seed)}, vault)


def _write(run: Run, founding: Founding, signed: dict[bytes, bytes], *more: File) -> None:
    draft, book = founding.draft, File(HANDBOOK_SOURCE, HANDBOOK_TOML.encode())
    if draft.missing(list(signed))[1]:
        kept = [File(signature_name(key), raw) for key, raw in signed.items()]
        run.directory.create([*more, book, *founding.files, *kept, File(DRAFT, draft.raw)])
        _say_founding(run, founding, len(signed))
        return
    signatures = {key: read_signature(raw).signature for key, raw in signed.items()}
    charter = assemble(draft, signatures, run.now)
    founding.check(charter, run.now)
    first = File(document_name("charter", 1), charter)
    run.directory.create([*more, book, *founding.files, first])
    run.terminal.say(f"{draft.charter.name} is set up in {run.directory.path}.")
    say_fingerprint(run, founding)
    if more:
        run.terminal.say(f"Move {run.directory.path / ROOT_VAULT} to a safe place without a")
        run.terminal.say("network; it is only needed for a new charter.")
    run.terminal.say("Nobody can reset a passphrase, or write a lost paper again.")
    say_next(run, founding)


def say_fingerprint(run: Run, founding: Founding) -> None:
    """What everything is checked against."""
    run.terminal.fingerprint("fingerprint", founding.draft.organisation)
    run.terminal.fact("desk", founding.desk.hex())
    run.terminal.say()
    run.terminal.say("Write the fingerprint down on paper: everything is checked against it.")


def say_next(run: Run, founding: Founding) -> None:
    """What an organisation that has just begun is missing."""
    say = run.terminal.say
    if not founding.numbers:
        say(f"There is no phone number yet: add one to {run.directory.path / NOTICE}, then run")
        say("  noview-org notice set notice.toml")
    say(f"For your staff: read {run.directory.path / HANDBOOK_SOURCE}, change it, and run")
    say("  noview-org handbook set handbook.toml")
    say("For auditors: noview-org transcript --out transcript.txt")
    # Their keys are made on their own machines, not here.
    say("Next: noview-org page, publish, and let people join:")
    say("  noview-org invite FILE, then noview-org device certify REQUEST")


def _say_founding(run: Run, founding: Founding, signed: int) -> None:
    say, charter = run.terminal.say, founding.draft.charter
    say(f"{charter.name} is prepared in {run.directory.path}, and not founded yet:")
    say(f"{signed} of {charter.threshold} signatures are there.")
    say_fingerprint(run, founding)
    run.terminal.fact("draft", spoken(founding.draft.hash))
    say("Each holder compares fingerprint and draft number with you, by voice, before signing.")
    say(f"Bring {run.directory.path / DRAFT} to the other holders' machines. Each runs:")
    say("  noview-org charter sign charter.draft   (with a vault, add --vault FILE)")
    say("Bring back the small files that they make, and run here:")
    say("  noview-org charter finish NAME.signature …")


def _cards(run: Run) -> tuple[tuple[Card, ...], int]:
    cards = tuple(read_card(read_any(path, "The card")) for path in run.args.card)
    threshold: int | None = run.args.threshold
    if threshold is None:
        raise Refused(
            "It is not said how many holders must sign.",
            f"Give --threshold {len(cards) // 2 + 1} or another number.",
        )
    check_holders(threshold, cards)
    for line in advice(threshold, len(cards)):
        run.terminal.warn(line)
    for card in cards:
        run.terminal.fact("root holder", f"{card.name} ({card.number})")
    return cards, threshold


def read_notice(path: str) -> bytes:
    """The bytes of a notice file that somebody named. Raises Refused."""
    raw = read_file(path, "The notice")
    if len(raw) > 2 * LONGEST_NOTICE:
        raise Refused(f"The notice {path} is far too long.", "Shorten its texts.")
    return raw


def _check_name(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME or any(is_hidden(char) for char in name):
        raise Refused(
            "That is not a name for an organisation.",
            f"Give 1 to {LONGEST_NAME} visible characters with --name.",
        )
    return name


def _desk(run: Run) -> bytes:
    given: str | None = run.args.desk
    if given is None:
        return run.random(DESK_ID_SIZE)
    try:
        desk = bytes.fromhex(given)
    except ValueError:
        desk = b""
    if len(desk) != DESK_ID_SIZE:
        raise Refused("The desk is not 32 hexadecimal digits.", "Leave --desk out to draw one.")
    return desk
