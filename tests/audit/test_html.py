"""A report shows what others have named, and obeys none of it (attacks 54, 55, 57)."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.findings import Checked, Finding
from audit.html import LONGEST, Html, tag, theirs
from audit.report import make_report
from audit.report_form import from_json, to_json
from audit.report_page import STYLE, page, policy, spoken
from audit.report_words import CHECKS
from tests.audit.test_report import NOW, everything, looked

NASTY = "/srv/<script>alert(1)</script>\u202egnp.exe\x1b[2J\x00\udcff\"'&--><!--"
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "a", "header", "main", "footer", "section"),
    *(
        "article",
        "h1",
        "h2",
        "h3",
        "h4",
        "p",
        "ul",
        "li",
        "dl",
        "dt",
        "dd",
        "div",
        "span",
        "strong",
    ),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "code", "bdi", "time"),
}


class Reader(HTMLParser):
    """Every element with its attributes, the text, and whether they close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((name, dict(attributes)))
        if name != "meta":
            self.open.append(name)

    def handle_endtag(self, name: str) -> None:
        assert self.open.pop() == name

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile(text: str) -> str:
    finding = Finding("address", "fail", text, text, (text, text), text)
    return page(
        make_report(
            [Checked("storage", text, {text: 1}, (finding,))],
            NOW, auditor=text, organisation=text, by=text, released=text,
            remark=text,
        )
    )  # fmt: skip


@settings(max_examples=30)
@given(st.text() | st.just(NASTY))
def test_a54_a57_nothing_that_somebody_named_becomes_more_than_text(text: str) -> None:
    told = hostile(text)
    read = Reader(told)
    assert read.open == []
    assert {name for name, _ in read.elements} <= ALLOWED
    assert [one for one in read.elements if one[0] == "style"] == [("style", {})]
    for name, attributes in read.elements:
        assert not any(key.startswith("on") or key == "style" for key in attributes), name
        assert (attributes.get("href") or "#").startswith("#")
        assert "src" not in attributes
    told.encode("utf-8")


def test_a_demonstration_says_so_before_all_else() -> None:
    made = make_report(everything(), NOW, auditor="0", remark="This is a demonstration.")
    told = page(made)
    assert told.index("This is a demonstration.") < told.index('id="summary"')
    assert 'class="remark"' not in page(make_report(everything(), NOW, auditor="0"))


def test_a55_a57_control_and_direction_characters_are_shown() -> None:
    told = hostile(NASTY)
    assert not set(told) & {"\u202e", "\x1b", "\x00", "\udcff"}
    for shown in ("\\u202e", "\\u001b", "\\u0000", "\\udcff", "&lt;script&gt;"):
        assert shown in told
    assert "<bdi>شارع</bdi>" in theirs("شارع")


def test_a57_the_json_file_holds_any_name_too() -> None:
    finding = Finding("address", "fail", "T", "M", (NASTY,), NASTY)
    made = make_report([Checked("storage", "", {"records": 1}, (finding,))], NOW, auditor="0")
    assert from_json(to_json(made)) == made
    assert b"\x1b" not in to_json(made)


def test_a_name_is_not_endless() -> None:
    told = theirs("x" * (LONGEST + 5))
    assert "(5 more characters)" in told
    assert len(told) < LONGEST + 100
    assert "more" not in theirs("x" * LONGEST)


def test_only_html_made_here_is_left_as_it_is() -> None:
    assert tag("p", "<b>", Html("<br>"), title='"') == '<p title="&quot;">&lt;b&gt;<br></p>'
    assert tag("p", class_="", aria_label="a") == '<p aria-label="a"></p>'
    assert tag("meta", charset="utf-8") == '<meta charset="utf-8">'


def test_the_page_may_fetch_nothing_and_run_nothing() -> None:
    told = page(make_report(everything(), NOW, auditor="0"))
    assert policy(STYLE).startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy(STYLE)
    assert told.index("Content-Security-Policy") < told.index("<style>")
    assert "<script" not in told
    for outside in ("http:", "https:", "url(", "@import", "//"):
        assert outside not in told.replace("noview-audit-report/1", "")


def test_every_link_leads_somewhere_and_every_place_has_one_name() -> None:
    results = [*everything(storage=("address", "backup", "newer-store"))[:-1]]
    read = Reader(page(make_report(results, NOW, auditor="0")))
    names = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    links = [attributes["href"] for name, attributes in read.elements if name == "a"]
    assert len(names) == len(set(names))
    assert {str(link)[1:] for link in links} <= set(names)
    assert "#storage-address" in links
    assert "#storage-newer-store" in links
    assert "#storage-backup" in links, "a weakness stands on the first page too"


def test_each_check_says_what_it_did_and_how_to_see_it_again() -> None:
    told = page(make_report([looked("storage", "address")], NOW, auditor="0"))
    assert CHECKS["storage"].about in Reader(told).text
    assert "noview-audit storage" in told
    assert "22 November 2026" in told
    assert spoken("2027-01-02") == "2 January 2027"
