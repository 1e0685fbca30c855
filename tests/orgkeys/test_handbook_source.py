"""handbook.toml: read strictly, every mistake named by where it stands, and written back."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys.office.handbook import STAGES, Card, Checklist, Content, Expert, Named, Service, Tally
from orgkeys.office.handbook import Text as ReadyText
from orgkeys.office.handbook_defaults import HANDBOOK_TOML
from orgkeys.office.handbook_rules import BOUNDS, handbook_problem
from orgkeys.office.handbook_source import parse_handbook
from orgkeys.office.handbook_text import write_handbook
from orgkeys.office.terminal import Refused

DEMO = Path(__file__).parents[2] / "tools" / "demo_handbook.toml"
TEXT = '[[texts]]\nkey = "a"\nstage = "other"\nlanguage = "en"\ntitle = "A"\ntext = "A"\n'


@pytest.mark.parametrize("raw", [HANDBOOK_TOML.encode(), DEMO.read_bytes()], ids=["new", "demo"])
def test_the_handbooks_that_come_with_it_can_be_signed_and_written_back(raw: bytes) -> None:
    content = parse_handbook(raw)
    again = write_handbook(content)
    assert again is not None
    assert parse_handbook(again) == content
    assert len(content.texts) > 40


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"\xff", "the file is not UTF-8 text"),
        (b"texts = ", "the file is not TOML"),
        (b"[[text]]\n", "the file: text is not known"),
        (b"texts = 1", "texts must be written as [[texts]]"),
        (b"texts = [1]", "texts must be written as [[texts]]"),
        (TEXT.replace("key", "kay").encode(), "texts 1: kay is not known"),
        (TEXT.replace("other", "farewell").encode(), "texts 1: stage must be one of greeting"),
        (TEXT.replace('"A"', "1", 1).encode(), "texts 1: title must be text in quotes"),
        ((TEXT + TEXT).encode(), "texts 2 is there twice"),
        (b'[[cards]]\nkey = "a"\n', "cards 1: language must be a language tag"),
        (b'[[lists]]\nkey = "a"\nlanguage = "en"\ntitle = "A"\n', "lists 1: items is missing"),
        (b'[[lists]]\nitems = "a"\n', "lists 1: items must be a list"),
        (b'[[services]]\nname = "A"\nconfidential = "yes"\n', "confidential must be true or false"),
        (
            b'[[services]]\nname = "A"\nconfidential = true\naddress = "3 Street"\n',
            "services 1: address must be empty: a confidential place",
        ),
        (b'[[services]]\nkind = "law"\n', "services 1: name is missing"),
        (b'[[specialties]]\nkey = "law"\nlabel = "Law"\n', "label must be written as label.en"),
        (b'[[specialties]]\nkey = "law"\n', "specialties 1: label is missing"),
        (b'[[people]]\nalias = "N"\nspecialties = ["law"]\n', "specialties 1 is not known here"),
        (b'[[people]]\nalias = "N"\nhours.funday = []\n', "people 1: hours: funday is not known"),
        (b'[[people]]\nalias = "N"\nhours = "9-12"\n', "hours must be written as hours.monday"),
        (b'[[people]]\nalias = "N"\nhours.monday = ["12-9"]\n', "hours.monday must hold hours"),
        (b'[[people]]\nhours.monday = ["12:00-09:00"]\n', "hours.monday must hold hours"),
        (b'[[tally]]\nwhere = "start"\n', 'where must be "end" or "incident"'),
        (b'[[tally]]\nwhere = "end"\nchoices = 1\n', "written as [[tally.choices]]"),
        (b'[[tally]]\nkey = "a"\nwhere = "end"\nlabel.en = "A"\n', "tally 1: choices is missing"),
        (b"settings = 1", "settings must be written as [settings]"),
        (b"[settings]\ntalk-minutes = 50", "settings: talk-minutes must be text in quotes"),
        (b'[settings]\ntalk-minutes = "4"', "settings 1 cannot be that"),
        (b'[settings]\nretention = "4"', "settings 1 is not known here"),
    ],
)
def test_a_mistake_is_named_by_where_it_stands(raw: bytes, words: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_handbook(raw)
    assert words in refused.value.what
    assert refused.value.next_step == "Correct the file, then try again."


def _texts(most: int, least: int = 1, lines: bool = False) -> st.SearchStrategy[str]:
    # What an editor or a screen could let through: no controls, no halves, nothing that turns.
    letters = st.characters(
        exclude_categories=("Cc", "Cs"),
        exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    )
    alphabet = st.one_of(letters, st.just("\n")) if lines else letters
    return st.text(alphabet, min_size=least, max_size=most).filter(
        lambda text: text == text.strip() and (least == 0 or bool(text.strip(" \n\xa0\u3000")))
    )


KEYS = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
LANGUAGES = st.sampled_from(["en", "ar", "pt-BR", "zh"])
LABELS = st.dictionaries(LANGUAGES, _texts(20), min_size=1).map(lambda one: tuple(one.items()))
NAMED = st.builds(Named, KEYS, LABELS)


T = TypeVar("T")


def _distinct(
    some: st.SearchStrategy[T], by: Callable[[T], Hashable]
) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(some, max_size=4, unique_by=by).map(tuple)


def _keyed(one: Named | Tally) -> str:
    return one.key


SERVICES = st.builds(
    Service,
    name=_texts(30),
    kind=_texts(20, 0),
    region=_texts(20, 0),
    languages=st.lists(LANGUAGES, unique=True).map(tuple),
    hours=_texts(20, 0),
    phone=_texts(20, 0),
    address=_texts(30, 0, lines=True),
    trust=_texts(30, 0, lines=True),
    note=_texts(30, 0, lines=True),
)
CONTENTS = st.builds(
    Content,
    texts=_distinct(
        st.builds(
            ReadyText,
            KEYS,
            st.sampled_from(STAGES),
            LANGUAGES,
            _texts(20),
            _texts(40, lines=True),
        ),
        lambda one: (one.key, one.language),
    ),
    cards=_distinct(
        st.builds(Card, KEYS, LANGUAGES, _texts(20), _texts(40, lines=True)),
        lambda one: (one.key, one.language),
    ),
    lists=_distinct(
        st.builds(
            Checklist,
            KEYS,
            LANGUAGES,
            _texts(20),
            st.lists(_texts(20), min_size=1, max_size=4).map(tuple),
        ),
        lambda one: (one.key, one.language),
    ),
    services=st.lists(SERVICES, max_size=4).map(tuple),
    people=_distinct(
        st.builds(
            Expert,
            _texts(20),
            st.just(()),
            st.lists(
                st.tuples(st.integers(0, 6), st.integers(0, 700), st.integers(701, 1440)),
                max_size=3,
            ).map(lambda hours: tuple(sorted(hours))),
        ),
        lambda one: one.alias,
    ),
    tally=_distinct(
        st.builds(
            Tally,
            KEYS,
            st.sampled_from(["end", "incident"]),
            LABELS,
            st.lists(NAMED, min_size=1, max_size=4, unique_by=_keyed).map(tuple),
        ),
        _keyed,
    ),
    specialties=_distinct(NAMED, _keyed),
    settings=st.fixed_dictionaries(
        {},
        optional={key: st.integers(least, most).map(str) for key, (least, most) in BOUNDS.items()},
    ).map(lambda one: tuple(one.items())),
)


@given(CONTENTS)
def test_what_may_be_signed_is_written_back_as_the_same(content: Content) -> None:
    assert handbook_problem(content) is None
    raw = write_handbook(content)
    assert raw is not None
    assert parse_handbook(raw) == content


def test_what_cannot_be_read_again_is_not_written() -> None:
    assert write_handbook(Content(people=(Expert("N", (), ((0, 720, 60),)),))) is None
