/** The counselor is told that a page which nobody touches closes, from the notice's times alone. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageCloses } from '../../../../client_js/src/console/desk/page_idle.ts';
import { Idle } from '../../../../client_js/src/core/idle.ts';

const NOW = 1_800_000_000;
const MINUTE = 60;
const talk = { stage: 'talking', theirsAt: NOW, since: NOW - 600 } as const;
const notice = (policies: Readonly<Record<string, string>> = {}) => ({ policy: (key: string) => policies[key] ?? '' });

test('from the minute in which her page says so until it closes', () => {
  const at = (minutes: number) => pageCloses(talk, notice(), NOW + minutes * MINUTE);
  assert.equal(at(9.9), undefined);
  assert.equal(at(10), NOW + 20 * MINUTE);
  assert.equal(at(19.9), NOW + 20 * MINUTE);
  assert.equal(at(20), undefined, 'still here: she has touched it, and nothing is known');
});

test('by the times of the notice, and never where it never closes', () => {
  const own = notice({ 'idle-warn': '2', 'idle-close': '5' });
  assert.equal(pageCloses(talk, own, NOW + 2 * MINUTE), NOW + 5 * MINUTE);
  assert.equal(pageCloses(talk, notice({ 'idle-close': '0' }), NOW + 15 * MINUTE), undefined);
  assert.equal(pageCloses(talk, undefined, NOW + 15 * MINUTE), undefined);
});

test('it is what her own page says where she only reads', () => {
  const page = new Idle(notice().policy);
  page.touch(NOW);
  for (const minutes of [1, 10, 15, 19]) {
    const now = NOW + minutes * MINUTE;
    assert.equal(pageCloses(talk, notice(), now), page.closes(now));
  }
});

test('before she has written, from the beginning; and not once the talk is over', () => {
  assert.equal(pageCloses({ ...talk, theirsAt: undefined }, notice(), NOW), NOW + 10 * MINUTE);
  assert.equal(pageCloses({ ...talk, stage: 'ended' }, notice(), NOW + 15 * MINUTE), undefined);
});
