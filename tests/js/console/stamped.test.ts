import assert from 'node:assert/strict';
import test from 'node:test';
import { readStamped } from '../../../client_js/src/console/stamped.ts';

const good = {
  organisation: 'ab'.repeat(32),
  least_charter_version: 2,
  desk: 'cd'.repeat(16),
  relay: 'wss://chat.example.org',
  name: 'Night Line',
  charters: ['AQI=', 'Aw=='],
  notice: '',
  title: 'Home',
};

test('a console that is stamped knows its charters', () => {
  const { charters, name } = readStamped(JSON.stringify(good));
  assert.deepEqual(charters.map((raw) => [...raw]), [[1, 2], [3]]);
  assert.equal(name, 'Night Line');
});

for (const [charters, what] of [
  [undefined, 'none'],
  [[], 'an empty list'],
  ['AQI=', 'no list'],
  [['!'], 'no base64'],
  [[7], 'a number'],
  [Array(65).fill('AQI='), 'too many'],
] as const) {
  test(`a console stamped with ${what} for charters does not start`, () => {
    const text = JSON.stringify({ ...good, charters });
    assert.throws(() => readStamped(text), { name: 'BadStamp', field: 'charters' });
  });
}
