// How TypeScript is bundled to run in Node: the tests, and the decoders that are fuzzed.

import { join } from "node:path";

/** Options for esbuild; `root` is the repository's folder, `here` that of client_js. */
export const forNode = (root, here) => ({
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  charset: "utf8",
  sourcemap: "inline",
  // Packages written for CommonJS ask for Node's own modules with require().
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
  nodePaths: [join(here, "node_modules")],
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, useDefineForClassFields: false } },
  logLevel: "warning",
});
