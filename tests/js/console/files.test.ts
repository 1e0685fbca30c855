import assert from 'node:assert/strict';
import test from 'node:test';
import { encodeQR } from 'qr';
import { squares } from '../../../client_js/src/console/code.tsx';
import { kindOf, sort } from '../../../client_js/src/console/given.ts';
import { fileName } from '../../../client_js/src/console/save.ts';
import { utf8 } from '../../../client_js/src/core/bytes.ts';

const [vault, keys, grant] = ['vault', 'keys', 'grant'].map((kind) => utf8(`noview ${kind}\nmore`));

test('files are told apart by how they begin, in any order', () => {
  assert.ok(vault && keys && grant);
  assert.deepEqual(sort([grant, vault, keys]), { vault, keys, grant });
  assert.deepEqual(sort([]), {});
});

test('a file that is none of ours, and two of one kind, are said and not guessed at', () => {
  assert.ok(vault);
  assert.equal(sort([vault, utf8('GIF89a')]), 'strange');
  assert.equal(sort([vault, vault]), 'strange');
  assert.equal(kindOf(utf8('noview request\n')), undefined);
  assert.equal(kindOf(utf8('noview vaul')), undefined);
  assert.equal(kindOf(new Uint8Array(0)), undefined);
});

test('a name of a file holds letters and digits, whatever the alias holds', () => {
  assert.equal(fileName('Noor', 'vault'), 'Noor.vault');
  assert.equal(fileName('نور ٢', 'vault'), 'نور-٢.vault');
  assert.equal(fileName('../../etc/passwd', 'vault'), 'etc-passwd.vault');
  assert.equal(fileName('a\u202e\0b', 'request'), 'a-b.request');
  assert.equal(fileName('///', 'vault'), 'noview.vault');
  assert.ok(fileName('x'.repeat(300), 'vault').length < 50);
});

test('the path of a QR code covers exactly its dark squares', () => {
  const rows = encodeQR('noview:abc', 'raw', { ecc: 'low', border: 4 });
  const dark = new Set<string>();
  for (const [, x, y, width] of squares(rows).matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let at = 0; at < Number(width); at += 1) dark.add(`${Number(x) + at} ${y}`);
  }
  const expected = rows.flatMap((row, y) => row.flatMap((on, x) => (on ? [`${x} ${y}`] : [])));
  assert.deepEqual([...dark].sort(), expected.sort());
  assert.ok(expected.length > 100);
});
