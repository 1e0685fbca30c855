// Runs the TypeScript tests with Node's own runner.
//
//   node client_js/test.mjs [--page] [part of a file name ...]
//
// `--page` takes the libraries as the survivor's page has them (lean.mjs).
// Every tests/js/**/*.test.ts is bundled by esbuild into a directory of its own that is removed
// afterwards. Packages come from client_js/node_modules. The tests run in the project's root, so
// that "tests/vectors/..." is a path they can open.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { sharing } from "../tests/js/core/share_work.mjs";
import { forNode } from "./for_node.mjs";
import { leanLibraries } from "./lean.mjs";
import { readWords, wordsPlugin } from "./words.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, "..");
const TESTS = join(ROOT, "tests", "js");

const asOnPage = process.argv.includes("--page");
const wanted = process.argv.slice(2).filter((part) => part !== "--page");
const files = (existsSync(TESTS) ? readdirSync(TESTS, { recursive: true }) : [])
  .filter((name) => name.endsWith(".test.ts") || name.endsWith(".test.tsx"))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort()
  .map((name) => join(TESTS, name));

if (files.length === 0) {
  console.error("test: no tests/js/**/*.test.ts found");
  process.exit(1);
}

const out = mkdtempSync(join(tmpdir(), "noview-js-"));
let status = 1;
try {
  await build({
    ...forNode(ROOT, HERE),
    entryPoints: files.map((file) => relative(ROOT, file)),
    outbase: "tests/js",
    outdir: out,
    outExtension: { ".js": ".mjs" },
    jsx: "automatic",
    jsxImportSource: "preact",
    plugins: [wordsPlugin(readWords()), sharing, ...(asOnPage ? [leanLibraries(true)] : [])],
  });
  const bundles = files.map((file) =>
    join(out, relative(TESTS, file).replace(/\.tsx?$/, ".mjs")),
  );
  const run = spawnSync(
    process.execPath,
    ["--enable-source-maps", "--test", "--test-concurrency=2", "--test-reporter=spec", ...bundles],
    { cwd: ROOT, stdio: "inherit" },
  );
  status = run.status ?? 1;
} catch (error) {
  console.error(`test: ${error?.message ?? error}`);
} finally {
  rmSync(out, { recursive: true, force: true });
}
process.exit(status);
