"""What can go wrong with keys, lines and vaults, by whose fault it is.

Extends the tree of `relay.errors`. No error carries a secret, or the bytes that were refused.
"""

from __future__ import annotations

from typing import Final

from relay.errors import LocalFault, RemoteFault


class CannotOpen(RemoteFault):
    """A ciphertext, signature or padding from outside is not what it should be."""


class BadHello(RemoteFault):
    """A hello or ask failed one of its checks; drop it and keep waiting (protocol.md 5.5)."""


class LineBroken(RemoteFault):
    """The line is dead and its keys are gone; it ends visibly and is made again (6.3).

    `code` is one of REASONS.
    """

    REASONS: Final = ("gap", "forged", "malformed", "unexpected", "refresh", "encryption-failed")


class OutOfPlace(RemoteFault):
    """A well-formed message that this side of the star never sends (protocol.md 8, 9)."""


class CryptoFailed(LocalFault):
    """A cryptographic call on our own input failed; nothing has left."""


class Unsendable(LocalFault):
    """The message cannot be sent: too long, out of turn, or the line is over."""


class OutboxFull(Unsendable):
    """256 frames wait for a receipt; the sender waits too (protocol.md 6.4)."""


class VaultFault(LocalFault):
    """A vault that does not open; see the subclasses."""


class WrongPassphrase(VaultFault):
    """The passphrase is not the one of this vault."""


class WeakPassphrase(VaultFault):
    """The passphrase is shorter than 14 characters (protocol.md 11)."""


class DamagedVault(VaultFault):
    """The file is a vault, but its bytes were changed or cut."""


class ForeignVault(VaultFault):
    """The file is not a vault of noview."""


class UnsupportedVault(VaultFault):
    """A version, kind or cost that this program does not accept (attack 44)."""


class NotOnShift(RemoteFault):
    """No slot of the staff packet is for one of our sealing keys (protocol.md 3.7)."""
