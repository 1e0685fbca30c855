// Builds the survivor's page and the console, each into one HTML file that needs nothing else.
//
//   node client_js/build.mjs [--out <directory>] [--src <directory>] [--console <file>] [--quiet]
//
// `--console` takes a console that is built already, for whoever changes only the survivor's page.
// Script and style stand inline; the policy in the <meta> element allows exactly them, by hash.
// Nothing in the output depends on time, place or machine: two builds are byte-identical.
//
// What the page's template holds, and what becomes of it:
//   <!--noview:csp-->           the policy                       filled in here
//   <!--noview:style-->         style.css and what it @imports   filled in here
//   <!--noview:early-->         early.js, by itself              filled in here (survivor only)
//   <!--noview:script-->        main.tsx and all it imports      filled in here
//   <!--noview:organisation-->  a JSON data block                left for `noview-org page`
//   <!--noview:words-->         the words of its languages       left for `noview-org page`
//   <!--noview:noscript-->      hours and phone numbers          left for `noview-org page`
//   __NOVIEW_RELAY__            the relay, in the policy         left for `noview-org page`
//   __NOVIEW_EXIT__             where leaving leads              left for `noview-org page`
//   __NOVIEW_LANGUAGE__, __NOVIEW_DIRECTION__   of the page's first language, left likewise
//   <!--noview:plain KEY-->     a paragraph of the catalog in each language of the page, and
//   __NOVIEW_SAID_KEY__         the same in one line, such as a label: left in the survivor's
//                               page, filled in here in the console, which has all languages
//
// Beside the pages it writes words.json: what the survivor's page can say, for `noview-org page`.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { parse } from "acorn";
import { build } from "esbuild";
import { minify } from "terser";
import { BuildError, bundle } from "./bundle.mjs";
import { UnreadableNames } from "./short_names.mjs";
import { renamed } from "./smaller.mjs";
import { readWords, survivorWords, WordsError, writeTypes } from "./words.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const PAGES = ["survivor", "console"];
const FILLED = ["csp", "style", "early", "script"];
const LEFT = ["organisation", "words", "noscript"];
/** One console may serve any organisation, and nobody must flee from it in a second. */
const OPTIONAL = { survivor: [], console: ["early", ...LEFT] };
const RELAY = "__NOVIEW_RELAY__";

/** Texts for the page without its script: they stand in the page itself, not in the block. */
const STATIC = "static";

const marker = (name) => `<!--noview:${name}-->`;

const sha256 = (encoding, text) => createHash("sha256").update(text, "utf8").digest(encoding);

const count = (text, part) => text.split(part).length - 1;

function policy(scripts, style) {
  return [
    "default-src 'none'",
    `script-src ${scripts.map((one) => `'sha256-${sha256("base64", one)}'`).join(" ")}`,
    `style-src 'sha256-${sha256("base64", style)}'`,
    "img-src data:",
    `connect-src ${RELAY}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
    "object-src 'none'",
    "worker-src 'none'",
    "manifest-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

/**
 * esbuild writes `<\/script` in strings, templates and regular expressions, and parts `a<!--b`.
 * What is left that could end the element early, or open the HTML comment that changes where it
 * ends, stops the build.
 */
function refuseUnsafe(name, element, text) {
  const unsafe = element === "script" ? /<\/script|<!--/i : /<\/style|<!--/i;
  const found = unsafe.exec(text);
  if (found !== null) {
    const around = text.slice(Math.max(0, found.index - 40), found.index + 40);
    throw new BuildError(`${name}: '${found[0]}' inside the ${element}, near: ${around}`);
  }
  if (text.includes("\r") || text.includes("\0")) {
    // The browser turns CR into LF and NUL into U+FFFD before it hashes: the policy would not fit.
    throw new BuildError(`${name}: a carriage return or NUL inside the ${element}`);
  }
  for (const mark of [...FILLED, ...LEFT].map(marker).concat("__NOVIEW_")) {
    if (text.includes(mark)) {
      throw new BuildError(`${name}: the ${element} contains the marker ${mark}`);
    }
  }
}

/** What must run in any browser, only smaller. Raises where one with ECMAScript 3 could not read it. */
async function ancient(path) {
  const { code } = await minify(readFileSync(path, "utf8"), { ie8: true, ecma: 5 });
  try {
    parse(code, { ecmaVersion: 3 });
  } catch (error) {
    throw new BuildError(`${path}: not every browser could read this: ${error.message}`);
  }
  return code;
}

async function css(name, path, root) {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [relative(root, path)],
    // The pages share a sheet by @import; nothing else may be pulled in.
    bundle: true,
    write: false,
    outdir: "out",
    minify: true,
    target: "es2020",
    charset: "utf8",
    legalComments: "none",
    sourcemap: false,
    logLevel: "warning",
  });
  const [sheet, ...others] = result.outputFiles;
  if (others.length > 0 || result.warnings.length > 0) {
    throw new BuildError(`${name}: style.css pulls in something that is not style`);
  }
  return shortVariables(sheet.text.trim());
}

/** The sheet with its own variables under one letter each; no script of ours names one. */
export function shortVariables(sheet) {
  const names = [...new Set(sheet.match(/--[a-z][\w-]*(?=\s*:)/g))];
  if (names.length > 26) throw new BuildError("more colors than letters");
  const short = new Map(names.map((name, at) => [name, `--${String.fromCharCode(97 + at)}`]));
  const named = (name) => {
    if (!short.has(name)) throw new BuildError(`${name} is used and never given a value`);
    return short.get(name);
  };
  return sheet.replace(/(--[a-z][\w-]*)(?:(\s*:)\s*)?/g, (_, name, given) => named(name) + (given ? ":" : ""));
}

const escaped = (text) =>
  text.replace(/[&<>"']/g, (char) => `&#${char.codePointAt(0)};`);

/** A page that carries all its languages: their texts where the template asks for them. */
function say(name, template, read) {
  const all = read.complete(name).map((code) => [read.words[code].shared, read.words[code][name]]);
  const text = (part, key) => {
    const found = key.split(".").reduce((group, step) => group?.[step], part);
    if (typeof found !== "string") throw new BuildError(`${name}: no words for ${key}`);
    return escaped(found);
  };
  const [[first]] = all;
  return template
    .replace(/<!--noview:plain ([\w.-]+)-->/g, (_, key) =>
      all
        .map(([{ code, direction }, part]) => `<p lang="${code}" dir="${direction}">${text(part, key)}</p>`)
        .join(""),
    )
    .replace(/__NOVIEW_SAID_([\w.-]+?)__/g, (_, key) => all.map(([, part]) => text(part, key)).join(" · "))
    .replace("__NOVIEW_LANGUAGE__", first.code)
    .replace("__NOVIEW_DIRECTION__", first.direction);
}

function fill(name, template, parts) {
  let html = template;
  for (const key of [...FILLED, ...LEFT]) {
    const times = count(html, marker(key));
    const absent = times === 0 && OPTIONAL[name].includes(key);
    if (times !== 1 && !absent) {
      throw new BuildError(`${name}: page.html holds ${marker(key)} ${times} times, not once`);
    }
  }
  if (!/<meta charset="?utf-8"?>/i.test(html)) {
    throw new BuildError(`${name}: page.html needs <meta charset="utf-8">, or the hashes may not fit`);
  }
  if (html.includes(RELAY)) throw new BuildError(`${name}: page.html holds ${RELAY} of its own`);
  if (html.indexOf(marker("csp")) > html.indexOf(marker("style"))) {
    throw new BuildError(`${name}: the policy must stand before what it governs`);
  }
  if (html.indexOf(marker("organisation")) > html.indexOf(marker("script"))) {
    throw new BuildError(`${name}: the data block must stand before the script that reads it`);
  }
  if (/<script|<style|\son\w+\s*=|\sstyle\s*=/i.test(html)) {
    throw new BuildError(`${name}: page.html holds a script or style of its own; the policy forbids it`);
  }
  for (const key of FILLED) html = html.replace(marker(key), () => parts[key]);
  return html;
}

async function page(name, src, root, read, before) {
  const directory = join(src, name);
  const [entry, template, style] = ["main.tsx", "page.html", "style.css"].map((file) =>
    join(directory, file),
  );
  for (const file of [entry, template, style]) {
    if (!existsSync(file)) throw new BuildError(`${name}: ${relative(root, file)} is missing`);
  }
  const { code, short } = await bundle(name, entry, root, read, before);
  const look = await css(name, style, root);
  const first = join(directory, "early.js");
  const early = existsSync(first) ? await ancient(first) : undefined;
  const scripts = early === undefined ? [code] : [early, code];
  for (const one of scripts) refuseUnsafe(name, "script", one);
  refuseUnsafe(name, "style", look);
  const source = readFileSync(template, "utf8").replaceAll("\r\n", "\n");
  const html = fill(name, name === "console" ? say(name, source, read) : source, {
    csp: `<meta http-equiv="Content-Security-Policy" content="${policy(scripts, look)}">`,
    style: `<style>${look}</style>`,
    early: `<script>${early}</script>`,
    script: `<script>${code}</script>`,
  });
  return { html, short, look };
}

/** Each language's words, and beside them as the survivor's page carries them: `block`. */
function carried(read, short) {
  return survivorWords(read).map(({ shared, survivor }) => {
    const { [STATIC]: _, ...spoken } = survivor;
    return { shared, survivor, block: renamed({ shared, survivor: spoken }, short) };
  });
}

/** The short names of the words' keys alone. */
function shortWords(read, short) {
  const keys = new Set();
  JSON.stringify(survivorWords(read), (key, value) => (keys.add(key), value));
  return Object.fromEntries([...short].filter(([name, now]) => keys.has(name) && name !== now));
}

async function main() {
  const { values } = parseArgs({
    options: {
      out: { type: "string", default: join(HERE, "..", "orgkeys", "built") },
      src: { type: "string", default: join(HERE, "src") },
      console: { type: "string" },
      quiet: { type: "boolean", default: false },
    },
  });
  const out = resolve(values.out);
  const src = resolve(values.src);
  const read = readWords();
  writeTypes(read);
  if (read.wrong.length > 0) {
    const said = `${read.wrong.length} texts are shown in English (node client_js/words.mjs lists them)`;
    console.error(`build: not translated yet: ${said}`);
  }
  const built = [];
  let words = "";
  /** What the console knows of the survivor's page: to show it, and to make it again. */
  let before;
  for (const name of PAGES) {
    if (name === "console" && values.console !== undefined) {
      built.push(["console.html", readFileSync(resolve(values.console), "utf8")]);
      continue;
    }
    const { html, short, look } = await page(name, src, dirname(src), read, before);
    built.push([`${name}.html`, html]);
    if (short !== undefined) {
      words = `${JSON.stringify(carried(read, short))}\n`;
      before = { sha256: sha256("hex", html), short: shortWords(read, short), look };
    }
  }

  // Only when all pages are good is anything written.
  mkdirSync(out, { recursive: true });
  const report = built.map(([name, html]) => {
    writeFileSync(join(out, name), html);
    return {
      name,
      sha256: sha256("hex", html),
      bytes: Buffer.byteLength(html),
      gzip: gzipSync(html, { level: 9 }).length,
    };
  });
  writeFileSync(join(out, "words.json"), words);
  const all = { pages: report, words: { sha256: sha256("hex", words) } };
  writeFileSync(join(out, "build.json"), `${JSON.stringify(all, null, 2)}\n`);
  if (values.quiet) return;
  for (const { name, sha256: hash, bytes, gzip } of report) {
    console.log(`${name.padEnd(14)} ${bytes} bytes, ${gzip} gzip  sha256 ${hash}`);
  }
}

try {
  await main();
} catch (error) {
  const faults = [BuildError, WordsError, UnreadableNames];
  const known = faults.some((fault) => error instanceof fault) || Array.isArray(error?.errors);
  console.error(`build: ${known ? error.message : error?.stack}`);
  process.exit(1);
}
