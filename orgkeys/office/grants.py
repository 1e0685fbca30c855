"""A grant, as its device judges it before it goes by it (protocol.md 11.2): by the rulebook, as far
as that is possible without a roster, which says later whether the certificate stands.
"""

from __future__ import annotations

from typing import Final

from orgkeys import request
from orgkeys.errors import CannotOpen
from orgkeys.office.commands import Run
from orgkeys.office.holdings import rule_in_words
from orgkeys.office.own import Own
from orgkeys.office.public_file import read_public
from orgkeys.office.terminal import Refused, when
from orgkeys.primitives import verify
from relay.documents import (
    Certificate,
    Charter,
    Kind,
    TrustedDocuments,
    Warrant,
    decode_envelope,
    decode_payload,
    in_time,
    sign_input,
)
from relay.errors import Malformed, Untrusted

_NAMES: Final = {Kind.CERTIFICATE: "certificate", Kind.WARRANT: "warrant"}


def read_grant(raw: bytes, own: Own) -> request.Grant:
    """The grant, if it is for this device's two keys. Raises Refused."""
    try:
        return request.read_grant(raw, own.device.organisation, *own.publics)
    except (Malformed, Untrusted) as error:
        raise _no_grant(error) from error


def check_grant(run: Run, own: Own, grant: request.Grant) -> None:
    """An administrator of the organisation signed both parts, and both are in their time.

    `--organisation` brings the charters; they are believed from the fingerprint in the vault.
    Raises Refused.
    """
    charter = _charter(run, own)
    _check(run, charter, own.device.organisation, Kind.CERTIFICATE, grant.certificate)
    if grant.warrant:
        _check(run, charter, own.device.organisation, Kind.WARRANT, grant.warrant)


def _charter(run: Run, own: Own) -> Charter:
    public = read_public(run.args.organisation)
    reader = TrustedDocuments(own.device.organisation)
    try:
        reader.add_charters(public.charters, run.now)
    except Untrusted as error:
        raise _unbelieved("organisation's file", error) from error
    charter = reader.charter
    if charter is None:
        raise AssertionError("the last charter is in its time")
    return charter.payload


def _check(run: Run, charter: Charter, organisation: bytes, kind: Kind, raw: bytes) -> None:
    name = _NAMES[kind]
    shape: type[Certificate | Warrant] = Certificate if kind is Kind.CERTIFICATE else Warrant
    try:
        envelope = decode_envelope(raw, kind)
        ((key, signature),) = envelope.signatures
        if key not in charter.administrator_keys:
            raise Untrusted("signer")
        verify(key, sign_input(kind, organisation, envelope.payload), signature)
        told = decode_payload(envelope.payload, shape)
        if told.organisation != organisation:
            raise Untrusted("organisation")
    except (Untrusted, CannotOpen) as error:
        rule = error if isinstance(error, Untrusted) else Untrusted("signature")
        raise _unbelieved(name, rule) from error
    if in_time(told, run.now):
        return
    if told.expires <= run.now:
        raise Refused(
            f"The {name} in this grant ran out on {when(told.expires)}.",
            "Check this machine's clock; if it is right, ask the administrator for a new grant.",
        )
    raise Refused(
        f"The {name} in this grant is dated {when(told.issued)}, which is still to come.",
        "Check this machine's clock; if it is right, the administrator's is wrong: ask for a new "
        "grant.",
    )


def _unbelieved(what: str, error: Untrusted) -> Refused:
    return Refused(
        f"No administrator of this organisation signed the grant, or the file of the organisation "
        f"is not its newest ({what}: {rule_in_words(error)}).",
        "Ask the administrator for the grant, and for a new file of the organisation.",
    )


def _no_grant(error: Exception) -> Refused:
    if isinstance(error, Untrusted) and error.rule in ("signer", "organisation"):
        return Refused(
            "This grant is for another device, or another organisation.",
            "Give the vault whose request was certified, or ask for the right grant.",
        )
    return Refused(
        "That file is not a grant, or it is damaged.",
        "The administrator makes it with noview-org device certify.",
    )
