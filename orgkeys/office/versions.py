"""Which version the next roster, notice, shift or state has (protocol.md 3.15), and what gives way.

Somebody with a stolen key can push a version up so far that nothing follows it. The way back is
to let their key no longer stand (3.11); what is signed next then takes its number from the time,
which no honest counter has reached, and so does the next way back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from orgkeys.office.commands import Run
from orgkeys.office.devices import Device
from orgkeys.office.directory import ASIDE, File, document_name
from orgkeys.office.heads import head_of, read_heads, stands
from orgkeys.office.holdings import Holdings
from orgkeys.office.terminal import Refused
from relay.documents import HeadSeen, Kind
from relay.errors import Untrusted

ABSURD: Final = 2**40
"""No honest counter comes here: one version a second for thirty thousand years."""
OVERTAKEN: Final = "overtaken"
"""In `set-aside`: what was signed with a key that stands no more, and must not count again."""
DESKED: Final = (Kind.NOTICE, Kind.SHIFT, Kind.STATE)
NAMES: Final = {
    Kind.ROSTER: "roster",
    Kind.NOTICE: "notice",
    Kind.SHIFT: "shift",
    Kind.STATE: "state",
}


def next_number(known: Iterable[int], standing: Iterable[int], now: float) -> int:
    """The version after all that are known; if that is absurd, one from the time.

    `known`: every version ever seen, also of documents that were forgotten since. `standing`:
    those of which the authority still stands. Pure (protocol.md 3.15).
    """
    following = 1 + max(known, default=0)
    if following < ABSURD:
        return following
    honest = (version for version in standing if version < ABSURD)
    return max(int(now), 1 + max(honest, default=0))


def next_version(run: Run, holdings: Holdings, kind: Kind) -> int:
    """The version of what is signed next. `holdings.trusted` knows the newest roster already.

    Raises Refused where somebody who still stands has pushed the version too high.
    """
    name, desk = NAMES[kind], holdings.settings.desk if kind in DESKED else b""
    seen = [head for head in read_heads(run.directory) if (head.kind, head.desk) == (kind, desk)]
    known = {*run.directory.versions(name), *_aside(run, name), *(h.version for h in seen)}
    if 1 + max(known, default=0) < ABSURD:
        return next_number(known, (), run.now)
    seen += _read(run, kind, desk)
    charter, roster = holdings.charter.payload, holdings.trusted.roster or holdings.roster
    standing = [head for head in seen if stands(head, charter, roster.payload, run.now)]
    version = next_number(known, (head.version for head in standing), run.now)
    above = [head for head in standing if head.version >= version]
    if above:
        raise _pushed(name, above[0], holdings.devices)
    return version


def write(run: Run, files: Sequence[File]) -> None:
    """Write new documents, and put aside what has a higher version than they have: their makers
    stand no more, and the folder takes the highest version for the newest."""
    run.directory.write(files)
    copies, gone = [], []
    new = {str(file.path): file for file in files}
    for name in NAMES.values():
        versions = run.directory.versions(name)
        made = [version for version in versions if document_name(name, version) in new]
        if made:
            overtaken = [version for version in versions if version > max(made)]
            copies += [put_aside(run, name, version) for version in overtaken]
            gone += [document_name(name, version) for version in overtaken]
            if name == "shift":
                gone += [document_name("packet", version) for version in overtaken]
    if copies:
        run.directory.write(copies)
        run.directory.remove(gone)


def put_aside(run: Run, name: str, version: int) -> File:
    """The copy of a document that must not count again."""
    place = f"{ASIDE}/{OVERTAKEN}-{name}-{version:06d}-{run.now}"
    return File(place, run.directory.document(name, version))


def _aside(run: Run, name: str) -> Iterator[int]:
    """The versions of everything that was ever put aside."""
    for path in (run.directory.path / ASIDE).glob(f"*{name}-*-*"):
        number = path.name.removeprefix(f"{OVERTAKEN}-").split("-")[1]
        if number.isdigit():
            yield int(number)


def _read(run: Run, kind: Kind, desk: bytes) -> list[HeadSeen]:
    """The heads of all documents of a kind in the folder; what is no envelope is no authority."""
    name, heads = NAMES[kind], []
    for version in run.directory.versions(name):
        try:
            heads.append(head_of(kind, desk, version, run.directory.document(name, version)))
        except Untrusted as error:
            raise Refused(
                f"The {name} {version} in {run.directory.path} is damaged.",
                "Restore the folder from a backup. Nothing was changed.",
            ) from error
    return heads


def _pushed(name: str, head: HeadSeen, devices: Sequence[Device]) -> Refused:
    what = f"Somebody has pushed the version of the {name} so high that no other can follow it. "
    who = next((d.certificate.alias for d in devices if d.hash == head.certificate), None)
    if head.certificate:
        whose = f"the device of {who}" if who else "a device that is not known here"
        return Refused(
            f"{what}It was signed with {whose}. Nothing was changed.",
            f"Treat that key as stolen: noview-org device revoke {who or 'ALIAS'}; then again.",
        )
    return Refused(
        f"{what}It was signed with the administrator key that begins with "
        f"{head.administrator.hex()[:8]}. Nothing was changed.",
        "Treat that key as stolen: noview-org charter administrator remove NAME (or add CARD "
        "--remove NAME), have it signed, and finish. Then this works again.",
    )
