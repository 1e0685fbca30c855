"""noview-org statistics vault: what a supervisor's console opens numbers with (protocol.md 11)."""

from __future__ import annotations

from pathlib import Path

from orgkeys.errors import VaultFault
from orgkeys.office.commands import Run, administrator_keys, vault_trouble
from orgkeys.office.commands_drops import read_seeds
from orgkeys.office.directory import File, check_new_file
from orgkeys.office.holdings import load
from orgkeys.office.statistics import NAME, tended, wrap
from orgkeys.office.statistics_given import given_file
from orgkeys.office.terminal import Refused
from orgkeys.survey import statistics_key
from orgkeys.vault import StatisticsKeys, lock

WHOSE = "the statistics vault"


def make_vault(run: Run) -> None:
    """Write the seeds that open the numbers into a vault of their own. Raises Refused."""
    out = Path(run.args.out).absolute()
    check_new_file(out)
    holdings = load(run.directory)
    current = statistics_key(holdings.charter.payload)
    if current is None:
        raise Refused(
            "The charter has no key for statistics.",
            "Make one: noview-org charter renew --statistics",
        )
    organisation = holdings.settings.organisation
    administrator = administrator_keys(run, holdings).seed
    seeds = tended(read_seeds(run, administrator), current, run.now)
    # Those of charters that nobody has signed yet open nothing, and may never be used.
    stands = 1 + next(n for n, one in enumerate(seeds) if one.public == current)
    content = StatisticsKeys(organisation, tuple((one.seed, one.until) for one in seeds[:stands]))
    passphrase = run.terminal.new_passphrase(WHOSE, run.args.statistics_passphrase_file)
    try:
        raw = lock(content, passphrase, run.random)
    except VaultFault as error:
        raise vault_trouble(error, WHOSE) from error
    kept = File(NAME, wrap(seeds, organisation, administrator, run.random))
    run.directory.write([kept, given_file(seeds[:stands]), File(out, raw)])
    run.terminal.fact("statistics vault", str(out))
    run.terminal.say("Whoever has it and its passphrase can open every number that a console")
    run.terminal.say("collects, and survivors' answers too: give it to supervisors who may see")
    run.terminal.say("them. Tell them the passphrase by another way than the file.")
    run.terminal.say("It opens nothing else. After the key was made new, write another vault.")
    run.terminal.say("From now on the console counts survivors' answers; drops fetch leaves them.")
