import assert from 'node:assert/strict';
import { test } from 'node:test';
import { added, found, freshKey, moved, removed } from '../../../../client_js/src/console/settings/list_order.ts';

const LIST = ['a', 'b', 'c'];

test('an entry goes up and down, and stays where the list ends', () => {
  assert.deepEqual(moved(LIST, 1, -1), ['b', 'a', 'c']);
  assert.deepEqual(moved(LIST, 1, 1), ['a', 'c', 'b']);
  assert.equal(moved(LIST, 0, -1), LIST);
  assert.equal(moved(LIST, 2, 1), LIST);
  assert.equal(moved(LIST, 7, 1), LIST);
});

test('there and back again is the same order, wherever one begins', () => {
  for (const at of [0, 1]) assert.deepEqual(moved(moved(LIST, at, 1), at + 1, -1), LIST);
});

test('an entry is added at the end and taken out of the middle', () => {
  assert.deepEqual(added(LIST, 'd'), ['a', 'b', 'c', 'd']);
  assert.deepEqual(removed(LIST, 1), ['a', 'c']);
  assert.deepEqual(removed(LIST, 9), LIST);
});

test('an entry is found by every word of it, whatever the size of its letters', () => {
  const houses = ['House by the River', 'Legal help north', 'NORTH house'];
  const find = (wanted: string): readonly number[] => found(houses, (one) => one, wanted);
  assert.deepEqual(find(''), [0, 1, 2]);
  assert.deepEqual(find('house'), [0, 2]);
  assert.deepEqual(find('north  HOUSE'), [2]);
  assert.deepEqual(find('hospital'), []);
  assert.deepEqual(found(['بيت', 'Ⅳ'], (one) => one, 'iv'), [1]);
});

test('a thousand services are searched at once', () => {
  const many = Array.from({ length: 1024 }, (_, at) => `Service ${at}`);
  assert.deepEqual(found(many, (one) => one, 'service 1023'), [1023]);
});

test('a new entry has a short name that nobody else has', () => {
  assert.equal(freshKey('text', []), 'text-1');
  assert.equal(freshKey('text', [{ key: 'text-1' }, { key: 'other' }]), 'text-2');
});
