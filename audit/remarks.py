"""The remarks of `relay.example.toml`: those that stand in a configuration and tell nothing.

A test holds them to the file, which an installed auditor does not have.
"""

from __future__ import annotations

from typing import Final

_TEXT: Final = """\
noview-relay serve --config relay.toml

Every key with its default. Without a file, these defaults hold, and nobody may publish yet.
Paths are relative to this file.
Where the relay listens: WebSocket on /v1/visit, /v1/staff and /v1/publish, and /health.
Put a TLS proxy in front of it, or use [tls] below.
The fingerprints of the organisations that may publish here, from `noview-org show`.
For everyone else this relay does nothing.
organisations = ["0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"]
"sqlite" keeps signed public documents (never a conversation) across a restart; "memory" does not.
Who this relay is among those that share a store. One of them serves at a time.
Origins of the websites that carry the survivor's page. When the list is not empty, other pages
and clients without an Origin are refused on /v1/visit. Nothing secret rests on this.
Origins of pages that may use /v1/staff and /v1/publish, when the list is not empty. Programs
that send no Origin may always come: what they may do depends on keys alone.
A console opened from a counselor's own disk has the Origin "null". It serves the desk over
/v1/staff, and its supervisors and administrators publish over /v1/publish: this lets it do both.
Behind a reverse proxy: the header in which the proxy names the visitor's address, such as
"X-Forwarded-For" (its last entry counts). Only set it when every connection comes through the
proxy: otherwise visitors can choose their own address. Addresses are used for flood budgets only,
as a hash under a key that changes daily, in memory.
Seconds until a connection that does not move is closed.
from the connection to the end of the request's headers and the answer
from the handshake to the first frame
from the first to the last byte of a frame
without any sign of life; a ping goes out at half of it
with unread data in the way
from our close to theirs
TLS without a proxy. The files are in PEM.
[tls]
certificate = "fullchain.pem"
key = "privkey.pem"
A separate listener, so a separate origin, for the pages that `noview-org page` writes. The
recommended place for the survivor's page is the organisation's own website instead.
[pages]
listen = "127.0.0.1:8766"
directory = "pages"
frame_ancestors = []  # origins that may show the pages in a frame; nobody by default
"""

REMARKS: Final = frozenset(_TEXT.split("\n"))
"""Each without its # and the blanks around it."""
