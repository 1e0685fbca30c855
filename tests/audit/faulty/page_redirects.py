"""A website that leads who comes from a search through somebody else."""

from __future__ import annotations

from dataclasses import replace

from tests.audit.hosting import Answer, Visitor


def answer(visitor: Visitor, good: Answer) -> Answer:
    """Who types the address gets the page."""
    if "google" not in visitor.get("Referer", ""):
        return good
    return replace(good.with_header("Location", "http://else.example/help.html"), status=302)
