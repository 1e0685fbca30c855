"""`make audit`: a demo, audited with everything that there is, and the report.

The organisation, the relay and the pages are those of `make demo`, made for this and thrown away.
What is audited is what a host would hand to an auditor, and what anybody can ask for from outside.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import sys
import tempfile
import time
import webbrowser
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from audit.__main__ import main as noview_audit
from audit.report import day
from audit.report_files import Files
from orgkeys.office.commands import BUILT
from tools.demo import (
    PEOPLE,
    ROOT,
    Demo,
    DemoError,
    check,
    commands,
    draw_passphrase,
    free_port,
    organisation,
    publish,
    serving,
    wait_ready,
)
from tools.prove_release import demo_release

OUT: Final = ROOT / "build" / "audit"
REMARK: Final = (
    "This is a demonstration. The organisation, the server and the makers' keys were made for it"
    " and thrown away afterwards: no service and no release of noview was checked, and the"
    " commands in here can only be run with others."
)
SEEN: Final = (0, 3)
"""Exit codes of an audit after which there is a report and nothing was found broken."""


def prepare(folder: Path) -> Demo:
    """Where everything of it will be."""
    port = free_port(0)
    return Demo(folder, port, free_port(0, taken=[port]), draw_passphrase())


def sections(demo: Demo, fingerprint: str, pid: int) -> dict[str, dict[str, Any]]:
    """What is given for each check: all of it, with paths from the demo's folder."""
    root = os.geteuid() == 0
    pages = [f"{demo.pages}/", f"{demo.pages}/console.html"]
    noor, salma = (one.alias.lower() for one in PEOPLE)
    return {
        "canary": {
            "relay": demo.relay,
            "page": pages[0],
            "console": pages[1],
            "vault": f"{noor}.vault",
            "passphrase-file": "passphrase",
            "second-vault": f"{salma}.vault",
            "second-passphrase-file": "passphrase",
            "data": "host",
            "log": "host/relay.log",
            "capture": True,
            "no-sandbox": root,
            # Into another process only root may look.
            **({"pid": pid} if root else {}),
        },
        "page": {
            "urls": pages,
            "release": "release",
            "trust": "release/root.1.json",
            "organisation": fingerprint,
            "organisation-file": "public",
            "relay": demo.relay,
            "published": ["pages/index.html", "pages/console.html"],
            "no-sandbox": root,
        },
        "documents": {
            "targets": demo.relay,
            "pin": fingerprint,
            "export": "organisation",
        },
        "storage": {"paths": "host"},
        "disclose": {"paths": "host"},
    }


def toml(texts: Mapping[str, str], given: Mapping[str, Mapping[str, Any]]) -> str:
    """The configuration for `noview-audit all`."""
    return "\n".join(_lines(texts, given)) + "\n"


def _lines(texts: Mapping[str, str], given: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield from (f"{key} = {json.dumps(text)}" for key, text in texts.items())
    for name, keys in given.items():
        yield from ("", f"[{name}]")
        yield from (f"{key} = {json.dumps(value)}" for key, value in keys.items())


def prove(demo: Demo, out: Path) -> int:
    """Make the demo, audit it, write the report; the auditor's exit code. Raises DemoError."""
    if not (BUILT / "build.json").is_file():
        raise DemoError("The pages are not built yet. Run: make audit (or make pages)")
    demo_release(BUILT, demo.folder / "release", int(time.time()))
    fingerprint = organisation(demo)
    with (
        (demo.host / "relay.log").open("wb") as log,
        serving(demo, fingerprint, log) as relay,
    ):
        wait_ready(demo, relay)
        publish(demo)
        check(demo, fingerprint)
        texts = {
            "organisation": "Night Line (demo)",
            "by": "the demo itself (make audit)",
            "release": f"{version('noview')}, the build in this folder, not a published one",
            "remark": REMARK,
        }
        passphrase = demo.folder / "passphrase"
        passphrase.touch(0o600)
        passphrase.write_text(demo.passphrase, encoding="utf-8")
        commands(demo)("export", str(demo.folder / "public"), "--relay", demo.relay)
        given = sections(demo, fingerprint, relay.pid)
        config = demo.folder / "audit.toml"
        config.write_text(toml(texts, given), encoding="utf-8")
        with contextlib.chdir(demo.folder):
            words = ("all", "--config", config.name, "--out", str(out), "--overwrite")
            return noview_audit(words)


def show(path: Path) -> None:
    """Open it where somebody can see it."""
    if sys.platform == "darwin" or {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        try:
            webbrowser.get().open(path.as_uri())
        except webbrowser.Error:
            print("There is no browser here that could be opened; open the address above.")


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0 when there is a report without a broken promise, else 1."""
    parser = argparse.ArgumentParser(prog="prove", description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT, help="for the report (%(default)s)")
    parser.add_argument("--no-open", action="store_true", help="do not open it in a browser")
    args = parser.parse_args(argv)
    print("Making a demo organisation, and auditing it ...", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="noview-audit-"))
    try:
        code = prove(prepare(folder.resolve()), args.out.resolve())
    except DemoError as error:
        print(f"audit: {error}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder)
    html = Files.of(args.out, day(time.time())).html.resolve()
    if code in (*SEEN, 1):
        print(f"Open it: {html.as_uri()}", flush=True)
        if not args.no_open:
            show(html)
    return 0 if code in SEEN else 1


if __name__ == "__main__":
    sys.exit(main())
