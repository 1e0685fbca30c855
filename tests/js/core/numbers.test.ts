/** Tallies, incidents and hours: what is told, when it leaves, and what is counted of it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bind, type Bytes, hex, pad } from '../../../client_js/src/core/bytes.ts';
import { LocalFault, NotOpened } from '../../../client_js/src/core/errors.ts';
import type { HandbookTally } from '../../../client_js/src/core/handbook_view.ts';
import { label } from '../../../client_js/src/core/labels.ts';
import {
  DROP_LENGTH,
  dropName,
  makeStaffDrop,
  openDrop,
  OWN,
  provingSecrets,
  type StaffDrop,
} from '../../../client_js/src/core/numbers_drop.ts';
import { DropQueue, QUEUE_MOST, WAIT_LEAST, WAIT_MOST } from '../../../client_js/src/core/numbers_queue.ts';
import { Reading } from '../../../client_js/src/core/numbers_reading.ts';
import { xwingPublic } from '../../../client_js/src/core/primitives.ts';
import { seal, SEALING_OVERHEAD } from '../../../client_js/src/core/sealing.ts';
import { makeDrop } from '../../../client_js/src/core/survey.ts';
import { chosen, hourIn, hoursDrop, incidentDrop, languageOf, tallyDrop } from '../../../client_js/src/core/tally.ts';
import { NOW, seeded } from './helpers.ts';

const random = seeded('numbers');
const place = { organisation: random(32), desk: random(16), random };
const SEED = random(32);
const KEY = xwingPublic(SEED);
const SECRET = random(32);
const TODAY = Math.floor(NOW / 86_400);
const labels = [{ language: 'en', label: 'Words' }];
const BOOK: readonly HandbookTally[] = [
  { key: 'need', where: 'end', labels, choices: [{ key: 'legal', labels }, { key: 'home', labels }] },
  { key: 'caller', where: 'end', labels, choices: [{ key: 'self', labels }] },
  { key: 'danger', where: 'incident', labels, choices: [{ key: 'yes', labels }] },
];
const FACTS = { language: 'ar', began: NOW, lasted: 1900, hour: 21 };
const TALLY = tallyDrop([['need', 'legal']], FACTS);

const made = (drop: StaffDrop = TALLY, secret: Bytes = SECRET): Bytes => makeStaffDrop(place, KEY, secret, drop);
const read = (sealed: Bytes) => openDrop(place, [SEED], [SECRET], sealed);

function reading(before: ReadonlySet<string> = new Set(), today = TODAY): Reading {
  return new Reading({ place, seeds: [SEED], secrets: [SECRET], before, today, asked: [], random });
}

test('a tally says choices of the handbook and rough facts, and comes out as it went in', () => {
  assert.deepEqual(TALLY.entries, [
    ['need', 'legal'],
    [OWN.language, 'ar'],
    [OWN.minutes, '30-60'],
    [OWN.hour, '21'],
  ]);
  const sealed = made();
  assert.equal(sealed.length, DROP_LENGTH);
  assert.deepEqual(read(sealed), TALLY);
  assert.deepEqual(read(made(hoursDrop('Noor', NOW, NOW + 7_300, 4))), {
    kind: 'hours',
    day: TODAY,
    entries: [[OWN.alias, 'Noor'], [OWN.minutes, '120'], [OWN.talks, '4']],
  });
});

test('every drop of staff has the same length, whatever is in it', () => {
  const entries = Array.from({ length: 16 }, (_, at) => [`need-${at}`, `choice-${at}`] as const);
  for (const drop of [TALLY, { ...TALLY, entries: [] }, { ...TALLY, entries }]) {
    assert.equal(made(drop).length, DROP_LENGTH);
  }
});

test('no free word gets into a tally: only what the signed handbook has', () => {
  const pick = (key: string, choice: string) => chosen(BOOK, 'end', [{ key, choice }]);
  assert.deepEqual(pick('need', 'home'), [['need', 'home']]);
  for (const [key, choice] of [
    ['need', 'canary: her name is'],
    ['need', 'self'],
    ['note', 'legal'],
    ['danger', 'yes'],
    ['.language', 'ar'],
    ['need', ''],
  ] as const) {
    assert.throws(() => pick(key, choice), LocalFault);
  }
  const twice = [{ key: 'need', choice: 'home' }, { key: 'need', choice: 'legal' }];
  assert.throws(() => chosen(BOOK, 'end', twice), LocalFault);
  assert.throws(() => incidentDrop(chosen(BOOK, 'incident', []), NOW), LocalFault);
  // What a visitor's page calls her language is a word of its own, too.
  assert.equal(languageOf('canary', ['en', 'ar']), 'other');
  assert.equal(languageOf('ar-EG', ['en', 'ar']), 'ar');
});

test('property: whatever is picked, a tally holds nothing but words of the handbook and the notice', () => {
  const coins = seeded('picks');
  const words = ['need', 'legal', 'home', 'caller', 'self', 'danger', 'yes', '.hour', 'canary', ''];
  const known = new Set(words.slice(0, 5));
  let good = 0;
  for (let turn = 0; turn < 2000; turn += 1) {
    const draw = (): string => words[(coins(1)[0] ?? 0) % words.length] ?? '';
    const both = [{ key: draw(), choice: draw() }, { key: draw(), choice: draw() }];
    const answers = both.slice(turn % 2);
    try {
      for (const [key, value] of chosen(BOOK, 'end', answers)) {
        assert.ok(known.has(key) && known.has(value));
        good += 1;
      }
    } catch (error) {
      assert.ok(error instanceof LocalFault);
    }
  }
  assert.ok(good > 0, 'some were good');
});

test('what does not fit is refused, and nothing is cut', () => {
  const entries = Array.from({ length: 16 }, (_, at) => [`n${at}`, 'c'.repeat(60)] as const);
  assert.throws(() => made({ ...TALLY, entries }), LocalFault);
});

test('the hour is that of the organisation’s clock', () => {
  assert.equal(hourIn('UTC', NOW), 8);
  assert.equal(hourIn('Asia/Kolkata', NOW), 13);
  assert.equal(hourIn('No/Where', NOW), 8);
});

test('one that nobody of the staff made is not counted: no proof, another secret, other bytes', () => {
  assert.deepEqual(read(made(TALLY, random(32))), 'forged');
  const answers = [{ question: 'need', answer: 'legal' }];
  const survey = read(makeDrop(place, KEY, answers, NOW));
  assert.ok(typeof survey === 'object' && survey.kind === 'survey', 'a survivor’s answers are no tally');
  // Somebody takes a good one’s proof for other numbers, on another day or as another kind.
  const elsewhere = { ...place, desk: random(16) };
  assert.throws(() => openDrop(elsewhere, [SEED], [SECRET], made()), NotOpened);
  assert.throws(() => openDrop(place, [random(32)], [SECRET], made()), NotOpened);
  assert.throws(() => read(made().slice(1)), NotOpened);
  const junk = pad(new Uint8Array(9), DROP_LENGTH - SEALING_OVERHEAD);
  const info = bind(label.drop, place.organisation, place.desk);
  assert.throws(() => read(seal(KEY, info, junk, random)), NotOpened);
});

test('one that says a key twice is not counted, whoever of the staff made it', () => {
  const twice = { ...TALLY, entries: [...TALLY.entries, ['need', 'legal'] as const] };
  assert.equal(read(made(twice)), 'forged');
  assert.deepEqual(read(made()), TALLY, 'the control');
});

test('a41 whoever was dismissed proves nothing any more, a month after a newer secret was made', () => {
  const month = 31 * 86_400;
  const secrets = [3, 2, 1].map((at) => ({ secret: random(32), made: NOW + at * 1000 }));
  const proving = (now: number): number => provingSecrets({ secrets }, now).length;
  assert.equal(proving(NOW + 4000), 3);
  assert.equal(proving(NOW + 2000 + month), 2, 'the first was replaced when the second was made');
  assert.equal(proving(NOW + 3000 + month - 1), 2);
  assert.equal(proving(NOW + 3000 + month), 1);
  assert.deepEqual(provingSecrets({ secrets }, NOW + 20 * month), [secrets[0]?.secret], 'in use until now');
});

test('the same drop is counted once, also when a relay gives it again on another day', () => {
  const sealed = made();
  const first = reading();
  first.take(sealed);
  first.take(sealed);
  assert.equal(first.taken.length, 1);
  const name = hex(dropName(sealed));
  const second = reading(new Set([name]));
  second.take(sealed);
  assert.equal(second.taken.length, 0);
  assert.deepEqual(second.forget.map(hex), [name], 'and the relay is told again to forget it');
});

test('what is not counted is said by number and stays at the relay; answers too, where the notice asks nothing', () => {
  const found = reading(new Set(), TODAY);
  found.take(made({ ...TALLY, day: TODAY - 31 }));
  found.take(made({ ...TALLY, day: TODAY + 2 }));
  found.take(made(TALLY, random(32)));
  found.take(random(DROP_LENGTH));
  found.take(makeDrop(place, KEY, [{ question: 'survey-1', answer: 'Yes' }], NOW));
  const { late, forged, closed, others, forget, taken } = found;
  assert.deepEqual({ late, forged, closed, others }, { late: 2, forged: 1, closed: 1, others: 1 });
  assert.deepEqual([forget.length, taken.length], [0, 0]);
});

test('a practice desk counts nowhere: its keys are its own', () => {
  const practice = { ...place, organisation: random(32), desk: random(16) };
  const found = reading();
  found.take(makeStaffDrop(practice, xwingPublic(random(32)), random(32), TALLY));
  found.take(makeStaffDrop(place, KEY, random(32), TALLY));
  assert.equal(found.taken.length, 0);
});

test('a drop leaves between two and twenty minutes later, in an order that is not theirs', () => {
  const queue = new DropQueue(seeded('queue'));
  const all = Array.from({ length: 40 }, () => random(DROP_LENGTH));
  for (const one of all) queue.add(one, NOW);
  assert.deepEqual(queue.due(NOW + WAIT_LEAST - 1), [], 'never earlier');
  const left: Bytes[] = [];
  const times: number[] = [];
  for (let at = WAIT_LEAST; at <= WAIT_MOST; at += 1) {
    for (const one of queue.due(NOW + at)) {
      left.push(one);
      times.push(at);
    }
  }
  assert.equal(left.length, all.length);
  assert.equal(queue.length, 0);
  assert.notDeepEqual(left.map(hex), all.map(hex));
  assert.ok((times[0] ?? 0) < 360 && (times[39] ?? 0) > 960, 'over the whole time');
});

test('whoever goes lets all leave at once, and too many are refused', () => {
  const queue = new DropQueue(seeded('queue'));
  for (let at = 0; at < QUEUE_MOST; at += 1) queue.add(random(8), NOW);
  assert.throws(() => queue.add(random(8), NOW), LocalFault);
  assert.equal(queue.all().length, QUEUE_MOST);
  assert.equal(queue.length, 0);
});
