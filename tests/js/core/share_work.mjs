// For tests that tell one story many times with the same randomness: an esbuild plugin that puts a
// memory before the slow primitives. They are pure, so what was worked out once stands: a sweep over
// every frame of a story works out only what the disturbance has made different.
//
// It is off until a test says `globalThis.remembered = new Map()`. Nothing of this is in the code
// that ships: the test replaces the module while it bundles.

import { readFileSync } from "node:fs";
import { dirname } from "node:path";

const EXPORTS = /^export (?:async )?(?:function\*?|const) (\w+)/gm;
const REMEMBERED = `
  const key = (name, parts) =>
    [name, ...parts.map((one) => typeof one === "number" ? one : Buffer.from(one).toString("latin1"))].join("\\0");
  const copy = (what) =>
    what instanceof Uint8Array ? what.slice()
    : typeof what === "object" ? { shared: what.shared.slice(), enc: what.enc.slice() }
    : what;
  const known = (at) => globalThis.remembered?.has(at);
  const recall = (at) => copy(globalThis.remembered.get(at));
  function keep(at, what) {
    globalThis.remembered?.set(at, copy(what));
    return what;
  }
  const plain = (name) => (...args) => {
    const at = key(name, args);
    return known(at) ? recall(at) : keep(at, real[name](...args));
  };
  // What is done in pieces stays in as many, for whoever looks between two of them.
  const pieces = new Map();
  function* inSteps(at, work) {
    if (known(at)) {
      for (let left = pieces.get(at); left > 0; left -= 1) yield;
      return recall(at);
    }
    const doing = work();
    for (let count = 0; ; count += 1) {
      const { done, value } = doing.next();
      if (done) {
        pieces.set(at, count);
        return keep(at, value);
      }
      yield;
    }
  }
  const inPieces = (name) => (...args) => inSteps(key(name, args), () => real[name](...args));
  export const x25519Public = plain("x25519Public");
  export const x25519 = plain("x25519");
  export const ed25519Public = plain("ed25519Public");
  export const sign = plain("sign");
  export const verify = plain("verify");
  export const xwingPublic = plain("xwingPublic");
  export const xwingDecapsulate = plain("xwingDecapsulate");
  export const makingXwing = inPieces("makingXwing");
  export const xwingDecapsulating = inPieces("xwingDecapsulating");
  export function* xwingEncapsulating(publicKey, random) {
    if (globalThis.remembered === undefined || publicKey.length !== 1216) {
      return yield* real.xwingEncapsulating(publicKey, random);
    }
    const drawn = random(64);
    const again = () => real.xwingEncapsulating(publicKey, () => drawn.slice());
    return yield* inSteps(key("xwingEncapsulating", [publicKey, drawn]), again);
  }
  export const xwingEncapsulate = (publicKey, random) =>
    atOnce(xwingEncapsulating(publicKey, random));
  export async function argon2id(passphrase, salt, iterations, memoryKiB, progress) {
    const at = key("argon2id", [passphrase, salt, iterations, memoryKiB]);
    if (known(at)) return recall(at);
    return keep(at, await real.argon2id(passphrase, salt, iterations, memoryKiB, progress));
  }
`;

function wrapper(source) {
  const own = new Set([...REMEMBERED.matchAll(/export (?:async )?(?:function\*?|const) (\w+)/g)].map(([, name]) => name));
  const names = [...source.matchAll(EXPORTS)].map(([, name]) => name);
  for (const name of own) if (!names.includes(name)) throw new Error(`share_work: no ${name} any more`);
  return `
    import * as real from "./primitives.ts";
    import { atOnce } from "./pieces.ts";
    export { ${names.filter((name) => !own.has(name)).join(", ")} } from "./primitives.ts";
    ${REMEMBERED}
  `;
}

export const sharing = {
  name: "shared work",
  setup(build) {
    const paths = /core\/primitives\.ts$|^\.\/primitives\.ts$/;
    build.onResolve({ filter: paths }, async (args) => {
      if (args.pluginData === "real") return undefined;
      const { kind, importer, resolveDir } = args;
      const real = await build.resolve(args.path, { kind, importer, resolveDir, pluginData: "real" });
      return args.namespace === "shared work" ? real : { path: real.path, namespace: "shared work" };
    });
    build.onLoad({ filter: paths, namespace: "shared work" }, (args) => ({
      contents: wrapper(readFileSync(args.path, "utf8")),
      resolveDir: dirname(args.path),
    }));
  },
};
