"""The part of the list that is inside signed public documents (`relay.document_types`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

DOCUMENTS: Final[Mapping[str, tuple[str, str]]] = {
    "Envelope.kind": ("which kind of document", "nothing beyond that"),
    "Envelope.payload": ("the signed bytes", "the fields that follow"),
    "Envelope.signatures": (
        "keys and signatures",
        "which of the organisation's keys signed it. A shift or state is signed by a device, so its"
        " key is seen to sign again and again; no name stands with it",
    ),
    "Envelope.warrants": (
        "a document that lets a device sign shifts or states",
        "that a device may; its fields are below",
    ),
    "Head.format": ("always 1", "nothing"),
    "Head.organisation": ("the fingerprint of the organisation", "whose document it is"),
    "Head.version": ("the number of the document", "how often it was renewed"),
    "Head.issued": ("when it was signed, in seconds", "when an administrator or supervisor worked"),
    "Head.expires": ("until when it holds, in seconds", "how long it is meant to hold"),
    "Charter.previous": ("the hash of the charter before", "nothing"),
    "Charter.name": ("the organisation's public name", "who it is"),
    "Charter.threshold": ("how many root keys must sign", "how many people decide together"),
    "Charter.root_keys": ("public keys", "how many people hold one"),
    "Charter.administrator_keys": ("public keys", "how many administrators there are"),
    "Charter.purpose_keys": (
        "public keys for named purposes, such as statistics",
        "whether the organisation asks questions after a chat",
    ),
    "Roster.previous": ("the hash of the roster before", "nothing"),
    "Roster.rows": (
        "per device a salted hash, an end and whether it was shut out; filled up with random rows",
        "a head count in steps of 16, when certificates end, that a device was shut out. No names",
    ),
    "Notice.desk": ("a number for the desk", "how many desks there are"),
    "Notice.timezone": ("the service's time zone", "where it is, about"),
    "Notice.hours": ("opening hours", "what everybody is told"),
    "Notice.numbers": ("public telephone numbers", "what everybody is told"),
    "Notice.texts": (
        "public texts, and questions after a chat",
        "what everybody is told, and in which languages the service speaks",
    ),
    "Notice.policy": ("switches for the page", "how the page behaves"),
    "Notice.exit_address": ("where the exit leads", "what everybody is told"),
    "Shift.desk": ("a number for the desk", "which desk it is for"),
    "Shift.team_key": ("the public key to which knocks are sealed", "nothing"),
    "Shift.desk_key": ("the public key with which staff prove their duty", "nothing of who"),
    "Shift.roster_version": ("which roster it rests on", "nothing beyond that"),
    "Shift.roster_hash": ("which roster it rests on", "nothing beyond that"),
    "Shift.packet_hash": ("the hash of the staff packet", "nothing"),
    "State.desk": ("a number for the desk", "which desk it is for"),
    "State.mode": ("open, closed, very busy, or a partner takes over", "what everybody is told"),
    "State.text": ("which of the notice's texts is shown", "what everybody is told"),
    "Warrant.signing": ("a device's public signing key", "that this device has the power"),
    "Warrant.certificate_hash": (
        "the salted hash of a certificate",
        "which row of the roster the device is; no name",
    ),
    "Warrant.powers": ("shift, state, or both", "what the device may sign"),
}
