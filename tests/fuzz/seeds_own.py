"""Where the fuzzing of files begins that no shared vector has: made as the commands make them."""

from __future__ import annotations

from orgkeys import messages, primitives
from orgkeys.ceremony import make_charter
from orgkeys.office import cards, drafts, places, signatures, texts, transcripts, words
from orgkeys.office.cards import Making
from relay.documents import TrustedDocuments
from tests.builders import NOW, filler, make_organisation
from tests.fuzz.seeds import ROOT, Seeds, encode, good, raws, world

SEED = bytes(range(32))
MAKING = Making("paper", NOW, "noview 1", (3, 9, 20))


def ceremony() -> Seeds:
    """Cards, a draft of the first charter, a signature on it, and a transcript."""
    root, other = filler("root"), filler("other root")
    made = [cards.make_card("root", name, seed, MAKING)
            for name, seed in (("Ada", root), ("Bo", other))]  # fmt: skip
    administrator = cards.make_card("administrator", "Chi", filler("administrator"), MAKING)
    keys = [card.key for card in made]
    charter = make_charter(
        name="Harbor", threshold=2, roots=keys, administrators=[administrator.key], now=NOW
    )
    raw = drafts.make_draft([], charter, [*made, administrator])
    draft = drafts.read_draft(raw, NOW)
    signed = [signatures.sign_draft(draft, seed) for seed in (root, other)]
    by = {(one := signatures.read_signature(file)).key: one.signature for file in signed}
    trusted = TrustedDocuments(draft.hash)
    trusted.add_charter(signatures.assemble(draft, by, NOW), NOW)
    text = transcripts.write(trusted, [*made, administrator], "noview 1", NOW)
    sealed = transcripts.seal(text, trusted, filler("administrator"))
    lines = texts.to_parts(raw)
    return {
        "card": [card.raw for card in (*made, administrator)],
        "draft": [raw],
        "signature": signed,
        "transcript": [sealed.encode()],
        "file or text": [raw, "\n".join(lines).encode(), texts.to_parts(signed[0])[0].encode()],
        "parts": ["\n".join(lines).encode()],
        "paper": [" ".join(words.to_words(root)).encode()],
    }


def folder() -> Seeds:
    """What lies in an organisation's folder."""
    organisation = make_organisation()
    device = organisation.devices[0]
    certificate = device.certificate
    sealing = organisation.sign_sealing_key(device)
    statistics = primitives.pad(encode([1, [[SEED, 0], [bytes(32), NOW]]]), 512)
    header = b"noview statistics\n" + encode([1, world()["organisation"]])
    heads = [[1, b"", 1, bytes(32), b"", b""], [2, b"", 3, bytes(32), SEED, b""]]
    settings = places.Settings(bytes(32), bytes(16))
    return {
        "device": [encode([2, certificate, [sealing], b""]), encode([2, certificate, [], b""])],
        "statistics keys": [header + bytes(56) + statistics + bytes(16)],
        "heads": [encode([1, heads])],
        "counted": [encode([1, [[20_000, [bytes(16), bytes([1] * 16)]]]])],
        "vaults written": [encode([1, [bytes(32)]])],
        "settings": [settings.encode(), b"[" * 5000],
    }


def wires() -> Seeds:
    """WebSocket frames, addresses, texts."""
    masked = bytes([0x82, 0x80 | 5, 1, 2, 3, 4]) + b"hello"
    parts = bytes([0x02, 0x81, 0, 0, 0, 0, 65, 0x80, 0x81, 0, 0, 0, 0, 66])
    long = bytes([0x82, 0xFE, 1, 0, 9, 9, 9, 9]) + bytes(256)
    far = bytes([0x82, 0xFF]) + (65_536).to_bytes(8, "big") + bytes(4)
    ping = bytes([0x89, 0x80, 1, 1, 1, 1])
    line = [messages.encode(one) for one in (messages.Text(1, "hello"), messages.Cover())]
    return {
        "socket": [masked, parts, long, far, ping, masked + ping + parts],
        "close": [(code).to_bytes(2, "big") for code in (1000, 1005, 3000, 4999, 5000)] + [b""],
        "handshake key": [b"dGhlIHNhbXBsZSBub25jZQ==", b"AAAA"],
        "address": [b"192.0.2.7", b"2001:db8::1", b"::ffff:192.0.2.7", b"fe80::1%eth0", b"a, b"],
        "web address": [b"https://help.example/page", b"wss://relay.example", b"http://[::1"],
        "name": ["Zoë".encode(), b"Sam", "S\u0430m".encode(), b"R0bin"],
        "alias": ["مريم".encode(), b"Robin", "가나".encode()],
        "passphrase": [b"correct horse battery staple", b"short"],
        "line": [*line, *raws("messages", "hex", good)[:40]],
    }


def written() -> Seeds:
    """Files that people write."""
    odd = [b"a = " + b"[" * 3000, b"a = " + b"9" * 5000, b"a = 0000-00-00", b"a = nan"]
    return {
        "notice.toml": [(ROOT / "tools" / "demo_notice.toml").read_bytes(), *odd],
        "handbook.toml": [(ROOT / "tools" / "demo_handbook.toml").read_bytes(),
                          b"[[texts]]\nkey = 'a'\n", *odd],
        "relay.toml": [(ROOT / "relay.example.toml").read_bytes(), *odd],
    }  # fmt: skip


def own() -> Seeds:
    """By target."""
    from tests.fuzz.seeds_audit import audit  # it needs what is above

    return {**ceremony(), **folder(), **wires(), **written(), **audit()}
