"""Stamped pages: the script and its hash stay as built, and what is put in can do nothing."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys import ceremony, primitives
from orgkeys.office.commands import BUILT
from orgkeys.office.notice import parse_notice
from orgkeys.office.page_words import WORDS_ID, Tongue, choose, read_words
from orgkeys.office.pages import (
    DATA_ID,
    Stamp,
    check_relay,
    letters,
    noscript,
    read_built,
    stamp_page,
)
from orgkeys.office.terminal import Refused
from relay.documents import Notice
from tests.orgkeys.office import ADMINISTRATOR, NOTICE, NOW, Office

SCRIPT = 'console.log("built", "<\\/script>", "$& \\\\1")'
HASH = base64.b64encode(primitives.sha256(SCRIPT.encode())).decode()
PAGE = (
    '<!doctype html><html lang="__NOVIEW_LANGUAGE__" dir="__NOVIEW_DIRECTION__">'
    '<head><meta charset="utf-8">'
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    f"script-src 'sha256-{HASH}'; connect-src __NOVIEW_RELAY__\"></head>"
    '<body><div id="exit" title="__NOVIEW_SAID_exit__">__NOVIEW_SAID_exit__</div>'
    "<section><!--noview:plain static.old--><!--noview:noscript--></section>"
    "<!--noview:organisation--><!--noview:words-->"
    f"<script>{SCRIPT}</script></body></html>"
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WORDS: list[dict[str, dict[str, Any]]] = [
    {
        "shared": {"code": code, "direction": direction, "days": list(days)},
        "survivor": {"exit": label, "static": {"old": f"{label}: old"}},
        # As the build writes it for the page's script: without what the page itself says.
        "block": {"a": {"code": code, "b": list(days)}, "c": {"d": label}},
    }
    for code, direction, label, days in (
        ("en", "ltr", "Leave now", DAYS),
        ("ar", "rtl", "خروج فوري", ("الاثنين", *DAYS[1:])),
    )
]
HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<!--noview:organisation-->",
    "<!--<script>",
    "__NOVIEW_RELAY__",
    "\\1 \\g<0> $& ${x}",
    "\u202eevil\u2066",
    "\u2028\u2029\x00'`&lt;",
)


class Reader(HTMLParser):
    """What a browser would make of a page: elements, and the text of each script."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.text = ""
        self._inside: dict[str, str | None] | None = None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = dict(attrs) if tag == "script" else None
        if tag == "script":
            self.scripts.append((dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside is not None:
            attrs, before = self.scripts[-1]
            self.scripts[-1] = (attrs, before + data)
        else:
            self.text += data


def notice_of(words: str = "Write to us.", number: str = "+43 1 555 0100") -> Notice:
    """A signed notice can hold any text: other programs may have made it."""
    plain = ceremony.make_notice(bytes(32), bytes(16), 1, parse_notice(NOTICE.encode()), NOW)
    return Notice(
        *(plain.format, plain.organisation, plain.version, plain.issued, plain.expires, plain.desk),
        *(words, plain.hours, ((number, (("en", words),)),)),
        *(((words, (("outage", words),)),), plain.policy, plain.exit_address),
    )


def stamp_of(title: str = "Home", notice: bytes = b"notice") -> Stamp:
    return Stamp(
        organisation=bytes(range(32)),
        least_charter_version=1,
        desk=bytes(16),
        relay="wss://chat.example.org",
        name="Night Line",
        charters=[b"charter one", b"charter two"],
        notice=notice,
        title=title,
    )


def tongues_of(words: object = None) -> list[Tongue]:
    """English and Arabic; `words` in the place of every text of the page."""
    found = []
    for one in WORDS:
        shared, survivor = dict(one["shared"]), dict(one["survivor"])
        if words is not None:
            shared["days"] = [words] * 7
            survivor = {"exit": words, "static": {"old": words}}
        block = one["block"] if words is None else {"c": {"d": words}}
        found.append(Tongue(shared["code"], shared["direction"], shared, survivor, block))
    return found


def stamped(page: str = PAGE, words: str = "Home", notice: bytes = b"notice") -> str:
    """The survivor's page, with these words as title."""
    return stamp_page("survivor.html", page, stamp_of(words, notice), notice_of(), tongues_of())


def data(page: str) -> dict[str, object]:
    (block,) = (text for attrs, text in Reader(page).scripts if attrs.get("id") == DATA_ID)
    value = json.loads(block)
    assert isinstance(value, dict)
    return value


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


def build(folder: Path) -> Path:
    """A build like the one that `make pages` writes."""
    folder.mkdir()
    report = []
    for name in ("survivor.html", "console.html"):
        (folder / name).write_text(PAGE, encoding="utf-8")
        report.append({"name": name, "sha256": primitives.sha256(PAGE.encode()).hex()})
    words = json.dumps(WORDS)
    (folder / "words.json").write_text(words)
    hashes = {"pages": report, "words": {"sha256": primitives.sha256(words.encode()).hex()}}
    (folder / "build.json").write_text(json.dumps(hashes))
    return folder


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
    for name in ("survivor.html", "console.html"):
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


def words_in(page: str) -> list[str]:
    (block,) = (text for attrs, text in Reader(page).scripts if attrs.get("id") == WORDS_ID)
    first, *others = json.loads(block)
    codes = [part["code"] for part in first.values() if "code" in part]
    return codes + [texts[0] for texts in others]


@given(st.binary(max_size=600))
def test_a_notice_is_a_letter_for_each_byte_and_words_stay_words(raw: bytes) -> None:
    text = letters(raw + b"Write to us.")
    assert bytes(ord(char) % 256 for char in text) == raw + b"Write to us."
    assert text.endswith("Write to us.")
    assert not re.search('[<>&"\\\\]|[^ -~\u0100-\u01ff]', text)


def test_languages_that_differ_in_their_keys_are_refused() -> None:
    english, arabic = tongues_of()
    for other in ({}, {"a": {"code": "ar", "b": []}, "c": {"d": "x"}}, {"a": "ar", "c": "x"}):
        strange = replace(arabic, carried=other)
        with pytest.raises(Refused, match="differ"):
            stamp_page("survivor.html", PAGE, stamp_of(), notice_of(), [english, strange])


def test_a_page_carries_the_words_of_its_languages_and_says_its_label_in_each() -> None:
    page = stamped()
    assert words_in(page) == ["en", "ar"]
    assert '<html lang="en" dir="ltr">' in page
    assert '<div id="exit" title="Leave now · خروج فوري">Leave now · خروج فوري</div>' in page
    assert '<p lang="ar" dir="rtl">خروج فوري: old</p>' in page
    assert '"static"' not in page, "what stands in the page itself is not there twice"
    arabic = stamp_page("survivor.html", PAGE, stamp_of(), notice_of(), tongues_of()[1:])
    assert words_in(arabic) == ["ar"]
    assert '<html lang="ar" dir="rtl">' in arabic
    assert "Leave now" not in arabic


def test_a_page_that_asks_for_words_that_nobody_wrote_is_refused() -> None:
    for key in ("nothing", "static", "exit.more", "static.old.more"):
        with pytest.raises(Refused, match="no text"):
            stamped(PAGE.replace("__NOVIEW_SAID_exit__", f"__NOVIEW_SAID_{key}__"))


def test_the_languages_are_those_of_the_notice_unless_others_are_asked_for() -> None:
    tongues, notice = tongues_of(), notice_of()

    def codes(asked: str | None) -> list[str]:
        return [tongue.code for tongue in choose(tongues, notice, asked)]

    assert codes(None) == ["en"], "a notice may have texts in languages without words"
    assert codes("ar, en") == ["ar", "en"]
    for bad in ("", "en,", "en,en", "xx", "en,xx"):
        with pytest.raises(Refused, match="these languages"):
            codes(bad)


def test_the_command_stamps_the_languages_and_warns_when_they_are_many(tmp_path: Path) -> None:
    office = Office(tmp_path).init()
    args = ("page", "--relay", "wss://a.example", "--out", str(tmp_path / "p"))
    known = [tongue.code for tongue in read_words(BUILT)]
    assert {"en", "ar"} <= set(known)
    said = office.must(*args, "--languages", ",".join(known))
    assert words_in((tmp_path / "p" / "survivor.html").read_text(encoding="utf-8")) == known
    assert ("heavier" in said) == (len(known) > 2)
    assert "heavier" not in office.must(*args, "--languages", "ar")
    assert office.run(*args, "--languages", "xx").code == 1


def test_words_that_were_changed_after_the_build_are_refused(tmp_path: Path) -> None:
    built = build(tmp_path / "built")
    assert [tongue.code for tongue in read_words(built)] == ["en", "ar"]
    (built / "words.json").write_text(json.dumps(WORDS[:1]))
    with pytest.raises(Refused, match="not what was built"):
        read_words(built)
    (built / "words.json").unlink()
    with pytest.raises(Refused, match="damaged"):
        read_words(built)
