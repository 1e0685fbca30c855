"""The code word: by which a counselor can tell that the same person still writes (protocol.md 8.1).

The survivor's side holds questions and no word; the console's side holds a salted hash and nothing
else, in memory, and says only what came of it. Attack 37.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Final, Literal

from orgkeys import labels
from orgkeys.errors import Unsendable
from orgkeys.messages import Code, CodeAsk
from orgkeys.primitives import digest, equal

CodeKind = Literal["agree", "check", "renew"]
CodeState = Literal["none", "asked", "agreed", "match", "no-match", "declined"]
KINDS: Final[tuple[CodeKind, ...]] = ("agree", "check", "renew")
LONGEST: Final = 64
"""Characters of a word."""


class CodesAsked:
    """Who on a line asks the survivor for it: the last question of each person."""

    def __init__(self) -> None:
        self._asked: dict[int, CodeAsk] = {}

    def came(self, person: int, ask: CodeAsk) -> None:
        """A question; it takes the place of that person's last one."""
        self._asked[person] = ask

    def gone(self, person: int) -> None:
        """Who has left waits for no answer."""
        self._asked.pop(person, None)

    def views(self) -> tuple[tuple[int, CodeKind], ...]:
        """Who asks for what, by person number."""
        return tuple((person, KINDS[ask.kind - 1]) for person, ask in sorted(self._asked.items()))

    def answer(self, person: int, word: str) -> Code:
        """The answer to that person's question. Unsendable without one, or for a long word."""
        if person not in self._asked or len(word) > LONGEST:
            raise Unsendable("out-of-turn")
        return Code(self._asked.pop(person).request, word)


class CodeWord:
    """The console's side, in one talk."""

    def __init__(self, random: Callable[[int], bytes]) -> None:
        self.state: CodeState = "none"
        self._random = random
        self._salt = b""
        self._hash = b""
        self._asked: tuple[int, CodeKind] | None = None
        self._requests = 0
        self._doubted = False
        self.anew = False
        """For good: it was changed by somebody of whom nobody knew whether they are the same."""

    @property
    def word(self) -> bool:
        """Whether there is a word, which can be asked for and changed."""
        return bool(self._hash)

    def ask(self, kind: CodeKind) -> CodeAsk:
        """A question; the last one counts. Unsendable where there is no word to check, or to agree
        on one where there is: that would take the old one away unseen."""
        if (kind == "check" and not self.word) or (kind == "agree" and self.word):
            raise Unsendable("out-of-turn")
        if self._asked is not None and self._asked[1] == "check":
            self._doubted = True  # whoever has not said it is not known by it
        self._requests += 1
        self._asked = (self._requests, kind)
        self.state = "asked"
        return CodeAsk(self._requests, KINDS.index(kind) + 1)

    def answered(self, code: Code) -> None:
        """What came back; an answer to another question says nothing."""
        if self._asked is None or self._asked[0] != code.request:
            return
        kind = self._asked[1]
        self._asked = None
        said = _folded(code.word)
        if said and kind != "check":
            self.anew = self.anew or self._doubted
            self._salt = self._random(32)
            self._hash = _hashed(self._salt, said)
            self.state = "agreed"
            return
        same = bool(said) and equal(self._hash, _hashed(self._salt, said))
        self.state = "match" if same else "no-match" if said else "declined"
        self._doubted = self.word and not same

    def remade(self) -> None:
        """The line was made again: who writes now was not asked yet."""
        self._asked = None
        self._doubted = self.word
        if self.state != "none":
            self.state = "agreed" if self.word else "none"

    def forget(self) -> None:
        """The conversation is over."""
        self._salt = self._hash = b""
        self._asked = None
        self._doubted = self.anew = False
        self.state = "none"


def _hashed(salt: bytes, said: str) -> bytes:
    return digest(labels.CODE_WORD, salt, said.encode())


def _folded(word: str) -> str:
    """Capitals, blanks and the ways to type one letter do not count."""
    return " ".join(unicodedata.normalize("NFKC", word).lower().split())
