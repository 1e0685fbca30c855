/** What needs a person now, who can be asked, what the board counts, and what people will read. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  Called,
  elsewhere,
  isAlarm,
  needs,
  takesNote,
  whoCanCome,
} from '../../../../client_js/src/console/together/asks.ts';
import { isCopied } from '../../../../client_js/src/console/together/copied.ts';
import { counts, type Watched } from '../../../../client_js/src/console/together/counts.ts';
import { MODES, ownTexts, read, shownKey } from '../../../../client_js/src/console/together/stating.ts';
import type { Note, NoticeView, Person, TalkView } from '../../../../client_js/src/core/views.ts';
import type { ColleagueView, StaffAskView, StaffTalkView } from '../../../../client_js/src/core/views_desk.ts';
import { dice, talk } from '../desk/day.ts';

const NOW = 1_800_000_000;

const ask = (more: Partial<StaffAskView> = {}): StaffAskView => ({
  request: 7,
  colleague: 'c1',
  alias: 'Salma',
  mine: false,
  purpose: 'join',
  stepIn: false,
  why: '',
  talk: '',
  language: 'ar',
  stage: 'asked',
  catchUp: 'none',
  catchUpText: '',
  ...more,
});

const line = (asks: readonly StaffAskView[], unread = 0): StaffTalkView => ({
  colleague: 'c1',
  alias: 'Salma',
  role: 'counselor',
  stage: 'open',
  notes: [],
  typing: false,
  unread,
  asks,
});

const colleague = (key: string, more: Partial<ColleagueView> = {}): ColleagueView => ({
  key,
  alias: key,
  role: 'counselor',
  languages: ['en'],
  state: 'on-duty',
  limit: 3,
  talks: [],
  reachable: true,
  ...more,
});

const seen = (asks: readonly StaffAskView[], talks: readonly TalkView[] = [], unread = 0) => ({
  staffTalks: [line(asks, unread)],
  talks,
});

test('a request rings until it is answered, and everything else is told once', () => {
  const kinds = (view: ReturnType<typeof seen>): readonly string[] => needs(view).map(({ what }) => what);
  assert.deepEqual(kinds(seen([ask()])), ['asked']);
  assert.deepEqual(kinds(seen([ask({ stage: 'accepted' })])), []);
  assert.deepEqual(kinds(seen([ask({ mine: true, talk: 't1' })])), [], 'others have to answer that');
  assert.deepEqual(kinds(seen([ask({ stage: 'joined', catchUp: 'waiting' })])), ['note']);
  assert.deepEqual(kinds(seen([ask({ mine: true, talk: 't1', catchUp: 'waiting' })])), [], 'my own note');
  // Nobody comes in unseen, and whoever does need not be answered.
  const comes = seen([ask({ stepIn: true, talk: 't1', stage: 'survivor-asked' })]);
  assert.deepEqual(kinds(comes), ['comes-in']);
  assert.equal(needs(comes).some(isAlarm), false);
  const called = new Called();
  assert.deepEqual(called.fresh(seen([ask()])), { alarm: true, news: true });
  assert.deepEqual(called.fresh(seen([ask()])), { alarm: false, news: false });
  assert.deepEqual(called.fresh(seen([ask()], [], 1)), { alarm: false, news: true });
  called.forget();
  assert.deepEqual(called.fresh(seen([ask()])), { alarm: true, news: true });
});

test('a14 colleagues who were told different words: an alarm, for as long as it goes on', () => {
  const lied = talk({ transcript: 'differs' });
  assert.deepEqual(needs(seen([], [lied])), [{ what: 'differs', key: 't1' }]);
  assert.equal(needs(seen([], [lied])).every(isAlarm), true);
  assert.deepEqual(needs(seen([], [{ ...lied, stage: 'ended' }])), []);
  assert.deepEqual(needs(seen([], [talk({ transcript: 'agrees' }), talk({ transcript: 'unknown' })])), []);
});

test('above all conversations stands what is about none of them yet', () => {
  const own = ask({ mine: true, talk: 't1' });
  const asked = ask({ request: 8 });
  const came = ask({ request: 9, stage: 'joined', talk: 't2' });
  const stepping = ask({ request: 10, mine: true, stepIn: true });
  const view = seen([own, asked, came, stepping]);
  assert.deepEqual(elsewhere(view).map(({ request }) => request), [8, 10]);
});

test('a note is written once, by who hands over, to somebody who is on their way', () => {
  const over = ask({ mine: true, talk: 't1', purpose: 'hand-over', stage: 'survivor-asked' });
  assert.equal(takesNote(over), true);
  assert.equal(takesNote({ ...over, stage: 'joined' }), true);
  const never: readonly Partial<StaffAskView>[] = [
    { stage: 'asked' },
    { stage: 'declined' },
    { stage: 'survivor-no' },
    { purpose: 'join' },
    { catchUp: 'waiting' },
    { catchUp: 'gone' },
    { mine: false },
  ];
  for (const one of never) assert.equal(takesNote({ ...over, ...one }), false, JSON.stringify(one));
  assert.equal(takesNote({ ...over, mine: false, stepIn: true }), true, 'a supervisor who takes over');
});

test('who can come: not who is in it or cannot be reached, and of abuse only supervisors are told', () => {
  const inside: Person = { number: 1, alias: 'a', role: 'counselor', languages: [], fingerprint: 'a' };
  const view = {
    colleagues: [
      colleague('a'),
      colleague('b', { languages: ['en'] }),
      colleague('c', { languages: ['ar-EG', 'en'] }),
      colleague('d', { reachable: false }),
      colleague('e', { role: 'supervisor', languages: [] }),
    ],
  };
  const here = talk({ people: [inside], language: 'ar' });
  const keys = (wish: 'join' | 'hand-over' | 'abuse'): string => {
    return whoCanCome(view, here, wish).map(({ key }) => key).join('');
  };
  assert.equal(keys('join'), 'cbe');
  assert.equal(keys('hand-over'), 'cbe');
  assert.equal(keys('abuse'), 'e');
});

test('the board counts oneself and the others, and takes no word of anybody along', () => {
  const own = talk({ key: 'mine', addressAs: 'Ada', since: NOW - 600, waitingSince: NOW - 125 });
  const theirs = { key: '0badcafe', since: NOW - 3600, waitingSince: undefined };
  const view: Watched = {
    alias: 'Hala',
    role: 'supervisor',
    fingerprint: 'me',
    stage: 'on-duty',
    pausedUntil: undefined,
    limit: 2,
    talks: [own, talk({ key: 'over', stage: 'ended', waitingSince: NOW - 9999 }), talk({ key: 'new', stage: 'hello' })],
    colleagues: [colleague('c', { talks: [theirs] }), colleague('d', { state: 'listening' })],
    inLine: { count: 2, since: NOW - 65 },
  };
  const told = counts(view, NOW);
  assert.deepEqual(told.waiting, { count: 2, longest: 1 });
  assert.deepEqual([told.working, told.going, told.longest], [2, 2, 2]);
  const [me, other] = told.rows;
  assert.deepEqual([me?.me, me?.reachable, me?.talks], [true, false, [{ key: 'mine', lasted: 10, waits: 2 }]]);
  assert.deepEqual(other?.talks, [{ key: '0badcafe', lasted: 60, waits: undefined }]);
  assert.doesNotMatch(JSON.stringify(told), /Ada/);
  const state = (more: Partial<Watched>): string | undefined => counts({ ...view, ...more }, NOW).rows[0]?.state;
  assert.equal(state({ stage: 'off-duty' }), 'listening');
  assert.equal(state({ pausedUntil: NOW + 60 }), 'pause');
  assert.equal(state({ stage: 'finishing' }), 'finishing');
  assert.equal(counts({ ...view, inLine: undefined }, NOW).waiting, undefined, 'not told is not nobody');
  assert.deepEqual(counts({ ...view, inLine: { count: 0, since: undefined } }, NOW).waiting, {
    ...{ count: 0, longest: undefined },
  });
});

test('clocks that disagree make no negative time', () => {
  const random = dice('board');
  for (let run = 0; run < 200; run += 1) {
    const at = NOW + random(4000) - 2000;
    const there = { key: 'k', since: at, waitingSince: at };
    const view: Watched = {
      ...{ alias: '', role: '', fingerprint: 'me', stage: 'on-duty', pausedUntil: undefined, limit: 1 },
      talks: [],
      colleagues: [colleague('c', { talks: [there] })],
      inLine: { count: 1, since: at },
    };
    const { waiting, longest, rows } = counts(view, NOW);
    for (const one of [waiting?.longest, longest, rows[1]?.talks[0]?.lasted]) assert.ok((one ?? -1) >= 0);
  }
});

const notice = (texts: Readonly<Record<string, Readonly<Record<string, string>>>>): NoticeView => ({
  organisation: 'Night Line',
  languages: Object.keys(texts),
  text: (language, key, only) =>
    texts[language]?.[key] ?? (only === true ? '' : (Object.values(texts)[0]?.[key] ?? '')),
  phones: () => [],
  policy: () => '',
  hours: [],
  timezone: 'UTC',
  exitAddress: '',
});

test('the preview is what a page will say, in each language, and nothing where nothing is said', () => {
  const own = (language: string) => (language === 'en' ? { closed: 'Call us.' } : undefined);
  const signed = notice({ en: { welcome: 'Hello', 'state-2': 'Flooded.' }, ar: { closed: 'مغلق' } });
  assert.deepEqual(ownTexts(signed), ['state-2']);
  assert.deepEqual(ownTexts(undefined), []);
  assert.deepEqual(MODES.map((mode) => shownKey(mode, '')), ['', 'surge', 'closed', 'partner']);
  assert.equal(shownKey('open', 'state-2'), 'state-2');
  assert.deepEqual(read(signed, 'closed', own), [
    { language: 'en', words: 'Call us.' },
    { language: 'ar', words: 'مغلق' },
  ]);
  // What stands in one language only is still better than nothing.
  assert.deepEqual(read(signed, 'state-2', own).map(({ words }) => words), ['Flooded.', 'Flooded.']);
  assert.deepEqual(read(signed, '', own), []);
  assert.deepEqual(read(undefined, 'closed', own), []);
});

test('a survivor’s words are noticed before they go to a colleague, and one’s own are not', () => {
  const said = 'He keeps the key of the blue cellar door in his coat.';
  const note = (text: string, from: number): Note => ({
    ...{ key: text, kind: 'text', from, alias: '', mine: from !== 0, text, delivery: 'received', passedOn: false },
  });
  const open = talk({ notes: [note(said, 0), note('I listen to you, take all the time you need.', 1)] });
  assert.equal(isCopied('She says: the KEY of the  blue cellar door', [open]), true);
  assert.equal(isCopied('I listen to you, take all the time you need.', [open]), false);
  assert.equal(isCopied('the key, the door', [open]), false);
  assert.equal(isCopied(said, [{ ...open, stage: 'ended' }]), false, 'as the machine has it');
});
