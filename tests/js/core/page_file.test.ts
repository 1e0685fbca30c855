import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { utf8 } from '../../../client_js/src/core/bytes.ts';
import { pageAgain } from '../../../client_js/src/core/page_file.ts';
import type { Case } from './case.ts';
import { text } from './case.ts';
import { wishOf } from './page_family.ts';

const vector = JSON.parse(
  readFileSync('tests/vectors/page/another-language-as-the-notice.json', 'utf8'),
) as Case;
const wish = wishOf(vector);
const before = text(vector['before']);
const again = (page: string): unknown => {
  const made = pageAgain(utf8(page), wish);
  return typeof made === 'string' ? made : made.languages;
};

test('a page in use is made again with the newest notice, in the languages of the notice', () => {
  assert.deepEqual(again(before), ['es', 'en']);
});

test('a page made again can be made again', () => {
  assert.deepEqual(again(text(vector['after'])), ['es', 'en']);
});

test('what is no survivor’s page is refused, whatever it is', () => {
  for (const page of ['', 'hello', '<html>', before.replace('noview-organisation', 'x'), '\u0000']) {
    assert.equal(again(page), 'no-page');
  }
  const bytes = Uint8Array.of(0xff, 0xfe, 0x00);
  assert.equal(pageAgain(bytes, wish), 'no-page');
  assert.equal(pageAgain(new Uint8Array(5 * 1024 * 1024), wish), 'no-page');
  const broken = before.replace(/("notice":")[^"]*"/, '$1hello"');
  assert.equal(again(broken), 'no-page', 'a notice that is none');
});

test('a page of another organisation, or another desk, is not filled with our notice', () => {
  assert.equal(pageAgain(utf8(before), { ...wish, organisation: '00'.repeat(32) }), 'other-page');
  assert.equal(pageAgain(utf8(before), { ...wish, desk: '00'.repeat(16) }), 'other-page');
});

test('a20 a page that somebody has changed on its way is not handed on, wherever it was changed', () => {
  const changes: readonly (readonly [string, string])[] = [
    ['<script>"$&"</script>', '<script>steal()</script>'],
    ['base-uri', 'x-uri'],
    ['wss://relay.example; ', 'wss://relay.example wss://evil.example; '],
    ['Leave now two', 'Stay here'],
    ['Leave now?', 'Call 555'],
    ['href="https://www.example.org/"', 'href="https://evil.example/"'],
    ['"Monday"', '"Friday"'],
    ['tel:+4312', 'tel:+4313'],
    ['</html>', ''],
    ['<!doctype html>', '<!doctype html>\n'],
  ];
  for (const [from, to] of changes) {
    const changed = before.includes(from) ? before.replace(from, () => to) : `${before}${to} `;
    assert.equal(again(changed), 'other-build', from);
  }
});

/** The page in use, with another address wherever the address stands. */
const leading = (relay: string): string => {
  const inJson = JSON.stringify(relay).replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
  return before
    .replace('"relay":"wss://relay.example"', () => `"relay":${inJson}`)
    .replace('connect-src wss://relay.example;', () => `connect-src ${relay};`);
};

test('a20 no file says where the people who write are led: only the console’s own relay goes on', () => {
  assert.equal(leading('wss://relay.example'), before, 'the control');
  for (const relay of ['wss://evil.example', 'wss://relay.example.evil.example', 'wss://relay.example:444']) {
    assert.equal(again(leading(relay)), 'other-page', relay);
    const made = pageAgain(utf8(leading(relay)), { ...wish, relay });
    assert.notEqual(typeof made, 'string', 'a console of that relay takes it');
  }
});

test('a54 an address that ends the page’s policy, or adds to it, is refused whatever the console’s own is', () => {
  const refresh = '"><meta http-equiv="refresh" content="0;url=https://evil.example/"><meta content="';
  const more = ['/', refresh, `/${refresh}`, '; script-src *', ' wss://evil.example', ' *', '\n', ':0', ':99999', '.'];
  for (const relay of [...more.map((one) => `wss://relay.example${one}`), 'ws://relay.example', '*', '']) {
    assert.equal(pageAgain(utf8(leading(relay)), { ...wish, relay }), 'other-build', relay);
  }
});

test('a20 a title that noview-org page does not take is refused, and any other is shown with what was made', () => {
  const titled = (title: string): string =>
    before.replace('"title":"Home"', () => `"title":${JSON.stringify(title)}`);
  for (const title of ['', ' Home', 'x'.repeat(61), 'Home\u202e', 'two\nlines', '\u0000', '\ue000']) {
    assert.equal(again(titled(title)), 'other-build', JSON.stringify(title));
  }
  const made = pageAgain(utf8(titled('Recipes')), wish);
  assert.ok(typeof made !== 'string');
  assert.equal(made.title, 'Recipes');
});

test('a page of another build is refused: only this console’s own is known here', () => {
  assert.equal(pageAgain(utf8(before), { ...wish, built: '00'.repeat(32) }), 'other-build');
  assert.equal(pageAgain(utf8(before), { ...wish, tongues: wish.tongues.slice(0, 1) }), 'other-build');
});
