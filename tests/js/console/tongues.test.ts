import assert from 'node:assert/strict';
import test from 'node:test';
import { TONGUES, tongueName } from '../../../client_js/src/console/tongues.ts';
import { CODES, type Code } from '../../../client_js/src/ui/catalog/languages.ts';
import { languageName } from '../../../client_js/src/ui/tongue.ts';

function twice(names: readonly string[]): readonly string[] {
  return names.filter((name, at) => names.indexOf(name) !== at);
}

for (const code of CODES) {
  test(`no two languages in the list have the same name (${code})`, () => {
    const names = TONGUES.map((one) => tongueName(one, code));
    assert.ok(names.length > 60);
    assert.deepEqual(twice(names), []);
    for (const [at, name] of names.entries()) assert.notEqual(name, TONGUES[at]);
  });
}

test('the two Kurdish languages are told apart by the names that their speakers use', () => {
  const said = (code: Code): string[] => ['kmr', 'ckb'].map((one) => tongueName(one, code));
  assert.deepEqual(said('en'), ['Kurdish (Kurmanji)', 'Kurdish (Sorani)']);
  assert.deepEqual(said('ar'), ['الكردية (الكرمانجية)', 'الكردية (السورانية)']);
});

test('any other language has the name that the browser knows, and nothing is found by accident', () => {
  assert.equal(tongueName('ar', 'en'), 'Arabic');
  assert.equal(tongueName('constructor', 'en'), languageName('constructor', 'en'));
});

test('the search for names that are there twice finds them', () => {
  const names = [...TONGUES, 'ku'].map((one) => languageName(one, 'en'));
  assert.deepEqual(twice(names), ['Kurdish']);
});
