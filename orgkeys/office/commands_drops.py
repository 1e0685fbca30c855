"""noview-org drops fetch: counts of what survivors answered after the end."""

from __future__ import annotations

import asyncio
import os
import random as chance
from datetime import UTC, datetime
from pathlib import Path

from orgkeys.errors import CannotOpen
from orgkeys.office.commands import Run, administrator_keys
from orgkeys.office.counts import LEAST, questions, report
from orgkeys.office.directory import File, check_new_file
from orgkeys.office.drops import Office, fetch, read
from orgkeys.office.holdings import load
from orgkeys.office.pages import check_relay
from orgkeys.office.statistics import NAME, Seed, tended, unwrap, wrap
from orgkeys.office.terminal import Refused
from orgkeys.survey import statistics_key

_MAKE = "noview-org charter renew --statistics"


def fetch_drops(run: Run) -> None:
    """Write the counts as one CSV file, and let the relay forget what was counted.

    Fewer than five people's answers stay where they are. Raises Refused.
    """
    relay = check_relay(run.args.relay)
    day = datetime.fromtimestamp(run.now, UTC).date()
    out = Path(run.args.out or f"answers-{day}.csv").absolute()
    beside = out.with_name(f"{out.name}.part")
    for path in (out, beside):
        check_new_file(path)
    holdings = load(run.directory)
    settings, notice = holdings.settings, holdings.notice.payload
    current = statistics_key(holdings.charter.payload)
    if current is None:
        raise Refused("The charter has no key for survivors' answers.", f"Make one: {_MAKE}")
    if not questions(notice):
        raise Refused(
            "The notice asks nothing after the chat, so there are no answers.",
            "Put survey-1 into its texts; see docs/organisation.md.",
        )
    administrator = administrator_keys(run, holdings).seed
    seeds = tended(read_seeds(run, administrator), current, run.now)
    run.directory.write([File(NAME, wrap(seeds, settings.organisation, administrator, run.random))])
    office = Office(settings.organisation, settings.desk, administrator)
    waiting: list[int] = []

    def keep(sealed: list[bytes]) -> bool:
        told = read(office, seeds, sealed)
        waiting.append(len(told))
        if len(told) < LEAST:
            return False
        csv = report(notice, told, chance.SystemRandom().shuffle)
        run.directory.write([File(beside, csv)])
        return True

    try:
        asyncio.run(fetch(relay, office, keep))
    except Refused as error:
        if not beside.exists():
            raise
        raise Refused(
            f"{error.what} What was counted is in {beside}.",
            "Run this again into another file. Where the same answers are counted again, keep only "
            "that one and destroy the first; where there are none, this one is all there is.",
        ) from error
    (count,) = waiting
    if count < LEAST:
        run.terminal.say(f"Fewer than {LEAST} people have answered. What they said stays sealed at")
        run.terminal.say("the relay, for 30 days from its day. Try again later.")
        return
    os.rename(beside, out)
    run.terminal.say(f"{out}")
    run.terminal.fact("people who answered", str(count))
    run.terminal.say("The relay has forgotten what was counted. Small numbers are hidden, and")
    run.terminal.say("nobody can get them back. Read what people wrote before you hand it on:")
    run.terminal.say("their own words can say who they are.")


def read_seeds(run: Run, administrator: bytes) -> tuple[Seed, ...]:
    """The seeds in the folder; none where there is no file. Raises Refused."""
    if not (run.directory.path / NAME).is_file():
        return ()
    organisation = run.directory.settings().organisation
    try:
        return unwrap(run.directory.read(NAME), organisation, administrator)
    except CannotOpen as error:
        raise Refused(
            f"{run.directory.path / NAME} belongs to another administrator's key, or is damaged.",
            f"Restore it from a backup; or move it away and make another key: {_MAKE}",
        ) from error
