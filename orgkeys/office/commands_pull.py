"""noview-org pull: take over what consoles and other administrators have made since."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Final

from orgkeys.office import handbooks
from orgkeys.office.commands import Run, unlocked_administrator
from orgkeys.office.comparing import Local
from orgkeys.office.devices import peek
from orgkeys.office.directory import ASIDE, NOTICE, File, document_name
from orgkeys.office.heads import heads_file, read_heads
from orgkeys.office.holdings import Holdings, load
from orgkeys.office.learning import learn, read_directory
from orgkeys.office.link import Connection, connected
from orgkeys.office.notice_source import text_of, write_notice
from orgkeys.office.pages import check_relay
from orgkeys.office.publish import DESKS, NAMES
from orgkeys.office.pulling import KINDS, Merged, Served, charter_of, lost_rows, merge
from orgkeys.office.signing import UNREAD, sign_roster
from orgkeys.office.terminal import when
from orgkeys.office.versions import put_aside
from orgkeys.packet import Directory as Listed
from orgkeys.packet import packet_hash
from orgkeys.primitives import ed25519_public
from orgkeys.vault import AuthorityKeys
from relay.documents import Kind, Roster
from relay.frames import Document as DocumentFrame
from relay.frames import Fetch

STAFF: Final = "/v1/staff"


def pull(run: Run) -> None:
    """Fetch, verify with continuity, take over, and learn who the staff are. Raises Refused."""
    relay = check_relay(run.args.relay)
    holdings = load(run.directory)
    take_over(run, relay, holdings, unlocked_administrator(run, holdings))


def take_over(run: Run, relay: str, holdings: Holdings, keys: AuthorityKeys) -> None:
    """The same with keys that are unlocked already; the folder is held. Raises Refused."""
    settings = holdings.settings
    served = asyncio.run(fetch(relay, settings.organisation, settings.desk))
    if not served.charters:
        run.terminal.say(f"{relay} holds nothing of this organisation yet.")
        run.terminal.say("Next: noview-org publish wss://…")
        return
    heads = read_heads(run.directory)
    merged = merge(settings.organisation, _local(run), served, heads, run.now)
    after = _after(holdings, merged)
    signs = ed25519_public(keys.seed) in after.charter.payload.administrator_keys
    listed = read_directory(run, after, merged, served, keys) if signs else Listed()
    known, records, learned = learn(run, after, listed)
    book, said = handbooks.learn(run, after, listed.handbook)
    learned += said
    _say_taken(run, merged)
    after = replace(after, devices=known)
    again = _again(run, after, keys, _lost(run, holdings, after, merged)) if signs else []
    copies, gone, files = _take_over(run, merged, served)
    _no_copies_of(run, files)
    copies += _editable(run, holdings, after)
    run.directory.write([*copies, *book, *files, heads_file(merged.heads), *records, *again])
    written = {file.path for file in (*files, *again)}
    run.directory.remove([name for name in gone if name not in written])
    if listed.devices or holdings.standings():
        run.directory.remove([UNREAD])
    for line in learned:
        run.terminal.say(line)
    if not signs:
        _say_no_administrator(run, after, keys)
    elif again:
        run.terminal.say("What was put aside with an older roster was signed again: publish it.")
        run.terminal.say("Next: noview-org shift new, then noview-org publish wss://…")
    elif not merged.taken and not learned:
        run.terminal.say("Nothing was newer than this folder.")


def _editable(run: Run, before: Holdings, after: Holdings) -> list[File]:
    """The file that people edit, when another administrator has changed the notice since.

    Otherwise the next `notice set` would bring an old phone number back. The old file is kept.
    """
    if after.notice.hash == before.notice.hash:
        return []
    source = write_notice(text_of(after.notice.payload))
    if source is None:
        run.terminal.say(f"{NOTICE} is older than the notice that was taken over. Do not use it.")
        return []
    kept = []
    if (run.directory.path / NOTICE).is_file():
        name = f"{ASIDE}/notice-{before.notice.payload.version:06d}.toml"
        kept = [File(name, run.directory.read(NOTICE))]
        run.terminal.say(f"{NOTICE} follows the notice that was taken over. Yours is in {name}.")
    return [*kept, File(NOTICE, source)]


def _say_no_administrator(run: Run, after: Holdings, keys: AuthorityKeys) -> None:
    """What a key that the newest charter does not name is good for: nothing more."""
    key, version = ed25519_public(keys.seed), after.charter.payload.version
    once = any(key in charter_of(raw).administrator_keys for raw in after.trusted.charters)
    word = "no longer" if once else "not"
    run.terminal.say(f"Your key is {word} an administrator's (charter {version}).")
    run.terminal.say("It can sign nothing; ask another administrator or the root holders.")


def _after(holdings: Holdings, merged: Merged) -> Holdings:
    """What the folder holds when this is done."""
    trusted = merged.trusted
    return replace(
        holdings,
        trusted=trusted,
        charter=trusted.charter or holdings.charter,
        roster=trusted.roster or holdings.roster,
        notice=trusted.notice(holdings.settings.desk) or holdings.notice,
        shift=merged.shift or holdings.shift,
    )


async def fetch(relay: str, organisation: bytes, desk: bytes) -> Served:
    """The newest of everything, with the packet of the shift. Raises Refused."""
    async with connected(relay, STAFF, organisation) as connection:
        charters = await _newest(connection, Kind.CHARTER, b"")
        others, packet = {}, b""
        for kind in KINDS:
            answer = await _newest(connection, kind, desk if kind in DESKS else b"")
            if answer is not None and answer.envelopes:
                others[kind] = answer.envelopes[-1]
                packet = answer.packet if kind is Kind.SHIFT else packet
    return Served(tuple(charters.envelopes) if charters else (), others, packet)


async def _newest(connection: Connection, kind: Kind, desk: bytes) -> DocumentFrame | None:
    ref = connection.ref()
    answer = await connection.ask(Fetch(ref=ref, kind=kind, desk=desk), ref, NAMES[kind])
    return answer if isinstance(answer, DocumentFrame) and answer.kind == kind else None


def _local(run: Run) -> Local:
    read, versions = run.directory.document, run.directory.versions
    return Local(
        tuple(read("charter", version) for version in versions("charter")),
        {kind: {v: read(NAMES[kind], v) for v in versions(NAMES[kind])} for kind in KINDS},
    )


def _take_over(
    run: Run, merged: Merged, served: Served
) -> tuple[list[File], list[str], list[File]]:
    """Copies of what gives way, the names that go, and what is taken over."""
    copies, gone, files = [], [], []
    known = len(run.directory.versions("charter"))
    for raw in merged.charters[known:]:
        files.append(File(document_name("charter", charter_of(raw).version), raw))
    for one in merged.taken:
        name = NAMES[one.kind]
        for version in one.aside:
            old = run.directory.document(name, version)
            copies.append(File(f"{ASIDE}/{name}-{version:06d}-{run.now}", old))
        copies += [put_aside(run, name, version) for version in one.forgotten]
        for version in (*one.aside, *one.forgotten):
            gone += [document_name(name, version)]
            gone += [document_name("packet", version)] if one.kind is Kind.SHIFT else []
        if one.kind is Kind.SHIFT and _has_packet(merged, served):
            files.append(File(document_name("packet", one.version), served.packet))
        files.append(File(document_name(name, one.version), one.raw))
    return copies, gone, files


def _has_packet(merged: Merged, served: Served) -> bool:
    return merged.shift is not None and merged.shift.packet_hash == packet_hash(served.packet)


def _no_copies_of(run: Run, files: list[File]) -> None:
    """What everybody has after all is put aside no longer."""
    folder, news = run.directory.path / ASIDE, {file.data for file in files}
    folder.mkdir(mode=0o700, exist_ok=True)
    same = [path.name for path in folder.iterdir() if path.read_bytes() in news]
    run.directory.remove([f"{ASIDE}/{name}" for name in same])


def _say_taken(run: Run, merged: Merged) -> None:
    for one in merged.taken:
        name = f"{NAMES[one.kind]} {one.version}"
        run.terminal.fact("taken over", f"{name}, until {when(one.expires)}")
        for version in one.aside:
            words = f"{NAMES[one.kind]} {version}: made here and never published"
            run.terminal.fact("put aside", words)
        for version in one.forgotten:
            words = f"{NAMES[one.kind]} {version}: whoever signed it stands no more"
            run.terminal.fact("put aside", words)
    for line in merged.skipped:
        run.terminal.fact("left out", line)


def _lost(
    run: Run, before: Holdings, after: Holdings, merged: Merged
) -> tuple[set[bytes], set[bytes]]:
    """What rosters said that were made here and gave way, now or in a pull that was cut off."""
    folder = run.directory.path / ASIDE
    aside = [path.read_bytes() for path in sorted(folder.glob("roster-*"))]
    for one in merged.taken:
        if one.kind is Kind.ROSTER:
            aside += [run.directory.document("roster", version) for version in one.aside]
    ours = {device.hash for device in before.devices}
    missing: set[bytes] = set()
    back: set[bytes] = set()
    for raw in aside:
        roster = peek("roster", raw, Kind.ROSTER, Roster)
        unlisted, standing = lost_rows(roster, after.roster.payload, run.now)
        missing |= unlisted & ours
        back |= standing
    return missing - back, back


def _again(
    run: Run, after: Holdings, keys: AuthorityKeys, lost: tuple[set[bytes], set[bytes]]
) -> list[File]:
    """The next roster, with what a roster that was put aside had said."""
    missing, back = lost
    added = [device for device in after.devices if device.hash in missing]
    unknown = back - {device.hash for device in after.devices}
    if not added and not back:
        return []
    for device in added:
        run.terminal.fact("certified", f"{device.certificate.alias}, again")
    for device in after.devices:
        if device.hash in back:
            run.terminal.fact("shut out", f"{device.certificate.alias}, again")
    if unknown:
        run.terminal.fact("shut out", f"{len(unknown)} that are not known here, again")
    _, file = sign_roster(run, after, keys, added, back)
    return [file]
