"""Names that give the subject away are pointed out; ordinary ones are left in peace (attack 25)."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys.office.neutral import ADVICE, check_address, giveaways, warnings
from orgkeys.office.terminal import Refused
from tests.orgkeys.office import Office
from tests.orgkeys.stamping import build

RELAY = "wss://relay.example.org"
NO_ADDRESS = "That is not the address of a web page."
LANGUAGES = ("en", "es", "ru", "ar", "zh", "hi")

# A title and a host of each language, and the same written in Latin letters.
PLANTED = {
    "en": ("Violence hotline", "Women's help", "womenshelter", "stoprapenow", "safe-house", "DV"),
    "es": ("Violencia de género", "Víctimas", "refugiomujer", "ayuda a la mujer", "noalacoso"),
    "ru": ("Домашнее насилие", "Телефон доверия", "кризисныйцентр", "ubezhishche", "stopnasiliyu"),
    "ar": ("العنف الأسري", "خط ساخن", "مأوى", "والاغتصاب", "intihar", "la-lil-onf"),
    "zh": ("反家暴热线", "性侵害", "婦女庇護", "自杀", "fanjiabao", "rexian-zhongxin"),
    "hi": ("घरेलू हिंसा", "महिला सहायता", "आत्महत्या", "gharelu-hinsa", "mahilahinsa", "balatkar"),
}
HARMLESS = (
    *("Home", "Essex library", "Sussex and Wessex walks", "Grape harvest", "Draped in scrapes"),
    *("Therapist", "Therapy", "Syllabus", "Rapeseed oil", "DVLA", "adv", "Refugee choir", "Unisex"),
    *("Help", "Contact us", "Night Line", "Bakery", "Parish of Saint Anne", "Sunday school"),
    *("Biblioteca", "Noticias", "La molestia", "Violín y piano", "Casa Rural"),
    *("Библиотека", "Пожертвования", "Pozhertvovaniya", "Наносили визиты", "Погода"),
    *("الدار البيضاء", "المكتبة", "عنفوان الشباب", "الطقس"),
    *("图书馆", "维基百科", "weijibaike", "紫砂壶", "天气"),
    *("पुस्तकालय", "अहिंसा", "sankatmochan", "मौसम", "महिला पत्रिका"),
)


@pytest.mark.parametrize("text", [one for planted in PLANTED.values() for one in planted])
def test_a25_a_giveaway_in_each_language_is_found(text: str) -> None:
    assert giveaways(text)
    assert giveaways(text.upper())
    assert giveaways(f"Our {text}, at night")


@pytest.mark.parametrize("text", HARMLESS)
def test_a25_control_an_ordinary_name_is_left_in_peace(text: str) -> None:
    assert giveaways(text) == ()


def lists() -> dict[str, dict[str, str | list[str]]]:
    text = (files("orgkeys.office") / "giveaways.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, str | list[str]]] = json.loads(text)
    return found


def test_every_listed_word_is_found_and_every_harmless_one_is_not() -> None:
    found = lists()
    assert tuple(found) == LANGUAGES
    for one in found.values():
        for key in ("inside", "alone", "phrases"):
            said = one[key]
            for word in said.split() if isinstance(said, str) else said:
                assert word in giveaways(word)
        assert giveaways(str(one["harmless"])) == ()
        assert giveaways(" ".join(str(one["joined"]).split()[:1])) == ()


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert set(giveaways(text)) <= set(giveaways(text + " "))


def test_words_that_run_together_in_many_ways_take_no_time() -> None:
    assert giveaways("nono" * 70 + "rape") == ("rape",)
    assert giveaways("nono" * 70 + "g") == ()


def look(
    address: str | None = None, title: str = "Home", file: str = "info.html", relay: str = RELAY
) -> str:
    return "\n".join(warnings(title, file, address, relay))


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("https://womenshelter.example.org/info.html", "The host name gives"),
        ("https://help.womens.aid.example/", "The host name gives"),
        ("https://xn--80akiaoj3a.example/", "The host name gives"),  # насилие
        ("https://насилие.example/", "The host name gives"),
        ("https://xn--fiq228c.example/x", ""),
        ("https://www.example.org/domestic-violence/chat.html", "The page's path gives"),
        ("https://www.example.org/%D0%BD%D0%B0%D1%81%D0%B8%D0%BB%D0%B8%D0%B5/", "path gives"),
        ("https://www.example.org/rape_crisis.html", "rape"),
        ("https://www.example.org/info.html?from=poster", "after ? or #"),
        ("https://www.example.org/info.html#chat", "after ? or #"),
        ("https://www.example.org/info.html?", "after ? or #"),
        ("http://www.example.org/info.html", "http://"),
        ("https://Relay.Example.ORG./info.html", "on the relay's host"),
        ("https://relay.example.org:8443/info.html", "on the relay's host"),
        ("https://www.example.org/info.html", ""),
        ("https://www.example.org:8443/", ""),
        ("http://localhost:8000/info.html", ""),
        ("http://abcdefgh.onion/info.html", ""),
        ("https://xn--.example/", ""),
        ("https://xn--a\u00e9.example/", ""),
    ],
)
def test_a25_what_is_said_of_an_address(address: str, what: str) -> None:
    said = look(address)
    assert what in said
    assert bool(said) == bool(what)


def test_a25_a_relay_with_a_unicode_name_is_the_same_host() -> None:
    assert "relay's host" in look("https://чат.example/", relay="wss://xn--80a0bn.example")


def test_a25_title_file_and_relay_are_looked_at_too() -> None:
    assert "The title gives the subject away: shelter." in look(title="Shelter")
    assert "The file name gives" in look(file="survivor.html")
    assert look("https://www.example.org/", file="survivor.html") == "", "it is not in the address"
    assert "The relay's host name gives" in look(relay="wss://crisis.example.org")
    assert look() == ""
    assert look(title="Shelter").endswith("\n".join(ADVICE))


@pytest.mark.parametrize(
    "address",
    [
        *("", "info.html", "//www.example.org/", "ftp://www.example.org/", "javascript:alert(1)"),
        *("data:text/html,hello", "https://", "https:///x", "https://a@www.example.org/"),
        *("https://www.example.org/a b", "https://www.example.org/\u202ex", "https://[::1/"),
        *('https://www.example.org/"x', "https://www.example.org/<x>", "https://a:99999/"),
        *("https://a:0/", "https://www.example.org\\x", "https://a/" + "x" * 300),
    ],
)
def test_what_is_no_address_is_refused_without_its_bytes(address: str) -> None:
    with pytest.raises(Refused) as refused:
        check_address(address)
    assert str(refused.value) == NO_ADDRESS


def test_the_command_warns_and_writes_all_the_same(tmp_path: Path) -> None:
    office = Office(tmp_path, built=build(tmp_path / "built")).init()
    args = ("page", "--relay", RELAY, "--out", str(tmp_path / "pages"), "--file", "info.html")
    quiet = office.must(*args, "--address", "https://www.example.org/info.html")
    assert "gives the subject away" not in quiet
    said = office.must(*args, "--address", "https://stop-abuse.example/info.html")
    assert "The host name gives the subject away: abuse." in said
    assert all(line in said for line in ADVICE)
    assert office.run(*args, "--address", "javascript:alert(1)").code == 1
