"""TLS without a proxy: the same relay, and pages that say HSTS."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import aiohttp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from relay.config import Config, Tls
from relay.frames import Join, Joined, decode_relay, encode
from relay.pages import HSTS
from tests.relay.running import running_relay


def certificate(directory: Path) -> Tls:
    """A self-signed certificate for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    found = Tls(directory / "certificate.pem", directory / "key.pem")
    found.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    found.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return found


async def test_frames_and_pages_over_tls(tmp_path: Path) -> None:
    tls = certificate(tmp_path)
    trust = ssl.create_default_context(cafile=str(tls.certificate))
    organisation = bytes(32)
    pages = tmp_path / "pages"
    pages.mkdir()
    async with (
        running_relay([organisation], config=Config(tls=tls), pages=pages) as relay,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust)) as http,
    ):
        assert relay.url.startswith("wss://")
        socket = await http.ws_connect(f"{relay.url}/v1/visit")
        await socket.send_bytes(encode(Join(1, organisation)))
        assert isinstance(decode_relay(await socket.receive_bytes()), Joined)
        await socket.close()
        assert socket.close_code == 1000
        async with http.get(f"{relay.pages_url}/absent.html") as answer:
            assert answer.status == 404
            assert answer.headers["Strict-Transport-Security"] == HSTS
