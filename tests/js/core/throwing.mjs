// For attack 17: an esbuild plugin that puts a test's hand on every primitive.
//
// Whoever imports core/primitives.ts in such a bundle gets the same functions, each of which throws
// from its n-th call on when `globalThis.plant = { name, from: n }` names it. Nothing of this is in
// the code that ships: production has no hook, the test replaces the module while it bundles.

import { readFileSync } from "node:fs";
import { dirname } from "node:path";

const EXPORTS = /^export (?:async )?(function\*?|const) (\w+)/gm;

function wrapper(source) {
  const found = [...source.matchAll(EXPORTS)];
  const names = found.filter(([, what]) => what !== "const").map(([, , name]) => name);
  const constants = found.filter(([, what]) => what === "const").map(([, , name]) => name);
  return `
    import * as real from "./primitives.ts";
    export { ${constants.join(", ")} } from "./primitives.ts";
    globalThis.primitiveNames = ${JSON.stringify(names)};
    function call(name, args) {
      const plant = globalThis.plant;
      if (plant?.name === name) {
        plant.calls = (plant.calls ?? 0) + 1;
        if (plant.calls > plant.from) throw new Error("planted");
      }
      return real[name](...args);
    }
    ${names.map((name) => `export const ${name} = (...args) => call("${name}", args);`).join("\n")}
  `;
}

export const throwing = {
  name: "throwing primitives",
  setup(build) {
    const paths = /core\/primitives\.ts$|^\.\/primitives\.ts$/;
    build.onResolve({ filter: paths }, async (args) => {
      if (args.pluginData === "real") return undefined;
      const { kind, importer, resolveDir } = args;
      const real = await build.resolve(args.path, { kind, importer, resolveDir, pluginData: "real" });
      return args.namespace === "throwing" ? real : { path: real.path, namespace: "throwing" };
    });
    build.onLoad({ filter: paths, namespace: "throwing" }, (args) => ({
      contents: wrapper(readFileSync(args.path, "utf8")),
      resolveDir: dirname(args.path),
    }));
  },
};
