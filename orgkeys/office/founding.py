"""Everything that an organisation begins with, but the signatures under its first charter.

The fingerprint is the hash of the first charter and does not depend on who has signed it, so
roster, notice and the administrator's keys are made at once; they count when the charter does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from orgkeys import ceremony, primitives, vault
from orgkeys.errors import VaultFault
from orgkeys.office.cards import Card, Making, make_card
from orgkeys.office.commands import Run, vault_trouble
from orgkeys.office.directory import (
    ADMINISTRATOR_VAULT,
    NOTICE,
    SETTINGS,
    File,
    Settings,
    card_name,
    document_name,
    office_name,
)
from orgkeys.office.drafts import Draft, make_draft, read_draft
from orgkeys.office.notice import NoticeText
from orgkeys.office.outputs import program
from orgkeys.office.rosters import make_roster
from orgkeys.office.statistics import NAME as STATISTICS
from orgkeys.office.statistics import Seed, wrap
from orgkeys.office.statistics_given import given_file
from orgkeys.office.terminal import Refused
from relay.documents import Notice, TrustedDocuments

LONGEST_NOTICE = 65_536
MOST_HOLDERS = 16


@dataclass(frozen=True)
class Plan:
    """What the founders have decided. The notice is the file as people edit it, and its reading."""

    name: str
    threshold: int
    holders: Sequence[Card]
    administrator: str
    desk: bytes
    notice: tuple[bytes, NoticeText]
    passphrase: str = field(repr=False)


@dataclass(frozen=True)
class Founding:
    """The first draft, and the files of the folder beside the charter.

    `numbers` says whether the notice names any phone number.
    """

    draft: Draft
    desk: bytes
    files: tuple[File, ...]
    roster: bytes
    notice: bytes
    numbers: bool

    def check(self, charter: bytes, now: float) -> None:
        """What is written is what everybody else will accept. Raises Untrusted."""
        trusted = TrustedDocuments(self.draft.organisation)
        trusted.add_charter(charter, now)
        trusted.add_roster(self.roster, now)
        trusted.add_notice(self.notice, now)


def check_holders(threshold: int, holders: Sequence[Card], count: int | None = None) -> None:
    """Refuse a set of root holders that could not sign, or that counts somebody twice.

    `count` is how many keys there are, where some of their cards are not at hand.
    """
    count = len(holders) if count is None else count
    if any(card.role != "root" for card in holders):
        raise Refused(
            "One of the cards is an administrator's, not a root holder's.",
            "Root holders make theirs with noview-org root new.",
        )
    if len({card.key for card in holders}) != len(holders):
        raise Refused("The same card was given twice.", "Give one card of each root holder.")
    names = [card.name.casefold() for card in holders]
    if len(set(names)) != len(names):
        raise Refused(
            "Two root holders have the same name, so nobody could tell them apart.",
            "Let one of them make a key under another name.",
        )
    if not 1 <= count <= MOST_HOLDERS:
        raise Refused(
            f"An organisation has 1 to {MOST_HOLDERS} root holders.", "Three is a good number."
        )
    if not 1 <= threshold <= count:
        raise Refused(
            f"{threshold} of {count} can never sign.",
            f"Give a threshold from 1 to {count}; 2 of 3 is good.",
        )


def advice(threshold: int, holders: int) -> list[str]:
    """What is risky about a threshold, in plain words; nothing for a good one."""
    if holders == 1:
        return [
            "One holder alone: if this key is lost, the charter can never be changed again,",
            "and who steals it is the organisation. For real use, 2 of 3 is better.",
        ]
    if threshold == holders:
        return [
            f"{threshold} of {holders}: if one of them loses the key, the charter can never be",
            "changed again. One holder more than must sign is better.",
        ]
    if threshold == 1:
        return [
            f"1 of {holders}: each holder alone can change everything. Two who must agree",
            "are better.",
        ]
    return []


def prepare(run: Run, plan: Plan) -> Founding:
    """Make the administrator's keys, the first charter unsigned, roster and notice."""
    check_holders(plan.threshold, plan.holders)
    seed, office_seed, statistics = run.random(32), run.random(32), Seed(run.random(32))
    key = primitives.ed25519_public(seed)
    charter = ceremony.make_charter(
        name=plan.name,
        threshold=plan.threshold,
        roots=[card.key for card in plan.holders],
        administrators=[key],
        now=run.now,
        statistics=statistics.public,
    )
    organisation = ceremony.hash_of(charter)
    roster = ceremony.sign(make_roster(organisation, {}, None, run.now, office_seed), [seed])
    source, text = plan.notice
    notice = sign_notice(ceremony.make_notice(organisation, plan.desk, 1, text, run.now), seed)
    office = ceremony.sign(ceremony.make_office_key(organisation, office_seed, 1, run.now), [seed])
    making = Making("vault", run.now, program())
    card = make_card("administrator", plan.administrator, seed, making, organisation, office)
    keys = vault.AuthorityKeys("administrator", organisation, seed, office_seed)
    draft = read_draft(make_draft((), charter, [*plan.holders, card]), run.now)
    files = (
        File(ADMINISTRATOR_VAULT, locked(run, keys, plan.passphrase)),
        File(STATISTICS, wrap((statistics,), organisation, seed, run.random)),
        given_file(()),
        *(File(card_name(one.role, one.key), one.raw) for one in draft.cards),
        File(office_name(key), office),
        File(document_name("roster", 1), roster),
        File(document_name("notice", 1), notice),
        File(NOTICE, source),
        File(SETTINGS, Settings(organisation, plan.desk).encode()),
    )
    return Founding(draft, plan.desk, files, roster, notice, bool(text.numbers))


def sign_notice(notice: Notice, administrator: bytes) -> bytes:
    """The notice's envelope, no longer than a page takes. Raises Refused."""
    raw = ceremony.sign(notice, [administrator])
    if len(raw) > LONGEST_NOTICE:
        raise Refused(
            f"The notice is longer than a page can carry ({LONGEST_NOTICE // 1024} KiB).",
            "Shorten its texts.",
        )
    return raw


def locked(run: Run, keys: vault.AuthorityKeys, passphrase: str) -> bytes:
    """The bytes of a root or administrator vault. Raises Refused."""
    try:
        return vault.lock(keys, passphrase, run.random)
    except VaultFault as error:
        raise vault_trouble(error, f"the {keys.kind} key") from error
