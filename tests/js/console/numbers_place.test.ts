/** What survivors wrote stays on the screen while other texts come and go around it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../../../client_js/src/core/bytes.ts';
import type { Written } from '../../../client_js/src/core/numbers_survey.ts';
import { placeAt, placeIn } from '../../../client_js/src/console/numbers/reading_place.ts';

const text = (id: number): Written => {
  return { id: new Uint8Array(16).fill(id), question: 'survey-2', text: `text ${id}`, month: 24_321 };
};
const id = (one: number): string => hex(text(one).id);

test('a text that comes in before the one that is read takes not its place, so it is not deleted unread', () => {
  const read = placeAt([text(2), text(5)], 1);
  assert.deepEqual(read, { id: id(5), at: 1 });
  // 3 stands now where 5 stood: a place alone would show it, and delete it with the next press.
  const now = placeIn([text(1), text(2), text(3), text(5)], read);
  assert.deepEqual(now, { id: id(5), at: 3 });
});

test('once it is deleted, the one that is in its place is shown, or the last, or none', () => {
  const read = placeAt([text(2), text(5), text(7)], 1);
  assert.deepEqual(placeIn([text(2), text(7)], read), { id: id(7), at: 1 });
  assert.deepEqual(placeIn([text(2)], read), { id: id(2), at: 0 });
  assert.deepEqual(placeIn([], read), { id: '', at: 0 });
  assert.deepEqual(placeIn([text(4)], placeAt([], 0)), { id: id(4), at: 0 }, 'the first one');
});
