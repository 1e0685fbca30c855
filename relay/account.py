"""Memory that is held, counted against caps: of an origin, an organisation, the whole relay."""

from __future__ import annotations


class Account:
    """Bytes held against a cap: those of an origin, of an organisation, of the whole relay.

    `all` are this one and the wider one that holds the same bytes too, if there is one.
    """

    __slots__ = ("all", "cap", "held")

    def __init__(self, cap: int, wider: Account | None = None) -> None:
        self.cap = cap
        self.held = 0
        self.all: tuple[Account, ...] = (self,) if wider is None else (self, wider)


def take(accounts: tuple[Account, ...], size: int) -> bool:
    """Hold `size` bytes more in all accounts; False, and nothing held, when one has no room."""
    for account in accounts:
        if account.held + size > account.cap:
            return False
    for account in accounts:
        account.held += size
    return True


def give(accounts: tuple[Account, ...], size: int) -> None:
    """Hold `size` bytes less in all accounts."""
    for account in accounts:
        account.held -= size
