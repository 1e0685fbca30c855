import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handbookChanges } from '../../../../client_js/src/console/settings/handbook_changes.ts';
import { EMPTY_HANDBOOK } from '../../../../client_js/src/core/handbook_view.ts';

const card = { key: 'violence', language: 'en', title: 'Violence', text: 'Ask whether it is safe.' };
const [one, other] = [
  { key: 'talk-minutes', value: '45' },
  { key: 'close-after', value: '0' },
];

test('each part that a draft changes is named once, in the order of the editor', () => {
  const before = { ...EMPTY_HANDBOOK, cards: [card], settings: [one] };
  assert.deepEqual(handbookChanges(before, before), []);
  assert.deepEqual(handbookChanges(before, { ...before, cards: [{ ...card, text: 'Ask.' }] }), ['cards']);
  assert.deepEqual(handbookChanges(before, { ...before, settings: [], cards: [] }), ['cards', 'settings']);
  assert.deepEqual(handbookChanges(before, { ...before, cards: [card, card] }), ['cards']);
});

test('what was typed and taken back is no change, also where switches stand in another order', () => {
  const before = { ...EMPTY_HANDBOOK, settings: [one, other] };
  assert.deepEqual(handbookChanges(before, { ...before, settings: [other, one] }), []);
});
