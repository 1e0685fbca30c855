"""Somebody new joins from a browser: what they do, and what their administrator does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.place import Place
from tests.browser.windows import UNLOCKING, Console
from tests.orgkeys.office import ADMINISTRATOR

WORDS = "otter granite violin nine cactus 7 lantern"
"""A passphrase that the console takes."""


@dataclass(frozen=True)
class Joined:
    """What somebody carries away from the screen."""

    alias: str
    vault: Path
    request: Path
    text: str
    spoken: str


def asks(console: Console, alias: str, folder: Path, role: str = "counselor") -> Joined:
    """From the first screen to a vault file, a request and a number that can be read aloud."""
    console.press("enroll")
    fills(console, alias, role)
    console.press("make")
    expect(console.see("enrolled")).to_be_visible(timeout=UNLOCKING)
    joined = Joined(
        alias,
        saves(console, "save-vault", folder),
        saves(console, "save-request", folder),
        console.see("request-line").input_value(),
        " ".join(console.see("spoken").inner_text().split()),
    )
    console.press("handed-over")
    expect(console.see("vault-file")).to_be_visible()
    return joined


def fills(console: Console, alias: str, role: str = "counselor", words: str = WORDS) -> None:
    console.see("alias").fill(alias)
    console.see("role").select_option(role)
    for language in ("en", "ar"):
        console.see("tongue").select_option(language)
        console.press("tongue-add")
    console.see("new-passphrase").fill(words)
    console.see("again-passphrase").fill(words)


def saves(console: Console, button: str, folder: Path) -> Path:
    """Press it, and put what the browser is given to save into a folder."""
    with console.page.expect_download() as download:
        console.press(button)
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def certified(place: Place, joined: Joined, folder: Path, shift: bool = True) -> Path:
    """The administrator compares the number, certifies, and starts a shift; the answer's file."""
    grant = folder / f"{joined.alias}.grant"
    place.org(
        *("device", "certify", str(joined.request), "--fingerprint", joined.spoken),
        *("--out", str(grant)),
        answers=(ADMINISTRATOR,),
    )
    if shift:
        place.office.shift("--hours", "24")
        place.publish()
    return grant


def finishes(console: Console, joined: Joined, grant: Path, folder: Path) -> Path:
    """With the answer in hand: the finished vault, saved; the console is at work then."""
    console.tries(joined.vault, WORDS, grant)
    expect(console.see("saving")).to_be_visible(timeout=UNLOCKING)
    folder.mkdir(exist_ok=True)
    vault = saves(console, "save-vault", folder)
    console.press("go-on")
    expect(console.see("duty")).to_be_visible()
    return vault
