"""HTML from values: what is not HTML already is escaped, in attributes too.

What would control a screen or turn the direction of a line is shown instead of obeyed.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Final

from audit.plain import printable

VOID: Final = ("meta", "link", "br", "hr")
LONGEST: Final = 400
"""Characters of a value that somebody else chose."""


class Html(str):
    """A text that is HTML. Made only here, and in constants."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str) -> Html:
    """An element. A trailing underscore of an attribute's name falls away, others become hyphens;
    an attribute with an empty value is left out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(value)}"'
        for key, value in attributes.items()
        if value
    )
    if name in VOID:
        return Html(f"<{name}{said}>")
    return Html(f"<{name}{said}>{together(children)}</{name}>")


def together(children: Iterable[str]) -> Html:
    """One after the other, escaped where they are not HTML."""
    return Html("".join(one if isinstance(one, Html) else escaped(one) for one in children))


def escaped(text: str) -> str:
    """A text as HTML shows it."""
    return html.escape(printable(text))


def theirs(text: str) -> Html:
    """A value that somebody else chose, such as a file's name: the direction of its letters ends
    with it, and it is not endless."""
    beyond = len(text) - LONGEST
    cut = f"{text[:LONGEST]} … ({beyond} more characters)" if beyond > 0 else text
    return tag("bdi", cut)
