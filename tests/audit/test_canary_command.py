"""`noview-audit canary`: what is asked for becomes a plan; no passphrase stands in a command."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from audit.__main__ import main, parser
from audit.canary import check_canary, in_browsers
from audit.canary_capture import Recorder
from audit.canary_network import Network, place_of
from audit.canary_places import Looking
from audit.canary_plan import CanaryPlan, Lent, Texts
from audit.command_canary import VARIABLE, VARIABLE_OF_SECOND, plan_of
from audit.errors import LocalFault
from audit.findings import Notes
from audit.progress import Progress

WORDS = "words that nobody types into a command"


@pytest.fixture
def lent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, WORDS)
    (tmp_path / "Noor.vault").write_bytes(b"a vault")
    (tmp_path / "Noor.keys").write_bytes(b"keys")
    return tmp_path / "Noor.vault"


def asked(vault: Path, *more: str) -> list[str]:
    addresses = ("--relay", "wss://relay.example/", "--page", "https://chat.example/")
    console = ("--console", "https://chat.example/console.html")
    return ["canary", *addresses, *console, "--vault", str(vault), *more]


def planned(vault: Path, *more: str) -> CanaryPlan:
    return plan_of(parser().parse_args(asked(vault, *more)))


def test_everything_that_is_named_is_in_the_plan_and_in_the_line_that_repeats_it(
    lent: Path,
) -> None:
    more = ("--data", "a b", "--data", "c", "--log", "d", "--pid", "7", "--core", "e", "--capture")
    plan = planned(
        lent, *more, "--pause", "--no-sandbox", "--without", "turn-away", "--profile", "f"
    )
    assert plan.relay == "wss://relay.example"
    assert plan.lent == Lent(lent, lent.with_suffix(".keys"), WORDS)
    assert plan.data == (Path("a b"), Path("c"))
    assert (plan.logs, plan.cores, plan.profiles) == ((Path("d"),), (Path("e"),), (Path("f"),))
    assert (plan.pids, plan.capture, plan.pause, plan.no_sandbox) == ((7,), "any", True, True)
    assert plan.without == {"turn-away"}
    line = " ".join(plan.repeat)
    for words in (
        "--data 'a b'",
        "--data c",
        "--pid 7",
        "--capture any",
        "--no-sandbox --pause",
        str(lent),
    ):
        assert words in line
    assert WORDS not in line


def test_a_passphrase_comes_from_the_environment_from_a_file_or_is_asked_for(
    lent: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = lent.with_name("words")
    file.write_text("words of a file\n", encoding="utf-8")
    file.chmod(0o600)
    plan = planned(lent, "--passphrase-file", str(file))
    assert plan.lent.passphrase == "words of a file"
    assert f"--passphrase-file {file}" in " ".join(plan.repeat), "where it stands, not what it is"
    assert "words of a file" not in " ".join(plan.repeat)
    second = lent.with_name("Salma.vault")
    monkeypatch.setenv(VARIABLE, WORDS)
    monkeypatch.setenv(VARIABLE_OF_SECOND, "others")
    found = planned(lent, "--second-vault", str(second)).second
    assert found == Lent(second, None, "others")
    # What was read is not handed on to a browser, or to any other program.
    assert {VARIABLE, VARIABLE_OF_SECOND} & set(os.environ) == set()
    assert main(asked(lent)) == 2
    assert VARIABLE in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _: "asked for")
    assert planned(lent).lent.passphrase == "asked for"


def test_a_passphrase_that_others_can_read_is_refused(
    lent: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = lent.with_name("words")
    file.write_text(WORDS, encoding="utf-8")
    for mode in (0o640, 0o604):
        file.chmod(mode)
        assert main([*asked(lent), "--passphrase-file", str(file)]) == 2
        told = capsys.readouterr().err
        assert "words can be read by others; chmod 600 it" in told
        assert WORDS not in told


def test_what_cannot_be_meant_is_said(lent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for more, why in (
        (("--relay", "https://relay.example"), "--relay wants"),
        (("--page", "ws://relay.example"), "--page wants"),
        (("--passphrase-file", str(lent.with_name("nothing"))), "nothing: No such file"),
        ((), "the lent device does not open: foreign-vault"),
    ):
        os.environ[VARIABLE] = WORDS
        assert main([*asked(lent), *more]) == 2
        assert why in capsys.readouterr().err


def test_without_the_browsers_library_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [one for one in sys.modules if one.startswith(("playwright", "audit.canary_st"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    monkeypatch.setattr("audit.canary.opened", lambda _: None)
    plan = CanaryPlan("ws://x", "http://x", "http://x", Lent(tmp_path, None, ""))
    with pytest.raises(LocalFault, match=r"pip install '\./noview-0.*\.whl\[audit\]'"):
        check_canary(plan, Progress(), in_browsers)


def test_a_path_that_is_not_there_is_said_before_anybody_talks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.canary.opened", lambda _: None)
    lent = Lent(tmp_path, None, "")
    plan = CanaryPlan("ws://x", "http://x", "http://x", lent, data=(tmp_path / "nothing",))

    def talks(*_: object) -> None:
        raise AssertionError

    with pytest.raises(LocalFault, match=r"there is no .*nothing"):
        check_canary(plan, Progress(), talks)


def test_where_packets_cannot_be_read_the_browser_is_led_through_a_recorder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object) -> None:
        raise LocalFault("packets cannot be read: Operation not permitted")

    monkeypatch.setattr("audit.canary_network.Packets", forbidden)
    looking = Looking(Texts("one"), Texts("two"), Notes("again"), Progress())
    where = ("ws://127.0.0.1:8765", "http://x", "http://x")
    plan = CanaryPlan(*where, Lent(tmp_path, None, ""), capture="any")
    with Network(plan, looking) as network:
        (flag,) = network.flags
        assert flag.startswith("--host-resolver-rules=MAP 127.0.0.1:8765 127.0.0.1:")
        assert place_of(network.through(plan).relay)[1] == int(flag.rpartition(":")[2])
    told = str(looking.notes.done("canary", ""))
    assert "Operation not permitted" in told
    assert Recorder().way in told
    assert looking.notes.count("canary-unread") == 0
    # Who names an interface wants to know what passes there.
    named = CanaryPlan(*where, Lent(tmp_path, None, ""), capture="eth9")
    with Network(named, looking):
        assert looking.notes.count("canary-unread") == 1
