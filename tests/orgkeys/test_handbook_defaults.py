"""What a new organisation's staff begin with, and the demo's: whole, plain, and invented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from orgkeys.office.handbook import STAGES, Content
from orgkeys.office.handbook_defaults import HANDBOOK_TOML
from orgkeys.office.handbook_source import parse_handbook

DEMO = Path(__file__).resolve().parents[2] / "tools" / "demo_handbook.toml"
CARDS = {"suicide", "violence", "report", "debrief"}
# The end of a sentence, in any of the scripts here.
SENTENCE = re.compile(r"[.?:;؟؛]\s|\n")
INVENTED = "Example|Ejemplo|Примерная|المثال"
LONGEST_SENTENCE = 30
"""Words; a survivor reads these at night, on a small screen."""


def default() -> Content:
    return parse_handbook(HANDBOOK_TOML.encode())


def demo() -> Content:
    return parse_handbook(DEMO.read_bytes())


BOOKS = [pytest.param(default(), ["en", "ar"], id="default")]
BOOKS += [pytest.param(demo(), ["en", "ar", "es", "ru"], id="demo")]


def said(book: Content) -> Iterator[str]:
    """Everything that may reach a survivor."""
    for text in book.texts:
        yield text.text


@pytest.mark.parametrize(("book", "languages"), BOOKS)
def test_every_stage_and_every_card_is_there_in_each_language(
    book: Content, languages: list[str]
) -> None:
    for language in languages:
        assert {one.stage for one in book.texts if one.language == language} == set(STAGES)
        assert {one.key for one in book.cards if one.language == language} == CARDS
    for some in (book.texts, book.cards, book.lists):
        keys = [{one.key for one in some if one.language == language} for language in languages]
        assert all(one == keys[0] for one in keys)
        assert {one.language for one in some} == set(languages)
    lengths = {one.key: len(one.items) for one in book.lists if one.language == "en"}
    assert all(len(one.items) == lengths[one.key] for one in book.lists)
    for tally in book.tally:
        for labels in (tally.labels, *(choice.labels for choice in tally.choices)):
            assert [language for language, _ in labels] == languages


@pytest.mark.parametrize(("book", "languages"), BOOKS)
def test_texts_are_short_and_calm(book: Content, languages: list[str]) -> None:
    for text in said(book):
        assert not re.search(r"[!¡<>]|https?:|[\u0660-\u0669]", text), text
        for sentence in SENTENCE.split(text):
            assert len(sentence.split()) <= LONGEST_SENTENCE, sentence
    assert {one.where for one in book.tally} == {"end", "incident"}


def test_a_new_handbook_names_no_number_and_no_service_that_nobody_checked() -> None:
    book = default()
    assert (book.services, book.people, book.settings) == ((), (), ())
    words = [*said(book), *(card.text for card in book.cards)]
    words += [item for one in book.lists for item in one.items]
    assert not [text for text in words if re.search(r"\d{3}", text)]


def test_all_that_the_demo_refers_to_is_invented() -> None:
    for service in demo().services:
        assert re.fullmatch(r"\+1 202 555 01\d\d", service.phone), service.name
        assert not service.address or re.search(INVENTED, service.address)


def test_no_text_of_the_demo_names_a_confidential_place() -> None:
    book = demo()
    hidden = [one for one in book.services if one.confidential]
    assert [one.address for one in hidden] == ["", ""]
    told = " ".join(said(book)).casefold()
    assert not [one.name for one in hidden if one.name.casefold() in told]
