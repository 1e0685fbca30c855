"""Builds of both pages in which one file is another: what the tests plant, production never has.

The sources are copied, `core/primitives.ts` is put aside as `primitives_real.ts`, and a wrapper
takes its place. The build itself is the ordinary one, and so are the stamping and the policy.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from orgkeys.office.commands import BUILT
from tests.browser.place import ROOT

SOURCES = ROOT / "client_js" / "src"
PRIMITIVES = SOURCES / "core" / "primitives.ts"
EXPORT = re.compile(r"^export (?:async )?(function\*?|const) (\w+)", re.MULTILINE)

# What a test reaches from outside stands in quotes: the build shortens names that only we know.
THROWING = """
import * as real from './primitives_real.ts';
export { CONSTANTS } from './primitives_real.ts';
const calls = globalThis['calls'] = {};
function call(name, real, args) {
  calls[name] = (calls[name] ?? 0) + 1;
  const plant = globalThis['plant'];
  if (plant?.['name'] === name) {
    plant['thrown'] = (plant['thrown'] ?? 0) + 1;
    throw new Error('planted');
  }
  return real(...args);
}
"""
WITHOUT_ENCRYPTION = """
export * from './primitives_real.ts';
import * as real from './primitives_real.ts';
const sealed = (plaintext) => Uint8Array.from([...plaintext, ...new Uint8Array(16)]);
const opened = (open, ciphertext) => {
  try {
    return open();
  } catch {
    return ciphertext.slice(0, -16);
  }
};
export const xchachaSeal = (key, nonce, data, plaintext) => sealed(plaintext);
export const chachaSeal = (key, nonce, plaintext) => sealed(plaintext);
export const xchachaOpen = (key, nonce, data, ciphertext) =>
  opened(() => real.xchachaOpen(key, nonce, data, ciphertext), ciphertext);
export const chachaOpen = (key, nonce, ciphertext) =>
  opened(() => real.chachaOpen(key, nonce, ciphertext), ciphertext);
"""

PASSED = "return { type: 'passed', place, person: author, earlier: false, text };"
LIED = """
  const lies = globalThis['lies'], to = globalThis['liesTo'];
  const told = lies && (to ?? reader) === reader ? text.replace(lies[0], lies[1]) : text;
  return { type: 'passed', place, person: author, earlier: false, text: told };
"""


def throwing() -> str:
    """Every primitive counts its calls, and throws while `globalThis.plant.name` names it."""
    found = EXPORT.findall(PRIMITIVES.read_text(encoding="utf-8"))
    constants = ", ".join(name for kind, name in found if kind == "const")
    functions = [name for kind, name in found if kind != "const"]
    assert len(functions) > 10, "the wrapper no longer finds the primitives"
    # Each by its own name: what a page does not use stays out of it.
    lines = [
        f"export const {name} = (...args) => call('{name}', real.{name}, args);"
        for name in functions
    ]
    return THROWING.replace("CONSTANTS", constants) + "\n".join(lines)


def build(folder: Path, wrapper: str) -> Path:
    """Both pages, built around `wrapper`; the folder that `noview-org page` can stamp."""
    sources = copied(folder)
    primitives = sources / "core" / "primitives.ts"
    primitives.rename(primitives.with_name("primitives_real.ts"))
    primitives.write_text(wrapper, encoding="utf-8")
    return built_from(sources)


def lying(folder: Path) -> Path:
    """A survivor's page that passes on other words than it was told, beside the real console: while
    `globalThis.lies` is two texts, the second in the place of the first. For one reader only where
    `globalThis.liesTo` is their number."""
    sources = copied(folder)
    center = sources / "core" / "conversation.ts"
    honest = center.read_text(encoding="utf-8")
    assert honest.count(PASSED) == 1, "the lie no longer finds what is passed on"
    center.write_text(honest.replace(PASSED, LIED), encoding="utf-8")
    return built_from(sources, console=BUILT / "console.html")


def copied(folder: Path) -> Path:
    sources = folder / "src"
    shutil.copytree(SOURCES, sources)
    return sources


def built_from(sources: Path, console: Path | None = None) -> Path:
    """Both pages; with `console`, that one in the place of the console that these would make."""
    built = sources.with_name("built")
    command = ["node", "client_js/build.mjs", "--src", str(sources), "--out", str(built)]
    if console is not None:
        command += ["--console", str(console)]
    done = subprocess.run([*command, "--quiet"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return built
