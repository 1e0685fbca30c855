// The script of a page: all that its main.tsx imports, in one and minified. The survivor's is made as
// small as it goes (smaller.mjs), and is drawn by src/ui/little in the place of Preact.

import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minify } from "terser";
import { leanLibraries, licensesOnce } from "./lean.mjs";
import { smaller } from "./smaller.mjs";
import { places, survivorWords, wordsPlugin } from "./words.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));

/** A mistake in the sources: said in one line, without a stack. */
export class BuildError extends Error {}

/** The survivor's page draws with src/ui/little, which does what it needs of Preact. */
const littlePreact = (src) => ({
  name: "little",
  setup(building) {
    const path = join(src, "ui", "little", "tree.ts");
    building.onResolve({ filter: /^preact(\/|$)/ }, () => ({ path }));
  },
});

/** For the console: what became of the survivor's page, by `import { … } from 'noview:built'`. */
const builtPlugin = ({ sha256, short, look }) => ({
  name: "built",
  setup(building) {
    building.onResolve({ filter: /^noview:built$/ }, ({ path }) => ({ path, namespace: "built" }));
    building.onLoad({ filter: /.*/, namespace: "built" }, () => ({
      contents: [
        `export const SHA256 = ${JSON.stringify(sha256)};`,
        `export const SHORT = ${JSON.stringify(short)};`,
        `export const LOOK = ${JSON.stringify(look)};`,
      ].join("\n"),
    }));
  },
});

/** What the modules are compiled with, alone and together. */
const SETTINGS = {
  // As old a browser as the page's check asks for: see docs/operations.md.
  target: "es2022",
  charset: "utf8",
  jsx: "automatic",
  jsxImportSource: "preact",
  // Plain assignments: shorter and quicker than defining each field.
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, useDefineForClassFields: false } },
};

/** Modules of the survivor's page that read a data block, by the ends of their paths. */
const READS_DATA = ["/ui/organisation.ts", "/survivor/words.ts"];

/** Every key and every place in the words. */
function* namesIn(value, take) {
  if (typeof value !== "object") return yield* take === "places" ? places(value) : [];
  for (const [key, inner] of Object.entries(value)) {
    if (take === "keys") yield key;
    yield* namesIn(inner, take);
  }
}

/**
 * `code`, and for the survivor's page `short`: the short names by the long ones. `before` is what
 * the console is told of that page. Raises BuildError
 * and UnreadableNames.
 */
export async function bundle(name, entry, root, read, before) {
  const own = name === "survivor";
  const result = await build({
    ...SETTINGS,
    absWorkingDir: root,
    entryPoints: [relative(root, entry)],
    bundle: true,
    write: false,
    metafile: true,
    outdir: "out",
    minifySyntax: true,
    format: "iife",
    platform: "browser",
    sourcemap: false,
    legalComments: "eof",
    define: { "process.env.NODE_ENV": '"production"' },
    nodePaths: [join(HERE, "node_modules")],
    // The survivor's page holds no words: it could not even find the catalogs.
    plugins: [
      leanLibraries(own),
      ...(own ? [littlePreact(dirname(dirname(entry)))] : [wordsPlugin(read), builtPlugin(before)]),
    ],
    logLevel: "warning",
  });
  if (result.warnings.length > 0) throw new BuildError(`${name}: warnings are errors here`);
  const [script, ...others] = result.outputFiles;
  if (others.length > 0) {
    throw new BuildError(`${name}: the script imports styles or files; style.css is separate`);
  }
  // Terser sees the whole script as one: 3 KB less on a slow phone than esbuild's own minifier.
  // The console is for desks: what a second pass would still find there is not worth its time.
  if (!own) {
    const { code } = await minify(script.text, {
      ecma: 2020,
      toplevel: true,
      compress: { passes: 1 },
      format: { comments: /^!/ },
    });
    return { code: licensesOnce(code.trim()) };
  }
  const words = survivorWords(read);
  const { code, short } = await smaller(script.text, {
    metafile: result.metafile,
    root,
    settings: SETTINGS,
    nodeModules: join(HERE, "node_modules"),
    words: new Set(namesIn(words, "keys")),
    places: new Set(namesIn(words, "places")),
    readsData: READS_DATA,
  });
  return { code: licensesOnce(code.trim()), short };
}
