"""A link and a button for the organisation's own website, and what each means for privacy.

Plain HTML: no script, no frame, the same tab, no referrer. Everything that is put in is escaped,
and an address is one of the web or a plain file name (neutral.check_address). Pure.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Final

from orgkeys.office.page_words import Tongue

EMBED: Final = "embed.html"
LABEL: Final = "static.link"

# The organisation's website says how it looks: color and font are those around it.
_BUTTON: Final = (
    "display:inline-block;box-sizing:border-box;min-width:44px;min-height:44px;padding:10px 20px;"
    "border:2px solid;border-radius:6px;color:inherit;background:transparent;font:inherit;"
    "line-height:1.4;text-align:center;text-decoration:none"
)
_LINK_IS: Final = (
    "A LINK. Copy the line below this comment, not the comment, into your own website."
)
_BUTTON_IS: Final = """\
A BUTTON. Copy the line below this comment, not the comment, into your own website. It is a link
that looks like a button: a form would add to the address, and some browsers would send it a
referrer. Where your website forbids style attributes, it looks like a link and works the same."""
_PRIVACY: Final = """\
What it means for the person who follows it:

- Your website learns what it always learns: which network address asked for which page, and when.
  If the chat's page lies there too, that is in the same log. Keep no log of it, or a short one.
  Put no name, number or campaign into the address (nothing after ? or #), and use no short link.
- The browser's history keeps the address and title of your page and of the chat's page, nothing of
  the chat. Others in the house can read it: so address and title should be neutral.
- The referrer: rel="noreferrer" keeps quiet about the page that this link stands on.
- The same tab (target="_self"): leaving replaces the chat there. In a second tab or window, your
  website would stay behind in the first.
- Never an iframe: leaving would change only the frame, your page would stay on the screen, Back
  would show it, the address would be that of your page and not the neutral one, and other scripts
  would run around it. The chat's page does not let itself be framed where the headers are set.
- The chat's page should lie on your own website and not on the relay's host: then nobody holds both
  the code of the page and the traffic of the chats.
- No analytics, advertising, maps, fonts, films or share buttons of others on the page that holds
  this link: they tell other companies who was looking for help."""


def snippets(href: str, tongues: Sequence[Tongue]) -> str:
    """The file that `noview-org page` writes: link and button in each language of the page.

    `href` is the page's address, or its file name where the link lies in the same folder. Raises
    Refused where the built words have no label.
    """
    parts = [
        "<!doctype html>",
        '<html lang="en">',
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        '<meta name="robots" content="noindex">',
        "<title>Links</title>",
        *_snippet(_LINK_IS, href, "", tongues),
        *_snippet(_BUTTON_IS, href, f' style="{_BUTTON}"', tongues),
    ]
    return "\n".join(parts) + "\n"


def _snippet(what: str, href: str, style: str, tongues: Sequence[Tongue]) -> list[str]:
    where = f'href="{html.escape(href)}" target="_self" rel="noreferrer"{style}'
    return [
        "",
        f"<!--\n{what}\n\n{_PRIVACY}\n-->",
        *(
            f'<p lang="{html.escape(one.code)}" dir="{html.escape(one.direction)}">'
            f"<a {where}>{html.escape(one.text(LABEL))}</a></p>"
            for one in tongues
        ),
    ]
