"""Write tests/vectors/: one file a case, read by Python and by TypeScript. `make vectors` runs it.

    python tools/vectors.py            write what is missing; refuse to change what is there
    python tools/vectors.py --write    write every case of the protocol again

Sealing draws its randomness inside the library, so a case that holds something sealed comes out
different each time. Such a file is written once and stays: both languages must go on opening what
was once sealed. What is deterministic must come out as it stands, and this command checks that.
Frames, documents and what TypeScript makes have fixed seeds and are written whole every time.
The formats are explained in tests/vectors/README.md.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import (  # noqa: E402
    vectors_aliases,
    vectors_asks,
    vectors_calls,
    vectors_derivations,
    vectors_documents,
    vectors_drops,
    vectors_frames,
    vectors_handbook,
    vectors_handbook_rules,
    vectors_handshake,
    vectors_keys,
    vectors_line,
    vectors_locked,
    vectors_notice,
    vectors_numbers,
    vectors_page,
    vectors_staff,
    vectors_travel,
    vectors_values,
)
from tools.vectors_case import Case  # noqa: E402

HERE = ROOT / "tests" / "vectors"
FAMILIES: dict[str, Callable[[], Iterator[Case]]] = {
    "padding": vectors_values.padding,
    "encoding": vectors_values.encodings,
    "messages": vectors_values.all_messages,
    "derivation": vectors_derivations.derivations,
    "chain": vectors_derivations.chains,
    "frames_line": vectors_line.frames,
    "refresh": vectors_line.refreshes,
    "conversation": vectors_line.conversations,
    "sealing": vectors_locked.sealings,
    "packet": vectors_locked.packets,
    "directory": vectors_locked.directories,
    "vault": lambda: chain(vectors_locked.vaults(), vectors_numbers.vaults()),
    "device": vectors_keys.devices,
    "keys": vectors_keys.keys_files,
    "request": vectors_travel.requests,
    "grant": vectors_travel.grants,
    "public": vectors_travel.exports,
    "text": vectors_travel.texts,
    "call": vectors_calls.calls,
    "staff": vectors_staff.staff,
    "drop": vectors_drops.drops,
    "tally": vectors_numbers.tallies,
    "knock": vectors_asks.knocks,
    "hello": vectors_handshake.hellos,
    "handshake": vectors_handshake.handshakes,
    "aliases": vectors_aliases.aliases,
    "notice": vectors_notice.notices,
    "handbook": vectors_handbook.handbooks,
    "handbook_rules": vectors_handbook_rules.rules,
    "page": vectors_page.pages,
}
DETERMINISTIC = (
    *("padding", "encoding", "messages", "derivation", "chain", "frames_line", "vault"),
    *("handbook", "handbook_rules"),
    *("staff", "aliases", "notice", "page", "device", "keys", "request", "grant", "public", "text"),
)


def write_family(name: str, directory: Path, again: bool) -> tuple[int, list[str]]:
    """Write the missing cases of a family; how many, and which deterministic ones differ."""
    directory.mkdir(parents=True, exist_ok=True)
    written, differ = 0, []
    for case in FAMILIES[name]():
        path = directory / f"{case['name']}.json"
        text = json.dumps(case, indent=1, ensure_ascii=True) + "\n"
        if again or not path.exists():
            path.write_text(text, encoding="utf-8")
            written += 1
        elif name in DETERMINISTIC and path.read_text(encoding="utf-8") != text:
            differ.append(f"{name}/{path.name}")
    return written, differ


def main(arguments: list[str]) -> int:
    """Write every family; 1 if a file that stands here would come out different now."""
    again = arguments == ["--write"]
    if arguments and not again:
        print(__doc__)
        return 2
    differ: list[str] = []
    for name in FAMILIES:
        written, different = write_family(name, HERE / name, again)
        cases = len(list((HERE / name).glob("*.json")))
        print(f"{name}: {cases} cases, {written} written")
        differ += different
    vectors_frames.write()
    vectors_documents.write()
    subprocess.run(["node", str(ROOT / "client_js" / "vectors.mjs")], check=True)
    for path in differ:
        print(f"would change: {path} (a change of the wire; see --write)", file=sys.stderr)
    return 1 if differ else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
