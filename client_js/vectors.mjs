// Writes tests/vectors/from_ts/: what TypeScript makes and Python must read.
//
//   node client_js/vectors.mjs [--out <directory>]
//
// The cases stand in tests/js/core/make_vectors.ts; seeds are fixed, so the same files come out.

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, "..");

const { values } = parseArgs({
  options: { out: { type: "string", default: join(ROOT, "tests", "vectors", "from_ts") } },
});

const scratch = mkdtempSync(join(tmpdir(), "noview-vectors-"));
try {
  const bundle = join(scratch, "make_vectors.mjs");
  await build({
    entryPoints: [join(ROOT, "tests", "js", "core", "make_vectors.ts")],
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
    nodePaths: [join(HERE, "node_modules")],
    logLevel: "warning",
  });
  const { vectors, written } = await import(pathToFileURL(bundle).href);
  const all = await vectors();
  mkdirSync(values.out, { recursive: true });
  for (const old of readdirSync(values.out)) {
    if (old.endsWith(".json")) rmSync(join(values.out, old));
  }
  for (const vector of all) writeFileSync(join(values.out, `${vector.name}.json`), written(vector));
  console.log(`${all.length} vectors`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
