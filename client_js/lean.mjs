// What the libraries carry for programmers, and a slow phone need not load: the prose of their
// errors, and the paths in their licenses. What they do stays as it is.

import { readFile } from "node:fs/promises";
import { transform } from "esbuild";

const LIBRARIES = /[\\/]node_modules[\\/]@noble[\\/].*\.js$/;
const THROWN = /\bnew (?:Type|Range)?Error\(/g;
const CLOSES = { "(": ")", "[": "]", "{": "}" };

/** Where the brackets that are open at `at` end: the place of the last one. */
function closing(code, at, end) {
  for (let i = at; i < code.length; i += 1) {
    const one = code[i];
    if (one === end) return i;
    if (CLOSES[one] !== undefined) i = closing(code, i + 1, CLOSES[one]);
    else if (one === '"' || one === "'") i = quoted(code, i + 1, one);
    else if (one === "`") i = template(code, i + 1);
  }
  throw new Error(`no ${end} ends what an error says`);
}

function quoted(code, at, quote) {
  let i = at;
  while (code[i] !== quote) i += code[i] === "\\" ? 2 : 1;
  return i;
}

function template(code, at) {
  let i = at;
  while (code[i] !== "`") {
    if (code.startsWith("${", i)) i = closing(code, i + 2, "}") + 1;
    else i += code[i] === "\\" ? 2 : 1;
  }
  return i;
}

/** The code without what its errors say. It must hold no comments: an apostrophe in one is none. */
export function withoutProse(code) {
  let lean = "";
  let from = 0;
  for (const found of code.matchAll(THROWN)) {
    const start = found.index + found[0].length;
    if (start < from) throw new Error("an error within what an error says");
    lean += code.slice(from, start);
    from = closing(code, start, ")");
  }
  return lean + code.slice(from);
}

/** For esbuild: the libraries' files without the prose. Their classes of errors stay the same. */
export const leanLibraries = {
  name: "lean libraries",
  setup(building) {
    building.onLoad({ filter: LIBRARIES }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      // This also takes the comments out, all but the licenses.
      const { code } = await transform(source, { charset: "utf8", legalComments: "eof" });
      return { contents: withoutProse(code), loader: "js" };
    });
  },
};

/** One comment with every license once, in place of esbuild's list of files. */
export function licensesOnce(code) {
  const list = /\/\*! Bundled license information:[^]*?\*\/\s*$/;
  return code.replace(list, (all) => {
    const licenses = [...all.matchAll(/\(\*! (.*?) \*\)/g)].map(([, license]) => license);
    return `/*! ${[...new Set(licenses)].join("\n")} */`;
  });
}
