/** What translators write: complete, in its own script, calm, and with every place in its place. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';

interface Entry {
  readonly english: string;
  readonly text: string;
  readonly fuzzy: boolean;
  readonly plural: boolean;
}
type Part = ReadonlyMap<string, Entry>;
type Catalogs = Readonly<Record<string, Readonly<Record<string, Part>>>>;
interface Reader {
  readonly PARTS: readonly string[];
  readCatalogs(): { readonly catalogs: Catalogs };
  faults(english: Part, entries: Part): readonly string[];
  nest(entries: ReadonlyMap<string, string>): unknown;
}

// Asked for at run time: the tests' own bundle must not carry the reader and its library.
const reader = (await import(pathToFileURL(resolve('client_js/words.mjs')).href)) as Reader;
const { catalogs } = reader.readCatalogs();
const { en: english, ...others } = catalogs as { en: Readonly<Record<string, Part>> } & Catalogs;

function* texts(language: string): Generator<readonly [path: string, text: string]> {
  for (const [part, entries] of Object.entries(catalogs[language] ?? {})) {
    for (const [key, { english: own, text }] of entries) {
      yield [`${language}/${part} ${key}`, language === 'en' ? own : text];
    }
  }
}

const COMPANY = /\b(agent|assigned|customer|ticket|queue|session|representative|user|submit|oops)\b/i;
const LATIN = /\p{Script_Extensions=Latin}/u;

/** Letters that may stand in a catalog, and those of which there must be some in each text. */
const SCRIPTS: Readonly<Record<string, RegExp>> = {
  en: LATIN,
  es: LATIN,
  ru: /\p{Script_Extensions=Cyrillic}/u,
  ar: /\p{Script_Extensions=Arabic}/u,
  zh: /\p{Script_Extensions=Han}/u,
  hi: /\p{Script_Extensions=Devanagari}/u,
};
/** What keeps its own letters in every language: keys, commands, codes, and the names of things. */
const KEPT =
  /\{\w+\}|\u2068[^\u2069]*\u2069|noview(-org)?( (show|pull|device revoke))?:?|\b(Ctrl|Enter|Shift|Tab|Esc|QR|JavaScript|en|ar|Windows|Mac)\b/g;

function strange(language: string, text: string): string | undefined {
  const own = SCRIPTS[language];
  assert.ok(own !== undefined, `${language} needs its script here`);
  const rest = text.replace(KEPT, '');
  if (!own.test(rest) && /\p{L}/u.test(rest)) return 'no letter of its own script';
  const foreign = [...rest].find((letter) => /\p{L}/u.test(letter) && !own.test(letter));
  return foreign;
}

/** Spanish words that look like the English ones. */
const SAME = ['No', 'no'];

function calm(text: string): string | undefined {
  if (/\p{Extended_Pictographic}/u.test(text)) return 'a picture';
  if (/[!！¡]/.test(text)) return 'shouting';
  if (/[<>]|https?:/.test(text)) return 'markup or an address';
  if (/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/.test(text)) return 'digits unlike the clock beside it';
  if (/undefined|NaN|\[object/.test(text)) return 'a fault of the script';
  return undefined;
}

test('there are catalogs of six languages to look at', () => {
  assert.deepEqual(Object.keys(catalogs).sort(), ['ar', 'en', 'es', 'hi', 'ru', 'zh']);
  assert.ok([...texts('en')].length > 400);
  assert.ok([...texts('ar')].length > 400);
});

for (const [language, parts] of Object.entries(others)) {
  for (const [part, entries] of Object.entries(parts)) {
    test(`words/${language}/${part}.po has every key, and the places of the English`, () => {
      assert.deepEqual(reader.faults(english[part] ?? new Map<string, Entry>(), entries), []);
    });
  }
  test(`what a survivor reads is complete in ${language}`, () => {
    assert.ok(parts['shared'] !== undefined && parts['survivor'] !== undefined);
  });
  test(`${language} is written in its own letters, and translated`, () => {
    for (const [path, text] of texts(language)) {
      assert.equal(strange(language, text), undefined, `${path}: ${text}`);
    }
    for (const [part, entries] of Object.entries(parts)) {
      for (const [key, { english: own, text }] of entries) {
        if (SAME.includes(text) || text.replace(/\{\w+\}/g, '').length < 4) continue;
        assert.notEqual(text, own, `${part} ${key}: a copy of the English`);
      }
    }
  });
}

for (const language of Object.keys(catalogs)) {
  test(`every word of ${language} is calm, and without pictures`, () => {
    for (const [path, text] of texts(language)) {
      assert.equal(calm(text), undefined, `${path}: ${text}`);
      assert.equal(text.trim(), text, `${path}: blanks around it`);
    }
  });
}

test('English is free of company talk, and short enough for a child of twelve', () => {
  for (const [path, text] of texts('en')) {
    assert.doesNotMatch(text, COMPANY, path);
    for (const sentence of text.split(/[.?:]\s/)) {
      const words = sentence.split(/\s+/).length;
      assert.ok(words <= 24, `${path}: ${words} words in one sentence`);
    }
  }
});

/** Which keys of a part no screen names; the first step of a path is enough. */
function unused(part: string, keys: Iterable<string>): readonly string[] {
  const rooms = part === 'survivor' ? ['survivor'] : part === 'shared' ? ['ui'] : ['console'];
  const code = [...rooms, 'ui', 'survivor', 'screens']
    .map((room) => join('client_js/src', room))
    .flatMap((room) => readdirSync(room, { recursive: true, encoding: 'utf8' }).map((file) => join(room, file)))
    .filter((path) => /\.(tsx?|html)$/.test(path))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  const steps = new Set([...keys].map((key) => key.split('.')[0] ?? ''));
  return [...steps].filter((step) => !new RegExp(`\\b${step}\\b`).test(code));
}

test('every word is said somewhere: a text that nobody reads is only weight', () => {
  const said = (part: string): readonly string[] => unused(part, english[part]?.keys() ?? []);
  // What is asked for by the name of a state.
  const named: Readonly<Record<string, readonly string[]>> = { shared: ['connecting'] };
  for (const part of reader.PARTS) {
    assert.deepEqual(said(part).filter((key) => !named[part]?.includes(key)), [], part);
  }
  assert.deepEqual(unused('survivor', ['exit', 'nobodyAsksForThis.x']), ['nobodyAsksForThis']);
});

test('the checks find what they are there for', () => {
  assert.match('You have been assigned an agent', COMPANY);
  assert.equal(strange('ru', 'Привет, дpуг'), 'p', 'a Latin letter that looks like its own');
  assert.equal(strange('zh', 'Hello'), 'no letter of its own script');
  assert.equal(strange('hi', 'नमस्ते {name}, Ctrl'), undefined);
  assert.equal(strange('ar', 'سطر واحد يبدأ بـ \u2068noview:\u2069'), undefined);
  assert.equal(strange('es', 'Sí, мир'), 'м');
  for (const bad of ['Hi!', '¡Hola', 'hello 🙂', '<b>', 'https://x', '٣', '३', 'undefined']) {
    assert.notEqual(calm(bad), undefined, bad);
  }
  const entry = (own: string, text: string): Entry => ({ english: own, text, fuzzy: true, plural: false });
  const law: Part = new Map([['a', entry('Hello {name}', '')]]);
  const found = (part: readonly (readonly [string, Entry])[]): readonly string[] =>
    reader.faults(law, new Map(part));
  assert.deepEqual(found([['a', entry('Hello {name}', 'Hola {name}')]]), []);
  assert.deepEqual(found([]), ['a: missing']);
  assert.deepEqual(found([['a', entry('Hello {name}', '')]]), ['a: empty', 'a: other places']);
  assert.deepEqual(found([['a', entry('Hello {name}', 'Hola {nombre}')]]), ['a: other places']);
  assert.deepEqual(found([['a', entry('Hi {name}', 'Hola {name}')]]), ['a: the English has changed']);
  assert.deepEqual(found([...law, ['b', entry('b', 'b')]]).slice(-1), ['b: not in the English catalog']);
});

test('paths become objects and lists, and no path lies within a text', () => {
  const nested = reader.nest(new Map([['a.0', 'x'], ['a.1', 'y'], ['b.c-d.e', 'z']]));
  assert.deepEqual(nested, { a: ['x', 'y'], b: { 'c-d': { e: 'z' } } });
  assert.throws(() => reader.nest(new Map([['a', 'x'], ['a.b', 'y']])), /within|both/);
});
