// Which of our own properties the minifier may shorten: those whose names mean nothing to anybody
// else. A name stays as it is on the least doubt.
//
// It stays when it occurs in what browsers or Preact declare (their types, and Terser's list of
// every browser's properties), anywhere in a library's code, as a string or part of a template in
// ours, or as a place in the words. The keys of the words are shortened with the rest: the build
// writes words.json with the same short names. What reaches properties in a way that cannot be read
// here stops the build.

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { parse, tokenizer } from "acorn";

const SHORTEST = 4;
const WORD = /[A-Za-z_$][\w$]*/g;
const COMMENT = /\/\*[^]*?\*\/|^\s*\/\/.*$/gm;
const PARSED = { ecmaVersion: "latest", sourceType: "module" };

/** Only here may text from outside become an object; its keys are to be told as `data`. */
const READS_DATA = new Set(["JSON.parse"]);
/** Ways by which an object of ours would leave with its names, or one of others' come in. */
const LEAVES = new Set(["stringify", "structuredClone", "postMessage", "json", "eval"]);
/** Ways to have the names of an object's properties as strings. */
const TELLS = new Set(["entries", "keys", "getOwnPropertyNames", "ownKeys"]);

/**
 * Modules that have the names of properties as strings. Tables of shapes: their names are compared
 * with nothing but themselves and literals. What elements are given: Preact declares those. The
 * libraries' checks of options: they look for the names of one object in another.
 */
const INSIDE = [
  "/core/shapes.ts",
  "/core/frames.ts",
  "/core/messages.ts",
  "/little/properties.ts",
  "/hashes/utils.js",
  "/curves/utils.js",
  "/post-quantum/utils.js",
];

/**
 * What JSX calls the inside of an element. Elements have one of that name too: ours is shortened as
 * long as nobody reads it with a dot, as one would an element's.
 */
const OURS = new Set(["children"]);

/** A construct that the list of names cannot be trusted with. */
export class UnreadableNames extends Error {}

function* declarations(modules) {
  const types = join(modules, "@typescript");
  const libraries = readdirSync(types).sort().map((name) => join(types, name, "lib"));
  for (const folder of [...libraries, join(modules, "preact", "src")]) {
    for (const file of readdirSync(folder).sort()) {
      // Their comments are prose in which every word occurs.
      if (file.endsWith(".d.ts")) yield readFileSync(join(folder, file), "utf8").replace(COMMENT, "");
    }
  }
}

/** Every word in the declarations of the platform and of Preact, and in Terser's own list. */
export function platformNames(modules) {
  const require = createRequire(join(resolve(modules), "/"));
  const list = join(dirname(require.resolve("terser/package.json")), "tools", "domprops.js");
  const texts = [...declarations(modules), readFileSync(list, "utf8")];
  const names = new Set(texts.flatMap((text) => text.match(WORD) ?? []));
  // A list that shrank to nothing would let everything through.
  for (const known of ["preventScroll", "timeZone", "onInput", "addEventListener", "dataset"]) {
    if (!names.has(known)) throw new UnreadableNames(`the platform's names lack ${known}`);
  }
  return names;
}

/** Every word of a library's code, whatever it is there. */
function* libraryWords(code) {
  for (const token of tokenizer(code, PARSED)) {
    if (typeof token.value === "string") yield* token.value.match(WORD) ?? [];
  }
}

export function* nodes(node) {
  if (typeof node?.type !== "string") return;
  yield node;
  for (const part of Object.values(node)) {
    if (Array.isArray(part)) for (const one of part) yield* nodes(one);
    else if (typeof part === "object") yield* nodes(part);
  }
}

/** The words of a string or of a part of a template, which may be names. */
export function wordsOf({ type, value }) {
  const text = type === "TemplateElement" ? value.raw : value;
  return typeof text === "string" ? (text.match(WORD) ?? []) : [];
}

const among = (ends, path) => ends.some((end) => path.endsWith(end));

const called = ({ callee }) =>
  callee.type === "MemberExpression" && callee.object.type === "Identifier"
    ? `${callee.object.name}.${callee.property.name}`
    : (callee.name ?? callee.property?.name);

/**
 * What one module of ours calls its properties, and what it says in strings. Prose has blanks: its
 * words are no names, unless somebody cuts it up to find a text in the words.
 */
function ownNames(path, code, readsData) {
  const names = new Set();
  const said = new Set();
  const prose = new Set();
  for (const node of nodes(parse(code, PARSED))) {
    const { type } = node;
    if (type === "MemberExpression" && !node.computed) {
      if (OURS.has(node.property.name)) {
        throw new UnreadableNames(`${path} reads what may be an element's (${node.property.name})`);
      }
      names.add(node.property.name);
      // An attribute of the document under another name.
      if (node.object.property?.name === "dataset") said.add(node.property.name);
    } else if (/^(Property|PropertyDefinition|MethodDefinition)$/.test(type) && !node.computed) {
      if (node.key.type === "Identifier") names.add(node.key.name);
    } else if (type === "Literal" || type === "TemplateElement") {
      const blank = type === "Literal" && /\s/.test(node.value);
      for (const word of wordsOf(node)) (blank ? prose : said).add(word);
    } else if (type === "CallExpression") {
      const name = called(node);
      const last = name?.split(".").pop();
      if (/^(Object|Reflect)\./.test(name) && TELLS.has(last) && !among(INSIDE, path)) {
        throw new UnreadableNames(`${path} takes names for strings (${name})`);
      }
      // Those of the libraries stay among their own objects.
      if (name === "Object.assign" && !path.includes("node_modules")) {
        throw new UnreadableNames(`${path} gives an object's names to another (${name})`);
      }
      if (READS_DATA.has(name) && !among(readsData, path)) {
        throw new UnreadableNames(`${path} reads data whose keys are not told (${name})`);
      }
      if (LEAVES.has(last)) {
        throw new UnreadableNames(`${path} hands an object's names to others (${name})`);
      }
    } else if (type === "ForInStatement" || type === "WithStatement" || type === "ImportExpression") {
      throw new UnreadableNames(`${path} holds a ${type}`);
    }
  }
  return { names, said, prose };
}

/**
 * The names that may be shortened, sorted. `own` and `libraries` are lists of [path, code] in
 * plain JavaScript, unminified; `words` the keys of the words, `places` the places in them;
 * `readsData` the modules of ours that read a data block, by the ends of their paths. Raises
 * UnreadableNames.
 */
export function shortNames({ own, libraries, platform, words, places, readsData }) {
  const candidates = new Set();
  const kept = new Set([...platform].filter((name) => !OURS.has(name)));
  for (const place of places) kept.add(place);
  for (const [, code] of libraries) for (const word of libraryWords(code)) kept.add(word);
  for (const [path, code] of own) {
    const { names, said, prose } = ownNames(path, code, readsData);
    for (const name of names) candidates.add(name);
    for (const word of said) kept.add(word);
    for (const word of prose) if (words.has(word)) kept.add(word);
  }
  return [...candidates].filter((name) => name.length >= SHORTEST && !kept.has(name)).sort();
}
