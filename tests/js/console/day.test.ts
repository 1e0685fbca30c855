/** One person's day: what is kept, what the console does by itself, and what is gone with the lock. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Day } from '../../../client_js/src/console/day.ts';
import { announcement } from '../../../client_js/src/console/looking.ts';
import { EMPTY_HANDBOOK, handbookView } from '../../../client_js/src/core/handbook_view.ts';
import type { DutyView, Note, TalkView } from '../../../client_js/src/core/views.ts';
import { CODES } from '../../../client_js/src/ui/catalog/languages.ts';
import { knock, talk } from './desk/day.ts';

const NOW = 1_800_000_000;
const edition = { version: 1, issued: NOW, expires: NOW + 86_400 };
const handbook = handbookView(
  {
    ...EMPTY_HANDBOOK,
    settings: [{ key: 'close-after', value: '20' }, { key: 'most-talks', value: '2' }],
    texts: [{ key: 'bye', stage: 'idle-close', language: 'es', title: '', text: 'Cerramos pronto.' }],
  },
  edition,
);

const view = (more: Partial<DutyView> = {}): DutyView =>
  ({
    stage: 'on-duty',
    connection: 'connected',
    alias: 'Noor',
    fingerprint: 'aa',
    languages: ['en'],
    notice: undefined,
    handbook,
    shiftExpires: NOW + 86_400,
    limit: 2,
    pausedUntil: undefined,
    knocks: [],
    talks: [],
    colleagues: [],
    staffTalks: [],
    ...more,
  }) as DutyView;

const say = (): string => 'Automatic message: bye';
const silent = (more: Partial<TalkView> = {}): TalkView =>
  talk({ since: NOW - 4000, theirsAt: NOW - 3000, mineAt: NOW - 2000, ...more });

test('a draft goes with its conversation, and everything of others goes with the lock', () => {
  const day = new Day();
  day.drafts.set('t1', 'half a word').set('t2', 'another');
  day.asides.set('line c1', 'half a question');
  day.hard = 't1';
  day.saw(view({ talks: [talk(), talk({ key: 't2', stage: 'ended' })] }), say, NOW);
  assert.deepEqual([...day.drafts.keys()], ['t1']);
  day.saw(view(), say, NOW + 1);
  assert.equal(day.drafts.size, 0);
  assert.equal(day.asides.size, 0, 'the line is closed, and nothing waits for a note');
  day.drafts.set('t1', 'half a word');
  day.line(view({ knocks: [knock({ first: 'I am afraid' })] }), NOW);
  day.forget();
  assert.doesNotMatch(JSON.stringify(day, (_, one) => (one instanceof Map ? [...one] : one)), /half a word|afraid/);
  assert.equal(day.hard, '');
});

test('one’s own numbers stay over a lock, and are not another person’s', () => {
  const day = new Day();
  day.saw(view({ talks: [talk()] }), say, NOW);
  day.saw(view({ talks: [talk()] }), say, NOW + 120);
  day.everybody = true;
  day.forget();
  day.saw(view(), say, NOW + 600);
  assert.deepEqual([day.load.today().minutes, day.load.today().talks, day.everybody], [2, 1, true]);
  day.saw(view({ fingerprint: 'bb' }), say, NOW + 700);
  assert.deepEqual([day.load.today().minutes, day.load.today().talks, day.everybody], [0, 0, false]);
});

test('a silence is announced once, however often one looks, and again only if it did not leave', () => {
  const day = new Day();
  const quiet = view({ talks: [silent()] });
  assert.deepEqual(day.saw(quiet, say, NOW - 60).acts, [], 'not before the line has stood for a minute');
  const { acts } = day.saw(quiet, say, NOW);
  assert.deepEqual(acts, [{ do: 'say', talk: 't1', text: say() }]);
  assert.deepEqual(day.saw(quiet, say, NOW + 1).acts, acts, 'it was not taken');
  day.announced(quiet, 't1', NOW + 1);
  const notes = [{ mine: true, kind: 'text', delivery: 'delivered' } as Note];
  const told = view({ talks: [silent({ mineAt: NOW + 1, notes })] });
  assert.deepEqual(day.saw(told, say, NOW + 2).acts, []);
  assert.deepEqual(day.saw(told, say, NOW + 100).acts, []);
  assert.deepEqual(day.saw(told, say, NOW + 181).acts, [{ do: 'end', talk: 't1' }]);
});

test('a42 nobody has more at once than the organisation says', () => {
  const day = new Day();
  assert.deepEqual(day.saw(view({ limit: 3 }), say, NOW).acts, [{ do: 'limit', limit: 2 }]);
  assert.deepEqual(day.saw(view(), say, NOW).acts, []);
});

test('the end of my time and of a shift are acts of the console', () => {
  const day = new Day();
  day.finisher.works(NOW + 600);
  assert.deepEqual(day.saw(view(), say, NOW).acts, [{ do: 'finish' }]);
  const other = new Day();
  assert.deepEqual(other.saw(view({ shiftExpires: NOW + 60 }), say, NOW).acts, [{ do: 'finish' }]);
  assert.deepEqual(other.saw(view({ stage: 'finishing' }), say, NOW).acts, [{ do: 'on-duty' }]);
});

test('c4 what leaves by itself is marked as automatic, in the language of the conversation', () => {
  const words = (language: string): string => announcement(talk({ language }), view());
  assert.equal(words('es'), 'Mensaje automático: Cerramos pronto.');
  assert.equal(words('es-MX'), 'Mensaje automático: Cerramos pronto.');
  assert.match(words('en'), /^Automatic message: Nobody has written/);
  const marked = CODES.map((code) => words(code).split(/[:：]/)[0] ?? '');
  assert.equal(new Set(marked).size, CODES.length);
  assert.match(words('fi'), /^Automatic message: /, 'where we have no words, the first language');
});

test('who is for me is judged once for each view', () => {
  const day = new Day();
  const one = view({ knocks: [knock({ language: 'ru' }), knock({ key: 'k2' })] });
  assert.equal(day.line(one, NOW), day.line(one, NOW + 1));
  assert.deepEqual(day.line(one, NOW).mine.map(({ key }) => key), ['k2']);
  assert.notEqual(day.line({ ...one }, NOW), day.line(one, NOW));
});
