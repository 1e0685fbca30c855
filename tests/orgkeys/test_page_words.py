"""The words of a stamped page: which languages, where they stand, and whence they come."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgkeys.office.commands import BUILT
from orgkeys.office.page_words import WORDS_ID, choose, read_words, untold
from orgkeys.office.pages import (
    letters,
    stamp_page,
)
from orgkeys.office.terminal import Refused
from relay.documents import Notice
from tests.orgkeys.office import Office
from tests.orgkeys.stamping import (
    PAGE,
    WORDS,
    Reader,
    build,
    notice_of,
    stamp_of,
    stamped,
    tongues_of,
)


def words_in(page: str) -> list[str]:
    (block,) = (text for attrs, text in Reader(page).scripts if attrs.get("id") == WORDS_ID)
    first, *others = json.loads(block)
    # A group of words may say a "code" of its own, or be named so.
    said = [part["code"] for part in first.values() if isinstance(part.get("code"), str)]
    codes = [one for one in said if re.fullmatch("[a-z]{2}", one)]
    return codes + [texts[0] for texts in others]


def bytes_of(letter: str) -> bytes:
    return bytes([ord(letter) % 256]) if letter < "\u0200" else letter.encode()


@given(
    st.lists(st.binary(max_size=40) | st.text(max_size=40).map(lambda text: text.encode("utf-8")))
)
def test_a_notice_is_letters_and_words_stay_words(parts: list[bytes]) -> None:
    raw, words = b"".join(parts), "Write to us. اكتب إلينا. 写信给我们"
    text = letters(raw + b"." + words.encode())
    assert b"".join(map(bytes_of, text)) == raw + b"." + words.encode()
    assert text.endswith(words)
    assert not re.search('[<>&"\\\\]|[^ -~\u0100-\u01ff\u0400-\u1fff\u3000-\ucfff]', text)


@pytest.mark.parametrize("hidden", ["\u2028", "\u202e", "\u200b", "\ufeff", "\U000e0041", "\u00ad"])
def test_what_hides_or_turns_letters_stands_in_no_page_as_itself(hidden: str) -> None:
    assert hidden not in letters(f"a{hidden}b".encode())


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
    assert words_in((tmp_path / "p" / "index.html").read_text(encoding="utf-8")) == known
    assert ("heavier" in said) == (len(known) > 2)
    assert "heavier" not in office.must(*args, "--languages", "ar")
    assert office.run(*args, "--languages", "xx").code == 1


def test_the_command_says_what_people_will_read_in_another_language(tmp_path: Path) -> None:
    office = Office(tmp_path).init()
    args = ("page", "--relay", "wss://a.example", "--out", str(tmp_path / "p"))
    assert "no texts in" not in office.must(*args)
    assert "no texts in ru: all of them stand there in en." in office.must(
        *args, "--languages", "ar,ru"
    )


def with_texts(*texts: tuple[str, tuple[tuple[str, str], ...]]) -> Notice:
    return msgspec.structs.replace(notice_of(), texts=texts)


def test_a_text_that_one_language_lacks_is_named() -> None:
    tongues = tongues_of()
    english = (("rights", "You decide."), ("welcome", "Write to us."))
    both = with_texts(("en", english), ("ar", english[1:]))
    assert untold(tongues, both) == ["Not in ar, so people read it in en: rights."]
    assert untold(tongues, with_texts(("en", english), ("ar", english))) == []
    assert untold(tongues, with_texts()) == []


def test_words_that_were_changed_after_the_build_are_refused(tmp_path: Path) -> None:
    built = build(tmp_path / "built")
    assert [tongue.code for tongue in read_words(built)] == ["en", "ar"]
    (built / "words.json").write_text(json.dumps(WORDS[:1]))
    with pytest.raises(Refused, match="not what was built"):
        read_words(built)
    (built / "words.json").unlink()
    with pytest.raises(Refused, match="damaged"):
        read_words(built)
