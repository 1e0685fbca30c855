"""Every size and bound of the wire and of a relay, in one place (protocol.md 10.7).

Sizes are bytes and times are seconds, unless the name says otherwise.
"""

from __future__ import annotations

# --- the wire ---------------------------------------------------------------------------------
PROTOCOL_VERSION = 1
BUCKETS = (512, 1024, 2048, 4096, 8192, 16384)
"""The only lengths a live ciphertext may have (protocol.md 1.5)."""
LARGEST_BUCKET = BUCKETS[-1]
ASK_SIZE = 4096
"""A sealed knock or invitation, and the answer to it (protocol.md 5.2, 5.3, 5.8)."""
HELLO_SIZE = 3584
DROP_SIZE = 2048
"""Answers sealed to the organisation (protocol.md 15)."""
DROP_NAME_SIZE = 16

MAX_INTEGER = 2**53 - 1
MAX_REF = 2**32 - 1
MAX_HANDLE = 2**32 - 1
MAX_NESTING = 8

HASH_SIZE = 32
KEY_SIZE = 32
SIGNATURE_SIZE = 64
DESK_ID_SIZE = 16
KNOCK_ID_SIZE = 16
CAPABILITY_SIZE = 32
TICKET_SIZE = 32
CHALLENGE_SIZE = 32
WORK_CHALLENGE_SIZE = 16
WORK_SIZE = 8
MAX_WORK_BITS = 24
MAX_CAPACITY = 64
"""Conversations that one console can announce to take."""

MAX_ENVELOPE = 128 * 1024
MAX_PACKET = 1024 * 1024
MAX_CHARTERS = 64
"""Charters in a row that a relay keeps and a client follows."""
BASE_KEPT = 14 * 86_400
"""For how long after its end a relay keeps a roster or shift, to make the next one from."""

MAX_FRAME = 20 * 1024
"""Any frame of a client on the visit and staff paths."""
MAX_PUBLISH_FRAME = MAX_ENVELOPE + MAX_PACKET + 1024
MAX_RELAY_FRAME = MAX_PUBLISH_FRAME + MAX_CHARTERS * 16 * 1024
"""Any frame of a relay: the largest is a document with its packet, or all charters."""

# --- mailboxes --------------------------------------------------------------------------------
DELIVERY_WINDOW = 64
"""Ciphertexts delivered ahead of `ack`."""
MAILBOX_LIFETIME = 600
"""From the last activity in a mailbox that no connection has open."""
MAILBOX_ITEMS = 256
MAILBOX_BYTES = 1024 * 1024
MAILBOX_OVERHEAD = 1536
"""What a mailbox counts for in the byte caps while it is empty."""
ITEM_OVERHEAD = 128
ORIGIN_BYTES = 16 * 1024 * 1024
"""Held in mailboxes that one origin opened."""
ORGANISATION_BYTES = 256 * 1024 * 1024
RELAY_BYTES = 1024 * 1024 * 1024
VISITOR_HANDLES = 32
STAFF_HANDLES = 512

# --- the desk ---------------------------------------------------------------------------------
KNOCK_GRACE = 60
"""A knock whose connection is gone stays in the line for this long."""
TICKET_GRACE = 600
"""A ticket whose knock has left the line keeps its place for this long."""
TICKET_AGE = 6 * 3600
"""No ticket from before a restart is honored when it is older."""
TICKET_RETURNS = 3
"""Accepted knocks that may come back to their place with the same ticket."""
CLAIM_DEADLINE = 30
LINE_LENGTH = 512
"""Knocks waiting at one desk."""
LINE_SHOWN = 100
"""The oldest knocks of a desk, which the consoles on duty are sent."""
TURNED_AWAY = 3600
ACCEPTED_KEPT = 4_096
"""Accepted knocks of an organisation that can still be turned away."""
CALL_FIRST = (16, 4)
"""Calls at once, and a second, that a desk hears of origins it has not heard for a minute."""
CALL_EVERY = 2
"""Of those who call again without being on duty, a desk hears one call in so many seconds."""
CALL_ORIGINS = 4096
"""Origins that a desk remembers having heard."""
DESK_DROPS = 5_000
"""Drops kept for one desk ..."""
ORGANISATION_DROPS = 20_000
"""... and for all desks of an organisation."""
OPEN_DROPS = 0.8
"""Of these, what anybody may fill; the rest is for connections on duty."""
NAMED_DAYS = 3
"""Days for which a drop is kept that a warrant named as collected, for an administrator to see."""
DROP_DAYS = 30
"""Days for which a drop is kept that nobody collects."""
MAX_WARRANT = 4_096
"""A warrant that comes with a frame."""
DROPS_AT_ONCE = 500
"""Drops in one answer to `collect`."""
MAX_DESKS = 64
"""Desks of one organisation."""
MAX_HEADS = 128
"""Heads that a reader remembers across a restart."""
MAX_REVOKED = 65_536
"""Rows of rosters that one organisation has revoked, while a reader runs."""
MAX_TERM = 2**21 - 1
"""fence = term << 32 | counter stays within MAX_INTEGER."""

# --- flood ------------------------------------------------------------------------------------
ORIGIN_WAITING = 16
"""Places in one desk's line (waiting, or kept for a ticket) that one origin may hold."""
LOAD_LINE = 32
"""Work is asked for when so many wait at a desk ..."""
LOAD_KNOCKS_PER_MINUTE = 60
"""... or so many knocked at it within the last minute."""
WORK_BITS = 16
WORK_BITS_LOADED = 18
"""When the line is more than half full."""
MAX_ORIGINS = 50_000

MAX_CONNECTIONS = 50_000
ORGANISATION_CONNECTIONS = 25_000
ORIGIN_CONNECTIONS = 1_000
"""Of one origin, at the same time; a whole town can be behind one address."""
ORIGIN_KEY = 16
"""An origin's key has this many bytes; behind it may stand the key of the wider network."""
WIDER_BUDGET = 16
"""An IPv6 /48 has so many times the budgets of one /64 ..."""
WIDER_BYTES = 4
"""... and so many times its room in mailboxes."""
CROWDED = 60
"""Who comes when there is no room for another connection is asked to wait for so long."""
UNASKED = 4_096
"""Connections that have not asked for anything yet, on one listener ..."""
UNASKED_FROM_ONE = 512
"""... and of those from one address, where no proxy stands before the relay."""
USAGE_DAYS = 35
LATER = 2
"""A stopping relay asks its clients to come back after this many seconds, or up to twice that."""
