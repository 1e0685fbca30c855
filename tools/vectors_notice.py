"""The vectors of the rules of notices: one notice a case, and where and why it cannot be signed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, Final

from orgkeys.office.notice import NoticeText, parse_notice
from orgkeys.office.terminal import Refused
from tools.vectors_case import Case, case

Table = dict[str, Any]

GOOD: Final[Table] = {
    "timezone": "Europe/Vienna",
    "exit_address": "https://www.wikipedia.org/",
    "hours": {"monday": ["09:00-12:00", "13:00-17:00"], "friday": ["22:00-02:00"]},
    "phones": [
        {"number": "0800 000 000", "label": {"en": "Our phone", "ar": "\u0647\u0627\u062a\u0641"}},
        {"number": "112", "label": {}},
    ],
    "texts": {
        "en": {
            "welcome": "  You can write to us here.\n",
            "question-1": "How old are you?",
            "question-1-why": "Some help is only for people under 18.",
            "question-1-choices": "Under 18\n18 or older",
            "survey-1": "Did it help?",
        },
        "ar": {
            "question-1": "\u0643\u0645 \u0639\u0645\u0631\u0643\u061f",
            "question-1-why": "\u0644\u0627 \u0628\u062f",
            "survey-1": "\u0647\u0644 \u0623\u0641\u0627\u062f\u061f",
        },
    },
    "policy": {"quiet": "off", "idle-warn": "10", "idle-close": "20", "callers": "witness harm"},
}

# The words of notice.py and notice_rules.py, by the code that screens know them by.
CODES: Final = {
    r"is longer than": "long",
    r"holds a control character": "control",
    r"turns text around": "turning",
    r"not a known time zone": "timezone",
    r"such as \"https://www": "exit",
    r"must hold spans": "span",
    r"span without length": "span-empty",
    r"spans that overlap": "overlap",
    r"more than 64 spans": "many-spans",
    r"are more than 64": "many-phones",
    r"is not a phone number": "number",
    r"is there twice": "number-twice",
    r"names a language": "language",
    r"needs at least one language": "no-language",
    r"a name of small letters": "name",
    r"organisation.md lists": "unknown-text",
    r"known are .*idle": "unknown-policy",
    r"must be one line": "one-line",
    r"needs question-\d-why": "needs-why",
    r"question that is not asked": "no-question",
    r"lacks ": "not-asked",
    r"must hold 2 to 12": "choices-count",
    r"answers of 1 to": "choice-length",
    r"an answer twice": "choice-twice",
    r"must hold words of": "callers",
    r"must be minutes": "minutes",
    r"in quotes$": "one-of",
    r"later than idle-warn": "idle-order",
    r"must be days in order": "days",
    r"such as \"https://partner": "partner-page",
}
_SAID = re.compile(
    r"The notice cannot be used: (?P<where>phone \d+: \S+|phone \d+|\S+) (?P<what>.*)\.", re.DOTALL
)


def _put(*steps: str | int, to: Any) -> Callable[[Table], None]:
    """A change: the value at this path."""

    def change(table: Table) -> None:
        at: Any = table
        for step in steps[:-1]:
            at = at[step]
        at[steps[-1]] = to

    return change


def _drop(*steps: str | int) -> Callable[[Table], None]:
    def change(table: Table) -> None:
        at: Any = table
        for step in steps[:-1]:
            at = at[step]
        del at[steps[-1]]

    return change


def _policy(name: str, setting: str) -> Callable[[Table], None]:
    return _put("policy", name, to=setting)


def _text(key: str, text: str) -> Callable[[Table], None]:
    return _put("texts", "en", key, to=text)


def _hours(*spans: str) -> Callable[[Table], None]:
    return _put("hours", "tuesday", to=list(spans))


def _number(number: str) -> Callable[[Table], None]:
    return _put("phones", 0, "number", to=number)


EVERY_HOUR: Final = [f"{hour:02d}:00-{hour:02d}:30" for hour in range(24)]
CHANGES: Final[dict[str, Callable[[Table], None]]] = {
    "as-it-is": lambda table: None,
    "no-hours": _put("hours", to={}),
    "all-day": _hours("00:00-24:00"),
    "until-midnight": _hours("22:00-00:00"),
    "spans-that-touch": _hours("09:00-12:00", "12:00-13:00"),
    "utc": _put("timezone", to="UTC"),
    "zone-with-three-parts": _put("timezone", to="America/Argentina/Buenos_Aires"),
    "zone-small-letters": _put("timezone", to="europe/vienna"),
    "zone-offset": _put("timezone", to="+01:00"),
    "zone-unknown": _put("timezone", to="Europe/Nowhere"),
    "zone-empty": _put("timezone", to=""),
    "zone-long": _put("timezone", to="E" * 65),
    "exit-http": _put("exit_address", to="http://www.wikipedia.org/"),
    "exit-query": _put("exit_address", to="https://www.wikipedia.org/?q=help"),
    "exit-empty": _put("exit_address", to=""),
    "exit-port": _put("exit_address", to="https://news.example:8443/today"),
    "exit-long": _put("exit_address", to="https://a.example/" + "a" * 240),
    "span-words": _hours("nine to five"),
    "span-25": _hours("09:00-25:00"),
    "span-24-30": _hours("09:00-24:30"),
    "span-short-hour": _hours("9:00-17:00"),
    "span-nothing": _hours("09:00-09:00"),
    "span-over": _hours("09:00-12:00", "11:00-13:00"),
    "span-over-from-the-night": _put("hours", "saturday", to=["01:00-03:00"]),
    "spans-64": _put(
        "hours", to={"monday": EVERY_HOUR, "tuesday": EVERY_HOUR, "sunday": EVERY_HOUR[:16]}
    ),
    "spans-65": _put(
        "hours", to={"monday": EVERY_HOUR, "tuesday": EVERY_HOUR, "sunday": EVERY_HOUR[:17]}
    ),
    "number-words": _number("call us"),
    "number-dial": _number("*31#"),
    "number-plus": _number("+43 1 (234) 5"),
    "number-one": _number("1"),
    "number-empty": _number(""),
    "number-slash-end": _number("123/"),
    "number-long": _number("1" * 65),
    "number-64": _number("1" * 64),
    "number-twice": _number("112"),
    "number-many": _put("phones", to=[{"number": str(n), "label": {}} for n in range(65)]),
    "label-language": _put("phones", 0, "label", "english", to="x"),
    "label-long": _put("phones", 0, "label", "en", to="x" * 201),
    "label-200-signs": _put("phones", 0, "label", "en", to="\U0001f600" * 200),
    "label-control": _put("phones", 0, "label", "en", to="a\u0085b"),
    "no-language": _put("texts", to={}),
    "language-tag": _put("texts", "klingon", to={}),
    "language-long": _put("texts", "de-abcdefgh-abcdefgh", to={}),
    "language-region": _put("texts", "pt-BR", to=deepcopy(GOOD["texts"]["en"])),
    "text-long": _text("welcome", "x" * 4001),
    "text-4000-signs": _text("welcome", "\U0001f600" * 4000),
    "text-tab": _text("welcome", "a\tb"),
    "text-return": _text("welcome", "a\rb"),
    "text-lines": _text("welcome", "a\n\nb"),
    "text-turned": _text("welcome", "a\u202eb"),
    "text-isolated": _text("welcome", "a\u2066b"),
    "text-marks": _text("welcome", "a\u200fb\u200d"),
    "text-empty": _text("welcome", ""),
    "text-strange-blanks": _text("welcome", "\u3000\ufeffa\ufeff\u3000"),
    "text-name": _text("Welcome", "a"),
    "text-unknown": _text("wellcome", "a"),
    "text-state-4": _text("state-4", "We are away today."),
    "text-state-5": _text("state-5", "We are away today."),
    "question-two-lines": _text("question-1", "How\nold?"),
    "question-empty": _text("question-1", ""),
    "question-blank": _text("question-1", "  "),
    "question-no-why": _drop("texts", "en", "question-1-why"),
    "question-why-blank": _text("question-1-why", " \n "),
    "question-why-alone": _text("question-2-why", "Because."),
    "question-5": _text("question-5", "And?"),
    "question-in-one-language": _put(
        "texts", "ar", "survey-2", to="\u0648\u0645\u0627\u0630\u0627"
    ),
    "question-not-in-the-second": _drop("texts", "ar", "survey-1"),
    "survey-why": _text("survey-1-why", "Because."),
    "survey-choices-alone": _text("survey-2-choices", "Yes\nNo"),
    "choices-one": _text("question-1-choices", "Yes"),
    "choices-13": _text("question-1-choices", "\n".join(str(n) for n in range(13))),
    "choices-12": _text("question-1-choices", "\n".join(str(n) for n in range(12))),
    "choices-twice": _text("question-1-choices", "Yes\nYes"),
    "choices-blank-behind": _text("question-1-choices", "Yes \nNo"),
    "choices-empty-line": _text("question-1-choices", "Yes\n\nNo"),
    "choices-long": _text("question-1-choices", f"{'x' * 65}\nNo"),
    "choices-64": _text("question-1-choices", f"{'x' * 64}\nNo"),
    "policy-unknown": _policy("loud", "on"),
    "policy-name": _policy("Loud", "on"),
    "policy-inherited": _policy("constructor", "on"),
    "policy-long": _policy("callers", "x" * 201),
    "quiet-maybe": _policy("quiet", "maybe"),
    "idle-end-silence": _policy("idle-end", "silence"),
    "idle-end-other": _policy("idle-end", "off"),
    "idle-warn-241": _policy("idle-warn", "241"),
    "idle-warn-240-close-0": lambda table: table["policy"].update(
        {"idle-warn": "240", "idle-close": "0"}
    ),
    "idle-warn-01": _policy("idle-warn", "01"),
    "idle-warn-later": _policy("idle-warn", "20"),
    "idle-warn-as-usual": _drop("policy", "idle-close"),
    "idle-close-too-soon": lambda table: table["policy"].update({"idle-close": "9"}),
    "idle-never-warned": lambda table: table["policy"].update({"idle-warn": "0"}),
    "callers-none": _policy("callers", "none"),
    "callers-none-and-more": _policy("callers", "none harm"),
    "callers-twice": _policy("callers", "harm harm"),
    "callers-empty": _policy("callers", ""),
    "callers-spaces": _policy("callers", " harm   witness "),
    "partner": _policy("partner-page", "https://partner.example/chat"),
    "partner-http": _policy("partner-page", "http://partner.example/chat"),
    "days": _policy("days", "2026-12-24 closed; 2026-12-31 09:00-12:00, 14:00-24:00"),
    "days-leap": _policy("days", "2028-02-29 closed"),
    "days-no-leap": _policy("days", "2026-02-29 closed"),
    "days-empty": _policy("days", ""),
    "days-order": _policy("days", "2026-12-31 closed; 2026-12-24 closed"),
    "days-twice": _policy("days", "2026-12-24 closed; 2026-12-24 closed"),
    "days-word": _policy("days", "2026-12-24 shut"),
    "days-both": _policy("days", "2026-12-24 closed, 09:00-12:00"),
    "days-over-midnight": _policy("days", "2026-12-24 22:00-02:00"),
    "days-overlap": _policy("days", "2026-12-24 09:00-12:00, 11:00-13:00"),
    "days-touch": _policy("days", "2026-12-24 09:00-12:00, 12:00-13:00"),
    "days-25": _policy("days", "2026-12-24 09:00-25:00"),
    "days-long": _policy(
        "days", "; ".join(f"2026-12-{n:02d} closed" for n in range(1, 32)) + "x" * 500
    ),
    "days-31": _policy("days", "; ".join(f"2026-12-{n:02d} closed" for n in range(1, 32))),
}


def toml(table: Table) -> bytes:
    """The table as a file of TOML; the strings of JSON are strings of TOML."""
    return "".join(f"{key} = {_inline(one)}\n" for key, one in table.items()).encode()


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {_inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(one) for one in value) + "]"
    # Without \\ud83d\\ude00, which TOML does not have; controls have to be written out.
    text = json.dumps(value, ensure_ascii=False)
    return re.sub(r"[\u007f-\u009f]", lambda char: f"\\u{ord(char[0]):04x}", text)


def notices() -> Iterator[Case]:
    """Every case: `notice` (the table), and `signed` of a good one, else `where` it is wrong."""
    for name, change in CHANGES.items():
        table = deepcopy(GOOD)
        change(table)
        try:
            signed = parse_notice(toml(table))
        except Refused as refused:
            where, code = _reason(refused)
            yield case(name, code, notice=table, where=where)
        else:
            yield case(name, notice=table, signed=_shown(signed))


def _reason(refused: Refused) -> tuple[str, str]:
    said = _SAID.fullmatch(refused.what)
    if said is None:
        raise ValueError(f"not a refusal of a notice: {refused.what}")
    codes = [code for words, code in CODES.items() if re.search(words, said["what"])]
    if len(codes) != 1:
        raise ValueError(f"{codes} for: {refused.what}")
    return said["where"], codes[0]


def _shown(text: NoticeText) -> Table:
    return {
        "timezone": text.timezone,
        "hours": text.hours,
        "numbers": text.numbers,
        "texts": text.texts,
        "policy": text.policy,
        "exit_address": text.exit_address,
    }
