"""What a screen reader is told: names and roles from the browser's own tree, and announcements."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page

from tests.browser.windows import Window

CONTROLS = {
    "button", "link", "textbox", "combobox", "searchbox", "checkbox", "radio", "listbox",
    "slider", "spinbutton", "switch", "tab", "menuitem", "DisclosureTriangle",
}  # fmt: skip
NAMED = {"main", "region", "complementary", "navigation", "form", "log", "image"}
"""Kinds of places that come more than once, or mean nothing without a name; `main` is alone."""

LISTEN = """
globalThis.listening?.disconnect();
globalThis.heard = [];
const live = (node) => {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  return element?.closest('[role=alert], [role=status], [role=log], [aria-live], output');
};
globalThis.listening = new MutationObserver((changes) => {
  for (const { type, target, addedNodes } of changes) {
    const place = live(target);
    const log = place?.getAttribute('role') === 'log';
    // In a log only what is added is read; elsewhere also what has changed.
    const nodes = type === 'childList' ? [...addedNodes] : log ? [] : [target];
    for (const node of nodes) {
      const words = (node.innerText ?? node.data ?? '').trim();
      const where = place ?? live(node);
      const inner = node.nodeType === Node.ELEMENT_NODE
        ? [...node.querySelectorAll('[role=alert], [role=status]')] : [];
      if (where && words !== '' && !where.closest('[hidden]')) {
        heard.push([where.getAttribute('role') ?? 'status', words.replace(/\\s+/g, ' ')]);
      } else {
        // A live place that comes with its words: alerts are read, others as browsers like.
        for (const one of inner) {
          const said = one.innerText.trim().replace(/\\s+/g, ' ');
          if (said !== '') heard.push([one.getAttribute('role'), said]);
        }
      }
    }
  }
});
listening.observe(document, { childList: true, characterData: true, subtree: true });
"""


@dataclass(frozen=True)
class Node:
    """One node of the accessibility tree that is not ignored."""

    role: str
    name: str
    level: int = 0


def tree(window: Window) -> list[Node]:
    """The page as the browser tells it to a screen reader."""
    return nodes(in_order(window.wire.session.send("Accessibility.getFullAXTree")["nodes"]))


def in_order(raw: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As it is read, from the first to the last; the browser tells it level by level."""
    by_id = {one["nodeId"]: one for one in raw}
    waiting, found = [raw[0]["nodeId"]], []
    while waiting:
        # The children of a part that lies in another document are told elsewhere.
        one = by_id.get(waiting.pop())
        if one is not None:
            found.append(one)
            waiting.extend(reversed(one["childIds"]))
    return found


def nodes(raw: list[dict[str, object]]) -> list[Node]:
    found = []
    for one in raw:
        if one.get("ignored"):
            continue
        levels = [each["value"]["value"] for each in one["properties"] if each["name"] == "level"]  # type: ignore[attr-defined]
        role = one["role"]["value"]  # type: ignore[index]
        name = one.get("name", {}).get("value", "")  # type: ignore[attr-defined]
        found.append(Node(role, name.strip(), levels[0] if levels else 0))
    return found


def mute(found: list[Node], screen: bool = True) -> list[str]:
    """What a screen reader could not tell or find: the faults of a tree.

    A `screen` is made by the script, with a title; the words that stand in for it are short.
    """
    faults = [f"nameless: {one.role}" for one in found if one.role in CONTROLS and not one.name]
    places = [one for one in found if one.role in NAMED - {"main"}]
    faults += [f"nameless: {one.role}" for one in places if not one.name]
    titles = [one for one in found if one.role == "heading" and one.level == 1]
    mains = [one for one in found if one.role == "main"]
    if screen and (len(titles) != 1 or not titles[0].name):
        faults.append(f"titles: {len(titles)}")
    if screen and len(mains) != 1:
        faults.append(f"mains: {len(mains)}")
    levels = [one.level for one in found if one.role == "heading"]
    for before, after in pairwise(levels):
        if after > before + 1:
            faults.append(f"headings: {before} to {after}")
    return [f"mute: {one}" for one in faults]


def announced(page: Page, words: str) -> list[str]:
    """What `heard` says once these words were announced, which may be a drawing or two later."""
    for _ in range(500):
        if heard(page, words):
            break
        page.wait_for_timeout(20)
    return heard(page, words)


def heard(page: Page, words: str) -> list[str]:
    """The roles of the places in which these words were announced, since the page began."""
    all_heard: list[list[str]] = page.evaluate("() => heard")
    return [role for role, said in all_heard if words in said]
