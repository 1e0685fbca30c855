/** When the console is drawn: at once for the person, now and then for all that others say. */

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Drawing, rest } from '../../../client_js/src/console/drawing.ts';

/** A console that is drawn, on a clock of its own. */
function drawn(length = 0) {
  const clock = { now: 1000, draws: 0, failures: 0 };
  mock.method(performance, 'now', () => clock.now);
  const drawing = new Drawing(
    () => {
      clock.draws += 1;
      clock.now += length;
    },
    () => (clock.failures += 1),
  );
  return { clock, drawing };
}

test('what a person does is drawn at once, and once for all that it leads to', async () => {
  const { clock, drawing } = drawn();
  for (let key = 1; key <= 3; key += 1) {
    drawing.soon();
    drawing.soon();
    assert.equal(clock.draws, key - 1, 'not in the middle of what happens');
    await Promise.resolve();
    assert.equal(clock.draws, key);
  }
  mock.restoreAll();
});

test('a thousand words of others are drawn as often as ten, and no key waits for them', async () => {
  const time = (): Promise<void> => new Promise((done) => setTimeout(done, rest(0) + 10));
  for (const words of [10, 1000]) {
    const { clock, drawing } = drawn();
    for (let word = 0; word < words; word += 1) {
      drawing.later();
      await Promise.resolve();
    }
    assert.equal(clock.draws, 1);
    drawing.soon();
    await Promise.resolve();
    assert.equal(clock.draws, 2, 'the key');
    await time();
    assert.equal(clock.draws, 2, 'what waited was drawn with it');
    drawing.later();
    await Promise.resolve();
    assert.equal(clock.draws, 2);
    await time();
    assert.equal(clock.draws, 3, 'and nothing is left out');
    mock.restoreAll();
  }
});

test('the slower the computer, the more of its time is left to keys, but nothing waits for long', () => {
  assert.equal(rest(0), rest(10));
  assert.ok(rest(40) >= 120);
  assert.equal(rest(10_000), rest(1000));
  assert.ok(rest(10_000) <= 250);
});

test('a clock that is set back keeps nobody waiting', async () => {
  const { clock, drawing } = drawn();
  drawing.soon();
  await Promise.resolve();
  clock.now = 0;
  drawing.later();
  await new Promise((done) => setTimeout(done, rest(10_000) + 20));
  assert.equal(clock.draws, 2);
  mock.restoreAll();
});

test('a drawing that fails is told, and stops nothing else', async () => {
  let failures = 0;
  const drawing = new Drawing(
    () => {
      throw new Error('no screen');
    },
    () => (failures += 1),
  );
  drawing.soon();
  await Promise.resolve();
  drawing.soon();
  await Promise.resolve();
  assert.equal(failures, 2);
});
