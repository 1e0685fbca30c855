"""The small texts that a relay has beside its store: which one a file is, and what is in it."""

from __future__ import annotations

import re
import tomllib
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_private_key
from cryptography.x509 import load_der_x509_certificate, load_der_x509_csr

from audit.remarks import REMARKS
from audit.storage_files import PEM
from relay.config import BadConfig, Config, parse

SMALL: Final = 256 * 1024
PEM_MOST: Final = 64 * 1024
LONG: Final = 255
"""A path of a configuration is no longer than this."""
LISTED_MOST: Final = 64
"""So many organisations, or websites of one kind, a relay has at most."""
BLOCK: Final = re.compile(r"-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----")
KEYS: Final = (".pem", ".crt", ".cer", ".key")
READ: Final = re.compile(r"readme(?:\.(?:md|txt))?|.*\.md", re.IGNORECASE)
"""Files that are there to be read."""


def _parameters(raw: bytes) -> object:
    """Names a curve: an object identifier and nothing behind it."""
    if raw[:1] != b"\x06" or len(raw) > 12 or raw[1] != len(raw) - 2:
        raise ValueError
    return raw


def _private(raw: bytes) -> object:
    return load_der_private_key(raw, None)


READERS: Final[Mapping[str, Callable[[bytes], object]]] = {
    "CERTIFICATE": load_der_x509_certificate,
    "CERTIFICATE REQUEST": load_der_x509_csr,
    "PRIVATE KEY": _private,
    "RSA PRIVATE KEY": _private,
    "EC PRIVATE KEY": _private,
    "EC PARAMETERS": _parameters,
}


def small(path: Path, kind: str) -> str:
    """Which of a relay's small texts it is: "configuration", "TLS key", "other text" for what is
    there to be read or meant to be one of them, and "log" for any other text."""
    if path.stat().st_size > SMALL:
        return "log"
    text = path.read_text(encoding="utf-8", errors="replace")
    if kind == "pem" or path.suffix in KEYS:
        return "TLS key" if is_key_file(text) else "other text"
    if configured(text) is not None:
        return "configuration"
    if kind == "toml" or ".toml" in path.name or READ.fullmatch(path.name):
        return "other text"
    return "log"


def is_key_file(text: str) -> bool:
    """Whether it holds certificates and keys and nothing else, as far as their form tells."""
    if len(text) > PEM_MOST or PEM.fullmatch(text) is None:
        return False
    for block in BLOCK.finditer(text):
        try:
            READERS[block[1]](b64decode("".join(block[2].split()), validate=True))
        except (KeyError, ValueError, TypeError, UnsupportedAlgorithm):
            return False
    return True


def configured(text: str) -> Config | None:
    """What a relay would read in it; None where it is no configuration, or not a plausible one."""
    with suppress(BadConfig, ValueError, RecursionError):
        config = parse(text)
        said: dict[str, Any] = tomllib.loads(text)
        paths = [str(config.database), *(str(config.pages.directory) if config.pages else "",)]
        if config.tls is not None:
            paths += [str(config.tls.certificate), str(config.tls.key)]
        lists = [config.organisations, config.allowed_origins, config.staff_origins]
        lists += [config.pages.frame_ancestors] if config.pages else []
        few = all(len(one) <= LISTED_MOST for one in lists)
        if said and few and max(map(len, paths)) <= LONG:
            return config
    return None


def hosts_of(config: Config) -> Iterator[str]:
    """Where a relay with this configuration listens."""
    yield config.listen.host
    if config.pages is not None:
        yield config.pages.listen.host


def notes_of_somebody(text: str) -> Iterator[int]:
    """The lines of a configuration with a remark that the example of the relay does not have."""
    for number, line in enumerate(text.splitlines(), 1):
        _, there, remark = line.partition("#")
        if there and remark.strip() not in REMARKS:
            yield number
