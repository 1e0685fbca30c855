/** A directory typed by somebody hostile, or pasted from somewhere: it stays words in their place. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { namingOf, pasteOf } from '../../../../client_js/src/console/help/confidential.ts';
import { linesOf } from '../../../../client_js/src/console/help/lines.ts';
import { fold, indexOf, search } from '../../../../client_js/src/console/help/search.ts';
import { serviceEntry } from '../../../../client_js/src/console/help/texts.ts';
import type { HandbookService } from '../../../../client_js/src/core/handbook_view.ts';
import { HELP } from '../../../../client_js/src/ui/catalog/languages.ts';

const CRUEL = [
  '<img src=x onerror=alert(1)>',
  '</p><script>fetch("//evil.example")</script>',
  'a\u202egnol\u2066\u2067b',
  'e' + '\u0301'.repeat(400),
  '\u200b\u200b\u2060\ufeff',
  'one\ntwo\r\nthree\u2028four\u0085five',
  '\u0007\u001b[2J\u0000bell',
  'https://evil.example/?q=1',
  'x'.repeat(100_000),
  '=HYPERLINK("http://evil.example")',
  '__proto__',
  '{name} {count}',
  '\ud800 half',
];
const service = (text: string): HandbookService => ({
  ...{ name: text, kind: text, region: text, hours: text, phone: text, address: text },
  ...{ languages: [text], trust: text, note: text, confidential: false },
});
const UNFIT = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2067\ufeff]/;

test('a55 what is shown of a service is one line each, bounded, and isolated from the words around it', () => {
  for (const text of CRUEL) {
    for (const line of linesOf(service(text), 'en', HELP.en.service)) {
      const inside = line.text.replace(/[\u2068\u2069]/g, '');
      assert.doesNotMatch(inside, UNFIT, JSON.stringify(text.slice(0, 40)));
      assert.ok([...inside].length <= 1001);
      assert.ok(line.text.startsWith('\u2068') && line.text.endsWith('\u2069'));
      assert.doesNotMatch(inside, /\p{M}{4}/u, 'marks do not climb over the lines above');
    }
  }
});

test('a54 a56 a57 what is put into a message is the same harmless text, at most four lines', () => {
  for (const text of CRUEL) {
    const pasted = pasteOf(service(text), namingOf([])) ?? '';
    assert.ok(pasted.split('\n').length <= 4);
    assert.doesNotMatch(pasted.replace(/\n/g, ''), UNFIT);
    assert.ok([...pasted].length <= 4 * 501 + 3);
  }
});

test('a53 search takes whatever stands in the directory, and whatever is looked for', () => {
  const index = indexOf(CRUEL.map((text) => serviceEntry(service(text), 'en')));
  for (const query of CRUEL) {
    const { shown, all } = search(index, query);
    assert.ok(shown.length <= all && all <= CRUEL.length);
    assert.equal(typeof fold(query), 'string');
  }
  assert.equal(search(index, '__proto__').all, 1);
  assert.equal(search(index, 'hyperlink').all, 1);
});

test('the check of lines sees what it is there for', () => {
  assert.match('a\u202eb', UNFIT);
  assert.match('a\nb', UNFIT);
  assert.doesNotMatch('Ü مركز 安全 \u200d', UNFIT);
});
