"""Files, directories, archives and what else lies about on a host."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.__main__ import main
from audit.remarks import REMARKS
from audit.storage_files import kind_of
from audit.storage_texts import notes_of_somebody
from orgkeys.office.commands import BUILT
from orgkeys.office.page_words import read_words
from orgkeys.office.pages import read_built, stamp_page
from relay.document_bytes import decode_envelope, decode_payload
from relay.document_types import Kind, Notice
from relay.store.sqlite import SqliteStore
from tests.audit.scene import DAY, KEPT, asking_house, audited, codes, drop_of, evidence, store_with
from tests.orgkeys.house import House
from tests.orgkeys.stamping import stamp_of
from tests.relay.running import ROOT


def test_a_directory_is_looked_at_whole(host: Path) -> None:
    checked = audited(host)
    assert checked.verdict == "pass"
    assert checked.looked_at["records"] == KEPT + 1
    assert checked.looked_at["log lines"] == 1
    assert codes(checked, "note") == {"configuration", "organisation-here"}


def test_that_no_log_was_given_is_said_and_an_empty_one_is_a_log(host: Path) -> None:
    alone = audited(host / "relay.db")
    assert alone.verdict == "pass"
    assert codes(alone, "note") == {"no-log-given", "organisation-here"}
    (log,) = host.glob("*.log")
    log.write_bytes(b"")
    assert "no-log-given" not in codes(audited(host), "note")
    log.unlink()
    assert "no-log-given" in codes(audited(host), "note")


def test_what_looks_at_nothing_is_inconclusive(tmp_path: Path) -> None:
    for content in (None, b"", b"\n\n"):
        folder = tmp_path / str(content)
        folder.mkdir()
        if content is not None:
            (folder / "relay.log").write_bytes(content)
        assert codes(audited(folder)) == {"nothing-read"}
        assert main(["storage", str(folder)]) == 3
    (tmp_path / "relay.toml").write_text('listen = "127.0.0.1:8765"\n', encoding="utf-8")
    assert audited(tmp_path / "relay.toml").verdict == "inconclusive"


def test_what_is_no_path_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["storage", str(tmp_path / "absent")]) == 2
    assert "there is no" in capsys.readouterr().err
    for wrong in (["storage"], ["storag", "x"], ["storage", "x", "--at", "yesterday"]):
        with pytest.raises(SystemExit) as stopped:
            main(wrong)
        assert stopped.value.code == 2


STRANGERS: list[tuple[str, bytes, str]] = [
    ("relay.core", b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x04\x00" + bytes(400), "core-dump"),
    ("traffic", bytes.fromhex("d4c3b2a1") + bytes(400), "packet-capture"),
    ("dump.rdb", b"REDIS0011" + bytes(100), "redis-snapshot"),
    ("valkey.rdb", b"VALKEY080" + bytes(100), "redis-snapshot"),
    ("log", b"*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n", "redis-append-only-file"),
    ("dated", b"#TS:1763800000\r\n*1\r\n$4\r\nPING\r\n", "redis-append-only-file"),
    ("notes.bin", os.urandom(500), "unknown-file"),
    ("old.db-wal", bytes.fromhex("377f0682") + bytes(500), "orphan-log"),
    ("old.db-journal", bytes.fromhex("d9d505f920a163d7") + bytes(500), "remains-side-file"),
    ("notes.txt", b"Sam called at nine and was afraid\n", "log-unknown-line"),
    ("access.log", b'203.0.113.9 - - [22/Nov/2026] "GET /v1/visit"\n', "log-address"),
    ("six.log", b"peer 2001:db8:85a3::8a2e:370:7334 left\n", "log-address"),
    ("debug.log", b"frame " + b"9304" * 30 + b"\n", "log-content"),
    ("other.toml", b'[diary]\nsam = "wrote at nine"\n', "unknown-text"),
    ("README", b"Sam called at nine\n", "unknown-text"),
    (
        "many.toml",
        f"organisations = {[os.urandom(32).hex() for _ in range(65)]}".encode(),
        "unknown-text",
    ),
    ("long.toml", b'database = "' + b"Sam called at nine. " * 20 + b'"\n', "unknown-text"),
    ("blank.log", b" \t\t \n", "log-unknown-line"),
    ("utf16.txt", "Sam was here".encode("utf-16"), "unknown-file"),
]


@pytest.mark.parametrize(("name", "content", "code"), STRANGERS)
def test_a60_a_file_that_a_relay_does_not_have_is_named(
    name: str, content: bytes, code: str, host: Path
) -> None:
    (host / "sub").mkdir()
    (host / "sub" / name).write_bytes(content)
    checked = audited(host)
    assert checked.verdict != "pass"
    assert codes(checked) == {code}
    assert f"sub/{name}" in evidence(checked, code)
    assert "Sam" not in str(checked.as_json())


def test_what_a_relay_may_have_beside_its_store_is_no_alarm(host: Path) -> None:
    (host / "fullchain.pem").write_text(certificate() + key(), encoding="utf-8")
    shutil.copyfile(ROOT / "relay.example.toml", host / "relay.toml.bak")
    (host / "index.html").write_bytes(page_of(asking_house(int(time.time()))))
    (host / "newest").symlink_to(host / "relay.log")
    checked = audited(host)
    assert checked.verdict == "pass"
    assert codes(checked, "warn") == set()
    assert codes(checked, "note") >= {"tls-key", "page"}


def test_what_was_not_looked_at_is_never_a_pass(host: Path) -> None:
    page = page_of(asking_house(int(time.time())))
    for other in (b"<!doctype html>\n203.0.113.9 wrote at nine", page + b"<!-- Sam -->", page[1:]):
        (host / "index.html").write_bytes(other)
        assert audited(host).verdict != "pass"
    (host / "index.html").unlink()
    assert audited(host).verdict == "pass", "the control"
    (host / "elsewhere").symlink_to("/")
    assert codes(audited(host)) == {"link"}


def page_of(house: House) -> bytes:
    """What `noview-org page` writes."""
    envelopes = [envelope for envelope, _ in house.published]
    opened = {decode_envelope(one).kind: one for one in envelopes}
    notice = decode_payload(decode_envelope(opened[Kind.NOTICE]).payload, Notice)
    stamp = stamp_of(notice=opened[Kind.NOTICE])
    built = read_built(BUILT)["survivor.html"]
    return stamp_page("survivor.html", built, stamp, notice, read_words(BUILT)[:2]).encode()


def test_a60_what_a_file_system_keeps_beside_content_is_looked_at(host: Path) -> None:
    """Names of files and directories, also of empty ones; attributes; remarks."""
    (host / "seen" / "203.0.113.9").mkdir(parents=True)
    checked = audited(host)
    assert codes(checked) == {"file-name"}
    (host / "seen" / "203.0.113.9" / "sam@example.org").touch()
    checked = audited(host)
    assert codes(checked, "fail", "warn") == {"file-name", "empty-file"}
    assert "203.0" not in str(checked.as_json())
    assert "example" not in str(checked.as_json())
    shutil.rmtree(host / "seen")
    assert codes(audited(host), "fail", "warn") == set(), "the control"
    with (host / "relay.toml").open("a", encoding="utf-8") as config:
        config.write("# listens on 127.0.0.1 and 0.0.0.0 only\n# who called: 203.0.113.9\n")
    checked = audited(host)
    assert codes(checked, "fail", "inconclusive") == {"configuration-note"}
    assert evidence(checked, "configuration-note").endswith("relay.toml, line 3")
    (host / "relay.toml").unlink()
    for place in (host / "relay.log", host):
        os.setxattr(place, "user.note", b"Sam was here")
        assert codes(audited(host)) == {"file-attributes"}
        os.removexattr(place, "user.note")
    (host / "22.11. 10h14 Sam says he is at the door.log").touch()
    (host / "Sam called").mkdir()
    checked = audited(host)
    assert codes(checked, "warn") == {"empty-file"}
    assert len(evidence(checked, "empty-file").splitlines()) == 2


def certificate() -> str:
    """As a relay with [tls] has it."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "chat.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(7)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=9))
        .sign(private, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


def key() -> str:
    private = ec.generate_private_key(ec.SECP256R1())
    form = serialization.PrivateFormat.PKCS8
    return private.private_bytes(
        serialization.Encoding.PEM, form, serialization.NoEncryption()
    ).decode()


def test_a_key_file_with_a_word_in_it_is_no_key_file(host: Path) -> None:
    """Around its blocks, or in them."""
    diary = base64.encodebytes(b"10:14 Sam: he is at the door\n" * 9).decode()
    block = "-----BEGIN {0}-----\n{1}-----END {0}-----\n"
    for text in (
        certificate() + "Sam called\n",
        "Sam called\n" + certificate(),
        certificate() + block.format("CERTIFICATE", diary),
        block.format("PRIVATE KEY", diary),
        block.format("EC PARAMETERS", diary),
        block.format("DIARY", diary),
        certificate() * 200,
    ):
        (host / "fullchain.pem").write_text(text, encoding="utf-8")
        assert codes(audited(host)) == {"unknown-text"}
    (host / "fullchain.pem").write_text(certificate() + key(), encoding="utf-8")
    assert audited(host).verdict == "pass", "the control"


def test_a60_the_remarks_that_are_known_are_those_of_the_example() -> None:
    text = (ROOT / "relay.example.toml").read_text(encoding="utf-8")
    assert not list(notes_of_somebody(text))
    assert {line.partition("#")[2].strip() for line in text.splitlines()} == REMARKS


def test_a_store_that_others_may_read_is_said(host: Path) -> None:
    (host / "relay.db").chmod(0o644)
    assert codes(audited(host), "warn") == {"open-to-others"}


def test_what_may_not_be_read_is_never_clean(host: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read everything, so the system's refusal is put in its place."""
    opened = Path.open

    def refuse(path: Path, *args: object, **more: object) -> object:
        if path.name == "relay.log":
            raise PermissionError(13, "Permission denied")
        return opened(path, *args, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    checked = audited(host)
    assert codes(checked) == {"unreadable"}
    assert checked.verdict == "inconclusive"


@given(st.binary(max_size=6000), st.sampled_from(["relay.log", "a.toml", "b.pem"]))
@settings(deadline=None)
def test_every_file_is_of_some_kind(head: bytes, name: str) -> None:
    assert kind_of(head[:4096], name)


@given(st.binary(min_size=1, max_size=3000))
@settings(deadline=None, max_examples=60)
def test_a_file_of_garbage_is_never_clean(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("garbage") / "file"
    path.write_bytes(data)
    assert audited(path).verdict != "pass"


def test_two_stores_are_both_looked_at(host: Path) -> None:
    store_with(host / "..", asking_house(int(time.time())), drops=3)
    checked = audited(host, host / ".." / "relay.db")
    assert checked.looked_at["records"] == 2 * KEPT + 4


def test_the_result_for_other_programs(host: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["storage", "--json", str(host)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "pass"
    assert told["looked_at"]["records"] == KEPT + 1


def test_a62_a_copy_is_judged_by_the_moment_at_which_it_was_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An image of a disk that lay for two months before somebody looked at it."""
    path, then = tmp_path / "relay.db", int(time.time()) - 60 * DAY
    house = asking_house(then)
    store = SqliteStore(path)
    store.lease("relay", "relay", then, then + 30)
    store.drops(house.organisation, [drop_of(house, then // DAY)])
    store.close()
    assert main(["storage", str(path)]) == 1
    assert "kept for longer than promised" in capsys.readouterr().out
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(then + 5))
    assert main(["storage", str(path), "--at", moment]) == 0
    again = re.search(r"--at (@\d+)", capsys.readouterr().out)
    assert main(["storage", str(path), "--at", again[1] if again else ""]) == 0


def test_a_log_that_is_one_long_line_takes_no_more_time_than_many_lines(host: Path) -> None:
    """A pattern that begins again at every letter would look at such a line for minutes."""

    def spent(ending: bytes) -> float:
        before = time.process_time()
        for one in (b"a", b"1.", b"ab:", b"1:", b" "):
            line = one * (64 // len(one)) + ending
            (host / "relay.log").write_bytes(line * (512 * 1024 // len(line)))
            assert audited(host).verdict == "fail"
        return time.process_time() - before

    assert spent(b"") < 20 * spent(b"\n")
