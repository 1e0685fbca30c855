"""noview-org publish and page: what leaves the administrator's machine."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from orgkeys import primitives
from orgkeys.office.commands import Run
from orgkeys.office.comparing import add
from orgkeys.office.directory import Directory, File
from orgkeys.office.embed import EMBED, snippets
from orgkeys.office.heads import head_of, heads_file, read_heads, stands
from orgkeys.office.holdings import Holdings, load
from orgkeys.office.neutral import warnings
from orgkeys.office.page_words import LIGHT_LANGUAGES, choose, read_words, untold
from orgkeys.office.pages import PAGES, Stamp, check_relay, read_built, stamp_page
from orgkeys.office.publish import Item, check_ready, push
from orgkeys.office.pulling import KINDS
from orgkeys.office.terminal import Refused, is_hidden, when
from relay.documents import Kind, TrustedDocuments
from relay.errors import Untrusted

_PUBLIC = 0o644
_LONGEST_TITLE = 60


def publish(run: Run) -> None:
    """Bring everything newer to a relay, in the order in which it is trusted."""
    relay = check_relay(run.args.relay)
    holdings = load(run.directory)
    sent, current = send(run, relay, holdings)
    with run.directory.locked():
        remember(run, holdings.settings.organisation, current)
    say_sent(run, sent)
    if not sent:
        run.terminal.say(f"{relay} has everything already.")
    if not any(item.kind is Kind.SHIFT for item in current):
        run.terminal.say("No shift is valid, so nobody can be reached. Next: noview-org shift new")


def send(run: Run, relay: str, holdings: Holdings) -> tuple[list[Item], list[Item]]:
    """What the relay has taken now, and all that it holds after that. Raises Refused."""
    items = gather(run.directory, holdings)
    check_ready(items, run.now)
    current = [item for item in items if _is_current(run, holdings, item)]
    settings = holdings.settings
    sent = asyncio.run(push(relay, settings.organisation, settings.desk, current, run.now))
    return sent, current


def say_sent(run: Run, sent: list[Item]) -> None:
    """Each document that the relay has taken."""
    for item in sent:
        run.terminal.fact("published", f"{item.name}, until {when(item.expires)}")


def _is_current(run: Run, holdings: Holdings, item: Item) -> bool:
    """Whether anybody would believe it now; says so where not."""
    if item.kind is Kind.CHARTER:
        return True
    if item.expires <= run.now:
        run.terminal.fact("not sent", f"{item.name} ran out on {when(item.expires)}")
        return False
    if item.kind in (Kind.SHIFT, Kind.STATE):
        head = head_of(item.kind, holdings.settings.desk, item.version, item.raw)
        charter, roster = holdings.charter.payload, holdings.roster.payload
        if not stands(head, charter, roster, run.now):
            again = "noview-org shift new" if item.kind is Kind.SHIFT else "noview-org state …"
            why = f"whoever signed it stands no more. Next: {again}"
            run.terminal.fact("not sent", f"{item.name}: {why}")
            return False
    if not item.whole:
        run.terminal.fact("not sent", f"{item.name}: its packet is not here")
    return True


def remember(run: Run, organisation: bytes, items: list[Item]) -> None:
    """From now on the relay holds these, and nothing lower is believed of it.

    The folder is held.
    """
    trusted = TrustedDocuments(organisation)
    trusted.remember(read_heads(run.directory))
    charters = [item.raw for item in items if item.kind is Kind.CHARTER]
    trusted.add_charters(charters, run.now)
    for item in items:
        if item.kind not in KINDS:
            continue
        try:
            add(trusted, item.kind)(item.raw, run.now)
        except Untrusted:  # the relay has it from before; who reads it now forgets it
            continue
    run.directory.write([heads_file(trusted.heads())])


def gather(directory: Directory, holdings: Holdings) -> list[Item]:
    """All charters and the newest of everything else, in order."""
    items = [
        Item(
            Kind.CHARTER,
            number,
            # Only the last charter must be unexpired (protocol.md 3.5).
            holdings.charter.payload.expires,
            raw,
        )
        for number, raw in enumerate(holdings.trusted.charters, 1)
    ]
    for kind, held in ((Kind.ROSTER, holdings.roster), (Kind.NOTICE, holdings.notice)):
        items.append(Item(kind, held.payload.version, held.payload.expires, held.raw))
    read = directory.document
    if (shift := holdings.shift) is not None:
        raw, packet = read("shift", shift.version), b""
        if shift.version in directory.versions("packet"):
            packet = read("packet", shift.version)
        items.append(Item(Kind.SHIFT, shift.version, shift.expires, raw, packet))
    if (state := holdings.state) is not None:
        raw = read("state", state.version)
        items.append(Item(Kind.STATE, state.version, state.expires, raw))
    return items


def page(run: Run) -> None:
    """Write the survivor's page and the console, each a single file with the organisation in it.

    Beside them: a link and a button for the organisation's website (embed.html).
    """
    relay = check_relay(run.args.relay)
    names = {PAGES[0]: _file_name(run.args.file), PAGES[1]: PAGES[1]}
    if names[PAGES[0]] in (PAGES[1], EMBED):
        raise Refused("Two files would have the same name.", "Give another name with --file.")
    title: str = run.args.title.strip()
    if not 0 < len(title) <= _LONGEST_TITLE or any(is_hidden(char) for char in title):
        raise Refused(
            "That is not a title for a page.", f"Give 1 to {_LONGEST_TITLE} visible characters."
        )
    address: str | None = run.args.address
    unwise = warnings(title, names[PAGES[0]], address, relay)
    holdings = load(run.directory)
    for what, held in (("charter", holdings.charter), ("notice", holdings.notice)):
        if held.payload.expires <= run.now:
            raise Refused(
                f"The {what} ran out on {when(held.payload.expires)}; no page could work with it.",
                "Sign a new one (noview-org notice set notice.toml), then run this again.",
            )
    built = read_built(run.world.built)
    tongues = choose(read_words(run.world.built), holdings.notice.payload, run.args.languages)
    stamp = Stamp(
        organisation=holdings.settings.organisation,
        least_charter_version=holdings.charter.payload.version,
        desk=holdings.settings.desk,
        relay=relay,
        name=holdings.charter.payload.name,
        charters=holdings.trusted.charters,
        notice=holdings.notice.raw,
        title=title,
    )
    pages = {
        names[name]: stamp_page(name, text, stamp, holdings.notice.payload, tongues).encode()
        for name, text in built.items()
    }
    embed = snippets(address or names[PAGES[0]], tongues).encode()
    out = Path(run.args.out).absolute()
    out.mkdir(parents=True, exist_ok=True)
    files = {**pages, EMBED: embed}
    run.directory.write([File(out / name, data, _PUBLIC) for name, data in files.items()])
    for name, data in pages.items():
        run.terminal.say(f"{out / name}")
        run.terminal.fact("sha256", primitives.sha256(data).hex())
    run.terminal.say(f"{out / EMBED}: a link and a button for the organisation's website")
    for line in unwise:
        run.terminal.say(line)
    run.terminal.say(f"The survivor's page speaks: {', '.join(one.code for one in tongues)}.")
    for line in untold(tongues, holdings.notice.payload):
        run.terminal.say(line)
    if len(tongues) > LIGHT_LANGUAGES:
        run.terminal.say(
            "Each language makes it heavier. On an old phone in a slow network two are better;"
        )
        run.terminal.say("you can make a second page with other languages (--languages, --file).")
    if not holdings.notice.payload.numbers:
        run.terminal.say("The pages name no phone number. Add one to the notice first.")
    if not holdings.notice.payload.hours:
        run.terminal.say("The pages name no hours.")
    run.terminal.say(f"Next: put {names[PAGES[0]]} on the organisation's own website, unchanged;")
    run.terminal.say("anybody can compare it with sha256sum.")


def _file_name(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}\.html", name):
        raise Refused(
            "The page's file name must be small letters, digits and dashes, and end in .html.",
            "Give another name with --file, such as --file help.html.",
        )
    return name
