/** Whoever has just come is known, and knows the others, within seconds. protocol.md 16.1. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { act, askOf, introduce, keyOf, lineOf, talkAt, team } from '../colleagues.ts';
import { texts } from '../world.ts';

function two() {
  const all = team(['May', 'Jo']);
  const [may, jo] = all.staff;
  assert.ok(may !== undefined && jo !== undefined);
  return { all, world: all.world, may, jo };
}

test('who opens a line says at once that they are there, to somebody who has heard nothing of them', () => {
  const { world, may, jo } = two();
  const seen = (): readonly string[] => jo.machine.view().colleagues.map(({ alias }) => alias);
  // Jo's console has just begun, a while before May's next call.
  world.pass(20);
  jo.machine.upkeep.calls.clear();
  world.pass(15);
  assert.deepEqual(seen(), [], 'control: she knows of nobody');
  act(world, may, { do: 'staff-open', colleague: keyOf(may, 'Jo') });
  world.pass(2);
  assert.deepEqual(seen(), ['May']);
  assert.equal(jo.machine.view().colleagues[0]?.reachable, true, 'and can be written to');
});

test('whoever comes back after long, without a goodbye before, need not wait for the others', () => {
  const { world, may, jo } = two();
  world.cut(jo);
  jo.from = Infinity;
  world.pass(170);
  assert.deepEqual(may.machine.view().colleagues, [], 'long gone');
  // May has just called, and will not for a minute.
  const calls = (): number => world.relay.seen.filter(({ name }) => name === 'call').length;
  const before = calls();
  world.until(() => calls() > before, 90);
  jo.machine.upkeep.calls.clear();
  jo.from = world.now;
  world.until(() => may.machine.view().colleagues.length === 1, 90);
  const came = world.now;
  world.until(() => jo.machine.view().colleagues.length === 1, 90);
  assert.ok(world.now - came <= 12, `${world.now - came} seconds`);
});

test('a line that is closed is gone here with every word, also while a question on it has no answer', () => {
  const { all, world, may, jo } = two();
  act(world, may, { do: 'staff-say', colleague: keyOf(may, 'Jo'), text: 'Do you know a shelter?' });
  assert.deepEqual(texts(lineOf(may, 'Jo')?.notes ?? []), ['Do you know a shelter?']);
  act(world, may, { do: 'staff-close', colleague: keyOf(may, 'Jo') });
  assert.equal(lineOf(may, 'Jo'), undefined);
  assert.doesNotMatch(JSON.stringify(may.machine.view()), /shelter/);
  // She may not have read it yet; she puts it away herself, and then it is nowhere.
  assert.deepEqual([lineOf(jo, 'May')?.stage, lineOf(jo, 'May')?.unread], ['ended', 1]);
  act(world, jo, { do: 'staff-close', colleague: keyOf(jo, 'May') });
  assert.equal(lineOf(jo, 'May'), undefined);
  // Where a request is on it, that is over and stays to be seen, without the words.
  introduce(all, 'Jo');
  act(world, may, { do: 'staff-say', colleague: keyOf(may, 'Jo'), text: 'She needs a shelter.' });
  act(world, may, { do: 'staff-close', colleague: keyOf(may, 'Jo') });
  assert.deepEqual([askOf(may, 'Jo').stage, talkAt(may).asks[0]?.stage], ['declined', 'declined']);
  assert.deepEqual(lineOf(may, 'Jo')?.notes, []);
  assert.doesNotMatch(JSON.stringify(may.machine.view()), /shelter/);
});
