"""noview-org drops fetch: counts of what survivors answered after the end."""

from __future__ import annotations

import asyncio
import os
import random as chance
from datetime import UTC, datetime
from pathlib import Path

from orgkeys.errors import CannotOpen
from orgkeys.office import handbooks
from orgkeys.office.commands import Run, administrator_keys
from orgkeys.office.counted_names import DAYS, counted_file, read_counted
from orgkeys.office.counts import LEAST, questions, report
from orgkeys.office.directory import File, check_new_file
from orgkeys.office.drops import Office, Reading, fetch, read
from orgkeys.office.holdings import Holdings, load
from orgkeys.office.pages import check_relay
from orgkeys.office.statistics import NAME, Seed, tended, unwrap, wrap
from orgkeys.office.statistics_given import given, given_file, is_known
from orgkeys.office.terminal import Refused
from orgkeys.survey import DAY, statistics_key
from relay.limits import DESK_DROPS, NAMED_DAYS, OPEN_DROPS

_MAKE = "noview-org charter renew --statistics"


def fetch_drops(run: Run) -> None:
    """Write the counts as one CSV file, and let the relay forget what was counted.

    Fewer than five answers stay where they are, and so does what cannot be counted unless it is
    said otherwise: another administrator's older key may open it. Raises Refused.
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
    if run.args.no_vault_written and not is_known(run.directory):
        run.directory.write([given_file(())])
    elsewhere = given(run.directory, seeds)
    today = run.now // DAY
    before = read_counted(run.directory, today)
    ours = File(NAME, wrap(seeds, settings.organisation, administrator, run.random))
    run.directory.write([ours, counted_file(before, (), today)])
    secrets = _secrets(run, holdings) if run.args.forget_unreadable else ()
    office = Office(settings.organisation, settings.desk, administrator)
    readings: list[Reading] = []

    def keep(sealed: list[bytes]) -> list[bytes]:
        found = read(office, seeds, sealed, before, today, secrets, elsewhere)
        readings.append(found)
        gone = list(found.before)
        if run.args.forget_unreadable:
            gone += found.closed + found.odd
        if len(found.told) < LEAST:
            return gone
        csv = report(notice, found.told, chance.SystemRandom().shuffle)
        # The names first: a crash between the two must not let the same answers be counted twice.
        run.directory.write([counted_file(before, found.names, today), File(beside, csv)])
        return gone + found.names

    try:
        asyncio.run(fetch(relay, office, keep))
    except Refused as error:
        if not beside.exists():
            raise
        raise Refused(
            f"{error.what} What was counted is in {beside}.",
            "Keep that file: it is all there is, for the same answers are not counted again. "
            "Give it another name, and run this again later, so that the relay forgets them.",
        ) from error
    (found,) = readings
    _say_rest(run, found)
    if elsewhere and not found.told:
        run.terminal.say("A statistics vault was written: answers are counted in the console, not")
        run.terminal.say("here: no answer may count twice.")
        return
    if len(found.told) < LEAST:
        run.terminal.say(f"Fewer than {LEAST} new answers can be counted. They stay sealed at the")
        run.terminal.say("relay, for 30 days from their day. Try again later.")
        return
    os.rename(beside, out)
    run.terminal.say(f"{out}")
    run.terminal.fact("answers counted", str(len(found.told)))
    run.terminal.say("The relay has forgotten what was counted. Small numbers are hidden, and")
    run.terminal.say("nobody can get them back. Read what people wrote before you hand it on:")
    run.terminal.say("their own words can say who they are.")


def _say_rest(run: Run, found: Reading) -> None:
    """Say what was not counted, and why, and what becomes of it."""
    say = run.terminal.say
    if found.before:
        run.terminal.fact("counted before", str(len(found.before)))
        say("The relay gave these again, and was told again to forget them. If it happens")
        say("often, its host may be trying to find out what one person said.")
    if found.closed:
        run.terminal.fact("do not open", str(len(found.closed)))
        say("No key in this folder opens these: they are no answers, or were sealed to a key")
        say("that another administrator made.")
    if found.odd:
        run.terminal.fact("do not count", str(len(found.odd)))
        say(f"These open, and are no survey or name a day that is none of the last {DAYS}.")
        say("Is the clock of this computer right?")
    if found.staff:
        run.terminal.fact("for the console", str(found.staff))
        say("Staff counted these; or survivors answered, and a statistics vault was written for")
        say("them. A supervisor collects them in the console, under Numbers, with that vault:")
        say("noview-org statistics vault FILE")
        say(f"What was collected there is kept for {NAMED_DAYS} days more.")
    if not found.closed and not found.odd:
        return
    if run.args.forget_unreadable:
        say("The relay has forgotten what does not open or count.")
        return
    places = int(DESK_DROPS * OPEN_DROPS)
    say(f"They stay at the relay, which has places for {places}: where these fill them,")
    say("nobody else can answer. If no other administrator can open them, run this again")
    say("with --forget-unreadable.")


def _secrets(run: Run, holdings: Holdings) -> tuple[bytes, ...]:
    """What proves that staff counted something: of the folder's handbook; none without one."""
    known = handbooks.held(run, holdings)
    return known.signed.payload.proving(run.now) if known else ()


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
