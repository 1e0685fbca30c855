"""How a line is made of an ask: hello, frame 0, acceptance (protocol.md 5.3 to 5.6).

The inviter makes an ask (`orgkeys.asks`) and accepts one hello; the responder opens the ask and
makes the hello. Every failure on the inviter's side leaves the ask as it was, so that nobody can
kill a knock with a bad hello.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from orgkeys import labels, messages
from orgkeys.asks import (
    Ask,
    Believed,
    CheckCertificate,
    Format,
    InvitationText,
    KnockText,
    OpenedAsk,
    ask_hash,
    make_invitation,
    make_knock,
    open_invitation,
    open_knock,
)
from orgkeys.chain import INVITER, RESPONDER, Chain, Where, make_frame, open_frame
from orgkeys.encoding import Bin32, Row, SealingPublic, decode_as, encode
from orgkeys.errors import BadHello, CannotOpen
from orgkeys.line import Keys, Line
from orgkeys.messages import Envelope, Ready
from orgkeys.primitives import (
    Bytes,
    bind,
    digest,
    equal,
    expand,
    extract,
    hkdf_expand,
    wipe,
    x25519,
    x25519_public,
    xwing_public,
)
from orgkeys.refresh import RefreshKeys
from orgkeys.sealing import NONCE, Random, open_padded, seal_padded
from relay.documents import Certificate, envelope_hash
from relay.limits import ASK_SIZE, HELLO_SIZE

__all__ = [
    "Ask",
    "Believed",
    "InvitationText",
    "KnockText",
    "OpenedAsk",
    "Roots",
    "accept_hello",
    "ask_hash",
    "derive",
    "inbox_capability",
    "make_hello",
    "make_invitation",
    "make_knock",
    "open_invitation",
    "open_knock",
    "transcript",
]


class _Hello(Row, frozen=True, array_like=True):
    format: Format
    cs: Bin32
    e_c: Bin32
    u_c: SealingPublic
    w_c: Bin32
    certificate: Envelope


@dataclass(frozen=True)
class Roots:
    """What a line is made of (5.4): both chains and the line id, 32 bytes each."""

    inviter: bytes = field(repr=False)
    responder: bytes = field(repr=False)
    line_id: bytes = field(repr=False)


def transcript(ask: Ask | OpenedAsk, hello: bytes, padded_hello: bytes) -> bytes:
    """T (5.4): every byte of ask and hello, sealed and opened, and what both sides believed."""
    believed = ask.believed
    return digest(
        labels.TRANSCRIPT,
        bytes([ask.shape]),
        believed.organisation,
        believed.shift_hash,
        believed.roster_hash,
        ask.sealed,
        hello,
        ask.padded,
        padded_hello,
    )


def derive(organisation: bytes, transcript_hash: bytes, secrets: Bytes) -> Roots:
    """Root and what follows from it (5.4); `secrets` is cs ‖ X25519 results, in their order."""
    root = bytearray(extract(transcript_hash, secrets))
    roots = Roots(
        expand(root, labels.CHAIN_INVITER, organisation),
        expand(root, labels.CHAIN_RESPONDER, organisation),
        expand(root, labels.LINE_ID, organisation),
    )
    wipe(root)
    return roots


def inbox_capability(inbox_secret: bytes, believed: Believed) -> bytes:
    """The read capability (32 bytes) of a device's inbox during a shift (5.7)."""
    place = (believed.organisation, believed.shift_hash)
    return hkdf_expand(inbox_secret, bind(labels.INBOX, *place))


def make_hello(
    believed: Believed,
    identity: bytes,
    certificate_raw: bytes,
    opened: OpenedAsk,
    w_c: bytes,
    random: Random,
) -> tuple[bytes, Line]:
    """Answer an ask: (hello ‖ frame 0, 4096 bytes; our line, as its responder).

    `identity` is our X25519 identity key, `w_c` writes to the mailbox that we read. The line sends
    nothing until the inviter's answer has opened (5.6). CannotOpen if a key of the ask is useless,
    or if the ask was opened under another belief.
    """
    if opened.believed != believed:
        raise CannotOpen("believed")
    cs, e_c, u_c = bytearray(random(32)), bytearray(random(32)), random(32)
    public = (x25519_public(e_c), xwing_public(u_c))
    plain = encode([1, bytes(cs), *public, w_c, certificate_raw])
    info = bind(labels.HELLO, believed.organisation, ask_hash(opened.sealed))
    hello, padded = seal_padded(opened.u_s, info, plain, HELLO_SIZE)
    secrets = cs + x25519(identity, opened.e_s) + x25519(e_c, opened.e_s)
    if opened.inviter is not None:
        secrets += x25519(e_c, opened.inviter.identity)
    roots = derive(believed.organisation, transcript(opened, hello, padded), secrets)
    for secret in (cs, e_c, secrets):
        wipe(secret)
    sending = Chain(roots.responder, believed.organisation)
    step = sending.step()
    where = Where(believed.organisation, roots.line_id, RESPONDER, 0)
    frame = make_frame(step.message_key, where, messages.encode(Ready()), random(NONCE))
    sending.move(step)
    keys = Keys(
        believed.organisation,
        roots.line_id,
        sending,
        Chain(roots.inviter, believed.organisation),
        RefreshKeys(u_c, opened.u_s),
    )
    return hello + frame, Line(RESPONDER, keys, None)


def accept_hello(
    ask: Ask,
    append: bytes,
    check_certificate: CheckCertificate,
    expected_certificate_hash: bytes | None = None,
) -> tuple[Line, Certificate, bytes]:
    """Accept hello ‖ frame 0: (our line as inviter, the certificate, `w_c`); 5.5 in its order.

    Raises BadHello, or the Untrusted of `check_certificate`; then the ask is as it was and waits
    for another hello. After success it is spent. Call `line.answer` at once.
    """
    try:
        hello, padded = _open_hello(ask, append)
    except CannotOpen as fault:
        raise BadHello(fault.code) from None
    certificate = check_certificate(hello.certificate)
    hashed = envelope_hash(hello.certificate)
    for expected in (ask.certificate_hash, expected_certificate_hash):
        if expected and not equal(expected, hashed):
            raise BadHello("another-device")
    try:
        keys = _derive_accepted(ask, append, hello, padded, certificate)
    except CannotOpen as fault:
        raise BadHello(fault.code) from None
    ask.spend()
    return Line(INVITER, keys, hello.w_c), certificate, hello.w_c


def _open_hello(ask: Ask, append: bytes) -> tuple[_Hello, bytes]:
    """The opened hello and its padded plaintext."""
    _, u_s, _ = ask.secrets()
    if len(append) != ASK_SIZE:
        raise CannotOpen("size")
    info = bind(labels.HELLO, ask.believed.organisation, ask_hash(ask.sealed))
    plain, padded = open_padded(u_s, info, append[:HELLO_SIZE], HELLO_SIZE)
    return decode_as(plain, _Hello), padded


def _derive_accepted(
    ask: Ask, append: bytes, hello: _Hello, padded: bytes, certificate: Certificate
) -> Keys:
    """The keys of the line, once frame 0 has shown that the certified device made it."""
    organisation = ask.believed.organisation
    e_s, _, identity = ask.secrets()
    secrets = bytearray(hello.cs + x25519(e_s, certificate.identity) + x25519(e_s, hello.e_c))
    if identity:
        secrets += x25519(identity, hello.e_c)
    roots = derive(organisation, transcript(ask, append[:HELLO_SIZE], padded), secrets)
    wipe(secrets)
    receiving = Chain(roots.responder, organisation)
    step = receiving.step()
    where = Where(organisation, roots.line_id, RESPONDER, 0)
    if messages.decode(open_frame(step.message_key, where, append[HELLO_SIZE:])) != Ready():
        raise CannotOpen("unexpected")
    receiving.move(step)
    refresh = RefreshKeys(None, hello.u_c)
    return Keys(organisation, roots.line_id, Chain(roots.inviter, organisation), receiving, refresh)
