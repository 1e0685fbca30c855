"""Attack 5, fork: two groups are served different documents of one version, both well signed.

Nobody can see that alone. Consoles on duty tell one another which documents they hold, by calls
that the host can drop, and neither read nor make.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from orgkeys.call import HeadTold, open_call, seal_call
from orgkeys.errors import CannotOpen
from orgkeys.machines.actions import OnDuty
from orgkeys.machines.duty import Duty
from relay import frames
from relay.documents import Kind
from relay.effects import Send
from tests.builders import filler
from tests.hostile.host import HOUR, Host, open_host, serving
from tests.orgkeys.house import DESK, make_house


def roster_for(host: Host, alias: str) -> tuple[bytes, bytes]:
    """A second roster of the next version, in which somebody else is revoked."""
    before, revoked = host.house.roster, set(host.house.revoked)
    host.house.revoked = {alias} if alias else set()
    made = host.house.new_roster()
    host.house.roster, host.house.revoked = before, revoked
    return made


def heads(host: Host, name: str) -> tuple[HeadTold, ...]:
    found = host.members[name].machine._follower.trusted.heads()
    return tuple(HeadTold(one.kind, one.desk, one.version, one.hash) for one in found)


def calls(host: Host, name: str) -> dict[str, frames.Called]:
    """A console says which documents it holds; what everybody who hears it is told."""
    duty = host.members[name].machine
    assert isinstance(duty, Duty)
    keys, team = host.house.devices[name].keys, duty._standing.keys[0]
    shift = host.members[name].machine._follower.trusted.shift(DESK)
    assert shift is not None
    sealed = seal_call(
        host.house.organisation, DESK, team.believed.shift_hash, shift.payload.team_key,
        keys.signing, keys.certificate, b"", heads(host, name), int(host.now),
    )  # fmt: skip
    conn = host.members[name].conn
    assert conn is not None
    effects = host.board.received(conn, frames.encode(frames.Call(77, DESK, sealed)), host.now)
    sent = [one for one in effects if isinstance(one, Send) and one.conn != conn]
    by_conn = {member.conn: member.name for member in host.members.values()}
    told = {by_conn[one.conn]: frames.decode_relay(one.raw) for one in sent}
    return {who: frame for who, frame in told.items() if isinstance(frame, frames.Called)}


def disagree(host: Host, hearer: str, called: frames.Called) -> set[int]:
    """The kinds of which the hearer holds another document of the same version."""
    duty = host.members[hearer].machine
    assert isinstance(duty, Duty)
    team, trusted = duty._standing.keys[0], duty._follower.trusted
    call = open_call(
        host.house.organisation, DESK, team.believed.shift_hash, team.seed, called.sealed,
        lambda raw: trusted.check_certificate(raw, host.now), host.now,
    )  # fmt: skip
    mine = {(one.kind, one.desk): one for one in heads(host, hearer)}
    return {
        told.kind
        for told in call.heads
        if (own := mine.get((told.kind, told.desk))) is not None
        and own.version == told.version
        and own.hash != told.hash
    }


def forked() -> Host:
    """Robin and Ada are served two rosters of one version; each is signed by an administrator.

    The shift that they hold stays in use until the new roster's comes, and it never does.
    """
    host = Host(make_house("Noor", "Robin", "Ada"))
    one, other = roster_for(host, "Noor"), roster_for(host, "")
    for alias in ("Robin", "Ada"):
        host.counselor(alias)
        host.act(alias, OnDuty())
        assert host.duty(alias).stage == "on-duty"
    fooled = serving(["Ada"], {Kind.ROSTER: other})

    def tamper(name: str, raw: bytes) -> bytes | None:
        told = isinstance(frames.decode_relay(raw), frames.Changed)
        return raw if told else fooled(name, raw)

    host.tamper = tamper
    host.publish(one)
    host.pass_time(3)
    for alias in ("Robin", "Ada"):
        assert host.duty(alias).stage == "on-duty", "neither sees anything wrong by itself"
    return host


def test_a05_fork_two_consoles_that_are_served_different_rosters_notice_by_a_call() -> None:
    host = forked()
    assert disagree(host, "Ada", calls(host, "Robin")["Ada"]) == {Kind.ROSTER}
    assert disagree(host, "Robin", calls(host, "Ada")["Robin"]) == {Kind.ROSTER}
    assert calls(host, "Robin")["Ada"].proven, "it comes from somebody on duty"


def test_a05_control_consoles_with_the_same_documents_agree() -> None:
    host = open_host("Noor", "Robin")
    assert disagree(host, "Noor", calls(host, "Robin")["Noor"]) == set()
    host.publish(host.house.new_roster())
    assert disagree(host, "Noor", calls(host, "Robin")["Noor"]) == set()


def test_a05_a_call_that_the_host_keeps_for_an_hour_says_nothing_any_more() -> None:
    host = forked()
    kept = calls(host, "Robin")["Ada"]
    host.now += HOUR
    with pytest.raises(CannotOpen):
        disagree(host, "Ada", kept)


def test_a05_a_call_under_another_shift_does_not_open_and_that_is_the_sign() -> None:
    """Two shifts have two team keys; a proven call that no key of ours opens raises the alarm."""
    host = open_host("Noor", "Robin")
    heard = calls(host, "Robin")["Noor"]
    noor = host.members["Noor"].machine
    assert isinstance(noor, Duty)
    team = noor._standing.keys[0]
    other = replace(team, seed=filler("the other team"))
    noor._standing.keys = (other,)
    assert heard.proven
    with pytest.raises(CannotOpen):
        disagree(host, "Noor", heard)
