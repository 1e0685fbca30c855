/** Who in the line is for me, in which order, and what of it rings. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alarms, hasRoom, Heard, type Watched } from '../../../../client_js/src/console/desk/alarms.ts';
import { dayRules, MOST_TALKS } from '../../../../client_js/src/console/desk/rules.ts';
import {
  clockIn,
  notMine,
  parted,
  type Serving,
  waitedFor,
  withinHours,
} from '../../../../client_js/src/console/desk/serves.ts';
import type { KnockView } from '../../../../client_js/src/core/views.ts';
import { dice, knock, talk } from './day.ts';

// A Wednesday, 12:00 in UTC.
const NOON = Date.UTC(2027, 0, 13, 12) / 1000;
const specialties = [
  { key: 'law', labels: [{ language: 'en', label: 'Law' }, { language: 'ar', label: 'القانون' }] },
  { key: 'mind', labels: [{ language: 'en', label: 'Psychology' }] },
];
const hours = [{ day: 2, opens: 9 * 60, closes: 13 * 60 }];
const people = [
  { alias: 'Noor', specialties: ['law'], hours },
  { alias: 'Sal', specialties: ['mind'], hours: [] },
];
const serving = (more: Partial<Serving> = {}): Serving => ({
  me: { alias: 'Noor', languages: ['en', 'ar'] },
  handbook: { people, specialties },
  question: 'question-1',
  clock: clockIn('UTC', more.now ?? NOON),
  now: NOON,
  ...more,
});
const about = (answer: string, language = 'en'): KnockView =>
  knock({ language, answers: [{ question: 'question-1', answer }] });

test('a language that I do not have is not for me; a variety of mine is', () => {
  assert.equal(notMine(knock({ language: 'ru' }), serving()), 'language');
  for (const language of ['ar', 'AR', 'ar-EG', 'en-GB', '']) {
    assert.equal(notMine(knock({ language }), serving()), undefined, language);
  }
  const anybody = serving({ me: { alias: 'Noor', languages: [] } });
  assert.equal(notMine(knock({ language: 'ru' }), anybody), undefined);
});

test('a specialty is for those who have it, read in any language, and in their hours', () => {
  for (const law of ['Law', ' law ', 'القانون', 'ＬＡＷ']) {
    assert.equal(notMine(about(law), serving()), undefined, law);
    assert.equal(notMine(about(law), serving({ me: { alias: 'Sal', languages: [] } })), 'specialty');
  }
  assert.equal(notMine(about('Psychology'), serving()), 'specialty');
  assert.equal(notMine(about('Something else'), serving()), undefined);
  assert.equal(notMine(knock({ answers: [{ question: 'question-2', answer: 'Psychology' }] }), serving()), undefined);
});

test('while nobody with that specialty is there, it is for everybody: somebody has to answer', () => {
  const sal = { alias: 'Sal', languages: [] };
  const evening = serving({ me: sal, now: NOON + 3 * 3600 });
  assert.equal(notMine(about('Law'), evening), undefined);
  assert.equal(notMine(about('Law'), serving({ me: sal, now: NOON + 86_400 })), undefined);
  assert.equal(notMine(about('Law'), serving({ me: sal, handbook: { people: [], specialties } })), undefined);
  assert.equal(notMine(about('Law'), serving({ me: sal, handbook: undefined })), undefined);
});

test('hours are those of the organisation’s clock; where that is unknown they bind nobody', () => {
  const [noor] = people;
  assert.ok(noor !== undefined);
  assert.equal(withinHours(noor, clockIn('UTC', NOON)), true);
  assert.equal(withinHours(noor, clockIn('UTC', NOON + 3600)), false, 'the end is not within');
  assert.equal(withinHours(noor, clockIn('Africa/Cairo', NOON)), false, 'it is 14:00 there');
  assert.equal(withinHours(noor, clockIn('Nowhere/None', NOON + 8 * 3600)), true);
});

test('the longest wait is first by the exact time, in each part, and nobody is lost', () => {
  const random = dice('line');
  for (let run = 0; run < 300; run += 1) {
    const knocks = Array.from({ length: random(12) }, (_, at) =>
      knock({
        key: `k${at}`,
        language: ['en', 'ru', 'ar', 'zh', ''][random(5)] ?? '',
        answers: random(3) === 0 ? [{ question: 'question-1', answer: 'Psychology' }] : [],
        waited: random(4000) / 7,
        toldAt: NOON - random(4000) / 3,
      }),
    );
    const { mine, others } = parted(knocks, serving());
    const both = [...mine, ...others.map((one) => one.knock)].map(({ key }) => key).sort();
    assert.deepEqual(both, knocks.map(({ key }) => key).sort());
    for (const part of [mine, others.map((one) => one.knock)]) {
      const waits = part.map((one) => waitedFor(one, NOON));
      assert.deepEqual(waits, [...waits].sort((a, b) => b - a));
    }
    for (const one of mine) assert.equal(notMine(one, serving()), undefined);
    for (const { knock: one, why } of others) assert.equal(notMine(one, serving()), why);
  }
});

test('rules that are no whole numbers within their bounds are as if they had not been set', () => {
  const set = (key: string, value: string) => dayRules({ settings: [{ key, value }] });
  assert.equal(dayRules(undefined).talkMinutes, 50);
  assert.equal(set('talk-minutes', '30').talkMinutes, 30);
  for (const bad of ['', '0', '-5', '1e3', '601', 'NaN', ' 7', '99999999']) {
    assert.equal(set('talk-minutes', bad).talkMinutes, 50, bad);
  }
  assert.deepEqual([set('close-after', '').closeAfter, set('close-after', '20').closeAfter], [0, 20]);
  assert.deepEqual([dayRules(undefined).mostTalks, set('most-talks', '4').mostTalks], [MOST_TALKS, 4]);
  assert.deepEqual([dayRules(undefined).mostHours, set('most-hours', '6').mostHours], [undefined, 6]);
});

const view = (more: Partial<Watched> = {}): Watched => ({
  stage: 'on-duty',
  talks: [],
  limit: 3,
  pausedUntil: undefined,
  ...more,
});
const rules = dayRules(undefined);

test('somebody whom nobody answers for some minutes is an alarm: in the line, and in a conversation', () => {
  const ada = talk({ key: 't1', addressAs: 'Ada', waitingSince: NOON - 180 });
  const bea = talk({ key: 't2', waitingSince: NOON - 179 });
  const waits = knock({ key: 'k1', waited: 400, toldAt: NOON });
  const found = alarms(view({ talks: [ada, bea] }), [waits], rules, NOON);
  assert.deepEqual(
    found.map(({ what, key, minutes }) => [what, key, minutes]),
    [['knock', 'k1', 6], ['message', 't1', 3]],
  );
  assert.equal(found[1]?.addressAs, 'Ada');
});

test('a knock that I cannot take does not ring; a message always does', () => {
  const waits = knock({ waited: 4000, toldAt: NOON });
  const ada = talk({ waitingSince: NOON - 999 });
  const rings = (more: Partial<Watched>): string[] =>
    alarms(view({ talks: [ada], ...more }), [waits], rules, NOON).map(({ what }) => what);
  assert.deepEqual(rings({}), ['knock', 'message']);
  for (const more of [
    { stage: 'finishing' },
    { stage: 'off-duty' },
    { limit: 1 },
    { pausedUntil: NOON + 60 },
  ] as const) {
    assert.equal(hasRoom(view({ talks: [ada], ...more })), false);
    assert.deepEqual(rings(more), ['message'], JSON.stringify(more));
  }
  const over = talk({ stage: 'ended', waitingSince: NOON - 999 });
  assert.deepEqual(rings({ talks: [over], stage: 'off-duty' }), []);
});

test('each thing rings once: a new one, each new word, and again when it has become an alarm', () => {
  const heard = new Heard();
  const waits = knock({ key: 'k1', toldAt: NOON });
  const look = (talks: Watched['talks'], knocks: readonly KnockView[], now = NOON) => {
    const shown = view({ talks });
    const { news, alarm } = heard.fresh(shown, knocks, alarms(shown, knocks, rules, now));
    return [news, alarm];
  };
  assert.deepEqual(look([], []), [false, false]);
  assert.deepEqual(look([], [waits]), [true, false]);
  assert.deepEqual(look([], [waits]), [false, false]);
  const one = talk({ unread: 1, waitingSince: NOON });
  assert.deepEqual(look([one], []), [true, false]);
  assert.deepEqual(look([{ ...one, unread: 2 }], []), [true, false]);
  assert.deepEqual(look([{ ...one, unread: 2 }], [], NOON + 179), [false, false]);
  assert.deepEqual(look([{ ...one, unread: 2 }], [], NOON + 180), [false, true]);
  assert.deepEqual(look([{ ...one, unread: 2 }], [], NOON + 500), [false, false]);
  assert.deepEqual(look([{ ...one, unread: 0, waitingSince: undefined }], []), [false, false]);
  assert.deepEqual(look([{ ...one, unread: 1 }], []), [true, false]);
});
