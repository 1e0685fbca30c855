"""Where each thing lies in an organisation's folder, and what `organisation.json` holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

SETTINGS: Final = "organisation.json"
NOTICE: Final = "notice.toml"
HANDBOOK: Final = "handbook"
HANDBOOK_SOURCE: Final = "handbook.toml"
ROOT_VAULT: Final = "keys/root-1.vault"
ADMINISTRATOR_VAULT: Final = "keys/administrator.vault"
DRAFT: Final = "charter.draft"
ASIDE: Final = "set-aside"
DESTROYED: Final = "destroyed"
"""Marks a folder whose private keys were destroyed, for `show`."""
FOLDERS: Final = ("keys", "documents", "devices", "office", "cards", "signatures", ASIDE)
_FORMAT: Final = 1


@dataclass(frozen=True)
class Settings:
    """What `organisation.json` holds: the pinned fingerprint (32 bytes) and the desk (16)."""

    organisation: bytes
    desk: bytes

    def encode(self) -> bytes:
        """The bytes of organisation.json."""
        value = {
            "format": _FORMAT,
            "organisation": self.organisation.hex(),
            "desk": self.desk.hex(),
        }
        return (json.dumps(value, indent=2) + "\n").encode()


def read_settings(raw: bytes) -> Settings:
    """What organisation.json says. Raises ValueError, KeyError or TypeError."""
    try:
        value = json.loads(raw)
    except RecursionError:
        raise ValueError("nesting") from None
    if not isinstance(value, dict) or value.get("format") != _FORMAT:
        raise ValueError("format")
    organisation = bytes.fromhex(value["organisation"])
    desk = bytes.fromhex(value["desk"])
    if len(organisation) != 32 or len(desk) != 16:
        raise ValueError("length")
    return Settings(organisation, desk)


def document_name(kind: str, version: int) -> str:
    """Where a document lies, relative to the folder."""
    return f"documents/{kind}-{version:06d}"


def device_name(certificate_hash: bytes) -> str:
    """Where the record of a device lies, relative to the folder."""
    return f"devices/{certificate_hash.hex()}"


def card_name(role: str, key: bytes) -> str:
    """Where the card of a key lies, relative to the folder."""
    return f"cards/{role}-{key.hex()}"


def signature_name(key: bytes) -> str:
    """Where a holder's signature on the open draft lies, relative to the folder."""
    return f"signatures/{key.hex()}"


def office_name(administrator: bytes) -> str:
    """Where the office key document of an administrator lies, relative to the folder."""
    return f"office/{administrator.hex()}"
