"""Whether a table's records stand in the order of their key, each key once. Pure but for reads."""

from __future__ import annotations

from collections.abc import Iterator

from audit.forms import FORMS
from audit.sqlite_file import Value, View

Rank = tuple[tuple[int, int | float | str | bytes], ...]


def in_order(view: View, table: str, kind: str, root: int) -> bool:
    """Whether the keys of a tree only grow, as SQLite keeps them: so none is there twice, and a
    table of one row has one. Raises Unreadable."""
    before: Rank = ()
    for key in keys(view, table, kind, root):
        if key <= before:
            return False
        before = key
    return True


def keys(view: View, table: str, kind: str, root: int) -> Iterator[Rank]:
    """What the records are ordered by: the fields of an index, the numbers of a table's rows."""
    for cell in view.in_order(root):
        if kind == "table":
            yield ((0, cell.rowid),)
        else:
            yield rank(view.values(cell)[: len(FORMS[table].key)])


def rank(values: tuple[Value, ...]) -> Rank:
    """What these are compared by: nothing, then numbers, texts, bytes (datatype3.html, 4)."""
    ranks: list[tuple[int, int | float | str | bytes]] = []
    for value in values:
        if value is None:
            ranks.append((-1, 0))
        else:
            kind = 0 if isinstance(value, int | float) else 1 if isinstance(value, str) else 2
            ranks.append((kind, value))
    return tuple(ranks)
