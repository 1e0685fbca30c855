"""Logs: what stands in the gaps of a relay's own lines, and what a system writes around them."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path

import pytest

from audit.findings import Notes
from audit.log_forms import KNOWN
from audit.progress import Progress
from audit.rows import ADDRESS
from audit.storage import check_storage
from audit.storage_logs import Words, check_log
from tests.audit.scene import audited, codes

SWAP = "noview-relay: WARNING: swap is on: memory can reach a disk; turn it off, or encrypt it"
WHEN = "Nov 22 10:14:05"


def said(*lines: str, hosts: tuple[str, ...] = ()) -> dict[str, int]:
    """How often which code is found in a log of these lines."""
    notes, words = Notes(""), Words()
    words.hosts.update(hosts)
    raw = "\n".join(lines).encode()
    check_log(io.BytesIO(raw), len(raw), "relay.log", notes, Progress(), words)
    words.end(notes)
    known = ("log-address", "log-content", "log-unknown-line", "log-other-words", "log-listens")
    return {code: notes.count(code) for code in known if notes.count(code)}


def test_a_journal_of_a_relay_is_clean() -> None:
    unit = "noview-relay.service"
    lines = [f"{WHEN} host systemd[1]: {what}" for what in (
        f"Starting {unit} - The relay...", f"Started {unit} - The relay.", f"Started {unit}.",
        f"{unit}: Main process exited, code=exited, status=1/FAILURE",
        f"{unit}: Failed with result 'exit-code'.",
        f"{unit}: Scheduled restart job, restart counter is at 3.",
        f"Stopping {unit} - The relay...", f"{unit}: Deactivated successfully.",
        f"{unit}: Consumed 1min 2.345s CPU time.", f"Stopped {unit} - The relay.",
    )]  # fmt: skip
    lines += [f"{WHEN} host python3[{pid}]: {SWAP}" for pid in range(1, 4_000_000, 999_999)]
    lines.append(f"2026-11-22T10:14:05.123456+01:00 host python3[7]: {SWAP}")
    assert said(*lines) == {}


@pytest.mark.parametrize(
    ("stamp", "code"),
    [
        (f"{WHEN} 203.0.113.9 python3[7]: ", "log-address"),
        (f"{WHEN} host sam@example.org[7]: ", "log-address"),
        (f"{WHEN} host 203.0.113.9[7]: ", "log-address"),
        (f"{WHEN} Sam.called python3[7]: ", "log-other-words"),
        (f"{WHEN} host he-is-at-the-door[7]: ", "log-other-words"),
        (f"{WHEN} host python3[20301139051234]: ", "log-unknown-line"),
        ("Sam 22 10:14:05 host python3[7]: ", "log-unknown-line"),
        ("Nov 22 99:99:99 host python3[7]: ", "log-unknown-line"),
    ],
)
def test_a60_a_stamp_that_says_something_is_named(stamp: str, code: str) -> None:
    assert code in said(f"{WHEN} host python3[7]: {SWAP}", stamp + SWAP)


@pytest.mark.parametrize(
    "line",
    [
        "noview-relay: cannot listen on localhost:1: No route to Sam, she says he is at the door",
        "noview-relay: WARNING: could not say more than that, Sam: errno 7",
        "noview-relay: WARNING: 203011390512 kept documents are not trusted any more",
        "noview-relay: ERROR: KeyError while he is at the door, at door.py:1",
        f"{WHEN} host systemd[1]: Started Sam.service.",
        f"{WHEN} host systemd[1]: noview-relay.service: Sam called.",
    ],
)
def test_a60_a_sentence_in_the_place_of_a_reason_is_no_line_of_the_relay(line: str) -> None:
    assert said(line) == {"log-unknown-line": 1}


@pytest.mark.parametrize(
    "line",
    [
        "noview-relay: unknown key `{}`",
        "noview-relay: the configuration is not TOML: {}",
        "noview-relay: `listen` wants {}",
        "noview-relay: ERROR: {} while keeping time, at door.py:1",
        "noview-relay: ERROR: KeyError while keeping time, at {}.py:1",
        "noview-relay: ERROR: page {} is not served: it is not UTF-8",
        "noview-relay listens on ws://127.0.0.1:1, for 1 organisation, documents in /{}",
    ],
)
def test_a60_words_that_go_on_changing_are_named(line: str) -> None:
    letters = [chr(97 + number) * 5 for number in range(20)]
    assert set(said(*(line.format(word) for word in letters))) == {"log-other-words"}
    assert said(*(line.format(letters[0]) for _ in letters)) == {}, "the control"


def test_a60_where_a_relay_listens_is_its_own_address() -> None:
    started = "noview-relay listens on ws://{}, for 1 organisation, documents in memory"
    for host in ("127.0.0.1:1", "0.0.0.0:443", "[::1]:8765", "localhost:80"):
        assert said(started.format(host)) == {}
    for host in ("203.0.113.9", "Sam-called", "10.1.2.3"):
        lines = (
            started.format(f"{host}:7"),
            f"noview-relay: cannot listen on {host}:7: "
            f"error while attempting to bind on address ('{host}', 7): permission denied",
        )
        for line in lines:
            assert said(line) == {"log-listens": 1}
            assert said(line, hosts=(host,)) == {}, "the control: its configuration says so"


def test_a_configuration_beside_the_log_says_where_a_relay_listens(host: Path) -> None:
    """In whichever order the two are read."""
    line = "noview-relay: cannot listen on 203.0.113.9:443: Permission denied\n"
    (host / "relay.log").write_text(line, encoding="utf-8")
    assert codes(audited(host)) == {"log-listens"}
    (host / "relay.toml").write_text('listen = "203.0.113.9:443"\n', encoding="utf-8")
    assert codes(audited(host)) == set()


def test_the_systems_own_reasons_are_known() -> None:
    for number in (errno.EACCES, errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.ENOENT):
        reason = os.strerror(number)
        assert KNOWN.fullmatch(f"noview-relay: cannot read the configuration: {reason}")
        assert KNOWN.fullmatch(f"noview-relay: cannot listen on [::1]:80: {reason}")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10:14:05", False),
        ("relay.log.2026-11-22T10:14:05Z", False),
        ("11-22 10:14:05", False),
        ("restart 3:10:14:05", False),
        ("2001:db8:0:0:0:0:0:7", True),
        ("2001:db8::7", True),
        ("fe80::1", True),
        ("peer ::ffff:cb00:7109 left", True),
        ("aa:bb:cc:dd:ee:ff", True),
        ("aa-bb-cc-dd-ee-ff", True),
    ],
)
def test_a_clock_time_is_no_address_and_addresses_are(text: str, found: bool) -> None:
    assert (ADDRESS.search(text) is not None) is found


class Terminal(io.StringIO):
    """What an auditor sees."""

    def isatty(self) -> bool:
        return True


def test_a60_the_name_of_a_file_cannot_move_the_auditors_cursor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = Terminal()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "\x1b]0;all is well\x07\x1b[2J\x1b[31mPASS.log").write_text("hello\n" * 3)
    check_storage(["."], 0.0, Progress(seen, pause=0))
    assert "PASS.log" in seen.getvalue()
    assert not set(seen.getvalue()) & {"\x1b", "\x07"}
