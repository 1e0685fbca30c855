"""A page is the published one for everybody, to the byte, or what is wrong with it is named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from audit.__main__ import main
from audit.page_markup import markup_of
from orgkeys.office.pages import Stamp, stamp_page
from orgkeys.primitives import sha256
from orgkeys.request import Public, make_public
from relay.document_bytes import decode_envelope, decode_payload
from relay.document_types import Notice
from tests.audit.faulty import (
    page_changed_for_one,
    page_redirects,
    page_with_a_third_party,
    page_without_a_header,
)
from tests.audit.hosting import Answer, Fault, Visitor, honest, website
from tests.audit.makers import NOW, Makers
from tests.orgkeys.house import DAY, DESK, make_house
from tests.orgkeys.stamping import PAGE, build, tongues_of
from tests.relay.test_tls import certificate

RELAY = "wss://chat.example.org"
MAKERS = Makers()
HOUSE = make_house("Noor", now=NOW)
CHARTER, NOTICE = HOUSE.published[0][0], HOUSE.published[2][0]
STAMP = Stamp(HOUSE.organisation, 1, DESK, RELAY, "Night Line", [CHARTER], NOTICE, "Home")
TEMPLATE = PAGE.replace("default-src 'none'; ", "default-src 'none'; img-src data:; ")


def stamped(name: str, stamp: Stamp = STAMP, template: str = PAGE) -> bytes:
    notice = decode_payload(decode_envelope(stamp.notice).payload, Notice)
    return stamp_page(name, template, stamp, notice, tongues_of()).encode()


PAGES = {"/": stamped("survivor.html"), "/console.html": stamped("console.html")}


@dataclass(frozen=True)
class Auditor:
    """What a person has who was given a release, a root and the organisation's own papers."""

    folder: Path
    options: tuple[str, ...]
    capsys: pytest.CaptureFixture[str]

    def with_options(self, *more: str) -> Auditor:
        return replace(self, options=(*self.options, *more))

    def look(self, *urls: str, code: int, now: float = NOW) -> dict[str, Any]:
        args = ["page", *urls, *self.options, "--json", "--no-browser", "--times", "1"]
        assert main(args, lambda: now) == code
        told: dict[str, Any] = json.loads(self.capsys.readouterr().out)
        return told


def codes(told: Mapping[str, Any]) -> set[str]:
    return {one["code"] for one in told["findings"] if one["severity"] in ("fail", "inconclusive")}


def evidence(told: Mapping[str, Any], code: str) -> str:
    return "\n".join(
        line for one in told["findings"] if one["code"] == code for line in one["evidence"]
    )


def release(folder: Path, number: int = 7, template: str = PAGE) -> Path:
    built = build(folder.with_name(f"{folder.name}-built"))
    files = {path.name: path.read_bytes() for path in built.iterdir()}
    files |= {name: template.encode() for name in ("survivor.html", "console.html")}
    return MAKERS.release(folder, number, files)


@pytest.fixture
def auditor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Auditor:
    trust = MAKERS.put_root(tmp_path / "pinned")
    public = tmp_path / "organisation.file"
    public.write_bytes(make_public(Public(HOUSE.organisation, DESK, RELAY, (CHARTER,), ())))
    options = (
        *("--release", str(release(tmp_path / "release")), "--trust", str(trust)),
        *("--organisation", HOUSE.organisation.hex(), "--relay", RELAY),
        *("--organisation-file", str(public), "--seen", str(tmp_path / "seen.json")),
    )
    return Auditor(tmp_path, options, capsys)


def test_the_published_page_for_everybody_passes(auditor: Auditor) -> None:
    with website(PAGES) as origin:
        told = auditor.look(f"{origin}/", f"{origin}/console.html", code=0)
    assert (told["verdict"], codes(told)) == ("pass", set())
    assert told["looked_at"]["copies of pages"] == 20
    assert sha256(PAGES["/"]).hex() in evidence(told, "page-is")


def test_a20_one_byte_changed_for_one_kind_of_phone_is_named(auditor: Auditor) -> None:
    with website(PAGES, page_changed_for_one.answer) as origin:
        told = auditor.look(f"{origin}/", code=1)
    assert {"page-changed", "page-differs"} <= codes(told)
    at = page_changed_for_one.changed_at(PAGES["/"])
    for code in ("page-changed", "page-differs"):
        assert f"first at byte {at:,}, of {len(PAGES['/']):,} bytes" in evidence(told, code)
        assert "an old Android phone" in evidence(told, code)
        assert "an iPhone" not in evidence(told, code)


def test_a20_one_byte_changed_for_everybody_is_named_too(auditor: Auditor) -> None:
    """No two copies differ, so only the release tells."""
    changed = PAGES["/"].replace(b"console.log", b"console.lug")
    with website({"/": changed}) as origin:
        told = auditor.look(f"{origin}/", code=1)
    assert "page-differs" not in codes(told)
    assert "page-changed" in codes(told)
    assert "every visitor" in evidence(told, "page-changed")


def test_a_missing_header_and_a_cookie_are_named(auditor: Auditor) -> None:
    with website(PAGES, page_without_a_header.answer) as origin:
        told = auditor.look(f"{origin}/", code=1)
    assert codes(told) == {"page-header", "page-cookie"}
    assert "referrer-policy is missing; it should be: no-referrer" in evidence(told, "page-header")
    assert "frame-ancestors is missing" in evidence(told, "page-header")
    assert "somebody with cookies" in evidence(told, "page-cookie")


def test_a_third_party_in_the_page_is_named(auditor: Auditor) -> None:
    with website(PAGES, page_with_a_third_party.answer) as origin:
        told = auditor.look(f"{origin}/", code=1)
    assert codes(told) == {"page-changed", "page-third-party", "page-policy"}
    assert "src to analytics.example" in evidence(told, "page-third-party")


def test_a_redirect_of_some_is_named(auditor: Auditor) -> None:
    with website(PAGES, page_redirects.answer) as origin:
        told = auditor.look(f"{origin}/", code=1)
    assert codes(told) == {"page-redirect"}
    assert "302 to http, else.example" in evidence(told, "page-redirect")
    assert "comes from a search" in evidence(told, "page-redirect")


def test_a64_an_old_release_in_the_place_of_the_newest_is_refused(auditor: Auditor) -> None:
    old = release(auditor.folder / "old", 6)
    with website(PAGES) as origin:
        assert auditor.look(f"{origin}/", code=0)["verdict"] == "pass"
        told = auditor.with_options("--release", str(old)).look(f"{origin}/", code=1)
    assert codes(told) == {"release-rolled-back", "release-not-given"}


def test_a64_a_page_of_an_old_release_is_named(auditor: Auditor) -> None:
    old = release(auditor.folder / "old", 6, TEMPLATE)
    with website({"/": stamped("survivor.html", template=TEMPLATE)}) as origin:
        assert codes(auditor.look(f"{origin}/", code=1)) == {"page-changed"}
        told = auditor.with_options("--older", str(old)).look(f"{origin}/", code=1)
    assert codes(told) == {"page-old"}
    assert "release number 6" in evidence(told, "page-old")


def test_a20_a_manifest_signed_by_too_few_compares_nothing(auditor: Auditor) -> None:
    few = MAKERS.release(auditor.folder / "few", signing=MAKERS.seeds[:1])
    with website(PAGES) as origin:
        told = auditor.with_options("--release", str(few)).look(f"{origin}/", code=1)
    assert codes(told) == {"release-too-few", "release-not-given"}


def test_without_a_release_it_never_passes(auditor: Auditor) -> None:
    bare = replace(auditor, options=auditor.options[4:])
    with website(PAGES) as origin:
        assert codes(bare.look(f"{origin}/", code=3)) == {"release-not-given"}
        unpinned = replace(auditor, options=auditor.options[:2])
        told = unpinned.look(f"{origin}/", code=3)
    assert codes(told) == {"release-not-pinned", "release-not-given", "page-not-pinned"}


OTHERS = [
    (replace(STAMP, relay="wss://else.example"), "page-other-relay"),
    (replace(STAMP, organisation=bytes(32)), "page-other-organisation"),
    (replace(STAMP, name="Day Line"), "page-documents"),
    (replace(STAMP, desk=bytes(16)), "page-documents"),
    (replace(STAMP, least_charter_version=2), "page-documents"),
    (replace(STAMP, notice=make_house("M", now=NOW, seed=2).published[2][0]), "page-documents"),
]


@pytest.mark.parametrize(("stamp", "code"), OTHERS)
def test_a39_a_page_that_was_told_something_else_is_named(
    auditor: Auditor, stamp: Stamp, code: str
) -> None:
    """The published software, and another organisation, relay or phone number in it."""
    with website({"/": stamped("survivor.html", stamp)}) as origin:
        assert codes(auditor.look(f"{origin}/", code=1)) == {code}


def test_a_notice_that_ran_out_is_named(auditor: Auditor) -> None:
    bare = replace(auditor, options=auditor.options[4:])
    with website(PAGES) as origin:
        told = bare.look(f"{origin}/", code=1, now=NOW + 91 * DAY)
    assert "it has run out" in evidence(told, "page-documents")


def test_phone_numbers_are_not_believed_without_charters(auditor: Auditor) -> None:
    less = replace(auditor, options=auditor.options[:8])
    with website(PAGES) as origin:
        assert codes(less.look(f"{origin}/", code=3)) == {"page-notice-unread"}
        told = less.look(f"{origin}/console.html", code=0)
        assert told["verdict"] == "pass", "a console brings its charters, from the pinned one on"
        both = less.look(f"{origin}/", f"{origin}/console.html", code=0)
    assert both["verdict"] == "pass", "and the other page is read with them"


def test_what_the_organisation_wrote_itself_is_compared_too(auditor: Auditor) -> None:
    own = sha256(PAGES["/"]).hex()
    file = auditor.folder / "index.html"
    file.write_bytes(PAGES["/console.html"])
    with website(PAGES) as origin:
        auditor.with_options("--published", own).look(f"{origin}/", code=0)
        told = auditor.with_options("--published", str(file)).look(f"{origin}/", code=1)
        assert codes(told) == {"page-not-published"}


def broken(visitor: Visitor, good: Answer) -> Answer:
    return good.with_body(b"<html>Another page</html>")


def huge(visitor: Visitor, good: Answer) -> Answer:
    return good.with_body(bytes(9 * 1024 * 1024))


def endless(visitor: Visitor, good: Answer) -> Answer:
    """What keeps Python's reader of HTML for minutes."""
    return good.with_body(good.body + b"<a" * 100_000)


def unread(visitor: Visitor, good: Answer) -> Answer:
    """At what Python's reader of HTML stops with an AssertionError."""
    return good.with_body(good.body + b"<![<![")


def telling(visitor: Visitor, good: Answer) -> Answer:
    told = good.with_header("Link", "<https://else.example>; rel=preconnect")
    return told.with_header("Alt-Svc", 'h3="else.example:443"')


@pytest.mark.parametrize(
    ("fault", "code", "exit_code"),
    [
        (broken, "page-not-ours", 1),
        (huge, "page-unreadable", 1),
        (endless, "page-unreadable", 1),
        (unread, "page-unreadable", 1),
        (telling, "page-header-tells", 1),
        (lambda visitor, good: replace(good, status=503), "page-not-answered", 3),
        (lambda visitor, good: replace(good, status=404), "page-status", 1),
    ],
)
def test_other_answers_are_told_apart(
    auditor: Auditor, fault: Fault, code: str, exit_code: int
) -> None:
    with website({"/": PAGES["/"]}, fault) as origin:
        assert code in codes(auditor.look(f"{origin}/", code=exit_code))


OPENINGS = (b"<a ", b"<!--", b"</", b"<?", b"<!", b'<a x="', b"<script>", b"<![CDATA[", b"<a")


@pytest.mark.parametrize("opening", OPENINGS)
def test_a_page_of_elements_that_do_not_end_does_not_keep_us_busy(opening: bytes) -> None:
    """The worst of them took 21 seconds for 30 kB, and four times that for twice as much."""
    began = process_time()
    found = list(markup_of(PAGES["/"] + opening * (100_000 // len(opening)), RELAY))
    assert process_time() - began < 2
    assert "page-unreadable" in {code for code, _ in found} or opening == b"<script>"


def test_what_stands_before_an_element_without_end_is_read() -> None:
    page = PAGES["/"].replace(b"<body>", b"<body><img src=https://else.example/x>") + b"<a "
    assert {code for code, _ in markup_of(page, RELAY)} == {"page-third-party", "page-unreadable"}


def test_a_release_that_is_not_there_is_said_and_is_no_verdict(
    auditor: Auditor, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = ("--release", str(auditor.folder / "nowhere"))
    args = ["page", "http://127.0.0.1:9/", *auditor.options, *nowhere, "--no-browser"]
    assert main(args, lambda: NOW) == 2
    assert "nowhere: No such file or directory" in capsys.readouterr().err


def test_nobody_at_home_says_nothing(auditor: Auditor) -> None:
    with website(PAGES) as origin:
        pass
    told = auditor.look(f"{origin}/", code=3)
    assert codes(told) == {"page-not-answered", "page-nothing"}
    for url in ("ftp://a.example/", "https://", "https://a b/", "https://me@a.example/"):
        assert main(["page", url, "--no-browser"], lambda: NOW) == 2


def test_a_certificate_must_be_valid(auditor: Auditor) -> None:
    tls = certificate(auditor.folder)
    with website(PAGES, honest, tls) as origin:
        assert "page-certificate" in codes(auditor.look(f"{origin}/", code=1))
        trusting = auditor.with_options("--ca", str(tls.certificate))
        assert trusting.look(f"{origin}/", code=0)["verdict"] == "pass"


def test_a_page_is_asked_for_from_other_addresses_of_this_machine(auditor: Auditor) -> None:
    """A page changed for one network address, as a home router's owner would have it."""
    asked = set()

    def fault(visitor: Visitor, good: Answer) -> Answer:
        asked.add(visitor["Host"])
        return good

    with website(PAGES, fault) as origin:
        two = auditor.with_options("--from", "127.0.0.1", "--from", "127.0.0.2")
        told = two.look(f"{origin}/", code=0)
    assert told["looked_at"]["copies of pages"] == 12
    assert asked == {origin.removeprefix("http://")}
