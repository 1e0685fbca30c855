/** The catalogs as the pages say them; the files that translators write are judged in words.test.ts. */

import assert from 'node:assert/strict';
import test from 'node:test';
import {
  CODES,
  CONSOLE,
  NAMED,
  OFFICE,
  pick,
  SHARED,
  VAULT,
} from '../../../client_js/src/ui/catalog/languages.ts';
import { fill } from '../../../client_js/src/ui/text.ts';
import { languageName, listed } from '../../../client_js/src/ui/tongue.ts';
import type { Words } from '../../../client_js/src/screens/props.ts';
import { choose, readWords } from '../../../client_js/src/survivor/words.ts';
import type { SurvivorWords } from '../../../client_js/src/ui/catalog/words.ts';

test('places are filled, and what stands in them is not searched for places again', () => {
  assert.equal(fill('{name} has joined.', { name: 'Sam' }), 'Sam has joined.');
  assert.equal(fill('{a} of {b}, {a}', { a: '{b}', b: 0 }), '{b} of 0, {b}');
  assert.equal(fill('{a}', { b: 1 }), '{a}', 'a place without anything stays to be seen');
  assert.equal(fill('{a}', { a: '$& $1' }), '$& $1');
});

test('names in a row are joined as the language joins them', () => {
  assert.equal(listed(['Ana', 'Ben', 'Cem'], 'en'), 'Ana, Ben, and Cem');
  assert.equal(listed(['Ana'], 'es'), 'Ana');
  assert.equal(listed(['Ana', 'Ben'], 'es'), 'Ana y Ben');
  assert.equal(listed(['Ana', 'Ben'], 'ar'), 'Ana وBen');
});

test('languages are named in words, and what is no language by its code', () => {
  assert.equal(languageName('ar', 'en'), 'Arabic');
  assert.equal(languageName('not a tag', 'en'), 'not a tag');
});

test('the console begins in the language of the browser if there are words in it', () => {
  assert.equal(pick('ar-EG'), 'ar');
  assert.equal(pick('AR'), 'ar');
  assert.equal(pick('en-US'), 'en');
  assert.equal(pick('arc'), 'en');
  assert.equal(pick(''), 'en');
  assert.equal(SHARED.ar.direction, 'rtl');
  for (const { code, ownName } of NAMED) assert.equal(SHARED[code].ownName, ownName);
  for (const code of CODES) {
    assert.ok(CONSOLE[code].title && VAULT[code].newHere && OFFICE[code].shift, code);
  }
});

const [en, ar, hi] = ['en', 'ar', 'hi'].map(
  (code): Words => ({
    shared: { ...SHARED.en, code },
    survivor: { exit: code } as SurvivorWords,
  }),
) as [Words, Words, Words];

/** All texts of a catalog, in its order, as the stamped page has them. */
function texts(value: unknown): string[] {
  return typeof value === 'string' ? [value] : Object.values(value as object).flatMap(texts);
}

test('the survivor’s page reads its words from its own block, and fails without them', () => {
  const all = readWords(JSON.stringify([en, texts(ar), texts(hi)]));
  assert.deepEqual(all, [en, ar, hi]);
  assert.deepEqual(readWords(JSON.stringify([en])), [en]);
  for (const bad of [undefined, null, '', '[]', '{}', 'null', '[1]', '[{}]', '[{"shared":{}}]', JSON.stringify([ar, en])]) {
    assert.throws(() => readWords(bad), /words/, String(bad));
  }
});

test('the page begins in the first of the browser’s languages that it carries', () => {
  const first = (...wanted: string[]): string => choose([en, ar, hi], wanted).shared.code;
  assert.equal(first('ar-EG', 'en'), 'ar');
  assert.equal(first('de', 'HI-in', 'ar'), 'hi');
  assert.equal(first('arc', 'de'), 'en', 'none of them: the first one');
  assert.equal(first(), 'en');
});
