// The survivor's script as small as it goes without changing what it does: methods that nobody
// calls are left out, and properties that only we know by name get short ones. short_names.mjs
// says which those are.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "acorn";
import { transform } from "esbuild";
import { minify } from "terser";
import { nodes, platformNames, shortNames, UnreadableNames, wordsOf } from "./short_names.mjs";

/** The cryptography's names are shortened with ours: nobody else gets its objects. */
const OUTSIDE = /(^|\/)node_modules\/(?!@noble\/)/;
const LOADERS = { ts: "ts", tsx: "tsx", js: "js", mjs: "js" };
/** A variable that is never given anything; Terser leaves the name to us. */
const NOTHING = "$";
const LICENSES = { comments: /^!/ };
/**
 * No function's `length` is of use here (@noble/ciphers looks where an output is given; none is),
 * and reading a property does nothing else: ours only tell, and so do the libraries' and the page's.
 * With less written into where it is called, as much repeats and packs better: that is measured.
 */
const COMPRESS = {
  ecma: 2020,
  toplevel: true,
  compress: { passes: 3, keep_fargs: false, pure_getters: true, inline: 1 },
};

/** The modules that ended up in the bundle, as plain JavaScript: [path, code]. */
async function modules(metafile, root, settings) {
  const [{ inputs }] = Object.values(metafile.outputs);
  const paths = Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0);
  return Promise.all(
    paths.map(async (path) => {
      const loader = LOADERS[path.split(".").pop()];
      const { code } = await transform(readFileSync(join(root, path), "utf8"), { ...settings, loader });
      return [path, code];
    }),
  );
}

/** The code without the methods of classes whose names occur nowhere else in it. */
export function withoutUnused(code, platform) {
  const known = new Set(platform);
  const methods = [];
  for (const node of nodes(parse(code, { ecmaVersion: "latest" }))) {
    const { type } = node;
    if (type === "MethodDefinition" && node.key.type === "Identifier" && !node.computed) {
      if (node.kind !== "constructor") methods.push(node);
    } else if (type === "MemberExpression" && !node.computed) known.add(node.property.name);
    else if (type === "Property" && !node.computed) known.add(node.key.name ?? String(node.key.value));
    else if (type === "Literal" || type === "TemplateElement") {
      for (const word of wordsOf(node)) known.add(word);
    }
  }
  let lean = code;
  for (const { key, start, end } of methods.reverse()) {
    if (!known.has(key.name)) lean = lean.slice(0, start) + lean.slice(end);
  }
  return lean;
}

const ONE_PASS = { ...COMPRESS.compress, passes: 1 };

/** Until nothing is left that only what was left out had called; the last minifying passes thrice. */
async function withoutUnusedAtAll(code, platform) {
  for (let before = "", now = code; ; ) {
    if (now === before) return now;
    before = now;
    const plain = await minify(now, { ...COMPRESS, compress: ONE_PASS, mangle: false, format: LICENSES });
    now = withoutUnused(plain.code, platform);
    if (now === plain.code) return now;
  }
}

/** A variable that nothing is ever given in the place of each `void 0`: three hundred of them pack worse. */
export function withoutVoid(code) {
  const tree = parse(code, { ecmaVersion: "latest" });
  // Names of properties are no variables; one written short is both, and stands there twice.
  const properties = new Set();
  const voids = [];
  for (const node of nodes(tree)) {
    const { type, computed, property, key } = node;
    if (!computed && (property ?? key) !== undefined) properties.add(property ?? key);
    if (type === "Identifier" && node.name === NOTHING && !properties.has(node)) {
      throw new UnreadableNames(`${NOTHING} means something already`);
    }
    if (type === "UnaryExpression" && node.operator === "void" && node.argument.type === "Literal") voids.push(node);
  }
  // Before anything can run that would find it not there yet.
  const inner = tree.body[0]?.expression?.callee?.body?.body?.[0];
  if (inner === undefined || inner.directive !== undefined) {
    throw new UnreadableNames("the script is no function that is called at once");
  }
  let lean = code;
  for (const { start, end } of voids.reverse()) lean = lean.slice(0, start) + NOTHING + lean.slice(end);
  return `${lean.slice(0, inner.start)}let ${NOTHING};${lean.slice(inner.start)}`;
}

/** `value` with the names of its properties as the script has them now. */
export function renamed(value, short) {
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((one) => renamed(one, short));
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, one]) => [short.get(key) ?? key, renamed(one, short)]));
}

/**
 * The bundle `code`, made small, and its short names by the long ones. The rest is as in
 * `shortNames`. Raises UnreadableNames.
 */
export async function smaller(code, { metafile, root, settings, nodeModules, ...data }) {
  const platform = platformNames(nodeModules);
  const all = await modules(metafile, root, settings);
  const own = all.filter(([path]) => !OUTSIDE.test(path));
  const libraries = all.filter(([path]) => OUTSIDE.test(path));
  const names = shortNames({ own, libraries, platform, ...data });
  const may = new RegExp(`^(?:${names.map((name) => name.replaceAll("$", "\\$")).join("|")})$`);
  const nameCache = {};
  const done = await minify(await withoutUnusedAtAll(code, platform), {
    ...COMPRESS,
    mangle: { toplevel: true, reserved: [NOTHING], properties: { regex: may, keep_quoted: true, builtins: true } },
    format: LICENSES,
    nameCache,
  });
  // Terser's own list has a sign before each name.
  const used = Object.entries(nameCache.props.props).map(([name, now]) => [name.slice(1), now]);
  return { code: withoutVoid(done.code), short: new Map(used) };
}
