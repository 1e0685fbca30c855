/** What stays when something is over: who counts it, how it is called, until when, and no draft. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMineToCount, keepsAside, mayCountAnyway, lineDraft, noteDraft } from '../../../../client_js/src/console/together/asks.ts';
import { headingOf, titleOf } from '../../../../client_js/src/console/together/called.ts';
import { standing } from '../../../../client_js/src/console/together/stated.tsx';
import { STATE_HOURS, stands } from '../../../../client_js/src/console/together/stating.ts';
import type { Person, TalkView } from '../../../../client_js/src/core/views.ts';
import type { StaffAskView, StaffTalkView } from '../../../../client_js/src/core/views_desk.ts';
import { CODES } from '../../../../client_js/src/ui/catalog/languages.ts';
import { dice, talk } from '../desk/day.ts';

const NOW = 1_800_000_000;
const DAY = 86_400;

const person = (number: number): Person => {
  return { number, alias: `a${number}`, role: 'counselor', languages: [], fingerprint: `f${number}` };
};
const me = (number: number) => ({ fingerprint: `f${number}`, alias: `a${number}` });

const ask = (more: Partial<StaffAskView> = {}): StaffAskView => ({
  ...{ request: 7, colleague: 'c1', alias: 'Noor', mine: false, purpose: 'hand-over', stepIn: false, why: '' },
  ...{ talk: 't1', language: 'ar', stage: 'joined', catchUp: 'none', catchUpText: '' },
  ...more,
});

const line = (more: Partial<StaffTalkView> = {}): StaffTalkView => ({
  ...{ colleague: 'c1', alias: 'Noor', role: 'counselor', stage: 'open', notes: [], typing: false },
  ...{ unread: 0, asks: [] },
  ...more,
});

test('who handed over counts nothing, who went on to the end does', () => {
  const handed = talk({ people: [person(1), person(2)], ended: { reason: 'left', byMe: true } });
  assert.equal(isMineToCount(me(1), handed), false);
  const went = talk({ people: [person(2)], ended: { reason: 'finished', byMe: false } });
  assert.equal(isMineToCount(me(2), went), true);
  assert.equal(isMineToCount(me(1), talk({ people: [], ended: { reason: 'left', byMe: false } })), true, 'never told who is there');
  // A certificate that was renewed in the middle of it.
  assert.equal(isMineToCount({ fingerprint: 'new', alias: 'a2' }, { ...went, people: [person(2), person(3)] }), true);
});

test('however people come and go, each conversation is counted once', () => {
  const random = dice('who counts');
  for (let run = 0; run < 300; run += 1) {
    let inside = [1];
    const asked: number[] = [];
    const ends = (number: number, ended: TalkView['ended']): void => {
      if (isMineToCount(me(number), { people: inside.map(person), ended })) asked.push(number);
    };
    for (let step = 0; step < 8 && inside.length > 0; step += 1) {
      const leaves = inside[random(inside.length)] ?? 0;
      if (random(2) === 0) inside = [...inside, step + 2];
      else if (inside.length > 1 || random(3) === 0) {
        ends(leaves, { reason: 'finished', byMe: true });
        inside = inside.filter((one) => one !== leaves);
      }
    }
    // Whoever needed help goes: all who are there hear of it.
    for (const number of inside) ends(number, { reason: 'left', byMe: false });
    assert.equal(asked.length, 1, `run ${run}: ${asked.join()}`);
  }
});

test('where each leaves it to the other, or the one who is asked is gone, it can be counted all the same', () => {
  const both = [person(1), person(2)];
  for (const [ended, what] of [
    [{ reason: 'finished', byMe: true }, 'both ended it within one moment'],
    [{ reason: 'left', byMe: false }, 'the first is listed, and her computer is off'],
  ] as const) {
    const over = talk({ people: both, ended });
    assert.equal(isMineToCount(me(2), over), false, what);
    assert.equal(mayCountAnyway(me(2), over), true, what);
  }
  // What is mine is offered openly, and what was handed over goes on.
  assert.equal(mayCountAnyway(me(1), talk({ people: both, ended: { reason: 'left', byMe: false } })), false);
  const handed = talk({ people: both, ended: { reason: 'left', byMe: true }, asks: [ask({ mine: true })] });
  assert.equal(mayCountAnyway(me(1), handed), false);
});

test('a conversation from a colleague says from whom, wherever it is called by a name', () => {
  assert.equal(titleOf({ addressAs: 'Ada', asks: [ask()] }, 'en'), '\u2068Ada\u2069');
  assert.equal(titleOf({ addressAs: '', asks: [ask()] }, 'en'), '\u2068(from Noor)\u2069');
  assert.equal(titleOf({ addressAs: '', asks: [] }, 'en'), 'No name given');
  // Whom this console has asked to come is not from whom it has come.
  assert.equal(titleOf({ addressAs: '', asks: [ask({ mine: true })] }, 'en'), 'No name given');
  assert.equal(titleOf({ addressAs: '', asks: [ask({ mine: true, stepIn: true })] }, 'en'), '\u2068(from Noor)\u2069');
  assert.equal(headingOf({ addressAs: 'Ada', asks: [ask()] }, 'en'), 'Conversation with \u2068Ada\u2069');
  assert.equal(headingOf({ addressAs: '', asks: [ask()] }, 'en'), 'Conversation \u2068(from Noor)\u2069');
  assert.equal(headingOf({ addressAs: '', asks: [] }, 'en'), 'Conversation with No name given');
  for (const code of CODES) assert.match(titleOf({ addressAs: '', asks: [ask()] }, code), /Noor/);
});

test('a55 a colleague’s alias turns no title around', () => {
  const asks = [ask({ alias: '\u202eabc\u2067 def\u2069\u2069' })];
  assert.equal(titleOf({ addressAs: '', asks }, 'en'), '\u2068(from abc def)\u2069');
});

test('an end that is more than thirty days away is left out', () => {
  const state = (expires: number) => ({ mode: 'closed', text: '', issued: NOW, expires }) as const;
  assert.equal(standing(state(NOW + 31 * DAY), NOW, 'en'), 'Now: Closed');
  assert.match(standing(state(NOW + 30 * DAY), NOW, 'en'), /^Now: Closed, until .*2027/);
  assert.match(standing(state(NOW + 3600), NOW, 'en'), /^Now: Closed, until .*:/);
});

test('what was said stands once it is another than before, also within one second', () => {
  const open = { mode: 'open', text: '', issued: NOW, expires: NOW + DAY } as const;
  const closed = { ...open, mode: 'closed' } as const;
  assert.equal(stands(open, { mode: 'closed', text: '', hours: 24, before: open }), false);
  assert.equal(stands(closed, { mode: 'closed', text: '', hours: 24, before: open }), true);
  assert.equal(stands(closed, { mode: 'closed', text: 'state-1', hours: 24, before: open }), false, 'with other words');
  assert.equal(stands(closed, { mode: 'closed', text: '', hours: 24, before: closed }), false, 'what stood before');
  assert.equal(stands({ ...closed, issued: NOW + 1, expires: NOW + DAY + 1 }, { mode: 'closed', text: '', hours: 24, before: closed }), true);
  assert.equal(stands({ ...closed, expires: NOW + 2 * DAY }, { mode: 'closed', text: '', hours: 48, before: closed }), true);
  assert.equal(stands(closed, { mode: 'closed', text: '', hours: 24, before: undefined }), true);
  assert.equal(stands(undefined, { mode: 'closed', text: '', hours: 24, before: closed }), false);
});

test('a colleague’s state for another time is not what was said here', () => {
  const open = { mode: 'open', text: '', issued: NOW, expires: NOW + DAY } as const;
  const said = { mode: 'closed', text: '', hours: 12, before: open } as const;
  const closed = (hours: number) => ({ ...open, mode: 'closed', issued: NOW + 9, expires: NOW + 9 + hours * 3600 }) as const;
  assert.equal(stands(closed(1), said), false);
  assert.equal(stands(closed(12), said), true);
  for (const hours of STATE_HOURS) assert.equal(stands(closed(hours), { ...said, hours }), true, `${hours} hours`);
});

test('what is half written to a colleague goes with the line, and a note with what it is for', () => {
  const going = ask({ mine: true, stage: 'survivor-asked' });
  const [draft, note] = [lineDraft('c1'), noteDraft(going)];
  const keeps = (more: Partial<StaffTalkView>): readonly boolean[] => {
    const view = { staffTalks: [line(more)] };
    return [keepsAside(view, draft), keepsAside(view, note)];
  };
  assert.deepEqual(keeps({ asks: [going] }), [true, true]);
  assert.deepEqual(keeps({ stage: 'opening' }), [true, false]);
  assert.deepEqual(keeps({ stage: 'ended', asks: [going] }), [false, true]);
  assert.deepEqual(keeps({ stage: 'ended', asks: [{ ...going, stage: 'survivor-no' }] }), [false, false]);
  assert.deepEqual(keeps({ asks: [{ ...going, catchUp: 'gone' }] }), [true, false], 'written once');
  assert.equal(keepsAside({ staffTalks: [] }, draft), false);
});
