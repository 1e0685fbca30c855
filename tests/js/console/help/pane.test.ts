/** The small rules of the help pane: what is listed, ticked, counted and inserted. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { answered } from '../../../../client_js/src/console/help/counting.tsx';
import { KEYS } from '../../../../client_js/src/console/help/keys_panel.tsx';
import {
  cardsOf,
  chosen,
  closest,
  keptTicks,
  languagesOf,
  oneOfEach,
  serviceEntry,
  textEntry,
  tick,
  tickName,
} from '../../../../client_js/src/console/help/texts.ts';
import { indexOf, search } from '../../../../client_js/src/console/help/search.ts';
import { LOCK_KEY } from '../../../../client_js/src/console/lock_key.ts';
import { inserted } from '../../../../client_js/src/console/insert.ts';
import { HELP } from '../../../../client_js/src/ui/catalog/languages.ts';
import type { HandbookTally, HandbookText } from '../../../../client_js/src/core/handbook_view.ts';
import { Chance, phrase, service } from './chance.ts';

const text = (key: string, stage: HandbookText['stage'], language: string): HandbookText => ({
  ...{ key, stage, language },
  title: key,
  text: key,
});
const TEXTS = [
  text('bye', 'closing', 'en'),
  text('hello', 'greeting', 'en'),
  text('hello', 'greeting', 'es'),
  text('odd', 'other', 'en'),
];
const keys = (some: readonly HandbookText[]): readonly string[] => some.map(({ key }) => key);

test('texts are listed by stage and language, in the order in which a talk goes', () => {
  assert.deepEqual(keys(chosen(TEXTS, '', 'en')), ['hello', 'bye', 'odd']);
  assert.deepEqual(keys(chosen(TEXTS, 'closing', '')), ['bye']);
  assert.deepEqual(chosen(TEXTS, 'closing', 'es'), []);
  assert.deepEqual(languagesOf(TEXTS), ['en', 'es']);
});

test('the language is that of the person, or the one that hers is a variety of', () => {
  assert.equal(closest(['en', 'es'], 'es-MX'), 'es');
  assert.equal(closest(['pt-BR', 'pt'], 'pt'), 'pt');
  assert.equal(closest(['pt-BR'], 'pt'), 'pt-BR');
  assert.equal(closest(['en'], 'ar'), '');
  assert.equal(closest([], 'ar'), '');
});

test('cards and lists come once each, in the language of the screen or in what there is', () => {
  const card = (key: string, language: string) => ({ key, language, title: `${key} ${language}`, text: '' });
  const cards = [card('own', 'en'), card('report', 'en'), card('suicide', 'es'), card('report', 'ar')];
  assert.deepEqual(
    cardsOf({ cards }, 'ar').map(({ title }) => title),
    ['suicide es', 'report ar', 'own en'],
  );
  assert.deepEqual(cardsOf(undefined, 'ar'), []);
  assert.deepEqual(oneOfEach([], 'en'), []);
});

test('a text is found by what its stage is called on the screen', () => {
  const index = indexOf(TEXTS.map((one) => textEntry(one, HELP.ar.stages)));
  assert.deepEqual(keys(search(index, 'تحيه').shown), ['hello', 'hello']);
});

test('a tick belongs to one talk, one list and one item, and goes with the talk', () => {
  const list = { key: 'first', language: 'en', title: 'First', items: ['a', 'b'] };
  const one = tick(new Set(), 'talk-1', list, 0);
  const two = tick(one, 'talk-2', list, 1);
  assert.ok(two.has(tickName('talk-1', list, 0)) && !two.has(tickName('talk-1', list, 1)));
  assert.deepEqual([...tick(two, 'talk-2', list, 1)], [...one], 'ticked twice is not ticked');
  assert.deepEqual([...keptTicks(two, ['talk-2'])], [tickName('talk-2', list, 1)]);
  assert.equal(keptTicks(two, ['talk-1', 'talk-2', 'talk-3']), two);
  assert.equal(one.size, 1, 'what was there before is left alone');
});

test('a service is found by language in words, by region and kind, and by the bare digits of its phone', () => {
  const all = [
    { ...service(new Chance(1)), name: 'One', kind: 'law', region: 'North', languages: ['ar'], phone: '+1 (202) 555-0100', confidential: false },
    { ...service(new Chance(2)), name: 'Two', kind: 'health', region: 'South', languages: ['es'], phone: '112' },
  ];
  const index = indexOf(all.map((one) => serviceEntry(one, 'en')));
  for (const query of ['arabic law', 'north', '12025550100', '202 555']) {
    assert.equal(search(index, query).shown[0]?.name, 'One', query);
  }
});

test('only choices that were asked for are counted, in the order of the questions', () => {
  const ask = (key: string, ...choices: string[]): HandbookTally => ({
    ...{ key, where: 'end', labels: [] },
    choices: choices.map((one) => ({ key: one, labels: [] })),
  });
  const asked = [ask('need', 'law', 'shelter'), ask('caller', 'self')];
  const given = new Map([['caller', 'self'], ['need', 'law'], ['name', 'Zuhal']]);
  assert.deepEqual(answered(asked, given), [
    { key: 'need', choice: 'law' },
    { key: 'caller', choice: 'self' },
  ]);
  assert.deepEqual(answered(asked, new Map([['need', ''], ['caller', 'she told me']])), []);
});

test('a text stands at the cursor, in the place of what was selected, and runs into no word', () => {
  assert.deepEqual(inserted('', 0, 0, 'Hello.'), { value: 'Hello.', caret: 6 });
  assert.deepEqual(inserted('Yes.', 4, 4, 'Hello.'), { value: 'Yes. Hello.', caret: 11 });
  assert.deepEqual(inserted('Yes. \nNo.', 6, 6, 'Hello.'), { value: 'Yes. \nHello. No.', caret: 12 });
  assert.deepEqual(inserted('a XX b', 2, 4, 'Hello.'), { value: 'a Hello. b', caret: 8 });
});

test('for any box: what was written stays, what is put in is whole, and the cursor stands behind it', () => {
  const chance = new Chance(5);
  for (let round = 0; round < 1000; round += 1) {
    const [value, put] = [phrase(chance, 4), phrase(chance, 3)];
    const start = chance.below(value.length + 1);
    const end = start + chance.below(value.length - start + 1);
    const { value: now, caret } = inserted(value, start, end, put);
    assert.ok(now.startsWith(value.slice(0, start)) && now.endsWith(value.slice(end)));
    assert.ok(now.slice(0, caret).endsWith(put));
    assert.ok(now.length - (value.length - (end - start)) - put.length <= 2, 'two blanks at most are added');
  }
});

test('a key opens one part, and none is a letter, so that nothing is taken from what is typed', () => {
  assert.equal(new Set([LOCK_KEY, ...KEYS.map(([key]) => key)]).size, KEYS.length + 1);
  for (const [key] of KEYS) assert.match(key, /^F[249]$/, 'F1, F3, F5, F6, F7, F10 to F12 are the browsers’');
});
