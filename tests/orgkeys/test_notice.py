"""The notice in TOML: what it becomes, and that every mistake is named by its place."""

from __future__ import annotations

import pytest

from orgkeys.office.notice import parse_notice
from orgkeys.office.notice_defaults import NOTICE_TOML
from orgkeys.office.terminal import Refused

HEAD = 'timezone = "UTC"\nexit_address = "https://www.wikipedia.org/"\n'
TEXTS = '[texts.en]\nwelcome = "Hi"\n'


def test_the_defaults_are_whole_in_both_languages_and_name_no_number() -> None:
    notice = parse_notice(NOTICE_TOML.encode())
    assert [language for language, _ in notice.texts] == ["en", "ar"]
    english, arabic = (dict(words) for _, words in notice.texts)
    assert english.keys() == arabic.keys()
    assert {"welcome", "before", "first", "closed"} <= english.keys()
    assert notice.numbers == ()


def test_hours_may_cross_midnight_and_the_end_of_the_week() -> None:
    text = '[hours]\nsunday = ["22:00-06:00"]\nfriday = ["08:00-24:00"]\nmonday = ["20:00-00:00"]\n'
    notice = parse_notice((HEAD + text + TEXTS).encode())
    assert notice.hours == ((0, 0, 360), (0, 1200, 1440), (4, 480, 1440), (6, 1320, 1440))


def test_phones_keep_their_labels_by_language() -> None:
    text = '[[phones]]\nnumber = "112"\nlabel.en = "Emergency"\nlabel.ar = "طوارئ"\n'
    notice = parse_notice((HEAD + text + TEXTS).encode())
    assert notice.numbers == (("112", (("en", "Emergency"), ("ar", "طوارئ"))),)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("not toml", "not TOML"),
        ("color = 1\n" + HEAD + TEXTS, "color is not known"),
        (HEAD, "texts must be a table"),
        (HEAD + "[texts]\n", "at least one language"),
        (HEAD.replace("UTC", "Mars/Base") + TEXTS, "timezone"),
        (HEAD.replace("https", "http") + TEXTS, "exit_address"),
        (HEAD.replace("https", "javascript") + TEXTS, "exit_address"),
        (HEAD + "[hours]\nfunday = []\n" + TEXTS, "hours.funday"),
        (HEAD + '[hours]\nmonday = "9-5"\n' + TEXTS, "hours.monday"),
        (HEAD + '[hours]\nmonday = ["9-5"]\n' + TEXTS, "hours.monday"),
        (HEAD + '[hours]\nmonday = ["25:00-26:00"]\n' + TEXTS, "hours.monday"),
        (HEAD + '[hours]\nmonday = ["09:00-09:00"]\n' + TEXTS, "without length"),
        (HEAD + '[hours]\nmonday = ["09:00-12:00", "11:00-13:00"]\n' + TEXTS, "overlap"),
        (HEAD + '[phones]\nnumber = "112"\n' + TEXTS, "phones must be written"),
        (HEAD + '[[phones]]\nnumber = "call me"\n' + TEXTS, "phone 1: number"),
        (HEAD + '[[phones]]\nnumber = "javascript:1"\n' + TEXTS, "phone 1: number"),
        (HEAD + '[[phones]]\nnumber = "112"\n[[phones]]\nnumber = "112"\n' + TEXTS, "twice"),
        (HEAD + '[[phones]]\nnumber = "112"\nfax = "1"\n' + TEXTS, "phone 1"),
        (HEAD + '[[phones]]\nnumber = "112"\nlabel.english = "x"\n' + TEXTS, "not a tag"),
        (HEAD + '[texts.en]\nWelcome = "Hi"\n', "texts.en.Welcome"),
        (HEAD + "[texts.en]\nwelcome = 1\n", "must be text"),
        (HEAD + f'[texts.en]\nwelcome = "{"a" * 4001}"\n', "longer than 4000"),
        (HEAD + '[texts.en]\nwelcome = "\\u0000"\n', "control character"),
        (HEAD + '[texts.en]\nwelcome = "\\u001b[2J"\n', "control character"),
        (HEAD + '[texts.en]\nwelcome = "\\u202eevil"\n', "turns text around"),
        (HEAD + TEXTS + "[policy]\nidle = 5\n", "policy.idle"),
    ],
)
def test_a_mistake_is_named_by_its_place(text: str, where: str) -> None:
    with pytest.raises(Refused, match="The notice cannot be used") as refused:
        parse_notice(text.encode())
    assert where in refused.value.what


def test_a_file_that_is_not_text_is_refused() -> None:
    with pytest.raises(Refused, match="UTF-8"):
        parse_notice(b"\xff\xfe")


def test_marks_that_languages_need_are_kept() -> None:
    text = HEAD + '[texts.fa]\nwelcome = "می\\u200cخواهم\\u200f"\n'  # noqa: RUF001
    assert "\u200c" in parse_notice(text.encode()).texts[0][1][0][1]
