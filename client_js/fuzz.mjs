// Bundles a program of tests/js/fuzz for Node, with cryptography that lets everything through
// (tests/js/fuzz/open.ts), and prints the path of the bundle.
//
//   node client_js/fuzz.mjs serve          the other half of the differential run
//   node client_js/fuzz.mjs serve-lenient  the same with a decoder that is too kind: it must be found
//   node client_js/fuzz.mjs search         the long run of the TypeScript decoders
//   node client_js/fuzz.mjs external       the primitives, for published vectors: as they are
//   node client_js/fuzz.mjs external-lean  and with the libraries as the survivor's page has them
//
// Nothing of this is in what ships: only these bundles have such cryptography, and the last two
// have the real one.

import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { forNode } from "./for_node.mjs";
import { leanLibraries } from "./lean.mjs";
import { readWords, wordsPlugin } from "./words.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, "..");
const OPEN = join(ROOT, "tests", "js", "fuzz", "open.ts");

/** Which exports of which file open.ts takes the place of. */
export const OPENED = {
  primitives: ["verify", "x25519", "xwingPublic", "ed25519Public", "argon2id"],
  sealing: ["openSealed", "openingSealed"],
  committed: ["commits", "openCommitted"],
};

const REAL = "?as it is";

/** For esbuild: everything else of those files stays as it is. */
export const openCryptography = {
  name: "open cryptography",
  setup(building) {
    building.onResolve({ filter: /\?as it is$/ }, ({ path }) => ({
      path: path.slice(0, -REAL.length),
      namespace: "real",
    }));
    building.onLoad({ filter: /core[\\/](primitives|sealing|committed)\.ts$/, namespace: "file" }, ({ path }) => {
      const [, name] = /(\w+)\.ts$/.exec(path) ?? [];
      const missing = OPENED[name].filter(
        (one) => !new RegExp(`^export .*\\b${one}\\b`, "m").test(readFileSync(path, "utf8")),
      );
      if (missing.length > 0) throw new Error(`${name}.ts has no ${missing}: nothing would be fuzzed`);
      return {
        contents: `export * from ${JSON.stringify(path + REAL)};
          export { ${OPENED[name].join(", ")} } from ${JSON.stringify(OPEN)};`,
        resolveDir: dirname(path),
        loader: "ts",
      };
    });
    building.onLoad({ filter: /./, namespace: "real" }, ({ path }) => ({
      contents: readFileSync(path, "utf8"),
      resolveDir: dirname(path),
      loader: "ts",
    }));
  },
};

/** A planted disagreement: a number in a longer form than it needs is taken. */
export const lenient = {
  name: "lenient",
  setup(building) {
    building.onLoad({ filter: /core[\\/]encoding\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      const kind = source.replace("if (value < least) throw new Malformed();", "");
      if (kind === source) throw new Error("the check to leave out is not there");
      return { contents: kind, loader: "ts" };
    });
  },
};

/** A planted fault: HMAC with one bit of its result turned around. */
export const flipped = {
  name: "flipped",
  setup(building) {
    building.onLoad({ filter: /core[\\/]primitives\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      const turned = source.replace(
        "return hkdfExtract(sha2, secret, salt);",
        "const out = hkdfExtract(sha2, secret, salt); out[31]! ^= 1; return out;",
      );
      if (turned === source) throw new Error("the line to turn around is not there");
      return { contents: turned, loader: "ts" };
    });
  },
};

/** The bundle of tests/js/fuzz/<name>.ts. */
export async function bundled(name, out, plugins) {
  const outfile = join(out, `${name}.mjs`);
  await build({
    ...forNode(ROOT, HERE),
    entryPoints: [relative(ROOT, join(ROOT, "tests", "js", "fuzz", `${name}.ts`))],
    outfile,
    plugins: [wordsPlugin(readWords()), ...plugins],
  });
  return outfile;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , asked = "serve", out = join(ROOT, "build", "fuzz", asked)] = process.argv;
  const [name, how] = asked.split("-");
  const plugins = {
    serve: [openCryptography],
    search: [openCryptography],
    external: [],
  }[name];
  const more = { lenient: [lenient], lean: [leanLibraries(true)], flipped: [flipped] }[how] ?? [];
  console.log(await bundled(name, out, [...plugins, ...more]));
}
