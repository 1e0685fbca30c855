/** Every shared vector of the families that both languages read; an unknown family fails. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Case } from './case.ts';
import { FAMILIES } from './families.ts';
import { vectors, written } from './make_vectors.ts';

const ROOT = 'tests/vectors';

const directories = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory());

test('there are vectors, and every family of them is known here', () => {
  const names = directories.map(({ name }) => name);
  assert.ok(names.includes('documents') && names.includes('frames'));
  for (const name of names) assert.ok(name in FAMILIES, `no reader for the family ${name}`);
});

for (const { name: family } of directories) {
  test(`every vector of ${family} is decided as it says`, async (t) => {
    const read = FAMILIES[family];
    assert.ok(read !== undefined, `no reader for the family ${family}`);
    const files = readdirSync(join(ROOT, family)).filter((file) => file.endsWith('.json'));
    assert.ok(files.length > 0);
    for (const file of files) {
      const vector = JSON.parse(readFileSync(join(ROOT, family, file), 'utf8')) as Case;
      await t.test(file, () => read(vector));
    }
  });
}

test('the vectors from TypeScript are what the tool writes every time', async () => {
  for (const vector of await vectors()) {
    const file = join(ROOT, 'from_ts', `${vector.name}.json`);
    assert.equal(readFileSync(file, 'utf8'), written(vector), vector.name);
  }
});
