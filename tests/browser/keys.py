"""Somebody who has only a keyboard. Wherever the keys lead, it must be seen where one is."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

FAR = 80
"""More steps than any screen here has."""

WHERE = """
() => {
  const one = document.activeElement;
  if (one === null || one === document.body) return { test: '', lost: '' };
  const { left, top, width, height } = one.getBoundingClientRect();
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one);
  const lost = [];
  if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) lost.push('no ring');
  if (outlineColor === getComputedStyle(document.body).backgroundColor) lost.push('unseen ring');
  if (top + height < 4 || top > innerHeight - 4 || left + width < 4 || left > innerWidth - 4) {
    lost.push('out of sight');
  }
  const x = Math.min(Math.max(left + width / 2, 1), innerWidth - 1);
  const y = Math.min(Math.max(top + height / 2, 1), innerHeight - 1);
  const found = document.elementFromPoint(x, y);
  if (found === null || !(one.contains(found) || found.contains(one))) lost.push('covered');
  return { test: one.dataset.test ?? one.id, lost: lost.join(', ') };
}
"""


class Keys:
    """Tab, Shift and Tab, Enter, Space and letters; never a pointer."""

    def __init__(self, page: Page) -> None:
        self.page = page
        # From now on: a listener that comes just before the key may come too late.
        page.on("filechooser", lambda _: None)

    def here(self) -> str:
        """What has the focus, by its `data-test`. It must be seen."""
        found = self.page.evaluate(WHERE)
        assert found["lost"] == "", found
        return str(found["test"])

    def to(self, target: Locator, back: bool = False) -> Keys:
        """Step on until it has the focus."""
        expect(target).to_be_enabled()  # keys never lead to what cannot be pressed yet
        passed = []
        for _ in range(FAR):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            passed.append(self.here())
            if target.evaluate("(one) => one === document.activeElement"):
                return self
        raise AssertionError(f"the keys do not lead there, only to {passed}")

    def press(self, key: str) -> Keys:
        self.page.keyboard.press(key)
        return self

    def write(self, text: str) -> Keys:
        self.page.keyboard.type(text)
        return self

    def choose(self, *files: Path, key: str = "Enter") -> Keys:
        """Open the chooser of files with a key, and choose these at once."""
        with self.page.expect_file_chooser() as chooser:
            self.press(key)
        chooser.value.set_files(files)
        return self
