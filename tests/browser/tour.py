"""A look at one state of a page from every side that accessibility has.

In both languages, light and dark, in forced colors, in a window of 1280 px at 200% and at 400%,
with wide text spacing, and by keyboard alone. What a rule set leaves to a person to judge stands
in `JUDGED`, with the judgment.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from playwright.sync_api import ViewportSize

from tests.browser.fixtures import PHONE, WIDE
from tests.browser.look import look
from tests.browser.rules import Rules
from tests.browser.spoken import mute, tree
from tests.browser.states import State
from tests.browser.steps import steps
from tests.browser.walk import languages
from tests.browser.windows import Survivor, Window

TWICE = ViewportSize(width=640, height=450)
FOUR_TIMES = ViewportSize(width=320, height=225)
"""A window of 1280 by 900 CSS pixels, enlarged to 200% and to 400% (WCAG 1.4.4 and 1.4.10)."""
SPACED = """
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}
"""
"""What somebody may set who reads with difficulty (WCAG 1.4.12)."""
FITS = ("sideways", "cut", "covered", "small")

JUDGED = {
    "element_attribute_deprecated": "of <meta http-equiv> only; HTML's standard has it, with the "
    "policy as one of its values, and the policy must stand in the page itself",
    "style_color_misuse": "asked of every page with a style; tests/browser/test_shape.py and the "
    "states say with words what they show with color",
    "style_highcontrast_visible": "asked of every page with a style; looked at in forced colors",
    "style_focus_visible": "asked of every element with a border; steps.py sees each ring",
    "text_sensory_misuse": "'left' is 'has left', not a side",
    "list_structure_proper": "asked of every <dl> with <div> around its pairs, which HTML allows",
    "element_tabbable_unobscured": "asked of what may be scrolled under something; steps.py walks "
    "there with the keys and looks whether it is covered",
    "form_submit_button_exists": "a box stands in a form only so that no browser asks its maker "
    "about it; nothing is ever submitted",
    "input_label_visible": "asked of every label that is not around its box",
    "text_block_heading": "short paragraphs that are no headings",
    "color-contrast": "what lies under the bar while the page is scrolled; look() measures each "
    "text's own contrast",
}
"""Rule → why what it says of this page is no fault."""
SURE = {"element_attribute_deprecated", "element_tabbable_role_valid"}
"""All others may only ask; whatever they are sure of is a fault."""


@dataclass
class Tour:
    """What was found: kind of look → "state (how): what"."""

    found: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    seen: set[str] = field(default_factory=set)
    judged: set[str] = field(default_factory=set)

    least: int = 25
    allowed: dict[str, str] = field(default_factory=lambda: JUDGED)
    """Rule → why what it says is no fault, as `JUDGED`."""

    def of(self, kind: str) -> list[str]:
        assert len(self.seen) > self.least, "the tour was too short"
        return self.found[kind]

    def see(self, state: State) -> None:
        window, name = state.window, state.name
        self.seen.add(name)
        rules = Rules(window)
        for language in ("as it is",) if state.still else languages(window):
            how = f"{name} ({language})"
            self._rules(window, rules, how)
            self._fits(state, how)
            self._note("aloud", how, mute(tree(window), state.script))
            self._note("motion", how, look(window.page, "moving"))
            # The columns of a wide console are read one after the other, not line by line.
            if language != "ar" and not state.still and isinstance(window, Survivor):
                self._note("keys", how, steps(window.page))
        assert window.faults == [] or not state.script, window.faults

    def _note(self, kind: str, how: str, faults: list[str]) -> None:
        self.found[kind] += [f"{how}: {fault}" for fault in faults]

    def _rules(self, window: Window, rules: Rules, how: str) -> None:
        for kind, findings in (("axe", rules.axe()), ("ibm", rules.ibm())):
            for one in findings:
                self.judged.add(one.rule)
                if one.rule not in self.allowed or (one.sure and one.rule not in SURE):
                    self._note(kind, how, [f"{one.rule}: {one.where}"])
        window.page.emulate_media(color_scheme="dark")
        dark = [one for one in rules.axe("color-contrast", "link-in-text-block") if one.sure]
        self._note("axe", f"{how} dark", [f"{one.rule}: {one.where}" for one in dark])
        self._note("colors", f"{how} dark", look(window.page, "faint", "edgeless"))
        window.page.emulate_media(color_scheme=None, forced_colors="active")
        self._note("colors", f"{how} forced", look(window.page, "faint", "edgeless"))
        window.page.emulate_media(forced_colors="none")

    def _fits(self, state: State, how: str) -> None:
        page, survivor = state.window.page, isinstance(state.window, Survivor)
        fits = [one for one in FITS if not (state.over and one == "covered")]
        for name, size in (("200%", TWICE), ("400%", FOUR_TIMES)):
            page.set_viewport_size(size)
            self._note("zoom", f"{how} {name}", look(page, *fits, *(["exit"] if survivor else [])))
            walks = not state.over and name == "400%" and ("(ar)" in how or not survivor)
            self._note("zoom", f"{how} {name}", steps(page) if walks else [])
        page.set_viewport_size(PHONE if survivor else WIDE)
        page.evaluate(SPACED)
        self._note("spacing", how, look(page, *fits))
        page.evaluate("() => { document.adoptedStyleSheets = [] }")
