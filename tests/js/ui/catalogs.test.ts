import assert from 'node:assert/strict';
import test from 'node:test';
import { counted } from '../../../client_js/src/ui/catalog/ar.ts';
import {
  CODES,
  CONSOLE,
  languageName,
  OFFICE,
  pick,
  SHARED,
  SURVIVOR,
  VAULT,
  type Code,
} from '../../../client_js/src/ui/catalog/languages.ts';

/** Every sentence of a catalog, with its path; functions are called with numbers and names. */
function sentences(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const call = value as (...args: unknown[]) => string;
    const name = '\u2068Sam\u2069';
    if (path.endsWith('.and')) return [[path, call(['a', 'b', 'c'])]];
    const numbers = /place|waited|waitingCount|limitText|unread|unlocking|tooLong|hoursText|livesText|compared|time|making|lockedIdle|lockIdle|Hint|Short/.test(path);
    return (numbers ? [0, 1, 2, 3, 11, 100, 101] : [name]).map((one) => [path, call(one, one, one)]);
  }
  return Object.entries(value as object).flatMap(([key, one]) => sentences(one, `${path}.${key}`));
}

function all(code: Code): [string, string][] {
  return [
    ...sentences(SHARED[code], 'shared'),
    ...sentences(SURVIVOR[code], 'survivor'),
    ...sentences(CONSOLE[code], 'console'),
    ...sentences(OFFICE[code], 'office'),
    ...sentences(VAULT[code], 'vault'),
  ];
}

const EMPTY_ON_PURPOSE = ['shared.delivery.received'];
const COMPANY = /\b(agent|assigned|customer|ticket|queue|session|representative|user|submit|oops)\b/i;

for (const code of CODES) {
  test(`every word of ${code} is there, calm, and without pictures`, () => {
    for (const [path, text] of all(code)) {
      if (EMPTY_ON_PURPOSE.includes(path)) continue;
      assert.notEqual(text.trim(), '', path);
      assert.doesNotMatch(text, /undefined|NaN|\[object/, path);
      assert.doesNotMatch(text, /\p{Extended_Pictographic}/u, path);
      assert.doesNotMatch(text, /!/, `${path}: no shouting`);
      assert.doesNotMatch(text, COMPANY, `${path}: no company talk`);
      assert.doesNotMatch(text, /[<>]|https?:/, path);
    }
  });
}

test('the test of company talk catches company talk', () => {
  assert.match('You have been assigned an agent', COMPANY);
});

test('English sentences are short enough for a child of twelve', () => {
  for (const [path, text] of all('en')) {
    for (const sentence of text.split(/[.?:]\s/)) {
      const words = sentence.split(/\s+/).length;
      assert.ok(words <= 24, `${path}: ${words} words in one sentence`);
    }
  }
});

test('Arabic is written in Arabic, with Western digits like the clock beside it', () => {
  for (const [path, text] of all('ar')) {
    if (path === 'shared.code' || path === 'shared.direction' || path === 'shared.and') continue;
    if (EMPTY_ON_PURPOSE.includes(path)) continue;
    assert.match(text, /[\u0600-\u06ff]/, path);
    assert.doesNotMatch(text, /[\u0660-\u0669]/, path);
  }
  assert.equal(SHARED.ar.direction, 'rtl');
});

test('Arabic counts in its own forms', () => {
  const forms = { one: 'one', two: 'two', few: 'few', many: 'many', other: 'other' };
  const said = [1, 2, 3, 10, 11, 99, 100, 101, 103, 111, 200].map((n) => counted(n, forms));
  assert.deepEqual(said, [
    'one',
    'two',
    '3 few',
    '10 few',
    '11 many',
    '99 many',
    '100 other',
    '101 other',
    '103 few',
    '111 many',
    '200 other',
  ]);
});

test('the page begins in the language of the browser if there are words in it', () => {
  assert.equal(pick('ar-EG'), 'ar');
  assert.equal(pick('AR'), 'ar');
  assert.equal(pick('en-US'), 'en');
  assert.equal(pick('arc'), 'en');
  assert.equal(pick(''), 'en');
});

test('languages are named in words, and what is no language by its code', () => {
  assert.equal(languageName('ar', 'en'), 'Arabic');
  assert.equal(languageName('not a tag', 'en'), 'not a tag');
});
