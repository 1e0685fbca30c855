"""Looks into the live memory of a page: its strings, and the bytes of its arrays."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable

from tests.browser.windows import Window

WATCH = """
// The browser shows nobody the contents of an array, so each one is noted, weakly, when it is made.
{
  const Real = Uint8Array;
  const made = [];
  const note = (array) => { made.push(new WeakRef(array)); return array; };
  const watched = new Proxy(Real, {
    construct: (target, given, by) =>
      note(Reflect.construct(target, given, by === watched ? target : by)),
  });
  const shared = Object.getPrototypeOf(Real.prototype);
  for (const name of ['slice', 'subarray', 'map', 'filter']) {
    const real = shared[name];
    shared[name] = function (...given) { return note(real.apply(this, given)); };
  }
  globalThis.Uint8Array = watched;
  globalThis.arraysWith = (wanted) => {
    const living = made.map((one) => one.deref()).filter((one) => one !== undefined);
    const holds = (text) => {
      const bytes = Real.from(atob(text), (one) => one.charCodeAt(0));
      return living.some((array) => {
        const all = new Real(array.buffer);
        for (let at = all.indexOf(bytes[0]); at >= 0; at = all.indexOf(bytes[0], at + 1)) {
          if (bytes.every((byte, place) => all[at + place] === byte)) return true;
        }
        return false;
      });
    };
    return Object.keys(wanted).filter((name) => holds(wanted[name]));
  };
}
"""


def strings_with(window: Window, words: Iterable[str]) -> set[str]:
    """Which of these words are in a string that is alive (a heap snapshot after a collection)."""
    session = window.wire.session
    parts: list[str] = []

    def take(event: dict[str, str]) -> None:
        parts.append(event["chunk"])

    session.on("HeapProfiler.addHeapSnapshotChunk", take)
    session.send("HeapProfiler.enable")
    session.send("HeapProfiler.collectGarbage")
    session.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    session.remove_listener("HeapProfiler.addHeapSnapshotChunk", take)
    session.send("HeapProfiler.disable")
    snapshot = "".join(parts)
    assert len(snapshot) > 1_000_000, "this is no heap"
    return {word for word in words if word in snapshot}


def arrays_with(window: Window, secrets: dict[str, bytes]) -> set[str]:
    """Which of these bytes are in an array that is alive. `WATCH` must be in the page from the
    start."""
    window.wire.session.send("HeapProfiler.collectGarbage")
    wanted = {name: b64encode(value).decode() for name, value in secrets.items()}
    return set(window.page.evaluate("(wanted) => arraysWith(wanted)", wanted))
