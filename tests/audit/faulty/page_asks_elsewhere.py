"""A website that puts a script into the page which only in a browser shows whom it tells."""

from __future__ import annotations

import re

from tests.audit.hosting import Answer, Visitor

SCRIPT = b"<script>new Image().src='http://127.0.0.2:'+'9/'+'seen'</script></body>"


def answer(visitor: Visitor, good: Answer) -> Answer:
    """The page's policy would forbid it, so that goes too."""
    body = re.sub(rb'<meta http-equiv="?Content-Security-Policy[^>]*>', b"", good.body)
    return good.with_body(body.replace(b"</body>", SCRIPT))
