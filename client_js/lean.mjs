// What the libraries carry for programmers, and a slow phone need not load: the prose of their
// errors, and the paths in their licenses; and, for the survivor's page, what lean_tables.mjs and
// CUTS below name. What they do stays as it is.

import { readFile } from "node:fs/promises";
import { transform } from "esbuild";
import { withoutTables } from "./lean_tables.mjs";

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

/**
 * What the survivor's page never reaches, but no minifier can know it: a precomputed table for many
 * multiplications of one point, which takes longer to make than a page's few checks by the ladder
 * beside it, the library's way to a hash that makes one wait, the numbers by which others name the
 * hashes, and ML-KEM's keys for many encapsulations.
 */
const CUTS = [
  { file: /ed25519[\\/]index\.js$/, from: /if \(this\.equals\(G\)\)\s*return wNAF\(n\)\.p;/g, times: 1 },
  { file: /ed25519[\\/]index\.js$/, from: /\bsha512Async: async \(message\) => \{/g, times: 1 },
  { file: /hashes[\\/]sha2\.js$/, from: /,\s*\/\* @__PURE__ \*\/ oidNist\(\d+\)/g, times: 6 },
  { file: /hashes[\\/]sha3\.js$/, from: /,\s*\/\* @__PURE__ \*\/ oidNist\(\d+\)/g, times: 8 },
  { file: /ml-kem\.js$/, from: /\bprepare: \(publicKey\) => \{/g, times: 2 },
];

/** The code without what a cut begins with, up to where its brackets close. Raises at surprises. */
export function cut(code, { from, times }) {
  const found = [...code.matchAll(from)].reverse();
  if (found.length !== times) throw new Error(`${from} is there ${found.length} times`);
  let lean = code;
  for (const { 0: text, index } of found) {
    let end = index + text.length;
    if (text.endsWith("{")) {
      end = closing(code, end, "}") + 1;
      if (lean[end] === ",") end += 1;
    }
    lean = lean.slice(0, index) + lean.slice(end);
  }
  return lean;
}

/**
 * For esbuild: the libraries' files without the prose. Their classes of errors stay the same.
 * `short`: for the survivor's page, also without tables that a few lines give, and with the cuts.
 */
export const leanLibraries = (short) => ({
  name: "lean libraries",
  setup(building) {
    building.onLoad({ filter: LIBRARIES }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const plain = short ? withoutTables(path, source) : source;
      // This also takes the comments out, all but the licenses.
      const { code } = await transform(plain, { charset: "utf8", legalComments: "eof" });
      const cuts = short ? CUTS.filter(({ file }) => file.test(path)) : [];
      return { contents: cuts.reduce(cut, withoutProse(code)), loader: "js" };
    });
  },
});

/** One comment with every license once, in place of esbuild's list of files. */
export function licensesOnce(code) {
  const list = /\/\*! Bundled license information:[^]*?\*\/\s*$/;
  return code.replace(list, (all) => {
    const licenses = [...all.matchAll(/\(\*! (.*?) \*\)/g)].map(([, license]) => license);
    return `/*! ${[...new Set(licenses)].join("\n")} */`;
  });
}
