"""Steps through a page as it stands with the Tab key, from the first control to the last."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.keys import WHERE

# A row of tabs or of results has one stop; from there the arrows go along it, and say so by a role.
ROWS = ':is([role="tab"], .results button)[tabindex="-1"]'
CONTROLS = f":is(a[href], button, input, select, textarea, summary, [tabindex='0']):not({ROWS})"
ALL = f"""
() => [...document.querySelectorAll(`{CONTROLS}`)].filter((one) =>
  !one.disabled && one.checkVisibility({{ visibilityProperty: true }}))
"""
SAME = """
() => {
  const now = (ALL)();
  return now.length === stepped.length && now.every((one, at) => one === stepped[at]);
}
""".replace("ALL", ALL)
COUNT = """
() => {
  const all = (ALL)();
  globalThis.stepped = all;
  document.activeElement?.blur();
  // From the very beginning, wherever the page had put the focus.
  const first = document.createElement('span');
  first.tabIndex = -1;
  document.body.prepend(first);
  first.focus({ preventScroll: true });
  first.remove();
  return all.length;
}
""".replace("ALL", ALL)
PLACE = """
() => {
  const one = document.activeElement;
  const { top, bottom } = one.getBoundingClientRect();
  // What is seen only while it has the focus lies over the rest then.
  const sticks = one.closest('.skip') !== null || ['sticky', 'fixed'].some((way) => {
    for (let each = one; each !== null; each = each.parentElement) {
      if (getComputedStyle(each).position === way) return true;
    }
    return false;
  });
  return [(WHERE)(), stepped.indexOf(one), top + scrollY, bottom + scrollY, sticks];
}
""".replace("WHERE", WHERE)


def steps(page: Page) -> list[str]:
    """What is wrong on the way: not reached, out of order, without a ring, covered, out of sight.

    The order is that of the document, which is what is read aloud; down the screen it must not go
    back up, except within a line, and from or to what stays in place while the rest scrolls.
    Where the page itself took a control away on the way, or put one there, the way is gone again.
    """
    for _ in range(2):
        faults = _once(page)
        if not faults or page.evaluate(SAME):
            return faults
    return _once(page)


def _once(page: Page) -> list[str]:
    count = page.evaluate(COUNT)
    before = page.evaluate("() => scrollY")
    faults: list[str] = []
    reached: list[int] = []
    lowest = -1.0
    for _ in range(count):
        page.keyboard.press("Tab")
        found, index, top, bottom, sticks = page.evaluate(PLACE)
        if found["lost"]:
            faults.append(f"{found['test']}: {found['lost']}")
        if index < 0:  # nobody counted it: the page has put it there, and may take it away again
            page.evaluate("() => { globalThis.stepped = []; }")
        if index in reached or index < 0:
            break
        if reached and index < reached[-1]:
            faults.append(f"{found['test']}: out of order in the document")
        if not sticks:
            if bottom < lowest:
                faults.append(f"{found['test']}: out of order on the screen")
            lowest = max(lowest, top)
        reached.append(index)
    if len(reached) < count:
        faults.append(f"not reached: {count - len(reached)} of {count}")
    page.evaluate("(y) => scrollTo(0, y)", before)
    return faults
