"""A signed notice written back as the file that people edit. Pure; the reverse of `notice.py`."""

from __future__ import annotations

from typing import Final

from orgkeys.office.notice import DAYS, NoticeText, read_notice
from orgkeys.office.notice_rules import Words
from orgkeys.office.terminal import Refused, is_hidden
from relay.documents import Notice

_HEAD: Final = """\
# What people see before they write to you, as it was last signed. Change it, then run:
#
#     noview-org notice set notice.toml
#     noview-org publish wss://your.relay
#     noview-org page --relay wss://your.relay --out pages
"""


def text_of(notice: Notice) -> NoticeText:
    """What a signed notice says, without head and desk."""
    return NoticeText(
        timezone=notice.timezone,
        hours=tuple((day, opens, closes) for day, opens, closes in notice.hours),
        numbers=tuple((number, _words(labels)) for number, labels in notice.numbers),
        texts=tuple((language, _words(texts)) for language, texts in notice.texts),
        policy=_words(notice.policy),
        exit_address=notice.exit_address,
    )


def write_notice(text: NoticeText) -> bytes | None:
    """notice.toml; None where it would not be read as the very same (another program signed it)."""
    lines = [_HEAD, f"timezone = {quoted(text.timezone)}"]
    lines += [f"exit_address = {quoted(text.exit_address)}", "", "[hours]"]
    for number, day in enumerate(DAYS):
        spans = [f'"{clock(o)}-{clock(c)}"' for d, o, c in text.hours if d == number]
        lines.append(f"{day} = [{', '.join(spans)}]")
    for phone, labels in text.numbers:
        lines += ["", "[[phones]]", f"number = {quoted(phone)}"]
        lines += [f"label.{line}" for line in _lines(labels)]
    for language, texts in text.texts:
        lines += ["", f"[texts.{quoted(language)}]", *_lines(texts)]
    if text.policy:
        lines += ["", "[policy]", *_lines(text.policy)]
    raw = ("\n".join(lines) + "\n").encode("utf-8", "replace")
    try:
        return raw if read_notice(raw) == text else None
    except Refused:
        return None


def _words(pairs: object) -> Words:
    if not isinstance(pairs, tuple):
        raise AssertionError("a notice's words are tuples")
    return tuple((name, words) for name, words in pairs)


def _lines(words: Words) -> list[str]:
    return [f"{quoted(name)} = {quoted(said)}" for name, said in words]


def clock(minutes: int) -> str:
    """Minutes since midnight as people write them: 570 is 09:30."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def quoted(text: str) -> str:
    """A string in quotes. What has no shape of its own is written out, so that it can be seen."""
    return f'"{"".join(_letter(char) for char in text)}"'


def _letter(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char == "\n":
        return "\\n"
    if not is_hidden(char):
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
