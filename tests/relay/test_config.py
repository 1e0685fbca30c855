"""The configuration: every key, every complaint, and an example that says the truth."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from relay.config import Address, BadConfig, Config, Deadlines, PagesConfig, Tls, load, parse

ROOT = Path(__file__).resolve().parents[2]


def test_nothing_configured_is_the_default() -> None:
    assert parse("") == Config()
    assert Config().listen == Address("127.0.0.1", 8765)


def test_the_example_holds_every_key_with_its_default() -> None:
    example = ROOT / "relay.example.toml"
    assert load(example) == replace(Config(), database=ROOT / "noview-relay.db")
    # with every commented setting uncommented, it still reads, and nothing is unknown
    text = re.sub(r"(?m)^# (\[tls\]|\[pages\]|\w+ = )", r"\1", example.read_text())
    text = text.replace("organisations = []\n", "", 1)
    full = parse(text)
    assert full.tls is not None
    assert full.pages is not None
    assert len(full.organisations) == 1


def test_everything_can_be_said() -> None:
    config = parse(
        f"""
        listen = "[::1]:9000"
        name = "vienna 1"
        organisations = ["{"ab" * 32}"]
        store = "memory"
        database = "else.db"
        allowed_origins = ["https://help.example", "http://localhost:8000"]
        staff_origins = ["https://desk.example"]
        null_origin = true
        address_header = "X-Forwarded-For"
        max_connections = 7
        [deadlines]
        headers = 1.5
        idle = 30
        [tls]
        certificate = "c.pem"
        key = "k.pem"
        [pages]
        listen = "0.0.0.0:80"
        directory = "site"
        frame_ancestors = ["https://help.example"]
        """,
        Path("/etc/noview"),
    )
    assert config == Config(
        listen=Address("::1", 9000),
        name="vienna 1",
        organisations=(bytes.fromhex("ab" * 32),),
        store="memory",
        database=Path("/etc/noview/else.db"),
        allowed_origins=("https://help.example", "http://localhost:8000"),
        staff_origins=("https://desk.example",),
        null_origin=True,
        address_header="X-Forwarded-For",
        max_connections=7,
        deadlines=Deadlines(headers=1.5, idle=30),
        tls=Tls(Path("/etc/noview/c.pem"), Path("/etc/noview/k.pem")),
        pages=PagesConfig(
            Address("0.0.0.0", 80), Path("/etc/noview/site"), ("https://help.example",)
        ),
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("listen = '127.0.0.1'", "`listen`"),
        ("listen = '127.0.0.1:70000'", "`listen`"),
        ("listen = '::1:80'", "`listen`"),
        ("name = ''", "`name`"),
        ("organisations = 'x'", "`organisations`"),
        (f"organisations = ['{'AB' * 32}']", "`organisations`"),
        (f"organisations = ['{'ab' * 32}', '{'ab' * 32}']", "`organisations`"),
        ("store = 'redis'", "`store`"),
        ("database = ''", "`database`"),
        ("database = 1", "`database`"),
        ("allowed_origins = ['https://a.example/']", "`allowed_origins`"),
        ("allowed_origins = ['null']", "`allowed_origins`"),
        ("allowed_origins = ['*']", "`allowed_origins`"),
        ("staff_origins = [1]", "`staff_origins`"),
        ("null_origin = 'yes'", "`null_origin`"),
        ("address_header = 'X Y'", "`address_header`"),
        ("max_connections = 0", "`max_connections`"),
        ("max_connections = true", "`max_connections`"),
        ("deadlines = 5", "`deadlines`"),
        ("[deadlines]\nidle = 0", "`deadlines.idle`"),
        ("[deadlines]\nidle = nan", "`deadlines.idle`"),
        ("[deadlines]\nsoon = 1", "`deadlines.soon`"),
        ("[tls]\ncertificate = 'a'", "`tls.key`"),
        ("[pages]", "`pages.directory`"),
        ("[pages]\ndirectory = 'a'\nframe_ancestors = ['*']", "`pages.frame_ancestors`"),
        ("unheard_of = 1", "`unheard_of`"),
        ("listen = ", "not TOML"),
    ],
)
def test_a_wrong_value_is_named_with_what_it_should_be(text: str, key: str) -> None:
    with pytest.raises(BadConfig, match=re.escape(key)):
        parse(text)


@pytest.mark.parametrize("store", ["redis", "redis://10.0.0.1:6379", "valkey"])
def test_a61_there_is_no_store_on_the_network_that_could_stand_open(store: str) -> None:
    with pytest.raises(BadConfig, match="`store`"):
        parse(f"store = '{store}'")
    assert {parse(f"store = '{name}'").store for name in ("sqlite", "memory")} == {
        "sqlite",
        "memory",
    }, "the control: those that there are"


def test_a_file_that_cannot_be_read_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="No such file"):
        load(tmp_path / "absent.toml")
    bad = tmp_path / "bad.toml"
    bad.write_bytes(b"\xff\xfe")
    with pytest.raises(BadConfig, match="UTF-8"):
        load(bad)
