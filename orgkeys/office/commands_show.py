"""noview-org show: what the organisation has, in plain words, and what runs out when."""

from __future__ import annotations

from orgkeys.ceremony import MODES
from orgkeys.device import spoken
from orgkeys.office import handbooks
from orgkeys.office.commands import Run
from orgkeys.office.commands_draft import read_cards
from orgkeys.office.devices import Device, latest_sealing_key
from orgkeys.office.directory import DESTROYED
from orgkeys.office.holdings import Holdings, load
from orgkeys.office.notice import DAYS
from orgkeys.office.office_keys import newest
from orgkeys.office.outlook import older, remaining, warnings
from orgkeys.office.terminal import runs_out
from orgkeys.proquint import proquint


def show(run: Run) -> None:
    """Fingerprints and states. Nothing is unlocked and nothing is changed."""
    holdings = load(run.directory)
    say, fact = run.terminal.say, run.terminal.fact
    charter = holdings.charter.payload
    say(charter.name)
    destroyed = (run.directory.path / DESTROYED).is_file()
    if destroyed:
        say("DESTROYED: its private keys in this folder are gone. This is what it knew last.")
    run.terminal.fingerprint("fingerprint", holdings.settings.organisation)
    fact("desk", holdings.settings.desk.hex())
    fact("charter", f"version {charter.version}, {runs_out(charter.expires, run.now)}")
    fact("", f"{charter.threshold} of {len(charter.root_keys)} root keys must sign the next one")
    names = {(card.role, card.key): card.name for card in read_cards(run.directory)}
    for key in charter.root_keys:
        fact("root holder", _who(names.get(("root", key)), key))
    known = newest(run, holdings)
    for key in charter.administrator_keys:
        fact("administrator", _who(names.get(("administrator", key)), key))
        left = runs_out(known[key][1].expires, run.now) if key in known else "not known here"
        fact("", f"office key {left}")
    roster, notice = holdings.roster.payload, holdings.notice.payload
    fact("roster", f"version {roster.version}, {runs_out(roster.expires, run.now)}")
    fact("notice", f"version {notice.version}, {runs_out(notice.expires, run.now)}")
    fact("languages", ", ".join(language for language, _ in notice.texts) or "none")
    fact("phones", ", ".join(number for number, _ in notice.numbers) or "NONE: add one")
    spans = [f"{DAYS[d][:3]} {_clock(o)}-{_clock(c)}" for d, o, c in notice.hours]
    fact("hours", f"{', '.join(spans) or 'none'} ({notice.timezone})")
    handbook = handbooks.held(run, holdings)
    if handbook is not None:
        book = handbook.signed.payload
        fact("handbook", f"version {book.version}, {runs_out(book.expires, run.now)}")
    _show_shift(run, holdings)
    if destroyed:
        return
    say()
    say("Devices" if holdings.standings() else "Devices: not known here")
    if not holdings.standings():
        say("  none was certified here, and none was learned (noview-org pull wss://…)")
    beside = {device.hash for device in older(holdings, run.now)}
    for device in holdings.devices:
        if device.hash not in beside:
            _show_device(run, holdings, device)
    offices = [key for _, (_, key) in sorted(newest(run, holdings).items())]
    _section(run, "What can still be opened or used", remaining(holdings, offices, run.now))
    soon = [*warnings(holdings, offices, run.now), *handbooks.warnings(handbook, run.now)]
    _section(run, "Look at this", soon)


def _who(name: str | None, key: bytes) -> str:
    """The name on the card, where it is known here, and the number of the key."""
    return f"{name} ({spoken(key)})" if name else spoken(key)


def _section(run: Run, name: str, lines: list[str]) -> None:
    if lines:
        run.terminal.say()
        run.terminal.say(name)
    for line in lines:
        run.terminal.say(f"  {line}")


def _show_shift(run: Run, holdings: Holdings) -> None:
    shift, state = holdings.shift, holdings.state
    if shift is None:
        run.terminal.fact("shift", "none yet (noview-org shift new)")
    else:
        run.terminal.fact("shift", f"version {shift.version}, {runs_out(shift.expires, run.now)}")
        if shift.roster_version != holdings.roster.payload.version:
            run.terminal.fact("", f"made under roster {shift.roster_version}: a later one is held")
    if state is None:
        run.terminal.fact("state", "none: the desk is open while a shift is valid")
    else:
        words = f" with the text '{state.text}'" if state.text else ""
        left = runs_out(state.expires, run.now)
        run.terminal.fact("state", f"{MODES[state.mode]}{words}, version {state.version}, {left}")


def _show_device(run: Run, holdings: Holdings, device: Device) -> None:
    standing = holdings.standings().get(device.hash)
    if standing is None:
        return  # made by a run that was cut off before the roster listed it: it never counted
    certificate = device.certificate
    who = f"{certificate.alias} ({certificate.role}; {', '.join(certificate.languages)})"
    run.terminal.say(f"  {who}")
    if standing.revoked:
        run.terminal.fact("  certificate", "SHUT OUT")
    else:
        run.terminal.fact("  certificate", runs_out(standing.expires, run.now))
        key = latest_sealing_key(device)
        left = runs_out(key.expires, run.now) if key else "none known: it must come online"
        run.terminal.fact("  sealing key", left)
    run.terminal.fact("  device", spoken(device.fingerprint))
    run.terminal.fact("  words", f"{proquint(device.hash)} (what a survivor can compare)")


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
