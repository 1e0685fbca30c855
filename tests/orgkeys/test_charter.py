"""Later charters: drafted in the folder, understood and signed far from it, and then in force."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from orgkeys import ceremony, primitives
from orgkeys.ceremony import DAY
from orgkeys.device import spoken
from orgkeys.office import words
from orgkeys.office.cards import Card, read_card
from orgkeys.office.drafts import make_draft
from orgkeys.office.signatures import read_signature
from relay.documents import Charter, Kind, TrustedDocuments, decode_envelope
from tests.orgkeys.founders import Founders, Holder, Machine, found, make_holder
from tests.orgkeys.office import ADMINISTRATOR, ROOT

NAMES = ["Amira", "Basel", "Chen"]
NOBODY = Holder("nobody")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Founders:
    return found(tmp_path_factory.mktemp("template"), NAMES, 2)


@pytest.fixture
def story(template: Founders, tmp_path: Path) -> Founders:
    """The same organisation and people, on machines of their own."""
    base = template.office.path.parent
    shutil.copytree(base, tmp_path, dirs_exist_ok=True)
    theirs = {name: Machine(tmp_path / name) for name in template.theirs}
    return Founders(template.holders, theirs, Machine(tmp_path / "office"))


def draft(story: Founders, *args: str) -> str:
    path = story.office.file("new.draft")
    Path(path).unlink(missing_ok=True)
    story.office.done(NOBODY, *args, "--out", path)
    return path


def test_the_charter_is_renewed_by_two_of_three(story: Founders) -> None:
    before = story.office.holdings().charter.payload
    story.office.now += 4 * 365 * DAY
    path = draft(story, "charter", "renew")
    own = story.theirs["Chen"]
    own.now = story.office.now
    shown = own.done(NOBODY, "charter", "show", path)
    assert "Charter 2 of Night Line" in shown
    assert "Nobody and nothing changes but the time" in shown
    assert "Basel (" in shown  # names travel on the cards inside the draft
    out = story.finish("Chen", "Amira")
    assert "Charter 2 is in force" in out
    after = story.office.holdings().charter.payload
    assert after.version == 2
    assert after.expires > before.expires
    assert (after.root_keys, after.threshold) == (before.root_keys, before.threshold)
    assert after.administrator_keys == before.administrator_keys
    story.office.add("Noor")
    story.office.shift()


def test_an_expired_charter_can_still_be_renewed(story: Founders) -> None:
    story.office.now += 6 * 365 * DAY
    draft(story, "charter", "renew")
    story.finish("Amira", "Basel")
    story.office.add("Noor")


def test_a_holder_needs_neither_the_folder_nor_a_file(story: Founders) -> None:
    """The draft goes over as text, part by part, in any order; the signature comes back so."""
    path = story.office.file("new.draft")
    shown = story.office.done(NOBODY, "charter", "renew", "--out", path, "--text")
    parts = [line for line in shown.splitlines() if line.startswith("noview:")]
    assert len(parts) > 3
    parts.reverse()
    own, amira = story.theirs["Amira"], story.holders[0]

    def person(prompt: str, screen: str) -> str:
        return parts.pop(0) if prompt.startswith("Paste the draft") else amira(prompt, screen)

    out = own.done(person, "charter", "sign", "--out", own.file("s"))
    assert "Signed with the key of Amira" in out
    line = next(t for t in out.splitlines() if t.startswith("noview:"))
    (story.office.path / "pasted").write_text(line)
    other = story.sign("Basel", path)
    story.office.done(NOBODY, "charter", "finish", story.office.file("pasted"), other)


def test_a_part_of_another_text_is_not_mixed_in(story: Founders) -> None:
    shown = story.office.done(NOBODY, "charter", "renew", "--out", story.office.file("1"), "--text")
    one = [line for line in shown.splitlines() if line.startswith("noview:")]
    story.office.now += 60
    shown = story.office.done(NOBODY, "charter", "renew", "--out", story.office.file("2"), "--text")
    other = [line for line in shown.splitlines() if line.startswith("noview:")]
    lines = [one[0], other[1]]
    own = story.theirs["Amira"]
    err = own.refuses(lambda *_: lines.pop(0), "charter", "show")
    assert "belongs to something else" in err
    assert "not text of noview" in own.refuses(lambda *_: "hello", "charter", "show")


def test_rotating_needs_the_old_threshold_and_the_new(story: Founders, tmp_path: Path) -> None:
    new = {name: make_holder(tmp_path, name) for name in ("Dora", "Elif")}
    story.holders = [*story.holders, *(holder for holder, _ in new.values())]
    story.theirs |= {name: own for name, (_, own) in new.items()}
    path = draft(
        story,
        *("charter", "rotate", "--threshold", "2", "--card"),
        *(own.file("me.card") for _, own in new.values()),
    )
    shown = story.office.done(NOBODY, "charter", "show", path)
    for name in NAMES:
        assert f"NO LONGER a root holder: {name}" in shown
    assert "NEW as a root holder: Dora" in shown
    assert "2 of 2" in story.theirs["Amira"].done(NOBODY, "charter", "show", path)
    old = [story.sign("Amira"), story.sign("Basel")]
    fresh = [story.sign("Dora"), story.sign("Elif")]
    for few, words_for_it in (
        (old, "2 more must of the holders to come"),
        (fresh, "2 more must of the holders until now"),
        ([*old, fresh[0]], "1 more must of the holders to come"),
        ([old[0], *fresh], "1 more must of the holders until now"),
        (old[:1], "1 more must of the holders until now and 2 more must of the holders to come"),
    ):
        assert words_for_it in story.office.refuses(NOBODY, "charter", "finish", *few)
    story.office.done(NOBODY, "charter", "finish", *old, *fresh)
    held = story.office.holdings().charter.payload
    assert len(held.root_keys) == 2
    # The old holders have no say any more, the new ones do.
    path = draft(story, "charter", "renew")
    err = story.theirs["Amira"].refuses(
        story.holders[0], "charter", "sign", path, "--out", story.theirs["Amira"].file("x")
    )
    assert "no say" in err
    story.finish("Dora", "Elif")


def test_two_of_three_become_three_of_five(story: Founders, tmp_path: Path) -> None:
    new = {name: make_holder(tmp_path, name) for name in ("Dora", "Elif")}
    story.holders = [*story.holders, *(holder for holder, _ in new.values())]
    story.theirs |= {name: own for name, (_, own) in new.items()}
    cards = [own.file("me.card") for _, own in new.values()]
    args = ["charter", "rotate", "--threshold", "3", "--keep", *NAMES, "--card", *cards]
    path = draft(story, *args)
    shown = story.office.done(NOBODY, "charter", "show", path)
    assert "From now on: 3 of 5 root holders must sign. Until now: 2 of 3" in shown
    two = [story.sign("Amira"), story.sign("Basel")]
    assert "1 more must" in story.office.refuses(NOBODY, "charter", "finish", *two)
    story.office.done(NOBODY, "charter", "finish", *two, story.sign("Elif"))
    assert story.office.holdings().charter.payload.threshold == 3


def test_rotations_that_make_no_sense(story: Founders) -> None:
    office = story.office
    rotate = ("charter", "rotate")
    assert "can never sign" in office.refuses(NOBODY, *rotate, "--threshold", "4")
    assert "can never sign" in office.refuses(NOBODY, *rotate, "--keep", "Amira")
    assert "nobody" in office.refuses(NOBODY, *rotate, "--keep", "Zora")
    card = story.card("Amira")
    assert "named twice" in office.refuses(NOBODY, *rotate, "--keep", "Amira", "--card", card)
    office.now -= DAY
    assert "clock" in office.refuses(NOBODY, "charter", "renew")


def test_holders_without_a_card_are_counted_and_named_by_number(
    story: Founders, tmp_path: Path
) -> None:
    keys = story.office.holdings().charter.payload.root_keys
    for card in (story.office.folder / "cards").glob("root-*"):
        card.unlink()
    dora, own = make_holder(tmp_path, "Dora")
    kept = [spoken(key).replace(" ", "")[:10] for key in keys[:2]]
    rotate = ("charter", "rotate", "--keep", *kept, "--card", own.file("me.card"))
    assert "4 of 3 can never sign" in story.office.refuses(NOBODY, *rotate, "--threshold", "4")
    path = story.office.file("new.draft")
    said = story.office.done(NOBODY, *rotate, "--threshold", "3", "--out", path)
    assert "2 of the holders until now, and 3 of the holders to come, must sign" in said
    assert "add --vault FILE" in said
    story.holders, story.theirs["Dora"] = [*story.holders, dora], own
    story.finish("Amira", "Basel", "Dora")


def test_each_signature_has_a_file_name_of_its_own(
    story: Founders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two holders at one machine, and one who has no card, overwrite nobody's file."""
    odd, own = make_holder(tmp_path, "Dóra Weiß")
    story.holders = [*story.holders, odd]
    card = own.file("me.card")
    path = draft(story, "charter", "rotate", "--keep", "Amira", "Chen", "--card", card)
    desk = tmp_path / "desk"
    desk.mkdir()
    monkeypatch.chdir(desk)
    amira, _, chen, _ = story.holders
    for person in (amira, chen, chen, odd):
        own.done(person, "charter", "sign", path)
    for gone in (story.office.folder / "cards").glob("root-*"):
        gone.unlink()
    path = draft(story, "charter", "renew")
    own.done(amira, "charter", "sign", path)
    number = spoken(story.office.holdings().charter.payload.root_keys[0])[:5]
    names = ["amira-2", "chen-2", "chen-2-2", "dóra-weiß-2", f"{number}-2"]
    assert {path.name for path in desk.iterdir()} == {f"{name}.signature" for name in names}


def test_who_stops_before_signing_has_not_signed(story: Founders) -> None:
    path = draft(story, "charter", "renew")
    own = story.theirs["Amira"]

    def person(prompt: str, screen: str) -> str:
        if prompt.startswith("Words "):
            raise KeyboardInterrupt
        return story.holders[0](prompt, screen)

    err = own.refuses(person, "charter", "sign", path, "--out", own.file("s"))
    assert "Stopped. Nothing was signed." in err


def test_signatures_that_do_not_count(story: Founders, tmp_path: Path) -> None:
    office = story.office
    assert "No draft" in office.refuses(NOBODY, "charter", "finish")
    draft(story, "charter", "renew")
    old = story.sign("Amira", out="old")
    office.now += 60
    assert "An older draft" in office.done(
        NOBODY, "charter", "renew", "--out", office.file("newer.draft")
    )
    good = story.sign("Amira")
    assert "another draft" in office.refuses(NOBODY, "charter", "finish", old)
    assert "same holder: Amira" in office.refuses(NOBODY, "charter", "finish", good, good)
    assert "1 more must" in office.refuses(NOBODY, "charter", "finish", good)
    assert "not the signature" in office.refuses(NOBODY, "charter", "finish", story.card("Amira"))
    raw = Path(story.sign("Basel")).read_bytes()
    damaged = Path(office.file("damaged"))
    for place in range(0, len(raw), 9):
        damaged.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
        err = office.refuses(NOBODY, "charter", "finish", good, str(damaged))
        assert "signature" in err
        assert place < len(raw) - 64 or "damaged or invented" in err
    (tmp_path / "other").mkdir()
    other = found(tmp_path / "other", ["Xena"], 1)
    foreign = other.theirs["Xena"]
    err = foreign.refuses(
        other.holders[0], "charter", "sign", story.draft(), "--out", foreign.file("s")
    )
    assert "no say" in err
    damaged.write_bytes(raw)
    office.done(NOBODY, "charter", "finish", good, str(damaged))  # the control
    assert "No draft" in office.refuses(NOBODY, "charter", "finish", good)


def test_a_draft_that_was_changed_by_one_byte_is_not_signed(story: Founders) -> None:
    path = Path(draft(story, "charter", "renew"))
    own, amira = story.theirs["Amira"], story.holders[0]
    raw, out = path.read_bytes(), story.theirs["Amira"].file("s")
    for place in range(0, len(raw), 41):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
        err = own.refuses(amira, "charter", "sign", str(path), "--out", out)
        assert "Do not sign it" in err or "not a draft" in err
    path.write_bytes(raw[:-1])
    assert "Do not sign it" in own.refuses(amira, "charter", "sign", str(path), "--out", out)
    path.write_bytes(raw)
    own.done(amira, "charter", "sign", str(path), "--out", out)  # the control


def test_a_draft_made_with_a_whole_checksum_and_a_broken_chain_is_not_signed(
    story: Founders, tmp_path: Path
) -> None:
    """Whoever can make files can make a checksum; the charters inside must still follow."""
    held, own = story.office.holdings(), story.theirs["Amira"]
    cards = [read_card(path.read_bytes()) for path in (story.office.folder / "cards").iterdir()]
    good = ceremony.make_charter(
        name="Night Line",
        threshold=2,
        roots=held.charter.payload.root_keys,
        administrators=held.charter.payload.administrator_keys,
        now=int(story.office.now),
        before=held.charter.payload,
        organisation=held.settings.organisation,
    )
    path = tmp_path / "made.draft"
    sign = ("charter", "sign", str(path), "--out", own.file("s"))
    charters = held.trusted.charters

    def refused(charter: Charter, chain: tuple[bytes, ...], cards: list[Card]) -> str:
        path.write_bytes(make_draft(chain, charter, cards))
        return own.refuses(story.holders[0], *sign)

    for broken in (
        replace(good, version=3),
        replace(good, version=1, previous=b"", organisation=b""),
        replace(good, previous=bytes(32)),
        replace(good, organisation=bytes(32)),
    ):
        assert "does not follow" in refused(broken, charters, cards)
    assert "does not follow" in refused(good, (), cards)
    assert "cannot be believed" in refused(good, (*charters, *charters), cards)
    stranger = read_card(Path(make_holder(tmp_path, "Zora")[1].file("me.card")).read_bytes())
    assert "people whom it does not name" in refused(good, charters, [*cards, stranger])
    assert "people whom it does not name" in refused(good, charters, [*cards, cards[0]])
    path.write_bytes(make_draft(charters, good, cards))
    own.done(story.holders[0], *sign)  # the control


def test_a_holder_who_says_no_or_brings_another_paper_has_not_signed(story: Founders) -> None:
    path = draft(story, "charter", "renew")
    own, amira = story.theirs["Amira"], story.holders[0]
    sign = ("charter", "sign", path, "--out", own.file("s"))
    unwilling = Holder("Amira", amira.paper, more={"Do you want this": "no"})
    assert "You have not signed" in own.refuses(unwilling, *sign)
    hasty = Holder("Amira", amira.paper, more={"Do you want this": "y"})
    assert "No answer that can be used" in own.refuses(hasty, *sign)
    stranger, _ = make_holder(own.path.parent, "Zora")
    assert "no say" in own.refuses(stranger, *sign)
    own.now -= DAY
    assert "still to come" in own.refuses(amira, *sign)
    own.now += 6 * 365 * DAY
    assert "ran out" in own.refuses(amira, *sign)


def test_a_root_vault_signs_too_and_only_its_own_organisation(tmp_path: Path) -> None:
    office = Machine(tmp_path)
    answers = (ROOT, ROOT, ADMINISTRATOR, ADMINISTRATOR)
    office.must("init", "--name", "One", "--holders", "1", answers=answers)
    path = office.file("new.draft")
    office.done(NOBODY, "charter", "renew", "--out", path)
    vault = str(office.folder / "keys/root-1.vault")
    sign = ("charter", "sign", path, "--out", office.file("s"), "--yes", "--vault")
    holder = Holder("holder", more={"Passphrase": ROOT})
    wrong = Holder("holder", more={"Passphrase": "not these words at all"})
    assert "does not open" in office.refuses(wrong, *sign, vault)
    administrator = str(office.folder / "keys/administrator.vault")
    asked = Holder("holder", more={"Passphrase": ADMINISTRATOR})
    assert "does not hold a root key" in office.refuses(asked, *sign, administrator)
    other = Machine(tmp_path / "other")
    other.path.mkdir()
    other.must("init", "--name", "Two", "--holders", "1", answers=answers)
    foreign = str(other.folder / "keys/root-1.vault")
    assert "another organisation" in office.refuses(holder, *sign, foreign)
    office.done(holder, *sign, vault)
    office.done(NOBODY, "charter", "finish", office.file("s"))
    assert office.holdings().charter.payload.version == 2


def test_a_draft_follows_the_charter_in_force_or_is_made_anew(story: Founders) -> None:
    draft(story, "charter", "renew")
    late = (story.office.folder / "charter.draft").read_bytes()
    signed = [story.sign("Amira"), story.sign("Basel")]
    story.office.now += 60
    draft(story, "charter", "renew")
    story.finish("Amira", "Chen")
    (story.office.folder / "charter.draft").write_bytes(late)
    err = story.office.refuses(NOBODY, "charter", "finish", *signed)
    assert "follows another charter" in err


def test_a_card_in_the_folder_that_was_changed_is_refused(story: Founders) -> None:
    path = sorted((story.office.folder / "cards").iterdir())[0]
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"Dana", b"Dora"))
    assert path.read_bytes() != raw
    assert "signature does not hold" in story.office.refuses(NOBODY, "charter", "renew")


def test_the_signature_has_nothing_but_the_signature(story: Founders) -> None:
    draft(story, "charter", "renew")
    signature = read_signature(Path(story.sign("Amira")).read_bytes())
    card = read_card(Path(story.card("Amira")).read_bytes())
    assert signature.key == card.key
    size = Path(story.theirs["Amira"].file("my.signature")).stat().st_size
    assert size < 160


def test_what_is_in_force_is_believed_by_a_stranger(story: Founders) -> None:
    for names in (("Amira", "Basel"), ("Chen", "Basel")):
        story.office.now += 60
        draft(story, "charter", "renew")
        story.finish(*names)
    held = story.office.holdings()
    stranger = TrustedDocuments(held.settings.organisation)
    stranger.add_charters(held.trusted.charters, story.office.now)
    stranger.add_roster(held.roster.raw, story.office.now)
    assert stranger.charter is not None
    assert stranger.charter.payload.version == 3
    assert decode_envelope(stranger.charter.raw, Kind.CHARTER).warrants == ()


def test_no_word_or_seed_leaves_a_holders_hands(story: Founders) -> None:
    """Everything on every disk, and everything shown after the paper was written."""
    draft(story, "charter", "renew")
    story.finish("Amira", "Basel")
    machines = [story.office, *story.theirs.values()]
    disks = b"".join(b"".join(one.snapshot().values()) for one in machines)
    screens = "".join("".join(one.screens) for one in machines)
    held = story.office.holdings().charter.payload
    for holder, key in zip(story.holders, held.root_keys, strict=True):
        seed = words.to_seed(holder.paper)
        assert primitives.ed25519_public(seed) == key
        for place in range(23):
            two = " ".join(holder.paper[place : place + 2])
            assert two.encode() not in disks
            assert two not in screens
        assert seed not in disks
        assert seed.hex() not in screens
        assert key in disks  # the control: the search finds the public key
    assert "Signed with the key of Amira" in screens
