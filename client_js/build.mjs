// Builds the survivor's page and the console, each into one HTML file that needs nothing else.
//
//   node client_js/build.mjs [--out <directory>] [--src <directory>] [--quiet]
//
// Script and style stand inline; the policy in the <meta> element allows exactly them, by hash.
// Nothing in the output depends on time, place or machine: two builds are byte-identical.
//
// What the page's template holds, and what becomes of it:
//   <!--noview:csp-->           the policy                       filled in here
//   <!--noview:style-->         style.css and what it @imports   filled in here
//   <!--noview:script-->        main.tsx and all it imports      filled in here
//   <!--noview:organisation-->  a JSON data block                left for `noview-org page`
//   <!--noview:noscript-->      hours and phone numbers          left for `noview-org page`
//   __NOVIEW_RELAY__            the relay, in the policy         left for `noview-org page`

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";
import { leanLibraries, licensesOnce } from "./lean.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const PAGES = ["survivor", "console"];
const FILLED = ["csp", "style", "script"];
const LEFT = ["organisation", "noscript"];
const RELAY = "__NOVIEW_RELAY__";

/** A mistake in the sources: said in one line, without a stack. */
class BuildError extends Error {}

const marker = (name) => `<!--noview:${name}-->`;

const sha256 = (encoding, text) => createHash("sha256").update(text, "utf8").digest(encoding);

const count = (text, part) => text.split(part).length - 1;

function policy(script, style) {
  return [
    "default-src 'none'",
    `script-src 'sha256-${sha256("base64", script)}'`,
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
  for (const mark of [...FILLED, ...LEFT].map(marker).concat(RELAY)) {
    if (text.includes(mark)) {
      throw new BuildError(`${name}: the ${element} contains the marker ${mark}`);
    }
  }
}

async function bundle(name, entry, root) {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [relative(root, entry)],
    bundle: true,
    write: false,
    outdir: "out",
    minifySyntax: true,
    format: "iife",
    platform: "browser",
    target: "es2020",
    charset: "utf8",
    sourcemap: false,
    legalComments: "eof",
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { "process.env.NODE_ENV": '"production"' },
    nodePaths: [join(HERE, "node_modules")],
    // Plain assignments: shorter and quicker than defining each field.
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, useDefineForClassFields: false } },
    plugins: [leanLibraries],
    logLevel: "warning",
  });
  if (result.warnings.length > 0) throw new BuildError(`${name}: warnings are errors here`);
  const [script, ...others] = result.outputFiles;
  if (others.length > 0) {
    throw new BuildError(`${name}: the script imports styles or files; style.css is separate`);
  }
  // Terser sees the whole script as one: 3 KB less on a slow phone than esbuild's own minifier.
  const { code } = await minify(script.text, {
    ecma: 2020,
    toplevel: true,
    compress: { passes: 3 },
    format: { comments: /^!/ },
  });
  return licensesOnce(code.trim());
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
  return sheet.text.trim();
}

function fill(name, template, parts) {
  let html = template;
  for (const key of [...FILLED, ...LEFT]) {
    const times = count(html, marker(key));
    // One console may serve any organisation, so only the survivor's page must have these.
    const absent = times === 0 && name === "console" && LEFT.includes(key);
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

async function page(name, src, root) {
  const directory = join(src, name);
  const [entry, template, style] = ["main.tsx", "page.html", "style.css"].map((file) =>
    join(directory, file),
  );
  for (const file of [entry, template, style]) {
    if (!existsSync(file)) throw new BuildError(`${name}: ${relative(root, file)} is missing`);
  }
  const code = await bundle(name, entry, root);
  const look = await css(name, style, root);
  refuseUnsafe(name, "script", code);
  refuseUnsafe(name, "style", look);
  const source = readFileSync(template, "utf8").replaceAll("\r\n", "\n");
  return fill(name, source, {
    csp: `<meta http-equiv="Content-Security-Policy" content="${policy(code, look)}">`,
    style: `<style>${look}</style>`,
    script: `<script>${code}</script>`,
  });
}

async function main() {
  const { values } = parseArgs({
    options: {
      out: { type: "string", default: join(HERE, "..", "orgkeys", "built") },
      src: { type: "string", default: join(HERE, "src") },
      quiet: { type: "boolean", default: false },
    },
  });
  const out = resolve(values.out);
  const src = resolve(values.src);
  const built = [];
  for (const name of PAGES) built.push([`${name}.html`, await page(name, src, dirname(src))]);

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
  writeFileSync(join(out, "build.json"), `${JSON.stringify({ pages: report }, null, 2)}\n`);
  if (values.quiet) return;
  for (const { name, sha256: hash, bytes, gzip } of report) {
    console.log(`${name.padEnd(14)} ${bytes} bytes, ${gzip} gzip  sha256 ${hash}`);
  }
}

try {
  await main();
} catch (error) {
  const known = error instanceof BuildError || Array.isArray(error?.errors);
  console.error(`build: ${known ? error.message : error?.stack}`);
  process.exit(1);
}
