"""Looks at a page as it stands and says what a person could not see, reach or read.

Everything is measured in the browser, from real boxes and computed colors; nothing is read from
style sheets. `FAULTS` names what is looked for. A fault is told as "<kind>: <element>".
"""

from __future__ import annotations

from playwright.sync_api import Page

LEAST_TARGET = 44
LEAST_CONTRAST = 4.5

FAULTS = {
    "sideways": "something reaches over the side, or the page scrolls sideways",
    "cut": "words do not fit into the box that clips them",
    "small": "a target is under 44 px",
    "covered": "a control cannot be brought to where it can be pressed",
    "faint": "a text has less contrast than 4.5 with what is behind it",
    "edgeless": "what can be pressed or filled in has no edge that can be seen",
    "moving": "something moves, or would",
    "exit": "the exit is covered, out of sight, or not in its corner",
}

SCRIPT = """
([kinds, least, ratio]) => {
  const faults = [];
  const told = (kind, element, more = '') => {
    const name = element.dataset?.test ?? element.id ?? '';
    const words = (element.innerText ?? '').slice(0, 30);
    faults.push(`${kind}: <${element.localName} ${name}> ${words} ${more}`.replace(/\\s+/g, ' '));
  };
  const all = [...document.body.querySelectorAll('*')];
  const box = (element) => element.getBoundingClientRect();
  const style = (element) => getComputedStyle(element);
  const shown = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    box(element).width > 1 && box(element).height > 1;
  const visible = all.filter(shown);
  const controls = visible.filter((one) =>
    one.matches('a[href], button, input, select, textarea, summary'));
  // Left off the screen on purpose until they have the focus.
  const waits = (element) => element.closest('.skip') !== null;

  if (kinds.includes('sideways')) {
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) told('sideways', root, `${root.scrollWidth}`);
    for (const one of visible) {
      const { left, right } = box(one);
      if (left < -0.5 || right > root.clientWidth + 0.5) told('sideways', one, `${left} ${right}`);
    }
  }
  if (kinds.includes('cut')) {
    // An input scrolls its own words; what file was chosen stands beside it.
    for (const one of visible.filter((each) => !each.matches('input'))) {
      const { overflowX, overflowY } = style(one);
      const clips = (way) => way === 'hidden' || way === 'clip';
      const wide = clips(overflowX) && one.scrollWidth > one.clientWidth + 1;
      const high = clips(overflowY) && one.scrollHeight > one.clientHeight + 1;
      const inner = one.matches('button, select') && one.scrollWidth > one.clientWidth + 1;
      if (wide || high || inner) told('cut', one);
    }
  }
  if (kinds.includes('small')) {
    for (const one of controls.filter((control) => !waits(control))) {
      const { width, height } = box(one);
      if (Math.min(width, height) < least - 0.5) told('small', one, `${width} x ${height}`);
    }
  }
  const onTop = (element, x, y) => {
    const found = document.elementFromPoint(x, y);
    return found !== null && (element.contains(found) || found.contains(element) === true &&
      found.localName === 'label');
  };
  if (kinds.includes('covered')) {
    const [x, y] = [scrollX, scrollY];
    for (const one of controls.filter((control) => !waits(control))) {
      one.scrollIntoView({ block: 'nearest' });
      const { left, top, width, height } = box(one);
      const middle = onTop(one, left + width / 2, top + height / 2);
      one.scrollIntoView({ block: 'center' });
      const again = box(one);
      const center = onTop(one, again.left + again.width / 2, again.top + again.height / 2);
      // Between what stays in place above and below there may be little room.
      const between = () => [0.3, 0.4, 0.6, 0.7].some((part) => {
        const { top: now, height: high } = box(one);
        scrollBy(0, now + high / 2 - innerHeight * part);
        const there = box(one);
        return onTop(one, there.left + there.width / 2, there.top + there.height / 2);
      });
      if (!middle && !center && !between()) told('covered', one);
    }
    scrollTo(x, y);
  }
  if (kinds.includes('exit')) {
    const exit = document.getElementById('exit');
    const at = scrollY;
    for (const y of [0, document.documentElement.scrollHeight, at]) {
      scrollTo(0, y);
      const { left, top, right, bottom } = box(exit);
      const corners = [[left + 5, top + 5], [right - 5, top + 5], [left + 5, bottom - 5],
        [right - 5, bottom - 5], [(left + right) / 2, (top + bottom) / 2]];
      if (!corners.every(([a, b]) => onTop(exit, a, b))) told('exit', exit, `under at ${y}`);
      const wide = document.documentElement.clientWidth;
      if (top < 0 || top > 24 || right > wide || right < wide - 24) {
        told('exit', exit, `not in its corner at ${y}: ${top} ${right}`);
      }
    }
  }
  if (kinds.includes('moving')) {
    for (const one of document.getAnimations()) {
      if (one.effect.getComputedTiming().activeDuration > 0) told('moving', one.effect.target);
    }
    const lasts = (list) => list.split(', ').some((one) => parseFloat(one) > 0);
    for (const one of [document.documentElement, ...all]) {
      for (const part of [null, '::before', '::after']) {
        const { animationDuration, transitionDuration, scrollBehavior } =
          getComputedStyle(one, part);
        const smooth = scrollBehavior === 'smooth';
        if (lasts(animationDuration) || lasts(transitionDuration) || smooth) told('moving', one);
      }
    }
  }
  const color = (text) => {
    const [r, g, b, a] = (text.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
    return { rgb: [r, g, b], a: a ?? 1 };
  };
  const over = (top, below) => top.rgb.map((one, i) => one * top.a + below[i] * (1 - top.a));
  const behind = (element) => {
    const layers = [];
    for (let one = element; one !== null; one = one.parentElement) {
      layers.unshift(color(style(one).backgroundColor));
    }
    // Under the page lies the browser's own canvas.
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const canvas = dark ? [18, 18, 18] : [255, 255, 255];
    return layers.reduce((below, layer) => over(layer, below), canvas);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((one) => one / 255)
      .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  if (kinds.includes('faint')) {
    const written = (one) => [...one.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
    for (const one of visible.filter((each) => written(each) || each.matches('input, textarea'))) {
      const back = behind(one);
      const found = contrast(over(color(style(one).color), back), back);
      if (found < ratio) told('faint', one, found.toFixed(2));
    }
  }
  if (kinds.includes('edgeless')) {
    // The language that is already chosen stands there as plain words.
    const plain = 'a, summary, [aria-pressed="true"]';
    for (const one of controls.filter((each) => !each.matches(plain))) {
      const { borderTopWidth, borderTopStyle, borderTopColor, textDecorationLine } = style(one);
      const back = behind(one.parentElement);
      const edge = parseFloat(borderTopWidth) > 0 && borderTopStyle !== 'none' &&
        contrast(over(color(borderTopColor), back), back) >= 3;
      if (!edge && !textDecorationLine.includes('underline')) told('edgeless', one);
    }
  }
  return [faults, visible.length];
}
"""


def look(page: Page, *kinds: str) -> list[str]:
    """What is wrong with the page as it stands, of these kinds of `FAULTS` (all by default)."""
    assert set(kinds) <= set(FAULTS)
    wanted = list(kinds or FAULTS)
    found, elements = page.evaluate(SCRIPT, [wanted, LEAST_TARGET, LEAST_CONTRAST])
    assert elements > 0, "there is nothing to look at"
    faults: list[str] = found
    return faults
