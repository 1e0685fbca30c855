import assert from 'node:assert/strict';
import test from 'node:test';
import { CODES, CONSOLE, OFFICE, SHARED, VAULT } from '../../../client_js/src/ui/catalog/languages.ts';
import type { Trouble } from '../../../client_js/src/ui/catalog/words.ts';

/** Words of a sentence that tells somebody what to do. */
const STEP =
  /\b(please|call|try|choose|check|ask|use|open|set|wait|keep|making a new one|not use)\b/i;

function faults(problems: Readonly<Record<string, Trouble>>): readonly string[] {
  const all = Object.entries(problems);
  const told = all.map(([, { what }]) => what);
  return all.flatMap(([problem, { what, next }]) => [
    ...(told.indexOf(what) === told.lastIndexOf(what) ? [] : [`${problem}: not its own words`]),
    ...(what.trim().length > 10 ? [] : [`${problem}: says nothing`]),
    ...(next.trim().length > 10 && next !== what ? [] : [`${problem}: no next step`]),
  ]);
}

for (const code of CODES) {
  test(`every problem has words and a next step of its own (${code})`, () => {
    const office = OFFICE[code].failures;
    const vault = VAULT[code].problems;
    const all = { ...SHARED[code].problems, ...CONSOLE[code].problems, ...office, ...vault };
    assert.ok(Object.keys(all).length > 45);
    assert.deepEqual(faults(all), []);
  });
}

test('in English each next step is something that a person can do, or need not do', () => {
  const staff = { ...CONSOLE.en.problems, ...OFFICE.en.failures, ...VAULT.en.problems };
  const all = { ...SHARED.en.problems, ...staff };
  for (const [problem, { next }] of Object.entries(all)) assert.match(next, STEP, problem);
});

test('the staff are sent to whoever runs the server, not to their own telephone number', () => {
  for (const code of ['en', 'ar'] as const) {
    const own: Readonly<Record<string, Trouble>> = CONSOLE[code].problems;
    for (const problem of ['relay-unreachable', 'unknown-organisation'] as const) {
      assert.ok(own[problem] !== undefined);
      assert.notDeepEqual(own[problem], SHARED[code].problems[problem]);
      assert.match(own[problem].next, /whoever runs the server|يشغّل الخادم/);
    }
  }
});

test('the search for faults finds them', () => {
  const good = { what: 'The line is full.', next: 'Please call us now.' };
  assert.deepEqual(faults({ a: good }), []);
  assert.equal(faults({ a: good, b: good }).length, 2);
  assert.deepEqual(faults({ a: { ...good, next: '' } }), ['a: no next step']);
  assert.deepEqual(faults({ a: { ...good, what: 'No.' } }), ['a: says nothing']);
});
