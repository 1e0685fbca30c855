"""What a console makes of a staff packet that is not what its shift says."""

from __future__ import annotations

import pytest

from orgkeys import ceremony
from orgkeys.machines.actions import OnDuty
from orgkeys.packet import Directory, PacketContent, make_packet, packet_hash
from orgkeys.primitives import xwing_public
from tests.builders import filler
from tests.orgkeys.house import DAY, DESK, House, make_house
from tests.orgkeys.street import Street

TEAM, DESK_SEED = filler("team"), filler("desk seed")


def next_shift(house: House, team: bytes, desk: bytes) -> tuple[bytes, bytes]:
    """A signed shift for TEAM and DESK_SEED, whose packet holds these two seeds."""
    assert house.roster is not None
    house.shift_version += 1
    version, device = house.shift_version, house.devices["Noor"]
    keys = [xwing_public(device.keys.sealing_keys[0][1])]
    content = PacketContent(team, desk)
    packet = make_packet(
        house.organisation, DESK, version, content, Directory(), keys, (), house.random
    )
    shift = ceremony.make_shift(
        house.organisation,
        DESK,
        version,
        team_seed=TEAM,
        desk_seed=DESK_SEED,
        roster=house.roster,
        packet_hash=packet_hash(packet),
        now=house.now,
        life=DAY,
    )
    return ceremony.sign(shift, [house.administrator]), packet


@pytest.mark.parametrize(
    ("team", "desk", "stage", "problem"),
    [
        (TEAM, DESK_SEED, "on-duty", None),
        (filler("other"), DESK_SEED, "off-duty", "documents-untrusted"),
        (TEAM, filler("other"), "off-duty", "documents-untrusted"),
    ],
    ids=["control: both are the shift's", "another team seed", "another desk seed"],
)
def test_a02_a_packet_for_other_keys_than_the_shift_says_serves_nobody(
    team: bytes, desk: bytes, stage: str, problem: str | None
) -> None:
    house = make_house()
    street = Street(house)
    street.counselor()
    street.act("Noor", OnDuty())
    street.publish(next_shift(house, team, desk))
    street.pass_time(2)
    assert (street.duty().stage, street.duty().problem) == (stage, problem)


def test_what_a_colleague_did_does_not_hide_that_the_shift_is_over() -> None:
    street = Street(make_house())
    console = street.counselor()
    street.act("Noor", OnDuty())
    console.too_late(street.now)
    assert street.duty().problem == "someone-else-took-it"
    street.now += DAY
    street.pass_time(2)
    assert street.duty().problem == "shift-expired"
