"""The vectors of stamping: a built page, and what it becomes with one notice and with the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from orgkeys import ceremony
from orgkeys.office.founding import sign_notice
from orgkeys.office.notice import NoticeText
from orgkeys.office.page_words import Tongue, choose
from orgkeys.office.pages import Stamp, stamp_page
from relay.documents import Notice
from tools.vectors_case import Case, case, filler

ORGANISATION: Final = filler("page organisation", 32)
DESK: Final = filler("page desk", 16)
SEED: Final = filler("page administrator", 32)
NOW: Final = 1_800_000_000

# As client_js/src/survivor/page.html, as far as it is stamped.
TEMPLATE: Final = """\
<!doctype html>
<html lang="__NOVIEW_LANGUAGE__" dir="__NOVIEW_DIRECTION__" translate="no">
<meta http-equiv="Content-Security-Policy" content="connect-src __NOVIEW_RELAY__; base-uri 'none'">
<a class="exit" id="exit" data-test="exit" href="__NOVIEW_EXIT__" rel="noreferrer" \
data-two="__NOVIEW_SAID_leaving.two__" data-one="__NOVIEW_SAID_leaving.one__" \
data-late="__NOVIEW_SAID_leaving.late__" data-gone="__NOVIEW_SAID_leaving.gone__">\
__NOVIEW_SAID_exit__</a>
<section class="screen static" id="static" data-test="static">
<h1 id="alone">__NOVIEW_SAID_title__</h1>
<div class="fault"><!--noview:plain static.fault--></div>
<!--noview:plain static.old-->
<noscript><!--noview:plain static.script--></noscript>
<!--noview:noscript-->
</section>
<!--noview:organisation-->
<!--noview:words-->
<script>"$&"</script>
"""
SHORT: Final = {"shared": "a", "survivor": "b", "days": "c", "leaving": "d", "two": "e"}
WORDS: Final = {
    "en": ("ltr", "Monday", "Leave now"),
    "ar": ("rtl", "\u0627\u0644\u0625\u062b\u0646\u064a\u0646", "\u062e\u0631\u0648\u062c"),
    "es": ("ltr", "lunes", "Salir <ya> & \"ya\" 'ya' $&"),
}


def tongues() -> list[Tongue]:
    """Three languages with few words."""
    found = []
    for code, (direction, monday, leave) in WORDS.items():
        days = [monday, *(f"{code} {n}" for n in range(2, 8))]
        shared = {"code": code, "direction": direction, "days": days}
        leaving = {key: f"{leave} {key}" for key in ("two", "one", "late", "gone")}
        static = {key: f"{leave}: {key}" for key in ("fault", "old", "script")}
        survivor = {"exit": leave, "title": f"{leave}?", "leaving": leaving, "static": static}
        spoken = {key: one for key, one in survivor.items() if key != "static"}
        carried = _renamed({"shared": shared, "survivor": spoken})
        found.append(Tongue(code, direction, shared, survivor, carried))
    return found


def _renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {SHORT.get(key, key): _renamed(one) for key, one in value.items()}
    return [_renamed(one) for one in value] if isinstance(value, list) else value


def _notice(version: int, **changes: Any) -> tuple[Notice, bytes]:
    fields: dict[str, Any] = {
        "timezone": "Europe/Vienna",
        "hours": ((0, 540, 1020), (6, 0, 1440)),
        "numbers": (("+43 (1) #2", (("en", "Our <phone>"), ("ar", "\u0647\u0627\u062a\u0641"))),),
        "texts": (("en", (("welcome", "Hi"), ("outage", "A & B"))), ("ar", ())),
        "policy": (),
        "exit_address": "https://www.example.org/",
        **changes,
    }
    text = NoticeText(**fields)
    made = ceremony.make_notice(ORGANISATION, DESK, version, text, NOW)
    return made, sign_notice(made, SEED)


def _page(notice: tuple[Notice, bytes], asked: str | None, version: int, name: str) -> str:
    stamp = Stamp(ORGANISATION, version, DESK, "wss://relay.example", name, [], notice[1], "Home")
    spoken = choose(tongues(), notice[0], asked)
    return stamp_page("survivor.html", TEMPLATE, stamp, notice[0], spoken)


NEXT: Final[dict[str, dict[str, Any]]] = {
    "another-number": {"numbers": (("0800 1", (("ar", "\u0623"),)), ("112", ()))},
    "another-language": {"texts": (("es", (("outage", "Llame.\n\nO vuelva."),)), ("en", ()))},
    "no-language-of-ours": {"texts": (("de", (("outage", "Anrufen."),)),)},
    "special-days": {
        "policy": (("days", "2026-12-24 closed; 2026-12-31 09:00-12:00, 14:00-24:00"),),
        "hours": (),
    },
    "no-hours-no-numbers": {"hours": (), "numbers": ()},
    "hostile": {
        "texts": (("en", (("outage", "</script><!--noview:words-->__NOVIEW_RELAY__ $& '\"<b>"),)),),
        "exit_address": 'javascript:alert("x")',
        "numbers": (("*31#", (("en", "\u2028 \u202e <a>"),)),),
    },
}


def pages() -> Iterator[Case]:
    """Every case: `before` is in use, `after` is the same page with the next notice."""
    for name, changes in NEXT.items():
        for asked in (None, "ar", "ar,en"):
            old, new = _notice(1), _notice(2, **changes)
            yield case(
                f"{name}-{(asked or 'as-the-notice').replace(',', '-')}",
                organisation=ORGANISATION,
                desk=DESK,
                template=TEMPLATE,
                short=SHORT,
                tongues=[{"shared": one.shared, "survivor": one.survivor} for one in tongues()],
                charter_version=3,
                charter_name="Night <Line>",
                notice=new[1],
                before=_page(old, asked, 2, "Night Line"),
                after=_page(new, asked, 3, "Night <Line>"),
            )
