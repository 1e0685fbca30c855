"""A relay over a socket with an organisation's documents, honest or with a planted fault."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from audit.documents import DocumentsPlan, check_documents
from audit.findings import Checked
from orgkeys import request
from relay.documents import Kind, decode_envelope
from relay.flood import UNLIMITED
from tests.orgkeys.house import DESK, House, make_house
from tests.orgkeys.test_client import publish
from tests.relay.running import running_relay


def house_of(ago: int = 0) -> House:
    """An organisation that signed its first documents so many seconds ago."""
    return make_house("Noor", "Robin", now=int(time.time()) - ago, seed=time.time_ns())


@asynccontextmanager
async def serving(
    house: House, fault: str = "", patch: pytest.MonkeyPatch | None = None
) -> AsyncIterator[str]:
    """The address of a relay to which all documents were published."""
    if patch is not None and fault:
        for where in import_module(f"tests.audit.faulty.{fault}").PLANTED:
            patch.setattr(*where)
    async with running_relay([house.organisation], budgets=UNLIMITED) as relay:
        await publish(relay.url, house, house.published)
        yield relay.url


async def audited(house: House, *urls: str, **more: Any) -> Checked:
    """What the check says, with the right fingerprint and desk unless the test says otherwise."""
    values = {"now": time.time(), "pin": house.organisation, "desks": (DESK,), "pause": 0.0}
    plan = DocumentsPlan(**{**values, "relays": urls, **more})
    return await asyncio.to_thread(check_documents, plan)


def export_of(house: House, path: Path) -> Path:
    """What `noview-org export` writes, with everything that was published."""
    raws = [raw for raw, _ in house.published]
    charters = tuple(raw for raw in raws if decode_envelope(raw).kind == Kind.CHARTER)
    others = tuple(raw for raw in raws if decode_envelope(raw).kind != Kind.CHARTER)
    public = request.Public(house.organisation, DESK, "wss://relay.example", charters, others)
    path.write_bytes(request.make_public(public))
    return path
