"""What the makers of noview sign: a root that says who they are, and the manifest of a release.

Both are JSON in exactly one form, so that people can read what they sign: a document is refused
where writing it again gives other bytes (a field that nobody knows, a name that stands there twice,
another order). Each signature is a file of its own beside the document, made on its holder's own
machine, so that no secret is ever brought together. The rules are those of The Update Framework's
root and targets roles: a threshold of distinct keys; a new root is signed by the old one's and its
own; versions only rise; everything runs out (docs/release.md). Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal, TypeAlias, TypeVar

import msgspec
from msgspec import Meta

from audit.errors import Unreadable
from orgkeys.errors import CannotOpen
from orgkeys.primitives import bind, ed25519_public, sha256, sign, verify
from orgkeys.proquint import proquint

ROOT_LABEL: Final = "noview/1 sign release root"
MANIFEST_LABEL: Final = "noview/1 sign release manifest"
EARLY: Final = 300
"""Seconds that a clock may be behind that of who signed."""
LONGEST: Final = 64 * 1024
"""Bytes of any of these files."""

Hex32: TypeAlias = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Hex64: TypeAlias = Annotated[str, Meta(pattern="^[0-9a-f]{128}$")]
Link: TypeAlias = Annotated[str, Meta(pattern="^([0-9a-f]{64})?$")]
Commit: TypeAlias = Annotated[str, Meta(pattern="^[0-9a-f]{40}([0-9a-f]{24})?$")]
Number: TypeAlias = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Size: TypeAlias = Annotated[int, Meta(ge=0, le=2**32)]
FileName: TypeAlias = Annotated[str, Meta(pattern="^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$")]
Word: TypeAlias = Annotated[str, Meta(pattern="^[0-9A-Za-z.+-]{1,32}$")]


class _Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of what follows."""


class Root(_Document, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who may sign releases, and how many together. `previous` is the hash of the root before."""

    kind: Literal["noview release root"] = "noview release root"
    version: Number
    issued: Number
    expires: Number
    previous: Link
    threshold: Annotated[int, Meta(ge=1, le=16)]
    keys: Annotated[tuple[Hex32, ...], Meta(min_length=1, max_length=16)]


class Artifact(_Document, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One file of a release."""

    name: FileName
    length: Size
    sha256: Hex32


class Manifest(_Document, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What belongs to a release. `number` rises with each; `commit` is what it was built from."""

    kind: Literal["noview release"] = "noview release"
    version: Word
    number: Number
    issued: Number
    expires: Number
    commit: Commit
    artifacts: Annotated[tuple[Artifact, ...], Meta(min_length=1, max_length=32)]

    def artifact(self, name: str) -> Artifact | None:
        """The file of this name."""
        return next((one for one in self.artifacts if one.name == name), None)


class Signature(_Document, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One holder's signature: the file `<document>.<first eight letters of the key>.sig`."""

    kind: Literal["noview release signature"] = "noview release signature"
    key: Hex32
    signature: Hex64


D = TypeVar("D", Root, Manifest, Signature)
LABELS: Final[Mapping[type[Root] | type[Manifest], str]] = {
    Root: ROOT_LABEL,
    Manifest: MANIFEST_LABEL,
}


def written(document: Root | Manifest | Signature) -> bytes:
    """The one form of a document; these bytes are what is signed."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def read(raw: bytes, shape: type[D], place: str) -> D:
    """The document in these bytes. Raises Unreadable where they are not its one form."""
    if len(raw) > LONGEST:
        raise Unreadable("too long", place)
    try:
        document = msgspec.json.decode(raw, type=shape)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Unreadable("not of the known form", place) from None
    if written(document) != raw:
        raise Unreadable("written in another way than the one that is signed", place)
    if isinstance(document, Root | Manifest):
        _check_fields(document, place)
    return document


def _check_fields(document: Root | Manifest, place: str) -> None:
    if document.expires <= document.issued:
        raise Unreadable("it ends before it begins", place)
    if isinstance(document, Root):
        if len(set(document.keys)) != len(document.keys) or document.threshold > len(document.keys):
            raise Unreadable("its keys and its threshold do not fit", place)
        if (document.version == 1) != (document.previous == ""):
            raise Unreadable("it does not say what it follows", place)
    else:
        names = [one.name for one in document.artifacts]
        if sorted(set(names)) != names:
            raise Unreadable("its files are not in order", place)


def fingerprint(raw: bytes) -> bytes:
    """The hash of a document, 32 bytes."""
    return sha256(raw)


def spoken(raw: bytes) -> str:
    """The whole fingerprint as sixteen words of five letters, to be read aloud and compared."""
    hashed = fingerprint(raw)
    return " ".join(proquint(hashed[at : at + 8]) for at in range(0, 32, 8))


def sign_document(shape: type[Root] | type[Manifest], raw: bytes, seed: bytes) -> Signature:
    """One holder's signature on exactly these bytes."""
    made = sign(seed, bind(LABELS[shape], raw))
    return Signature(key=ed25519_public(seed).hex(), signature=made.hex())


def signers(
    shape: type[Root] | type[Manifest], raw: bytes, signatures: tuple[Signature, ...]
) -> frozenset[str]:
    """The keys whose signature on these bytes holds; any other counts for nothing."""
    good = set()
    for one in signatures:
        message = bind(LABELS[shape], raw)
        try:
            verify(bytes.fromhex(one.key), message, bytes.fromhex(one.signature))
        except CannotOpen:
            continue
        good.add(one.key)
    return frozenset(good)


def signature_name(document: str, key: str) -> str:
    """The name of a signature's file."""
    return f"{document}.{key[:8]}.sig"


def enough(root: Root, keys: frozenset[str]) -> bool:
    """Whether a threshold of this root's keys is among them."""
    return len(keys & set(root.keys)) >= root.threshold
