"""Stamped pages: the script and its hash stay as built, and what is put in can do nothing."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from orgkeys import ceremony, primitives
from orgkeys.office.notice import parse_notice
from orgkeys.office.page_words import WORDS_ID
from orgkeys.office.pages import (
    DATA_ID,
    check_relay,
    noscript,
    read_built,
    stamp_page,
)
from orgkeys.office.terminal import Refused
from tests.orgkeys.office import ADMINISTRATOR, NOTICE, NOW, Office
from tests.orgkeys.stamping import (
    HASH,
    HOSTILE,
    PAGE,
    SCRIPT,
    Reader,
    build,
    data,
    notice_of,
    stamp_of,
    stamped,
    tongues_of,
)


def test_a_stamped_page_says_what_it_was_told() -> None:
    page = stamped()
    assert 'connect-src wss://chat.example.org"' in page
    assert data(page) == {
        "organisation": bytes(range(32)).hex(),
        "least_charter_version": 1,
        "desk": bytes(16).hex(),
        "relay": "wss://chat.example.org",
        "name": "Night Line",
        "notice": "notice",
        "title": "Home",
    }
    console = stamp_page("console.html", PAGE, stamp_of(), notice_of(), tongues_of())
    charters = [base64.b64encode(c).decode() for c in (b"charter one", b"charter two")]
    assert data(console) == {**data(page), "charters": charters}
    assert "noview:" not in page
    assert "__NOVIEW" not in page


def inert(page: str) -> None:
    """Nothing but the built script runs, no element came from a text, and the hash holds."""
    read = Reader(page)
    (block_attrs, _), (words_attrs, _), (script_attrs, script) = read.scripts
    assert block_attrs == {"type": "application/json", "id": DATA_ID}
    assert words_attrs == {"type": "application/json", "id": WORDS_ID}
    assert script_attrs == {}
    assert script == SCRIPT
    assert f"sha256-{base64.b64encode(primitives.sha256(script.encode())).decode()}" in page
    allowed = [
        "html",
        "head",
        "meta",
        "body",
        "section",
        "script",
        "div",
        "p",
        "ul",
        "li",
        "a",
        "bdi",
    ]
    assert {tag for tag, _ in read.elements} <= set(allowed)
    for tag, attrs in read.elements:
        assert not [name for name in attrs if name.startswith("on")], tag
        assert tag != "a" or re.fullmatch(r"tel:[0-9+*%]*", attrs["href"] or "")


@pytest.mark.parametrize("words", HOSTILE)
def test_a54_hostile_names_and_texts_are_inert(words: str) -> None:
    notice = notice_of(words, "1" + words)
    stamp = stamp_of(words, words.encode())
    page = stamp_page("survivor.html", PAGE, stamp, notice, tongues_of(words))
    inert(page)
    assert data(page)["title"] == words


def test_a54_control_the_check_sees_a_script_that_came_in() -> None:
    page = stamped()
    inert(page)
    with pytest.raises((AssertionError, ValueError)):
        inert(page.replace("<section>", f"<section>{HOSTILE[0]}"))


@given(st.text(), st.binary(), st.text(max_size=20))
def test_the_script_and_its_hash_never_change(words: str, notice: bytes, number: str) -> None:
    told = notice_of(words, number)
    page = stamp_page("survivor.html", PAGE, stamp_of(words, notice), told, tongues_of(words))
    assert page.endswith(f"<script>{SCRIPT}</script></body></html>")
    assert page.count(f"sha256-{HASH}") == 1
    assert data(page)["title"] == words


def test_a55_texts_that_turn_around_stay_in_their_own_element() -> None:
    text = noscript(notice_of("\u202eevil"), tongues_of())
    for found in re.finditer("\u202e", text):
        before = text[: found.start()]
        assert before.endswith("<bdi>") or before.rfind('lang="') > before.rfind(">")


def test_phones_and_hours_stand_in_the_page_without_javascript() -> None:
    plain = ceremony.make_notice(bytes(32), bytes(16), 1, parse_notice(NOTICE.encode()), NOW)
    text = noscript(plain, tongues_of())
    assert '<a href="tel:+4315550100">' in text
    for day in ("Monday", "الاثنين"):
        assert f"<bdi>{day}</bdi> <bdi>09:00\u201317:00</bdi>" in text
    assert '<div lang="ar" dir="rtl">' in text
    assert "Europe/Vienna" in text


@pytest.mark.parametrize(
    "marker",
    [
        "__NOVIEW_RELAY__",
        "__NOVIEW_EXIT__",
        "__NOVIEW_LANGUAGE__",
        "<!--noview:organisation-->",
        "<!--noview:words-->",
        "<!--noview:noscript-->",
    ],
)
def test_a_page_without_its_markers_or_with_two_is_refused(marker: str) -> None:
    for page in (PAGE.replace(marker, ""), PAGE.replace(marker, marker * 2)):
        with pytest.raises(Refused):
            stamped(page)


def test_leaving_leads_where_the_organisation_chose_before_any_script_has_run() -> None:
    """Another program may have signed an address that is none: then to a dull place."""
    for chosen, expected in (
        ("https://weather.example/today", "https://weather.example/today"),
        ("javascript:alert(1)", "https://www.wikipedia.org/"),
        ('https://x.example/"><script>', "https://www.wikipedia.org/"),
        ("", "https://www.wikipedia.org/"),
    ):
        notice = structs.replace(notice_of(), exit_address=chosen)
        page = stamp_page("survivor.html", PAGE, stamp_of(), notice, tongues_of())
        assert f'data-to="{expected}"' in page
        inert(page)


def test_a_console_for_any_organisation_needs_only_the_relay() -> None:
    page = re.sub("<!--noview:.*?-->|__NOVIEW_(?!RELAY)[A-Za-z_]*__", "", PAGE)
    assert "wss://chat" in stamp_page("console.html", page, stamp_of(), notice_of(), tongues_of())


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("wss://Chat.Example.org/", "wss://chat.example.org"),
        ("wss://chat.example.org:8443", "wss://chat.example.org:8443"),
        ("ws://127.0.0.1:8080", "ws://127.0.0.1:8080"),
        ("ws://localhost:1", "ws://localhost:1"),
        ("ws://abcdef.onion", "ws://abcdef.onion"),
    ],
)
def test_relay_addresses_are_brought_to_one_form(given: str, clean: str) -> None:
    assert check_relay(given) == clean


@given(st.text(max_size=60))
def test_no_relay_address_can_add_to_the_policy(text: str) -> None:
    try:
        clean = check_relay(f"wss://{text}")
    except Refused:
        return
    assert re.fullmatch(r"wss://[a-z0-9.-]+(:[0-9]+)?", clean)


def test_a_build_that_was_changed_is_refused(tmp_path: Path) -> None:
    built = build(tmp_path / "built")
    assert set(read_built(built)) == {"survivor.html", "console.html"}
    (built / "console.html").write_text(PAGE + " ", encoding="utf-8")
    with pytest.raises(Refused, match="not the page that was built"):
        read_built(built)
    (built / "console.html").unlink()
    with pytest.raises(Refused, match="damaged"):
        read_built(built)
    (built / "build.json").write_text("[]")
    with pytest.raises(Refused, match="damaged"):
        read_built(built)
    (built / "build.json").unlink()
    with pytest.raises(Refused, match="not built"):
        read_built(built)


def test_the_command_writes_both_pages_and_their_hashes(tmp_path: Path) -> None:
    office = Office(tmp_path, built=build(tmp_path / "built")).init('Line "</script>" & Co')
    out = tmp_path / "pages"
    args = ("page", "--relay", "wss://chat.example.org", "--out", str(out), "--file", "help.html")
    said = office.must(*args)
    for name in ("help.html", "console.html"):
        raw = (out / name).read_bytes()
        assert primitives.sha256(raw).hex() in said
        inert(raw.decode())
        value = data(raw.decode())
        assert value["organisation"] == office.holdings().settings.organisation.hex()
        assert value["relay"] == "wss://chat.example.org"
    assert office.must(*args) == said  # again gives the same bytes
    for bad in ("../x.html", "x.txt", "console.html", ""):
        assert office.run(*args[:-1], bad).code == 1
    assert office.run(*args, "--title", "Violence\u202e").code == 1


def test_the_real_pages_keep_the_hashes_of_their_policy(tmp_path: Path) -> None:
    office, out = Office(tmp_path).init(HOSTILE[0][:100]), tmp_path / "pages"
    office.must("page", "--relay", "wss://chat.example.org", "--out", str(out))
    for name in ("index.html", "console.html"):
        text = (out / name).read_text(encoding="utf-8")
        scripts = [script for attrs, script in Reader(text).scripts if "type" not in attrs]
        hashes = [base64.b64encode(primitives.sha256(s.encode())).decode() for s in scripts]
        allowed = " ".join(f"'sha256-{one}'" for one in hashes)
        assert f"script-src {allowed}; " in text
        assert "connect-src wss://chat.example.org;" in text


def test_a_page_is_refused_when_its_notice_has_run_out(tmp_path: Path) -> None:
    office = Office(tmp_path, built=build(tmp_path / "built")).init()
    office.now += 2 * 365 * ceremony.DAY
    result = office.run("page", "--relay", "wss://a.example", "--out", str(tmp_path / "p"))
    assert result.code == 1
    assert "notice ran out" in result.err
    source = str(tmp_path / "source.toml")
    office.must("notice", "set", source, answers=(ADMINISTRATOR,))
    office.must("page", "--relay", "wss://a.example", "--out", str(tmp_path / "p"))


def test_without_phones_the_administrator_is_told(tmp_path: Path) -> None:
    bare = NOTICE.replace('number = "+43 1 555 0100"', "").replace('label.en = "Our phone"', "")
    bare = bare.replace("[[phones]]", "")
    office = Office(tmp_path, built=build(tmp_path / "built")).init(notice=bare)
    said = office.must("page", "--relay", "wss://a.example", "--out", str(tmp_path / "p"))
    assert "no phone number" in said
