"""The words that a page carries, in the languages that the organisation chose for it.

They come from `words.json`, which the build writes beside the pages (client_js/words.mjs). What is
put into the page is escaped text, or JSON in a data block that cannot end early.
"""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from orgkeys.office.terminal import Refused
from orgkeys.primitives import sha256
from relay.documents import Notice

WORDS_ID: Final = "noview-words"
LIGHT_LANGUAGES: Final = 2
"""More than these are heavy on an old phone."""
SAID: Final = r"__NOVIEW_SAID_(?P<said>[\w.-]+?)__"
PLAIN: Final = r"<!--noview:plain (?P<plain>[\w.-]+)-->"


@dataclass(frozen=True)
class Tongue:
    """One language: its code, `ltr` or `rtl`, and its words as nested objects of text.

    `carried` are the same words with the short names by which the page's script knows them.
    """

    code: str
    direction: str
    shared: dict[str, Any]
    survivor: dict[str, Any]
    carried: dict[str, Any]

    def text(self, key: str) -> str:
        """The survivor's text with this path, such as "static.old". Raises Refused."""
        found: object = self.survivor
        for step in key.split("."):
            found = found.get(step) if isinstance(found, dict) else None
        if not isinstance(found, str):
            raise Refused(f"The built words have no text {key}.", "Build the pages again.")
        return found


def read_words(folder: Path) -> list[Tongue]:
    """All languages of the build, the fallback first. Raises Refused where it is damaged."""
    try:
        expected = json.loads((folder / "build.json").read_bytes())["words"]["sha256"]
        raw = (folder / "words.json").read_bytes()
        if sha256(raw).hex() != expected:
            raise Refused(
                "words.json is not what was built: its SHA-256 differs from build.json.",
                "Do not use it. Build the pages again (make pages), or install the wheel again.",
            )
        tongues = [
            Tongue(shared["code"], shared["direction"], shared, one["survivor"], one["block"])
            for one in json.loads(raw)
            for shared in [one["shared"]]
        ]
    except (ValueError, KeyError, TypeError, FileNotFoundError) as error:
        raise Refused(
            f"The built words in {folder} are damaged.", "Build them again: make pages."
        ) from error
    if not tongues:
        raise Refused(f"The built words in {folder} are empty.", "Build them again: make pages.")
    return tongues


def choose(tongues: Sequence[Tongue], notice: Notice, asked: str | None) -> list[Tongue]:
    """The languages for a page, the first one first.

    `asked` holds codes with commas between them; without it, the notice's languages that exist,
    or the first that does. Raises Refused for a language that there are no words in.
    """
    by_code = {tongue.code: tongue for tongue in tongues}
    if asked is None:
        own = [by_code[code] for code, _ in notice.texts if code in by_code]
        return own or [tongues[0]]
    codes = [code.strip() for code in asked.split(",")]
    if any(code not in by_code for code in codes) or len(set(codes)) != len(codes):
        raise Refused(
            "The page cannot be written in these languages.",
            f"Give each once, with commas between them: {', '.join(by_code)}.",
        )
    return [by_code[code] for code in codes]


def untold(tongues: Sequence[Tongue], notice: Notice) -> list[str]:
    """What people will read in a language that they did not choose, one line a language: texts
    that the notice has in its first language only, such as the limits of confidentiality."""
    texts = {code: {key for key, _ in words} for code, words in notice.texts}
    if not texts:
        return []
    first, said = next(iter(texts.items()))
    lines = []
    for code in (tongue.code for tongue in tongues):
        if code not in texts:
            lines.append(f"The notice has no texts in {code}: all of them stand there in {first}.")
        elif lacking := sorted(said - texts[code]):
            lines.append(f"Not in {code}, so people read it in {first}: {', '.join(lacking)}.")
    return lines


def block(tongues: Sequence[Tongue]) -> str:
    """The data block that the page reads its words from."""
    first, *others = (tongue.carried for tongue in tongues)
    # The keys are there once: the other languages are lists of texts in the order of the first.
    return data_block(WORDS_ID, [first, *(_texts(first, one) for one in others)], plain=False)


def _texts(model: object, words: object) -> list[str]:
    if isinstance(model, str) and isinstance(words, str):
        return [words]
    if isinstance(model, dict) and isinstance(words, dict) and model.keys() == words.keys():
        return [text for key in model for text in _texts(model[key], words[key])]
    if isinstance(model, list) and isinstance(words, list) and len(model) == len(words):
        return [text for one in zip(model, words, strict=True) for text in _texts(*one)]
    raise Refused("The languages of the build differ in their keys.", "Build the pages again.")


def data_block(name: str, value: object, *, plain: bool = True) -> str:
    """JSON for a page, in ASCII if `plain`. No `<`, `>` or `&` in it, so nothing can end it."""
    text = json.dumps(value, ensure_ascii=plain, separators=(",", ":"))
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return f'<script type="application/json" id="{name}">{text}</script>'


def said(tongues: Sequence[Tongue], key: str) -> str:
    """One line with the text in each language, for a label or an attribute."""
    return " · ".join(html.escape(tongue.text(key)) for tongue in tongues)


def paragraphs(tongues: Sequence[Tongue], key: str) -> str:
    """A paragraph in each language, each with its own direction."""
    return "".join(
        f'<p lang="{html.escape(tongue.code)}" dir="{html.escape(tongue.direction)}">'
        f"{html.escape(tongue.text(key))}</p>"
        for tongue in tongues
    )
