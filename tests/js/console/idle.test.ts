import assert from 'node:assert/strict';
import test from 'node:test';
import { IDLE, idle, secondsLeft, TALK_IDLE, WARNING } from '../../../client_js/src/console/idle.ts';
import { isLockKey, LOCK_KEY, LockKey } from '../../../client_js/src/console/lock_key.ts';

const NOW = 1_800_000_000;

test('nobody there: a warning in the last minute, then the lock', () => {
  const moments = { touched: NOW, spoken: undefined };
  assert.deepEqual(idle(moments, NOW), { do: 'stay' });
  assert.deepEqual(idle(moments, NOW + IDLE - WARNING - 1), { do: 'stay' });
  assert.deepEqual(idle(moments, NOW + IDLE - WARNING), { do: 'warn', left: WARNING });
  assert.deepEqual(idle(moments, NOW + IDLE - 0.5), { do: 'warn', left: 1 });
  assert.deepEqual(idle(moments, NOW + IDLE), { do: 'lock' });
});

test('a talk in which somebody writes keeps it open, a silent one does not', () => {
  const later = NOW + IDLE + 1;
  assert.deepEqual(idle({ touched: NOW, spoken: later - 60 }, later), { do: 'stay' });
  const silent = { touched: NOW, spoken: NOW - 60 };
  assert.deepEqual(idle(silent, NOW - 60 + TALK_IDLE - 1), { do: 'warn', left: 1 });
  assert.deepEqual(idle(silent, NOW - 60 + TALK_IDLE), { do: 'lock' });
});

test('after a sleep it is locked at once; a clock set back wins nobody time', () => {
  assert.deepEqual(idle({ touched: NOW, spoken: NOW }, NOW + 8 * 3600), { do: 'lock' });
  assert.equal(secondsLeft({ touched: NOW, spoken: undefined }, NOW - 3600), IDLE);
  assert.equal(secondsLeft({ touched: NOW, spoken: NOW }, NOW - 3600), TALK_IDLE);
});

const press = { key: LOCK_KEY, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };
const key = { ...press, repeat: false, isComposing: false };

test('twice the key locks, once asks, and slowly twice asks twice', () => {
  const lock = new LockKey();
  assert.equal(lock.pressed(10), 'ask');
  assert.equal(lock.asking(11), true);
  assert.equal(lock.asking(13), false);
  assert.equal(lock.pressed(13), 'ask');
  assert.equal(lock.pressed(14.5), 'lock');
  assert.equal(lock.pressed(15), 'ask');
  assert.equal(lock.pressed(9), 'ask', 'a clock that was set back');
});

test('only the bare key counts: not held down, not with others, not while composing', () => {
  assert.equal(isLockKey(key), true);
  for (const other of [
    { key: 'F9' },
    { altKey: true },
    { ctrlKey: true },
    { metaKey: true },
    { shiftKey: true },
    { repeat: true },
    { isComposing: true },
  ]) {
    assert.equal(isLockKey({ ...key, ...other }), false, JSON.stringify(other));
  }
});
