// Reads the catalogs: client_js/words/<language>/<part>.po, as translators' tools write them.
//
//   node client_js/words.mjs     checks them and writes words/words.d.ts, the type of the English
//
// In a PO file msgctxt is the path of a key ("problems.line-full.what"), msgid the English, msgstr
// the translation. In the script the same is a nested object: words.problems['line-full'].what. A
// path whose parts are numbers from 0 is a list. English is the law, and its msgstr stays empty: the
// other languages have the same keys with the same places ({name}), or a test fails. A page that is
// built meanwhile shows the English where a translation is missing.

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { po } from "gettext-parser";

const HERE = dirname(fileURLToPath(import.meta.url));
export const FOLDER = join(HERE, "words");
export const PARTS = ["shared", "survivor", "console", "vault", "office", "day", "help", "numbers", "practice", "settings", "together"];
/** What each page speaks; a language is offered where it has all parts of the page. */
export const PAGE_PARTS = { survivor: ["shared", "survivor"], console: ["shared", "console", "vault", "office", "day", "help", "numbers", "practice", "settings", "together"] };
/** The imported module, for the console and the tests; the survivor's page must never import it. */
const MODULE = "noview:words";

/** A fault in the catalogs: said in one line each. */
export class WordsError extends Error {}

/** The places in a text, sorted: "Hello {name}" has "name". */
export const places = (text) =>
  [...new Set([...text.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name))].sort();

/** One file: a Map of key to { english, text, fuzzy, note }, in its order. */
function readPart(path) {
  const { translations } = po.parse(readFileSync(path), "utf-8");
  const entries = new Map();
  for (const [key, ids] of Object.entries(translations)) {
    if (key === "") {
      if (Object.keys(ids).some((id) => id !== "")) throw new WordsError(`${path}: a text without a key`);
      continue;
    }
    const all = Object.values(ids);
    if (all.length !== 1) throw new WordsError(`${path}: ${key} is there twice`);
    const [{ msgid: english, msgstr, comments }] = all;
    const flags = (comments?.flag ?? "").split(/,\s*/);
    entries.set(key, {
      english,
      text: msgstr[0] ?? "",
      plural: msgstr.length > 1,
      fuzzy: flags.includes("fuzzy"),
      note: comments?.extracted ?? "",
    });
  }
  return entries;
}

/** All catalogs: { language: { part: Map } }, with the parts that exist. */
export function readCatalogs(folder = FOLDER) {
  const languages = JSON.parse(readFileSync(join(folder, "languages.json"), "utf8"));
  const known = Object.keys(languages);
  const strange = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !known.includes(entry.name),
  );
  if (strange.length > 0) throw new WordsError(`words/${strange[0].name} is not in languages.json`);
  const catalogs = {};
  for (const language of known) {
    catalogs[language] = {};
    for (const part of PARTS) {
      const path = join(folder, language, `${part}.po`);
      if (existsSync(path)) catalogs[language][part] = readPart(path);
    }
  }
  return { languages, catalogs };
}

/** What is wrong with one part of one language, beside the English; each a line. */
export function faults(english, entries) {
  const found = [];
  for (const key of english.keys()) if (!entries.has(key)) found.push(`${key}: missing`);
  for (const [key, { english: id, text, plural }] of entries) {
    const own = english.get(key);
    if (own === undefined) {
      found.push(`${key}: not in the English catalog`);
      continue;
    }
    if (text.trim() === "") found.push(`${key}: empty`);
    if (plural) found.push(`${key}: plural forms are not used here`);
    if (id !== own.english) found.push(`${key}: the English has changed`);
    if (places(text).join() !== places(own.english).join()) found.push(`${key}: other places`);
  }
  return found;
}

/** The texts of one part in the order of the English; English where there is no good translation. */
function filled(english, entries) {
  const texts = new Map();
  for (const [key, { english: own }] of english) {
    const text = entries.get(key)?.text ?? "";
    const good = text.trim() !== "" && places(text).join() === places(own).join();
    texts.set(key, good ? text : own);
  }
  return texts;
}

/** A Map of paths to a nested object; objects with the keys 0, 1, … become lists. */
export function nest(entries, leaf = (entry) => entry) {
  const root = {};
  for (const [path, entry] of entries) {
    const steps = path.split(".");
    const last = steps.pop();
    let at = root;
    for (const step of steps) {
      at = at[step] ??= {};
      if (typeof at !== "object") throw new WordsError(`${path} lies within a text`);
    }
    if (at[last] !== undefined) throw new WordsError(`${path} is both a text and a group`);
    at[last] = leaf(entry);
  }
  return lists(root);
}

function lists(value) {
  if (typeof value !== "object") return value;
  const keys = Object.keys(value);
  const inner = keys.map((key) => lists(value[key]));
  if (keys.every((key, at) => key === String(at))) return inner;
  return Object.fromEntries(keys.map((key, at) => [key, inner[at]]));
}

/**
 * The words of every language. `complete(page)` names the languages that have all parts of a page,
 * in the order of languages.json; `words[language][part]` is a nested object; `wrong` says what is
 * to be translated yet, each a line. Raises WordsError where the files cannot be read as catalogs.
 */
export function readWords(folder = FOLDER) {
  const { languages, catalogs } = readCatalogs(folder);
  const wrong = [];
  const words = {};
  for (const [language, parts] of Object.entries(catalogs)) {
    words[language] = {};
    for (const [part, entries] of Object.entries(parts)) {
      const english = catalogs.en[part];
      if (language !== "en") {
        const found = faults(english, entries);
        wrong.push(...found.map((one) => `words/${language}/${part}.po: ${one}`));
      }
      words[language][part] = nest(filled(english, language === "en" ? new Map() : entries));
    }
    const { ownName, direction } = languages[language];
    if (words[language].shared) {
      words[language].shared = { code: language, ownName, direction, ...words[language].shared };
    }
  }
  const complete = (page) =>
    Object.keys(words).filter((language) => PAGE_PARTS[page].every((part) => words[language][part]));
  return { words, complete, wrong, english: catalogs.en };
}

/** For `noview-org page`: [{ shared, survivor }] of each language that is complete. */
export function survivorWords({ words, complete }) {
  return complete("survivor").map((language) => ({
    shared: words[language].shared,
    survivor: words[language].survivor,
  }));
}

function typeOf(value, indent = "  ") {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return `readonly ${typeOf(value[0], indent)}[]`;
  const deeper = `${indent}  `;
  const lines = Object.entries(value).map(
    ([key, one]) => `${deeper}readonly ${JSON.stringify(key)}: ${typeOf(one, deeper)};`,
  );
  return `{\n${lines.join("\n")}\n${indent}}`;
}

/** words.d.ts: what TypeScript knows of the catalogs. A key that is not there does not compile. */
export function writeTypes(read, path = join(FOLDER, "words.d.ts")) {
  const leaf = ({ english }) => {
    const named = places(english);
    return named.length === 0 ? "string" : `Text<${named.map((name) => `'${name}'`).join(" | ")}>`;
  };
  const parts = PARTS.map((part) => {
    const type = typeOf(nest(read.english[part] ?? new Map(), leaf));
    return `  export interface ${part[0].toUpperCase()}${part.slice(1)} ${type}`;
  });
  const codes = read.complete("console").map((code) => `'${code}'`).join(" | ");
  const tables = PARTS.map((part) => {
    const type = `${part[0].toUpperCase()}${part.slice(1)}`;
    const known = part === "shared" ? `${type} & Tongue` : type;
    return `  export const ${part}: Readonly<Record<Code, ${known}>>;`;
  });
  const text = `// Written by client_js/words.mjs from words/en/*.po; not in git.
declare module '${MODULE}' {
  /** A text with places in it, to be filled by fill(). */
  export type Text<P extends string> = string & { readonly places?: P };
  /** What languages.json says. */
  export interface Tongue {
    readonly code: string;
    readonly ownName: string;
    readonly direction: 'ltr' | 'rtl';
  }
${parts.join("\n")}
  /** Languages in which the console is complete; the first is the fallback. */
  export type Code = ${codes};
  export const CODES: readonly [Code, ...Code[]];
${tables.join("\n")}
}
`;
  // Several may run at once: what has not changed is not written.
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
}

/** For esbuild: `import { CODES, shared, … } from 'noview:words'`. */
export function wordsPlugin(read) {
  return {
    name: "words",
    setup(build) {
      build.onResolve({ filter: /^noview:words$/ }, ({ path }) => ({ path, namespace: "words" }));
      build.onLoad({ filter: /.*/, namespace: "words" }, () => {
        const codes = read.complete("console");
        const table = (part) =>
          Object.fromEntries(codes.map((code) => [code, read.words[code][part]]));
        const lines = PARTS.map((part) => `export const ${part} = ${JSON.stringify(table(part))};`);
        return { contents: [`export const CODES = ${JSON.stringify(codes)};`, ...lines].join("\n") };
      });
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const read = readWords();
    writeTypes(read);
    for (const line of read.wrong) console.error(line);
  } catch (error) {
    console.error(error instanceof WordsError ? error.message : error?.stack);
    process.exit(1);
  }
}
