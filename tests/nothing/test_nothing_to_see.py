"""Nothing to see: conversations through the real relay, then a search of all that the host has.

It is the auditor's own command that talks and looks, so what is shown here is also that it finds
what leaks (`audit.canary`).
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from audit.__main__ import main
from audit.canary import check_canary, in_browsers
from audit.canary_plan import CanaryPlan, Lent
from audit.findings import Checked
from audit.progress import Progress
from tests.browser import variants
from tests.browser.help_book import HANDBOOK
from tests.browser.path import ASKING
from tests.browser.place import Place
from tests.nothing.story import LEAKY

TRIED = (
    "a conversation of two Python clients",
    "a name, and first words",
    "answers to the organisation's questions",
    "messages in both directions",
    "drafts that are never sent",
    "a long text",
    "emoji",
    "a ready-made text",
    "an emoji of the console",
    "a code word, agreed on and checked",
    "a message that waits at the relay",
    "a colleague who joins, with a note, and who takes over",
    "answers after the end",
    "a Python client who talks with the console",
    "what is counted at the end",
    "turning somebody away",
    "locking the console",
)
BOOK = f'[settings]\nemoji = "1"\n{HANDBOOK}'
WITHIN = 6.0
"""Seconds that a Python client waits for pages that do not encrypt, which it cannot understand."""


def a_place(folder: Path, **options: object) -> Place:
    place = Place(
        folder,
        aliases=("Noor", "Salma"),
        command=LEAKY,
        notice=ASKING,
        handbook=BOOK,
        **options,  # type: ignore[arg-type]
    )
    place.found().start().publish()
    return place


def plan_of(place: Place) -> CanaryPlan:
    """What an auditor would name who sits beside the relay, with one device."""
    assert place.relay is not None
    return CanaryPlan(
        relay=place.relay_address,
        page=place.survivor,
        console=place.console,
        lent=Lent(place.vault(), place.keys(), place.passphrase),
        data=(place.database, place.database.with_name("relay.db-wal")),
        logs=(place.log,),
        pids=(place.relay.pid,),
        capture="any",
        no_sandbox=True,
        without=frozenset(["turn-away"]),
    )


def evidence(checked: Checked, code: str) -> list[str]:
    return [place for one in checked.findings if one.code == code for place in one.evidence]


def test_a58_a17_a_host_finds_nothing_of_a_conversation_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even one who keeps every frame for ever: it is the real relay, with a diary."""
    place = a_place(tmp_path / "place")
    assert place.relay is not None
    monkeypatch.setenv("NOVIEW_AUDIT_PASSPHRASE", place.passphrase)
    monkeypatch.setenv("NOVIEW_AUDIT_SECOND_PASSPHRASE", place.passphrase)
    try:
        code = main(
            [
                *("canary", "--json", "--relay", place.relay_address, "--page", place.survivor),
                *("--console", place.console, "--vault", str(place.vault())),
                *("--second-vault", str(place.vault("Salma")), "--capture", "--no-sandbox"),
                *("--pid", str(place.relay.pid), "--log", str(place.log)),
                *("--data", str(place.database)),
            ]
        )
        with closing(sqlite3.connect(place.database)) as database:
            kept = [row[0] for row in database.execute("SELECT sealed FROM dropped")]
    finally:
        place.close()
    out = capsys.readouterr().out
    told = json.loads(out)
    assert (told["verdict"], code) == ("pass", 0), out
    assert {one["severity"] for one in told["findings"]} == {"note"}, out
    touched = "; ".join(
        place
        for one in told["findings"]
        if one["code"] == "canary-touched"
        for place in one["evidence"]
    )
    assert [one for one in TRIED if one not in touched] == []
    # It has looked at something in each of its places.
    seen = told["looked_at"]
    assert seen["bytes of memory"] > 30_000_000
    assert seen["bytes of data"] > 10_000
    assert seen["bytes of log"] > 10
    assert seen["bytes handed to the network"] > 30_000
    assert seen["bytes of the network"] > 30_000
    assert seen["bytes of the browser's own profile"] > 1_000_000
    assert place.log.stat().st_size > 50_000, "inconclusive: it kept no diary"
    # The answers to the organisation, and what was counted, lie there all the same, sealed.
    assert len(kept) > 1
    assert place.passphrase not in out


def test_a58_control_a_leaky_relay_and_pages_without_encryption_are_caught_in_every_place(
    tmp_path: Path,
) -> None:
    """The same conversations and the same search; only what is planted differs."""
    built = variants.build(tmp_path / "variant", variants.WITHOUT_ENCRYPTION)
    place = a_place(tmp_path / "place", built=built)
    try:
        hold = partial(in_browsers, within=WITHIN)
        checked = check_canary(plan_of(place), Progress(), hold)
    finally:
        place.close()
    assert checked.verdict == "fail"
    assert evidence(checked, "canary-control-missed") == []
    found = {one.partition(":")[0]: one for one in evidence(checked, "canary-found")}
    kinds = {one.partition(" ")[0] for one in found}
    assert kinds == {"memory", "data", "log", "messages", "the"}, "inconclusive"
    for where in kinds - {"the"}:
        told = " ".join(one for name, one in found.items() if name.startswith(where))
        for what in ("the name", "the first words", "a message", "the answer", "a long text"):
            assert what in told, f"inconclusive: {what}, {where}"
    # The log is found by its hexadecimal digits, and what a browser sends behind its mask.
    assert "hex" in found["log relay.log"]
    assert any(name.endswith("unmasked") for name in found)
    # What is only written, and the passphrase, leave no page even there.
    assert not any("a draft" in one or "a passphrase" in one for one in found.values())
