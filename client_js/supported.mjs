// Whether the built survivor's page uses only what browsers of the last three years have.
//
//   node client_js/supported.mjs [--page <file>]
//
// Held against MDN's published compatibility data. The versions it must work in are the newest
// that each browser had three years before that data was published, so the answer depends on no
// clock. What is newer and does no harm where it is missing stands in `HARMLESS`, with the reason.
// Older browsers are turned away at run time, in words (survivor/early.js, ui/support.ts).

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { uses as scriptUses } from "./supported_script.mjs";
import { uses as styleUses } from "./supported_style.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const YEARS = 3;
/** The three engines, on desks and on phones. */
const BROWSERS = ["chrome", "chrome_android", "firefox", "firefox_android", "safari", "safari_ios"];

export const data = createRequire(import.meta.url)("@mdn/browser-compat-data");

/** Newer than that, and used all the same: feature → what happens where it is missing. */
const HARMLESS = new Map([
  [".isComposing", "asked about Enter with Ctrl only, which ends no composition in Safari"],
  ["@media scripting", "the words for a page without script come 1.5 seconds later"],
  ["Uint8Array.fromHex", "the library asks whether it is there, and has its own"],
  ["cursor: default", "there is no pointer to be shaped"],
  ["cursor: pointer", "there is no pointer to be shaped"],
  ["document.wasDiscarded", "Chromium alone says so; elsewhere it is undefined, which means no"],
  ["resize", "a box to write in cannot be made larger by hand, and scrolls"],
  ["resize: vertical", "a box to write in cannot be made larger by hand, and scrolls"],
]);

const number = (version) => version.replace("≤", "").split(".").map(Number);

/** Whether version `a` is later than `b`. */
export function later(a, b) {
  const [one, other] = [number(a), number(b)];
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** The newest version of each browser that was out `YEARS` years before the data itself. */
export function oldest({ __meta, browsers }) {
  const day = new Date(__meta.timestamp);
  day.setUTCFullYear(day.getUTCFullYear() - YEARS);
  const until = day.toISOString().slice(0, 10);
  return Object.fromEntries(
    BROWSERS.map((name) => {
      const out = Object.entries(browsers[name].releases).filter(
        ([, { release_date, status }]) =>
          release_date <= until && (status === "retired" || status === "current" || status === "esr"),
      );
      const newest = out.map(([version]) => version).reduce((a, b) => (later(b, a) ? b : a));
      return [name, newest];
    }),
  );
}

/** In which of the browsers a feature is missing, at the versions of `least`. */
export function missing(compat, least) {
  return Object.entries(least)
    .filter(([name, version]) => {
      const told = [compat.support[name] ?? []].flat();
      return !told.some(
        ({ version_added: added, version_removed: removed, flags, partial_implementation: partial, prefix, alternative_name: other }) =>
          typeof added === "string" &&
          added !== "preview" &&
          !later(added, version) &&
          (removed === undefined || later(removed, version)) &&
          !(flags || partial || prefix || other),
      );
    })
    .map(([name, version]) => `${name} ${version}`);
}

function part(page, element) {
  const found = [...page.matchAll(new RegExp(`<${element}(?:\\s[^>]*)?>([^]*?)</${element}>`, "g"))];
  const kept = found.filter(([tag]) => !/^<script[^>]*type=/.test(tag));
  if (kept.length === 0) throw new Error(`supported: the page has no ${element}`);
  return kept.map(([, text]) => text);
}

/** Every feature of script, style and markup that the page uses, with where its data stands. */
export function used(page) {
  const found = new Map();
  for (const script of part(page, "script")) {
    for (const [name, compats] of scriptUses(script, data)) found.set(name, compats);
  }
  for (const style of part(page, "style")) {
    for (const [name, compats] of styleUses(style, data)) found.set(name, compats);
  }
  const markup = page.replace(/<(script|style)[^]*?<\/\1>/g, "");
  for (const [, element] of markup.matchAll(/<([a-z][a-z0-9]*)[\s>]/g)) {
    const compat = data.html.elements[element]?.__compat;
    if (compat !== undefined) found.set(`html.elements.${element}`, [compat]);
  }
  return found;
}

/** What is wrong with a page: what is too new in it, and what is excused and not there. */
export function faults(page) {
  const least = oldest(data);
  const found = [];
  const excused = new Set(HARMLESS.keys());
  for (const [name, compats] of used(page)) {
    const lacks = compats.map((compat) => missing(compat, least)).filter((one) => one.length > 0);
    if (lacks.length < compats.length || excused.delete(name)) continue;
    found.push(`too new: ${name}: ${lacks[0].join(", ")}`);
  }
  return [...found, ...[...excused].map((name) => `not used, or not too new: ${name}`)].sort();
}

function main() {
  const { values } = parseArgs({
    options: { page: { type: "string", default: join(HERE, "..", "orgkeys", "built", "survivor.html") } },
  });
  const page = readFileSync(values.page, "utf8");
  const least = Object.entries(oldest(data)).map(([name, version]) => `${name} ${version}`);
  const found = faults(page);
  for (const fault of found) console.error(`supported: ${fault}`);
  console.log(`supported: ${used(page).size} features of the survivor's page, in ${least.join(", ")}`);
  process.exit(found.length === 0 ? 0 : 1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
