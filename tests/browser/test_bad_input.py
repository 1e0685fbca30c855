"""Bad input: each has its own clear message and next step on the screen; nothing is lost by it."""

from __future__ import annotations

from tests.browser.fixtures import Windows


def test_a_wrong_passphrase_is_said_and_the_vault_stays_chosen(windows: Windows) -> None:
    console = windows.console().open()
    console.tries(console.place.vault(), "not the right passphrase")
    console.problem("wrong-passphrase")
