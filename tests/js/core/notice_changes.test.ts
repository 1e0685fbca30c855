import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noticeChanges } from '../../../client_js/src/core/notice_changes.ts';
import {
  daysOf,
  daysText,
  draftOf,
  fieldsOf,
  type NoticeDraft,
  said,
  saying,
} from '../../../client_js/src/core/notice_draft.ts';
import { noticeProblems } from '../../../client_js/src/core/notice_rules.ts';

const DRAFT: NoticeDraft = {
  timezone: 'UTC',
  hours: [['09:00-17:00'], [], [], [], [], [], []],
  phones: [
    { number: '112', labels: [['en', 'Police']] },
    { number: '113', labels: [] },
  ],
  texts: [
    { language: 'en', words: [['welcome', 'Hello.'], ['closed', 'Away.']] },
    { language: 'ar', words: [] },
  ],
  policy: [['quiet', 'off']],
  exitAddress: 'https://www.wikipedia.org/',
};

/** What changed, in short. */
const told = (next: Partial<NoticeDraft>): readonly string[] =>
  noticeChanges(fieldsOf(DRAFT), fieldsOf({ ...DRAFT, ...next })).map(({ what, how, name, language }) =>
    [what, how, name, language].filter((one) => one !== '').join(' '),
  );

test('nothing has changed where nothing has changed', () => {
  assert.deepEqual(told({}), []);
  assert.deepEqual(told({ hours: [['09:00-17:00'], [], [], [], [], [], []] }), []);
});

test('a person reads before signing what will be different, one line each', () => {
  assert.deepEqual(told({ timezone: 'Europe/Vienna' }), ['timezone changed']);
  assert.deepEqual(told({ exitAddress: 'https://a.example/' }), ['exit changed']);
  assert.deepEqual(told({ policy: [['quiet', 'on']] }), ['policy changed quiet']);
  assert.deepEqual(told({ policy: [] }), ['policy removed quiet']);
  assert.deepEqual(told({ policy: [['quiet', 'off'], ['days', '2026-12-24 closed']] }), [
    'policy added days',
  ]);
  assert.deepEqual(told({ hours: [[], ['22:00-02:00'], [], [], [], [], []] }), [
    ...['hours changed 0', 'hours changed 1', 'hours changed 2'],
  ]);
  assert.deepEqual(told({ phones: [{ number: '112', labels: [['en', 'Them']] }] }), [
    ...['phone removed 113', 'phone changed 112'],
  ]);
  assert.deepEqual(
    told({ texts: [{ language: 'en', words: [['welcome', 'Hi.'], ['ended', 'Bye.']] }] }),
    ['language removed ar ar', 'text removed closed en', 'text changed welcome en', 'text added ended en'],
  );
});

test('an order that has changed is a change: the first language is the one that counts', () => {
  assert.deepEqual(told({ texts: [...DRAFT.texts].reverse() }), ['order changed']);
  assert.deepEqual(told({ phones: [...DRAFT.phones].reverse() }), ['order changed']);
});

test('what was signed comes back as the same draft', () => {
  assert.deepEqual(draftOf(fieldsOf(DRAFT)), DRAFT);
  assert.deepEqual(noticeProblems(DRAFT), []);
});

test('a text is put in its place, added at the end, and taken away when it is empty', () => {
  const pairs = [['a', '1'], ['b', '2']] as const;
  assert.deepEqual(saying(pairs, 'a', '3'), [['a', '3'], ['b', '2']]);
  assert.deepEqual(saying(pairs, 'c', '3'), [['a', '1'], ['b', '2'], ['c', '3']]);
  assert.deepEqual(saying(pairs, 'a', ''), [['b', '2']]);
  assert.equal(said(pairs, 'x'), '');
});

test('special days are read, put in order, and written as they were', () => {
  const text = '2026-12-24 closed; 2026-12-31 09:00-12:00, 14:00-18:00';
  assert.deepEqual(daysOf(text), [
    { date: '2026-12-24', spans: [] },
    { date: '2026-12-31', spans: ['09:00-12:00', '14:00-18:00'] },
  ]);
  assert.equal(daysText([...daysOf(text)].reverse()), text);
  assert.deepEqual(daysOf(''), []);
});

test('all that is wrong is told at once, each where it stands', () => {
  const wrong = noticeProblems({
    ...DRAFT,
    timezone: 'Nowhere',
    exitAddress: 'ftp://x',
    phones: [{ number: 'call us', labels: [] }],
  });
  assert.deepEqual(
    wrong.map(({ where, code }) => `${where}: ${code}`),
    ['timezone: timezone', 'phone 1: number: number', 'exit_address: exit'],
  );
});
