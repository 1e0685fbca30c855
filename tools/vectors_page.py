"""The vectors of stamping: a built page, and what it becomes with one notice and with the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from orgkeys import ceremony
from orgkeys.office.founding import sign_notice
from orgkeys.office.notice import NoticeText
from orgkeys.office.page_words import Tongue, choose, data_block
from orgkeys.office.pages import Stamp, stamp_page
from relay.documents import Notice
from tools.vectors_case import Case, case, filler

ORGANISATION: Final = filler("page organisation", 32)
DESK: Final = filler("page desk", 16)
SEED: Final = filler("page administrator", 32)
RELAY: Final = "wss://relay.example"
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


def _page(
    notice: tuple[Notice, bytes],
    asked: str | None,
    version: int,
    name: str,
    relay: str = RELAY,
    title: str = "Home",
) -> str:
    stamp = Stamp(ORGANISATION, version, DESK, relay, name, [], notice[1], title)
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


POLICY_ENDS: Final = (
    f'{RELAY}/"><meta http-equiv="refresh" content="0;url=https://evil.example/"><a b="'
)
RELAYS: Final = {
    "relay-of-somebody-else": ("other-page", "wss://evil.example"),
    "relay-near-ours": ("other-page", f"{RELAY}:8443"),
    "relay-ends-the-policy": ("other-build", POLICY_ENDS),
    "relay-adds-to-the-policy": ("other-build", f"{RELAY}; script-src * 'unsafe-inline'"),
    "relay-and-another": ("other-build", f"{RELAY} wss://evil.example"),
    "relay-with-a-path": ("other-build", f"{RELAY}/v1/"),
    "relay-in-capitals": ("other-build", "wss://Relay.example"),
    "relay-without-tls": ("other-build", "ws://relay.example"),
    "relay-another-scheme": ("other-build", "https://relay.example"),
    "relay-port-0": ("other-build", f"{RELAY}:0"),
    "relay-port-70000": ("other-build", f"{RELAY}:70000"),
    "relay-none": ("other-build", ""),
}
TITLES: Final = {
    "title-empty": "",
    "title-long": "x" * 61,
    "title-turned": "Home\u202e",
    "title-two-lines": "Home\nHelp",
    "title-blanks-around": " Home",
}


def _forged(relay: str, title: str) -> str:
    """A good page, in which somebody has put another address and title wherever they stand."""
    page = _page(_notice(1), None, 2, "Night Line", title=title)
    page = page.replace(f"connect-src {RELAY};", f"connect-src {relay};")
    told = data_block("x", {"relay": relay}, plain=False).split("{")[1].split("}")[0]
    return page.replace(f'"relay":"{RELAY}"', told)


def pages() -> Iterator[Case]:
    """Every good case: `before` is in use, `after` is the same page with the next notice."""
    yield from _good()
    forged = [(name, expect, _forged(relay, "Home")) for name, (expect, relay) in RELAYS.items()]
    forged += [(name, "other-build", _forged(RELAY, title)) for name, title in TITLES.items()]
    for name, expect, before in forged:
        yield case(name, expect, **_place(), notice=_notice(2)[1], before=before)


def _place() -> dict[str, Any]:
    return {
        "organisation": ORGANISATION,
        "desk": DESK,
        "relay": RELAY,
        "template": TEMPLATE,
        "short": SHORT,
        "tongues": [{"shared": one.shared, "survivor": one.survivor} for one in tongues()],
        "charter_version": 3,
        "charter_name": "Night <Line>",
    }


def _good() -> Iterator[Case]:
    for name, changes in NEXT.items():
        for asked in (None, "ar", "ar,en"):
            old, new = _notice(1), _notice(2, **changes)
            yield case(
                f"{name}-{(asked or 'as-the-notice').replace(',', '-')}",
                **_place(),
                notice=new[1],
                before=_page(old, asked, 2, "Night Line"),
                after=_page(new, asked, 3, "Night <Line>"),
            )
