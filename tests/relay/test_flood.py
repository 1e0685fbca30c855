"""Floods: an honest person is served within a stated bound, and no table grows (attack 47).

The bound. One address holds at most ORIGIN_WAITING places, waiting and kept for tickets together,
and each place is served at most 1 + TICKET_RETURNS times; so at most 64 flood knocks are served
before an honest one. From n < LINE_LENGTH addresses, an honest person always gets into the line,
with fewer than LINE_LENGTH ahead; at most n shares, and never more than LINE_LENGTH waiting and as
many kept, are served before, each place as often as above. Turning away cuts this short. A flood
from more addresses than the line has places can fill it; then there is only the work.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay import limits
from relay.flood import UNLIMITED, Bucket, Budgets, Flood, Rate
from relay.frames import (
    Ack,
    Done,
    Knock,
    Leave,
    Opened,
    Ping,
    Place,
    Pong,
    Publish,
    Queued,
    Refusal,
    Refused,
    TurnAway,
    Waiting,
    Work,
    bind,
    write_capability,
)
from relay.line import Line
from relay.load import Load, TurnedAway, work_done
from relay.usage import Usage
from tests.builders import NOW, filler, make_organisation
from tests.relay.world import PUBLISH, STAFF, Client, World, sealed, writer

ONE = b"one address only"
SERVED_TIMES = 1 + limits.TICKET_RETURNS


def solve(challenge: bytes, knock: bytes, bits: int) -> bytes:
    """What a browser does: hash the long part once, then try endings."""
    # The length of the last part belongs to the part before it.
    head = sha256(bind("noview/1 work", challenge, knock, bytes(8))[:-8])
    for tried in count():
        ending = tried.to_bytes(8, "big")
        hashed = head.copy()
        hashed.update(ending)
        if int.from_bytes(hashed.digest()[:8], "big") >> (64 - bits) == 0:
            return ending
    raise AssertionError


def knock(client: Client, name: str, ticket: bytes = b"") -> Queued | Refused:
    """Knock, and do the work that is asked for."""
    answer = client.knock(name, ticket=ticket)[-1]
    if isinstance(answer, Work):
        work = solve(answer.challenge, sealed(name), answer.bits)
        answer = client.knock(name, ticket=ticket, work=work)[-1]
    assert isinstance(answer, (Queued, Refused))
    return answer


class Attacker:
    """Knocks as fast as it may from its addresses, and comes back with every ticket it gets."""

    def __init__(self, world: World, addresses: int) -> None:
        self.world = world
        self.addresses = [filler(f"attacker {n}", 16) for n in range(addresses)]
        self.tickets: list[tuple[bytes, bytes]] = []
        self.mine: set[bytes] = set()
        self.knocked = 0

    def flood(self, each: int) -> None:
        """New knocks from every address, as long as they are let in; old tickets first."""
        for address, ticket in self.tickets:
            self.knock(address, ticket)
        self.tickets = []
        for address in self.addresses:
            for _ in range(each):
                if not self.knock(address):
                    break

    def knock(self, address: bytes, ticket: bytes = b"") -> bool:
        self.knocked += 1
        name = f"flood {self.knocked}"
        client = self.world.client(origin=address)
        if client.closed_with is not None:
            return False
        answer = knock(client, name, ticket)
        if isinstance(answer, Refused):
            client.vanish()
            return False
        self.mine.add(sealed(name))
        self.tickets.append((address, answer.ticket))
        return True


def line_of(world: World) -> Line:
    who = world.organisations[0]
    return world.board._organisations[who.fingerprint].desks[who.desk].line


def serve(world: World, console: Client) -> bytes:
    """Accept the oldest knock; what it said."""
    oldest = line_of(world).first(1)[0]
    fence = console.claimed(oldest.ident)
    assert Done(5) in console.accept(oldest.ident, fence)
    return oldest.offer.sealed


def served_before(world: World, attacker: Attacker, console: Client, honest: str) -> int:
    """How many others are served until the honest one is, while the flood goes on."""
    for served in count():
        said = serve(world, console)
        console.heard.clear()
        if said == sealed(honest):
            return served
        assert said in attacker.mine
        world.pass_time(10, step=5)
        attacker.flood(each=2)
        assert served < 10_000
    raise AssertionError


@pytest.fixture
def _cheap_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work is tested by itself; simulations would only be slow."""
    monkeypatch.setattr(limits, "WORK_BITS", 2)
    monkeypatch.setattr(limits, "WORK_BITS_LOADED", 3)


@pytest.mark.usefixtures("_cheap_work")
def test_a47_a_flood_from_one_address_delays_an_honest_person_by_a_stated_number() -> None:
    world = World()
    console = world.console()
    attacker = Attacker(world, addresses=1)
    attacker.flood(each=1000)
    world.pass_time(60)
    attacker.flood(each=1000)
    answer = knock(world.client(), "honest")
    assert isinstance(answer, Queued)
    assert answer.ahead <= limits.ORIGIN_WAITING
    bound = limits.ORIGIN_WAITING * SERVED_TIMES
    served = served_before(world, attacker, console, "honest")
    assert served <= bound == 64
    assert attacker.knocked > bound, "control: there was a flood"


@pytest.mark.usefixtures("_cheap_work")
def test_a47_a_flood_from_many_addresses_delays_an_honest_person_by_a_stated_number() -> None:
    world = World()
    console = world.console()
    attacker = Attacker(world, addresses=60)
    attacker.flood(each=limits.ORIGIN_WAITING)
    world.pass_time(1)
    assert len(line_of(world)) == limits.LINE_LENGTH, "control: it is full"
    honest = world.client()
    answer = knock(honest, "honest")
    assert isinstance(answer, Queued), "somebody who has more gives way"
    assert answer.ahead < limits.LINE_LENGTH
    served = served_before(world, attacker, console, "honest")
    places = min(60 * limits.ORIGIN_WAITING, 2 * limits.LINE_LENGTH)
    assert served <= places * SERVED_TIMES
    assert attacker.knocked > limits.LINE_LENGTH


@pytest.mark.usefixtures("_cheap_work")
def test_a47_a_flood_cannot_push_back_who_waits_already() -> None:
    world = World()
    honest = world.client()
    assert honest.queued("honest").ahead == 0
    attacker = Attacker(world, addresses=40)
    for _ in range(3):
        attacker.flood(each=limits.ORIGIN_WAITING)
        world.pass_time(30, step=5)
    assert [place.ahead for place in honest.take(Place)] == []


@pytest.mark.usefixtures("_cheap_work")
def test_a47_turning_away_stops_an_address_at_once() -> None:
    world = World()
    console = world.console()
    attacker = Attacker(world, addresses=1)
    attacker.flood(each=3)
    waiting = console.take(Waiting)
    fence = console.claimed(waiting[0].knock)
    console.send(TurnAway(1, console.organisation.desk, waiting[0].knock, fence))
    before = len(attacker.mine)
    attacker.flood(each=100)
    assert len(attacker.mine) == before


def test_a47_control_without_shares_one_address_fills_the_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "ORIGIN_WAITING", 10**6)
    monkeypatch.setattr(limits, "LOAD_LINE", 10**6)
    monkeypatch.setattr(limits, "LOAD_KNOCKS_PER_MINUTE", 10**6)
    world = World(budgets=UNLIMITED)
    attacker = Attacker(world, addresses=1)
    attacker.flood(each=200)
    answer = knock(world.client(), "honest")
    assert isinstance(answer, Queued)
    assert answer.ahead == 200


# --- work ---------------------------------------------------------------------------------------


def test_work_is_asked_for_under_load_only() -> None:
    world = World()
    for n in range(limits.LOAD_LINE):
        assert isinstance(world.client().knock(f"v{n}")[-1], Queued)
    visitor = world.client()
    asked = visitor.knock("v")[-1]
    assert isinstance(asked, Work)
    assert (asked.ref, asked.bits) == (9, limits.WORK_BITS)
    wrong = visitor.knock("v", work=bytes(8))[-1]
    assert isinstance(wrong, Work)
    assert wrong.challenge != asked.challenge, "a challenge is for one try"
    work = solve(wrong.challenge, sealed("v"), wrong.bits)
    stolen = world.client().knock("v", work=work)[-1]
    assert isinstance(stolen, Work), "a challenge is for one connection"
    assert isinstance(visitor.knock("v", work=work)[-1], Queued)


def test_who_has_a_place_is_never_asked_for_work() -> None:
    world = World()
    first = world.client()
    ticket = first.queued("first").ticket
    for n in range(limits.LOAD_LINE):
        world.client().knock(f"v{n}")
    assert first.queued("first", ticket=ticket, text="fresh").ahead == 0


@given(st.integers(0, 10), st.binary(min_size=16, max_size=16))
def test_work_is_done_when_the_hash_begins_with_zeros(bits: int, challenge: bytes) -> None:
    work = solve(challenge, b"sealed", bits)
    assert work_done(challenge, b"sealed", work, bits)
    hashed = sha256(bind("noview/1 work", challenge, b"sealed", work)).digest()
    zeros = 256 - int.from_bytes(hashed, "big").bit_length()
    assert work_done(challenge, b"sealed", work, min(zeros, 64))
    assert not work_done(challenge, b"sealed", work, zeros + 1)


def test_load_is_a_long_line_or_many_knocks_within_a_minute() -> None:
    load = Load()
    assert load.bits(0, NOW) == 0
    assert load.bits(limits.LOAD_LINE, NOW) == limits.WORK_BITS
    assert load.bits(limits.LINE_LENGTH, NOW) == limits.WORK_BITS_LOADED
    for _ in range(limits.LOAD_KNOCKS_PER_MINUTE):
        load.knocked(NOW)
    assert load.bits(0, NOW) == limits.WORK_BITS
    assert load.bits(0, NOW + 120) == 0


# --- budgets ------------------------------------------------------------------------------------


@given(st.floats(1, 100), st.floats(0.1, 10), st.lists(st.floats(0, 5), min_size=1, max_size=100))
def test_a_budget_never_gives_more_than_its_rate(
    burst: float, rate: float, waits: list[float]
) -> None:
    now, allowed = 0.0, 0
    bucket = Bucket(Rate(burst, rate), now)
    for wait in waits:
        now += wait
        seconds = bucket.spend(now)
        allowed += seconds == 0
        assert seconds >= 0
        assert allowed <= burst + now * rate + 1e-6
    if bucket.spend(now):
        assert bucket.spend(now + bucket.spend(now) + 1e-6) == 0


def spend_all(frame: Callable[[int], Refused | None], most: int) -> Refused:
    for n in range(most):
        refused = frame(n)
        if refused is not None:
            return refused
    raise AssertionError("the budget did not end")


SMALL = Budgets(*(Rate(3, 0.5) for _ in range(6)))


def test_each_budget_ends_and_comes_back_and_is_the_origins_own() -> None:
    budgets = Budgets(
        connections=Rate(50, 1), frames=Rate(1000, 1), opens=Rate(8, 0.5),
        knocks=Rate(3, 0.5), fetches=Rate(3, 0.5), publishes=Rate(3, 0.5),
    )  # fmt: skip
    world = World(publish=False, budgets=budgets)
    client = world.client(origin=ONE)
    answers = [client.open(n, filler(f"b{n}"))[-1] for n in range(9)]
    assert answers[-1] == Refused(0, Refusal.SLOW_DOWN, 2)
    assert not any(isinstance(answer, Refused) for answer in answers[:-1])
    elsewhere = world.client(origin=b"another address!")
    assert not isinstance(elsewhere.open(1, filler("x"))[-1], Refused)
    again = world.client(origin=ONE)
    assert isinstance(again.open(1, filler("x"))[-1], Refused)
    world.now += 2
    assert not isinstance(again.open(1, filler("x"))[-1], Refused)
    publisher = world.client(PUBLISH, origin=ONE)
    codes = [publisher.code(Publish(1, b"x", b"")) for _ in range(4)]
    assert codes == [Refusal.UNTRUSTED] * 3 + [Refusal.SLOW_DOWN]


def test_a47_patience_does_not_buy_all_the_places_of_a_relay() -> None:
    world = World(budgets=Budgets(connections=Rate(5, 1), at_once=8))
    held = [world.client(origin=ONE) for _ in range(5)]
    for _ in range(3):
        world.now += 1
        held.append(world.client(origin=ONE))
    world.now += 60
    one_more = world.client(origin=ONE, join=False)
    assert one_more.heard == [Refused(0, Refusal.SLOW_DOWN, 60)]
    assert one_more.closed_with == 4010
    assert world.client(origin=b"another address!").closed_with is None
    held[0].vanish()
    assert world.client(origin=ONE).closed_with is None, "the control: one has gone"


def test_a47_an_inbox_cannot_be_flooded_by_whoever_was_told_it() -> None:
    world = World()
    console = world.client(STAFF)
    console.open(1, filler("inbox"), mode=1)
    w = writer(filler("inbox"))
    hostile, honest = world.client(origin=ONE), world.client(origin=b"another address!")
    codes = [hostile.code(Leave(n, w, sealed(f"nonsense {n}"))) for n in range(100)]
    assert codes.count(0) == 60
    assert set(codes) == {0, Refusal.SLOW_DOWN}
    console.send(Ack(1, 60))
    assert honest.code(Leave(1, w, sealed("help"))) == 0, "the control"
    world.now += 2
    assert hostile.code(Leave(1, w, sealed("one more"))) == 0


def test_knocking_and_proving_have_budgets_too() -> None:
    world = World()
    visitor = world.client(origin=ONE)
    ticket = visitor.queued("v").ticket
    codes = set()
    for n in range(40):
        frame = Knock(1, visitor.organisation.desk, 1, ticket, b"", sealed(f"{n}"))
        codes.add(visitor.code(frame))
    assert codes == {0, Refusal.SLOW_DOWN}
    console = world.client(STAFF, origin=b"staff")
    console.challenge = bytes(32)
    proofs = [answer for _ in range(200) for answer in console.duty()]
    codes = {answer.code for answer in proofs if isinstance(answer, Refused)}
    assert codes == {Refusal.BAD_PROOF, Refusal.SLOW_DOWN}


def test_a49_too_many_frames_close_the_connection_and_too_many_connections_are_not_let_in() -> None:
    world = World(publish=False, budgets=SMALL)
    client = world.client(origin=ONE)
    assert client.send(Ping(1)) == [Pong(1)]
    client.send(Ping(2))
    assert client.send(Ping(3)) == [Refused(0, Refusal.SLOW_DOWN, 2)]
    assert client.closed_with == 4010
    assert client.send(Ping(4)) == []
    world.client(origin=ONE, join=False)
    world.client(origin=ONE, join=False)
    late = world.client(origin=ONE, join=False)
    assert late.closed_with == 4010
    world.now += 10
    assert world.client(origin=ONE, join=False).closed_with is None


def test_the_table_of_origins_is_bounded_and_those_who_find_it_full_share_a_budget() -> None:
    flood = Flood(SMALL, most=100)
    for n in range(1000):
        flood.origin(filler(f"{n}", 16), 0.0).frames.spend(0.0)
    assert len(flood) == 100
    late, later = flood.origin(b"late", 0.0), flood.origin(b"later", 0.0)
    assert late is later
    for _ in range(10):
        flood.sweep(1000.0)
    assert len(flood) == 0
    assert flood.origin(b"late", 1000.0) is not late


def test_an_origin_is_not_forgotten_while_it_has_something() -> None:
    flood = Flood(SMALL)
    spent, holds, connected = (flood.origin(name, 0.0) for name in (b"s", b"h", b"c"))
    for _ in range(3):
        spent.knocks.spend(0.0)
    holds.account.held = 1
    connected.connected = 1
    flood.origin(b"idle", 0.0)
    flood.sweep(1.0)
    assert len(flood) == 3
    flood.sweep(100.0)
    assert len(flood) == 2


def test_one_origin_cannot_fill_the_memory_of_an_organisation() -> None:
    world = World(publish=False, budgets=UNLIMITED, origin_bytes=200_000)
    visitor, other = world.client(origin=ONE), world.client()
    codes = []
    for n in range(10):
        visitor.open(n, filler(f"box {n}"))
        w = filler(f"box {n}")
        for number in range(3):
            answers = visitor.append(write_capability(w), number, size=16384)
            codes += [a.code for a in answers if isinstance(a, Refused)]
    assert Refusal.FULL in codes
    other.open(1, filler("honest"))
    assert other.append(write_capability(filler("honest")), 0)[-1].__class__.__name__ == "Deliver"


def of_a_site(subnet: int, site: str = "a site") -> bytes:
    """The key of an address in one of the many /64 of a /48."""
    return filler(f"{site} {subnet}", 16) + filler(site, 16)


@pytest.mark.usefixtures("_cheap_work")
def test_a47_a_whole_ipv6_site_has_a_bounded_share_however_many_networks_it_has() -> None:
    world = World(budgets=Budgets(knocks=Rate(3, 0.01), at_once=10))
    world.console()
    codes = []
    for subnet in range(100):
        client = world.client(origin=of_a_site(subnet))
        codes += [knock(client, f"{subnet}"), knock(client, f"{subnet}")]
        client.vanish()
    refused = [code for code in codes if isinstance(code, Refused)]
    assert len(refused) > 0
    assert {one.code for one in refused} == {Refusal.SLOW_DOWN}
    assert len(codes) - len(refused) <= 3 * limits.WIDER_BUDGET
    honest = world.client(origin=of_a_site(1, "another site"))
    assert isinstance(knock(honest, "honest"), Queued), "control: elsewhere there is room"
    held = [world.client(origin=of_a_site(n)) for n in range(10 * limits.WIDER_BUDGET + 5)]
    assert [one.closed_with for one in held].count(4010) == 5
    held[0].vanish()
    assert world.client(origin=of_a_site(999)).closed_with is None


@pytest.mark.usefixtures("_cheap_work")
def test_a47_control_without_the_wider_budget_a_site_knocks_as_often_as_it_has_networks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "WIDER_BUDGET", 10**6)
    world = World(budgets=Budgets(knocks=Rate(3, 0.01)))
    answers = [knock(world.client(origin=of_a_site(subnet)), f"{subnet}") for subnet in range(100)]
    assert all(isinstance(answer, Queued) for answer in answers)


def test_a_site_cannot_fill_the_memory_of_an_organisation_from_many_networks() -> None:
    world = World(publish=False, budgets=UNLIMITED, origin_bytes=20_000)
    codes = []
    for subnet in range(20):
        visitor = world.client(origin=of_a_site(subnet))
        for n in range(5):
            codes.append(visitor.open(n, filler(f"box {subnet} {n}"))[-1].__class__)
    assert codes.count(Opened) == limits.WIDER_BYTES * 20_000 // limits.MAILBOX_OVERHEAD
    elsewhere = world.client(origin=of_a_site(1, "another site"))
    assert isinstance(elsewhere.open(1, filler("honest"))[-1], Opened)


def test_a_wider_network_is_forgotten_after_all_that_is_in_it() -> None:
    flood = Flood(SMALL)
    one = flood.origin(of_a_site(1), 0.0)
    assert len(flood) == 2
    one.enter()
    for _ in range(3):
        flood.sweep(100.0)
    assert len(flood) == 2
    one.enter(-1)
    for _ in range(3):
        flood.sweep(200.0)
    assert len(flood) == 0


def test_turned_away_is_bounded_and_ends() -> None:
    away = TurnedAway()
    for n in range(TurnedAway.MOST + 5):
        away.add(filler(f"{n}", 16), float(n))
    assert len(away._until) == TurnedAway.MOST
    assert away.seconds(filler("0", 16), 5000.0) == 0
    last = filler(f"{TurnedAway.MOST}", 16)
    assert away.seconds(last, float(TurnedAway.MOST)) == limits.TURNED_AWAY + 1
    away.sweep(1e9)
    assert len(away._until) == 0


# --- usage --------------------------------------------------------------------------------------


def test_usage_counts_days_and_organisations_and_nothing_else() -> None:
    world = World([make_organisation(), make_organisation(seed="other")])
    console = world.console()
    visitor = world.client()
    visitor.queued("v")
    waiting = console.waiting()[0]
    console.accept(waiting.knock, console.claimed(waiting.knock))
    visitor.knock("v")
    read = world.board.usage.read()
    assert list(read) == [world.organisations[0].fingerprint]
    ((day, counts),) = read[world.organisations[0].fingerprint].items()
    assert day == NOW // 86400
    assert (counts.knocks, counts.conversations, counts.refused) == (1, 1, 1)
    assert set(vars(counts)) == {"knocks", "conversations", "refused"}


def test_usage_keeps_a_bounded_number_of_days() -> None:
    usage = Usage()
    for day in range(100):
        usage.count(b"o", "knocks", day * 86400.0)
    assert list(usage.read()[b"o"]) == list(range(100 - limits.USAGE_DAYS, 100))
