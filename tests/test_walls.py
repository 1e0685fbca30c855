"""The walls between the rooms hold, and the checker catches what breaks each of them."""

from pathlib import Path

import pytest

from tools.walls import PYTHON, ROOT, check
from tools.walls_ts import TYPESCRIPT, scan


def plant(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")


def test_no_wall_is_broken() -> None:
    assert check(ROOT) == []


BROKEN_PYTHON = [
    # the relay is blind
    ("relay/server.py", "import orgkeys"),
    ("relay/server.py", "from orgkeys.vault import open_vault"),
    ("relay/server.py", "import audit.report"),
    ("relay/server.py", "def f() -> None:\n    from audit import report"),
    ("relay/server.py", "import nacl"),
    ("relay/server.py", "import nacl.signing"),
    ("relay/server.py", "import nacl.exceptions"),
    ("relay/server.py", "import nacl.signing as s"),
    ("relay/server.py", "from nacl.signing import VerifyKey, SigningKey"),
    ("relay/server.py", "from nacl.signing import *"),
    ("relay/server.py", "from nacl.public import SealedBox"),
    ("relay/server.py", "from nacl import bindings"),
    ("relay/server.py", "import cryptography"),
    ("relay/deep/er.py", "from cryptography.hazmat.primitives import hashes"),
    ("relay/server.py", "from tests import helpers"),
    ("relay/server.py", "import tools.walls"),
    # the protocol knows neither machines nor office, and the machines are pure
    ("orgkeys/line.py", "from orgkeys.machines.visit import Visit"),
    ("orgkeys/vault.py", "from orgkeys.office.directory import Directory"),
    ("orgkeys/line.py", "import time"),
    ("orgkeys/machines/visit.py", "import asyncio"),
    ("orgkeys/machines/visit.py", "from orgkeys.client import Visitor"),
    ("orgkeys/office/pages.py", "from orgkeys.machines.visit import Visit"),
    # the wire stands on nothing, in its order
    ("relay/errors.py", "from relay import limits"),
    ("relay/errors.py", "from . import frames"),
    ("relay/limits.py", "from relay.frames import Frame"),
    ("relay/limits.py", "from .config import Config"),
    ("relay/frames.py", "from relay.mailbox import Mailbox"),
    ("relay/frames.py", "import relay"),
    ("relay/frames.py", "import os"),
    # pure state knows the wire and nothing else
    ("relay/mailbox.py", "from relay.switchboard import Switchboard"),
    ("relay/mailbox.py", "from relay.store import Store"),
    ("relay/mailbox.py", "from relay import desk"),
    ("relay/desk.py", "from relay import server"),
    ("relay/flood.py", "from .usage import Usage"),
    ("relay/documents.py", "from relay.switchboard import Switchboard"),
    ("relay/switchboard.py", "from relay.store.sqlite import Sqlite"),
    ("relay/switchboard.py", "from relay.server import serve"),
    *[
        (f"relay/{room}.py", f"import {module}")
        for room in ("mailbox", "desk", "flood", "documents", "switchboard")
        for module in ("aiohttp", "sqlite3", "asyncio", "time", "random", "secrets", "os")
    ],
    ("relay/switchboard.py", "from os import path"),
    ("relay/mailbox.py", "from asyncio import sleep"),
    # the store knows its driver only
    ("relay/store/__init__.py", "from relay.mailbox import Mailbox"),
    ("relay/store/memory.py", "from relay.frames import Frame"),
    ("relay/store/memory.py", "from ..desk import Desk"),
    ("relay/store/memory.py", "import sqlite3"),
    ("relay/store/redis.py", "import sqlite3"),
    ("relay/store/sqlite.py", "import redis.asyncio"),
    ("relay/store/sqlite.py", "from aiohttp import web"),
    # the organisation sees the relay's public contract, and one file sees cryptography
    ("orgkeys/client.py", "from relay.server import serve"),
    ("orgkeys/client.py", "from relay import mailbox"),
    ("orgkeys/client.py", "import relay"),
    ("orgkeys/client.py", "import relay.store.sqlite"),
    ("orgkeys/client.py", "from audit import report"),
    ("orgkeys/chain.py", "from nacl.bindings import crypto_scalarmult"),
    ("orgkeys/chain.py", "import cryptography.hazmat"),
    ("orgkeys/chain.py", "from hashlib import sha256"),
    ("orgkeys/chain.py", "import hmac as h"),
    ("orgkeys/primitives.py", "from relay.desk import Desk"),
    # hidden imports
    ("relay/server.py", "__import__('orgkeys')"),
    ("relay/server.py", "import builtins\ngetattr(builtins, '__import__')('orgkeys')"),
    ("relay/server.py", "import importlib"),
    ("relay/server.py", "from importlib import import_module as load"),
    ("orgkeys/page.py", "import importlib.resources\nimportlib.import_module('relay.desk')"),
    ("orgkeys/page.py", "import runpy"),
    ("orgkeys/page.py", "exec('import nacl')"),
]


@pytest.mark.parametrize(("name", "text"), BROKEN_PYTHON)
def test_a_broken_python_wall_is_seen(tmp_path: Path, name: str, text: str) -> None:
    plant(tmp_path, name, text)
    assert check(tmp_path) != []


SOUND_PYTHON = [
    ("relay/limits.py", "from relay.errors import Refused"),
    ("relay/frames.py", "import msgspec\nfrom . import errors, limits"),
    ("relay/documents.py", "import hashlib\nfrom nacl.signing import VerifyKey"),
    ("relay/documents.py", "from nacl import exceptions\nfrom nacl.exceptions import BadSignature"),
    ("relay/switchboard.py", "from relay import desk, documents, flood, mailbox"),
    ("relay/store/sqlite.py", "import sqlite3\nfrom . import Store\nfrom ..errors import Refused"),
    ("relay/server.py", "import asyncio\nfrom relay.store.redis import Redis"),
    ("orgkeys/client.py", "import aiohttp\nfrom relay import documents, errors, frames, limits"),
    ("orgkeys/primitives.py", "import hashlib, hmac, nacl.bindings, cryptography"),
    ("orgkeys/page.py", "from importlib.resources import files"),
    ("audit/storage.py", "from orgkeys import vault\nfrom relay.store import Store"),
]


@pytest.mark.parametrize(("name", "text"), SOUND_PYTHON)
def test_what_the_table_allows_passes(tmp_path: Path, name: str, text: str) -> None:
    plant(tmp_path, name, text)
    assert check(tmp_path) == []


BROKEN_TYPESCRIPT = [
    # the core: itself, and @noble in one file
    ("core/line.ts", 'import { send } from "../transport/socket.ts";'),
    ("core/line.ts", 'import type { View } from "../ui/view.tsx";'),
    ("core/line.ts", 'import "../survivor/main.tsx";'),
    ("core/line.ts", 'export * from "../console/main.tsx";'),
    ("core/line.ts", "import { sha256 } from '@noble/hashes/sha2.js';"),
    ("core/line.ts", 'import {\n  sha256,\n} from "@noble/hashes/sha2.js";'),
    ("core/line.ts", 'import{a}from"../ui/a.ts"'),
    ("core/primitives.ts", 'import { h } from "preact";'),
    ("core/line.ts", 'import { readFileSync } from "node:fs";'),
    ("core/line.ts", 'import x from "../../build.mjs";'),
    *[
        ("core/line.ts", f"const x = {word};")
        for word in ("window", "WebSocket", "localStorage", "navigator", "globalThis", "indexedDB")
    ],
    ("core/line.ts", "document.title = 'x';"),
    ("core/line.ts", "const t = `a ${window.name} b`;"),
    ("core/line.ts", "const a = 'it\\'s'; // ' \nfetch('/x');"),
    # transport and ui
    ("transport/socket.ts", 'import { View } from "../ui/view.tsx";'),
    ("transport/socket.ts", 'import { x } from "../survivor/x.ts";'),
    ("transport/socket.ts", 'import { sha256 } from "@noble/hashes/sha2.js";'),
    ("transport/socket.ts", "localStorage.setItem('a', 'b');"),
    ("ui/view.tsx", 'import { Line } from "../core/line.ts";'),
    ("ui/view.tsx", 'import { type Line } from "../core/line.ts";'),
    ("ui/view.tsx", 'import type { Socket } from "../transport/socket.ts";'),
    ("ui/view.tsx", 'import { x } from "../console/x.ts";'),
    ("ui/view.tsx", "new WebSocket('wss://x');"),
    # the words come by the catalog's types, and to the survivor's page only in its data block
    ("ui/view.tsx", 'import { shared } from "noview:words";'),
    ("survivor/main.tsx", 'import { CODES } from "noview:words";'),
    # the screens of the survivor serve the preview too: they know neither page, and do nothing
    ("screens/start.tsx", 'import { x } from "../survivor/x.ts";'),
    ("screens/start.tsx", 'import { x } from "../console/x.ts";'),
    ("screens/start.tsx", 'import { Visit } from "../core/visit.ts";'),
    ("screens/start.tsx", 'fetch("x");'),
    ("console/main.tsx", 'import { Start } from "../screens/start.tsx";'),
    ("ui/catalog/words.ts", 'import { h } from "preact";'),
    # the two pages never meet
    ("survivor/main.tsx", 'import { x } from "../console/x.ts";'),
    ("survivor/main.tsx", 'import type { X } from "../console/x.ts";'),
    ("survivor/main.tsx", "sessionStorage.clear();"),
    ("survivor/main.tsx", 'import { sha256 } from "@noble/hashes/sha2.js";'),
    ("console/main.tsx", 'export { x } from "../survivor/x.ts";'),
    ("console/main.tsx", "await fetch('/x');"),
    # one room keeps, one measures, one draws
    ("console/main.tsx", "localStorage.setItem('a', 'b');"),
    ("console/storage.ts", "await fetch('/x');"),
    ("console/main.tsx", 'import { ZxcvbnFactory } from "@zxcvbn-ts/core";'),
    ("survivor/main.tsx", 'import { encodeQR } from "qr";'),
    ("core/vault.ts", 'import { wordlist } from "@scure/bip39/wordlists/english.js";'),
    # hidden imports, running text, no room
    ("console/main.tsx", 'const x = await import("../survivor/x.ts");'),
    ("core/line.ts", "const x = require('ws');"),
    ("core/line.ts", "eval('1');"),
    ("ui/view.tsx", "const f = new Function('return 1');"),
    ("misc.ts", "export const x = 1;"),
    ("helpers/x.ts", "export const x = 1;"),
]


@pytest.mark.parametrize(("name", "text"), BROKEN_TYPESCRIPT)
def test_a_broken_typescript_wall_is_seen(tmp_path: Path, name: str, text: str) -> None:
    plant(tmp_path, f"client_js/src/{name}", text)
    assert check(tmp_path) != []


SOUND_TYPESCRIPT = [
    ("core/line.ts", 'import { open } from "./sealing.ts";\nimport type { Key } from "./keys.ts";'),
    ("core/line.ts", '// import { x } from "../ui/x.ts"; window\nconst s = "window"; /* fetch */'),
    ("core/line.ts", "interface A { window: number; from?: string }\nconst w = a.window;"),
    ("core/line.ts", 'export interface A {\n  kind: "window" | "loading";\n}'),
    ("core/documents.ts", "const document = open(); return document.payload;"),
    ("core/line.ts", "const r = /['\"`]/; const s = `a ${`b ${1}`} window`;"),
    ("core/line.test.ts", 'import { test } from "node:test";\nimport "../ui/view.tsx";'),
    ("core/primitives.ts", 'import { sha256 } from "@noble/hashes/sha2.js";'),
    ("transport/socket.ts", 'import { Line } from "../core/line.ts";\nnew WebSocket(url);'),
    ("ui/view.tsx", 'import { h } from "preact";\nimport type { Line } from "../core/line.ts";'),
    ("ui/view.tsx", 'import { useState } from "preact/hooks";\ndocument.title = "x";'),
    ("ui/catalog/words.ts", 'import type { Shared } from "noview:words";'),
    ("survivor/main.tsx", 'import { x } from "../core/x.ts";\nimport { y } from "./y.tsx";'),
    ("console/storage.ts", 'import { z } from "../core/z.ts";\nlocalStorage.getItem("vault");'),
]


@pytest.mark.parametrize(("name", "text"), SOUND_TYPESCRIPT)
def test_what_the_typescript_table_allows_passes(tmp_path: Path, name: str, text: str) -> None:
    plant(tmp_path, f"client_js/src/{name}", text)
    assert check(tmp_path) == []


def test_every_row_is_broken_by_a_planted_file(tmp_path: Path) -> None:
    """A row whose `files` matches nothing would guard nothing."""
    for wall in {wall.files for wall in PYTHON}:
        name = wall.replace("*", "planted.py")
        plant(tmp_path, name, "import bench")
        assert any(line.startswith(name) and wall in line for line in check(tmp_path))
    for room in TYPESCRIPT:
        name = room.files if room.files.endswith(".ts") else f"{room.files}planted.ts"
        plant(tmp_path, f"client_js/src/{name}", 'import "ws";')
        assert any(line.startswith(name) and room.files in line for line in check(tmp_path))


def test_the_scanner_keeps_lines_and_drops_comments() -> None:
    code, strings = scan("a /* x\ny */ b // 'c'\nconst d = 'e'; const f = `g ${h('i')} j`;")
    assert code.count("\n") == 2
    assert strings == ["e", "i"]
    assert "x" not in code
    assert "h(" in code
    assert "g " not in code
