"""The makers' own keys: who may sign a release, and signing one (docs/release.md).

    noview-org root new --name NAME --card FILE [--vault FILE]        a key, on paper or in a vault
    .venv/bin/python -m tools.release_keys root --card A.card B.card --threshold 2 --out FOLDER
    .venv/bin/python -m tools.release_keys sign FOLDER/root.1.json [--vault NAME.vault]
    .venv/bin/python -m tools.release_keys sign FOLDER/manifest.json [--vault NAME.vault]
    .venv/bin/python -m tools.release_keys show FOLDER/root.1.json

Keys are made, kept and typed as an organisation's root keys are, by the same code. Each holder
signs on their own machine and writes a signature file of their own; nothing secret is brought
together. Whether a folder is believed is said by `noview-audit release`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from audit.errors import LocalFault, Unreadable
from audit.release import LARGEST, MANIFEST, NotBelieved, check_file
from audit.release_documents import (
    LONGEST,
    Manifest,
    Root,
    fingerprint,
    read,
    sign_document,
    signature_name,
    spoken,
    written,
)
from audit.release_folder import taken
from orgkeys.device import spoken as number_of
from orgkeys.office.cards import read_card
from orgkeys.office.commands import Run, World, disk_trouble
from orgkeys.office.directory import Directory, File
from orgkeys.office.roots import holder_seed, read_file
from orgkeys.office.terminal import Refused, when

DAY = 86_400
ROOT_DAYS = 730


def parser() -> argparse.ArgumentParser:
    """The three commands."""
    top = argparse.ArgumentParser(
        prog=".venv/bin/python -m tools.release_keys",
        description="Say who may sign releases, and sign. No secret leaves its holder's machine.",
        allow_abbrev=False,
    )
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    root = commands.add_parser("root", help="write a root: whose signatures count, and how many")
    root.add_argument("--card", nargs="+", required=True, metavar="FILE", help="holders' cards")
    root.add_argument("--threshold", type=int, required=True, help="how many sign together")
    root.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    root.add_argument("--after", type=Path, metavar="FILE", help="the root that it follows")
    root.add_argument("--days", type=int, default=ROOT_DAYS, help="until it runs out")
    root.set_defaults(handler=make_root)
    sign = commands.add_parser("sign", help="sign a root or a manifest with your own key")
    sign.add_argument("document", type=Path, metavar="FILE")
    sign.add_argument("--vault", metavar="FILE", help="your key; without it, its words are asked")
    sign.add_argument("--root-passphrase-file", metavar="PATH", help="for scripts")
    sign.add_argument("--yes", action="store_true", help="for scripts: do not ask")
    sign.set_defaults(handler=sign_one)
    show = commands.add_parser("show", help="what a root or a manifest says, and its words")
    show.add_argument("document", type=Path, metavar="FILE")
    show.set_defaults(handler=show_one)
    return top


def make_root(run: Run) -> None:
    """Write the next root, not signed yet. Raises Refused."""
    cards = [read_card(read_file(path, "The card")) for path in run.args.card]
    keys = tuple(sorted(card.key.hex() for card in cards))
    before = None if run.args.after is None else load(run.args.after)[1]
    version, previous = 1, ""
    if before is not None:
        old = opened(before, run.args.after.name)
        if not isinstance(old, Root):
            raise Refused("What it should follow is not a root.", "Give a root.<version>.json.")
        version, previous = old.version + 1, fingerprint(before).hex()
    root = Root(
        version=version,
        issued=run.now,
        expires=run.now + run.args.days * DAY,
        previous=previous,
        threshold=run.args.threshold,
        keys=keys,
    )
    raw = written(root)
    opened(raw, "the root")
    out: Path = run.args.out / f"root.{version}.json"
    if out.exists():
        raise Refused(f"{out} is there already.", "Two roots of one version are a fork.")
    run.args.out.mkdir(parents=True, exist_ok=True)
    run.directory.write([File(out.absolute(), raw, 0o644)])
    for card in cards:
        run.terminal.fact(card.name, card.number)
    run.terminal.say(f"{out} is written. Each holder signs it on their own machine:")
    run.terminal.say(f"  .venv/bin/python -m tools.release_keys sign {out}")
    if before is not None:
        run.terminal.say("Enough holders of the root before must sign it as well.")


def sign_one(run: Run) -> None:
    """Sign what has been shown and, for a release, compared with its files. Raises Refused."""
    path, raw = load(run.args.document)
    document = describe(run, path, raw)
    if isinstance(document, Manifest):
        check_files(path.parent, document)
        run.terminal.say("All its files are here with exactly these bytes.")
        run.terminal.say("Build the release yourself from this commit before you sign (make")
        run.terminal.say("release), and sign only where your manifest.json is the same.")
    if not run.args.yes and run.terminal.question("Type sign to sign it: ").lower() != "sign":
        raise Refused("Nothing was signed.", "Run this again when it is what you want to sign.")
    made = sign_document(type(document), raw, holder_seed(run, "your key", b""))
    out = path.with_name(signature_name(path.name, made.key))
    run.directory.write([File(out.absolute(), written(made), 0o644)])
    run.terminal.fact("signed with", number_of(bytes.fromhex(made.key)))
    run.terminal.say(f"The signature is in {out}. It is no secret: it goes with the release.")


def show_one(run: Run) -> None:
    """What it says. Raises Refused."""
    describe(run, *load(run.args.document))


def describe(run: Run, path: Path, raw: bytes) -> Root | Manifest:
    """Say it in words. Raises Refused."""
    document, terminal = opened(raw, path.name), run.terminal
    if isinstance(document, Root):
        terminal.say(f"Root {document.version}: any {document.threshold} of these sign together")
        for key in document.keys:
            terminal.fact("key", number_of(bytes.fromhex(key)))
    else:
        terminal.say(f"Release {document.version}, number {document.number}")
        terminal.fact("source", document.commit)
        for one in document.artifacts:
            terminal.fact(one.sha256[:12], f"{one.name}, {one.length} bytes")
    terminal.fact("until", when(document.expires))
    terminal.fact("words", spoken(raw))
    return document


def check_files(folder: Path, manifest: Manifest) -> None:
    """Refuse to sign for files that are not these."""
    for listed in manifest.artifacts:
        try:
            raw = taken(folder / listed.name, LARGEST)
            if raw is None:
                raise NotBelieved("release-file-missing", listed.name)
            check_file(listed, raw)
        except NotBelieved:
            raise Refused(
                f"{listed.name} is missing beside the manifest, or is not the file it names.",
                "Run make release, and sign what it wrote.",
            ) from None


def opened(raw: bytes, name: str) -> Root | Manifest:
    """A root or a manifest. Raises Refused."""
    try:
        return read(raw, Manifest, name) if name == MANIFEST else read(raw, Root, name)
    except Unreadable as why:
        raise Refused(f"This cannot be a root or a manifest: {why}.", "Make it again.") from why


def load(path: Path) -> tuple[Path, bytes]:
    """A document's file. Raises Refused."""
    try:
        raw = taken(path, LONGEST)
    except LocalFault as why:
        raise Refused(f"It cannot be read: {why}.", "Check the path.") from why
    if raw is None:
        raise Refused(f"{path} is not there.", "Check the path.")
    return path, raw


def main(argv: Sequence[str] | None = None, world: World | None = None) -> int:
    """Run one command; the exit code. Bad usage raises SystemExit(2), as argparse does."""
    args = parser().parse_args(argv)
    world = world or World()
    run = Run(args, world, int(world.clock()), Directory(Path()))
    try:
        args.handler(run)
    except Refused as refused:
        return refuse(world, refused)
    except OSError as error:
        return refuse(world, disk_trouble(error))
    return 0


def refuse(world: World, refused: Refused) -> int:
    """What went wrong and what to do next."""
    world.terminal.warn(f"release_keys: {refused.what}")
    world.terminal.warn(f"  What to do: {refused.next_step}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
