/** What the survivor's page carries of core: little, and nothing that only staff need. */

import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

interface Bundle {
  readonly outputFiles: readonly { readonly contents: Uint8Array }[];
  readonly metafile: {
    readonly outputs: Readonly<
      Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
    >;
  };
}

interface Esbuild {
  build(options: object): Promise<Bundle>;
}

async function bundled(...modules: readonly string[]): Promise<{ gzip: number; parts: string[] }> {
  const url = pathToFileURL(resolve('client_js/node_modules/esbuild/lib/main.js')).href;
  const { build } = (await import(url)) as Esbuild;
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: modules
        .map((name, at) => `import * as m${at} from './${name}.ts'; globalThis.k${at} = m${at};`)
        .join('\n'),
      resolveDir: resolve('client_js/src/core'),
    },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'iife',
    target: 'es2020',
    nodePaths: [resolve('client_js/node_modules')],
    logLevel: 'warning',
  });
  const [file] = outputFiles;
  const [output] = Object.values(metafile.outputs);
  assert.ok(file !== undefined && output !== undefined);
  const parts = Object.entries(output.inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([name]) => name);
  return { gzip: gzipSync(file.contents, { level: 9 }).length, parts };
}

const heavy = (parts: readonly string[]): string[] =>
  parts.filter((name) =>
    /argon2|blake|vault|packet|keyring|office|remembered|signing|call|request|publisher|confusables|handbook/.test(
      name,
    ),
  );

test('the survivor’s part of core has nothing that only staff need, and leaves room for a page within 60 KB', async () => {
  const { gzip, parts } = await bundled('documents', 'handshake', 'line', 'frames', 'messages');
  assert.deepEqual(heavy(parts), []);
  assert.ok(gzip < 42_000, `${gzip} bytes gzip`);
});

test('the same search finds what staff need where it is', async () => {
  const { parts } = await bundled('vault', 'packet', 'office', 'call', 'keyring');
  assert.ok(heavy(parts).length >= 12, parts.join(' '));
});
