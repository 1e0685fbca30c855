"""The header policy of a page (docs/operations.md, "Pages"), held against what was answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from audit.page_fetch import Copy, Target

Found = tuple[str, str]
"""A finding's code, and where."""

EXACT: Final = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
WISHED: Final = {"x-dns-prefetch-control": "off", "x-robots-tag": "noindex"}
SWITCHED_OFF: Final = (
    "camera",
    "microphone",
    "geolocation",
    "clipboard-read",
    "display-capture",
    "payment",
    "usb",
)
HSTS_LEAST: Final = 31_536_000
TYPE: Final = "text/html; charset=utf-8"
TELLS_OTHERS: Final = (
    "alt-svc",
    "link",
    "nel",
    "refresh",
    "report-to",
    "reporting-endpoints",
    "sourcemap",
    "speculation-rules",
    "use-as-dictionary",
    "x-sourcemap",
)
"""What makes a browser ask somewhere, or go elsewhere, though the page does not say so."""
ASKS: Final = ("accept-ch", "critical-ch")
MARKS: Final = ("etag", "last-modified")
CHANGES: Final = frozenset(
    {
        *("date", "content-length", "content-encoding", "transfer-encoding", "connection", "age"),
        *("keep-alive", "vary"),
    }
)
"""What may differ between two answers and tell nothing."""


def status_of(copy: Copy, target: Target) -> Iterator[Found]:
    """Whether it is a page at all, and not the way to one."""
    if 300 <= copy.status < 400:
        to = urlsplit((copy.header("location") or [""])[0])
        where = f"{to.scheme or 'same scheme'}, {to.hostname or target.host}"
        yield "page-redirect", f"status {copy.status} to {where}"
    elif copy.status in (429, 503):
        yield "page-not-answered", f"status {copy.status}: asked too often, or busy"
    elif copy.status != 200:
        yield "page-status", f"status {copy.status}"


def headers_of(copy: Copy, target: Target) -> Iterator[Found]:
    """What is missing of the policy, and what should not be there."""
    for name, wanted in EXACT.items():
        if copy.header(name) != [wanted]:
            yield "page-header", _said(copy, name, wanted)
    for name, wanted in WISHED.items():
        if not any(wanted in value for value in copy.header(name)):
            yield "page-header-wished", _said(copy, name, wanted)
    kind = [value.lower().replace("; ", ";") for value in copy.header("content-type")]
    if kind != [TYPE.replace("; ", ";")]:
        yield "page-header", _said(copy, "content-type", TYPE)
    yield from _policies(copy)
    permissions = {
        part.strip() for value in copy.header("permissions-policy") for part in value.split(",")
    }
    if on := [feature for feature in SWITCHED_OFF if f"{feature}=()" not in permissions]:
        yield "page-header", f"permissions-policy does not switch off {', '.join(on)}"
    if target.secure and not _strict(copy):
        yield "page-header", _said(copy, "strict-transport-security", "max-age of a year or more")
    if copy.header("set-cookie"):
        yield "page-cookie", "set-cookie"
    for name in (*TELLS_OTHERS, *ASKS):
        if copy.header(name):
            yield "page-header-tells", name
    for name in MARKS:
        if copy.header(name):
            yield "page-header-mark", name


def _said(copy: Copy, name: str, wanted: str) -> str:
    given = copy.header(name)
    return f"{name} is {'missing' if not given else 'another'}; it should be: {wanted}"


def _policies(copy: Copy) -> Iterator[Found]:
    framed = False
    for value in copy.header("content-security-policy"):
        for directive in value.split(";"):
            name, _, sources = directive.strip().lower().partition(" ")
            if name == "frame-ancestors":
                # Whole origins may be named where the organisation embeds it; never anybody.
                hosts = sources.split()
                named = all(re.fullmatch(r"https://[a-z0-9.:-]+", one) for one in hosts)
                framed = (
                    framed or sources.strip() in ("'none'", "'self'") or (bool(hosts) and named)
                )
            if name in ("report-uri", "report-to"):
                yield "page-header-tells", f"content-security-policy: {name}"
    if not framed:
        yield "page-header", "content-security-policy: frame-ancestors is missing or open to all"
    if copy.header("content-security-policy-report-only"):
        yield "page-header-tells", "content-security-policy-report-only"


def _strict(copy: Copy) -> bool:
    ages = [
        int(found[1])
        for value in copy.header("strict-transport-security")
        if (found := re.search(r"max-age=\"?(\d{1,12})", value.lower()))
    ]
    return bool(ages) and min(ages) >= HSTS_LEAST


def differing(copies: list[Copy]) -> Iterator[Found]:
    """Headers that one visitor got and another did not."""
    told: dict[str, dict[tuple[str, ...], list[str]]] = {}
    names = {key.lower() for copy in copies for key, _ in copy.headers} - CHANGES
    for copy in copies:
        for name in names:
            told.setdefault(name, {}).setdefault(tuple(copy.header(name)), []).append(copy.who)
    for name in sorted(told):
        if len(told[name]) > 1:
            few = min(told[name].values(), key=len)
            yield "page-headers-differ", f"{name}: another for {', '.join(few[:4])}"
