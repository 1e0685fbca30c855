/** Somebody who plays with the line, or threatens: out, for an hour. protocol.md 10.5. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LocalFault } from '../../../client_js/src/core/errors.ts';
import { encodeRelay, Refusal } from '../../../client_js/src/core/frames.ts';
import { bringIn, say, talkAt, team } from '../colleagues.ts';
import { FIRST, meet, talkOf } from '../story.ts';
import { knocked, World } from '../world.ts';

test('a talk ends as closed by the organisation, and who it was is turned away', () => {
  const world = new World();
  const story = meet(world);
  const { key, turnAway } = talkOf(story);
  assert.equal(turnAway, 'can');
  story.counselor.machine.act({ do: 'turn-away', talk: key }, world.now);
  world.pass(2);
  const [talk] = story.counselor.machine.view().talks;
  assert.deepEqual([talk?.stage, talk?.turnAway], ['ended', 'done']);
  assert.deepEqual(talk?.ended, { reason: 'closed', byMe: true });
  assert.equal(story.survivor.machine.view().ended?.reason, 'closed');
  assert.equal(world.relay.turnedAway.length, 1);
});

test('after a lost connection the talk is ended, and it says that nobody could be turned away', () => {
  const world = new World();
  const story = meet(world);
  world.cut(story.counselor);
  world.pass(5);
  const { key, turnAway } = talkOf(story);
  assert.equal(turnAway, 'cannot');
  story.counselor.machine.act({ do: 'turn-away', talk: key }, world.now);
  world.pass(2);
  const [talk] = story.counselor.machine.view().talks;
  assert.deepEqual([talk?.stage, talk?.turnAway], ['ended', 'cannot']);
  assert.equal(world.relay.turnedAway.length, 0);
});

test('a relay that does not do it is told of', () => {
  const world = new World();
  const story = meet(world);
  const { key } = talkOf(story);
  story.counselor.machine.act({ do: 'off-duty' }, world.now);
  world.pass(2);
  story.counselor.machine.act({ do: 'turn-away', talk: key }, world.now);
  world.pass(2);
  assert.equal(story.counselor.machine.view().talks[0]?.turnAway, 'failed');
});

test('a connection that is lost before the relay has answered: it says that it was not done', () => {
  const world = new World();
  const story = meet(world);
  const { key } = talkOf(story);
  story.counselor.machine.act({ do: 'turn-away', talk: key }, world.now);
  world.cut(story.counselor);
  const at = () => story.counselor.machine.view().talks[0];
  assert.deepEqual([at()?.stage, at()?.turnAway], ['ended', 'failed']);
  world.pass(5);
  assert.equal(at()?.turnAway, 'failed');
  assert.equal(world.relay.turnedAway.length, 0);
  // What was answered before stays as it was answered.
  const other = new World();
  const told = meet(other);
  told.counselor.machine.act({ do: 'turn-away', talk: talkOf(told).key }, other.now);
  other.pass(2);
  other.cut(told.counselor);
  assert.equal(told.counselor.machine.view().talks[0]?.turnAway, 'done');
});

function line() {
  const world = new World();
  const survivor = world.visit();
  const counselor = world.duty();
  world.until(() => survivor.machine.view().desk === 'open');
  survivor.machine.act({ do: 'knock', language: 'en', addressAs: '', first: FIRST }, world.now);
  counselor.machine.act({ do: 'on-duty' }, world.now);
  world.until(() => knocked(counselor.machine.view()) !== undefined);
  return { world, survivor, counselor, key: knocked(counselor.machine.view()) ?? '' };
}

test('a knock is removed from the line, and its page is told to wait', () => {
  const { world, survivor, counselor, key } = line();
  counselor.machine.act({ do: 'turn-away-knock', key }, world.now);
  world.pass(2);
  assert.deepEqual(counselor.machine.view().knocks, []);
  assert.equal(counselor.machine.view().talks.length, 0);
  const view = survivor.machine.view();
  assert.deepEqual([view.stage, view.problem], ['ready', 'slow-down']);
  assert.equal(world.relay.turnedAway.length, 1);
});

test('a knock that could not be turned away is in the line again, and it is said', () => {
  for (const after of ['claim', 'claimed'] as const) {
    const { world, counselor, key } = line();
    world.tamper = (frame, to, raw) => {
      if (to !== counselor || !('ref' in frame)) return [raw];
      // The relay is in a hurry at first, or gives the claim back before it is used.
      if (after === 'claim') {
        if (frame.name !== 'claimed') return [raw];
        const code = Refusal.slowDown;
        return [encodeRelay({ name: 'refused', ref: frame.ref, code, detail: 5 })];
      }
      return frame.name === 'claimed' ? [encodeRelay({ ...frame, fence: frame.fence + 1 })] : [raw];
    };
    counselor.machine.act({ do: 'turn-away-knock', key }, world.now);
    world.pass(2);
    const view = counselor.machine.view();
    assert.equal(view.problem, 'not-turned-away', after);
    assert.deepEqual(view.knocks.map(({ state }) => state), ['waiting'], after);
    assert.equal(world.relay.turnedAway.length, 0);
    // What is done next takes the words away.
    counselor.machine.act({ do: 'limit', limit: 2 }, world.now);
    assert.equal(counselor.machine.view().problem, undefined);
  }
});

test('a knock that a colleague was quicker with is hers, and it is said', () => {
  const world = new World(['May', 'Jo']);
  const survivor = world.visit();
  const staff = [world.duty(0), world.duty(1)];
  world.until(() => survivor.machine.view().desk === 'open');
  survivor.machine.act({ do: 'knock', language: 'en', addressAs: '', first: FIRST }, world.now);
  for (const { machine } of staff) machine.act({ do: 'on-duty' }, world.now);
  world.until(() => staff.every(({ machine }) => knocked(machine.view()) !== undefined));
  const key = knocked(staff[0]!.machine.view()) ?? '';
  staff[0]!.machine.act({ do: 'claim', key }, world.now);
  staff[1]!.machine.act({ do: 'turn-away-knock', key }, world.now);
  world.pass(2);
  const view = staff[1]!.machine.view();
  assert.deepEqual([view.problem, view.knocks], ['someone-else-took-it', []]);
  assert.equal(staff[0]!.machine.view().talks[0]?.stage, 'talking');
  assert.equal(world.relay.turnedAway.length, 0);
});

test('who is not on duty turns nobody away', () => {
  const { world, counselor, key } = line();
  counselor.machine.act({ do: 'finish' }, world.now);
  world.pass(2);
  const act = () => counselor.machine.act({ do: 'turn-away-knock', key }, world.now);
  assert.throws(act, LocalFault);
});

test('the relay knows whose it was by one connection: who took over cannot, and who answered first still can', () => {
  const all = team(['May', 'Jo']);
  const { world, story, staff: [may] } = all;
  assert.ok(may !== undefined);
  const jo = bringIn(all, 'Jo', 'hand-over');
  assert.equal(talkAt(jo).turnAway, 'cannot');
  say(world, jo, 'I am Jo, and go on with you.');
  const { key, ended, turnAway } = talkAt(may);
  assert.deepEqual([ended?.reason, turnAway], ['left', 'can']);
  may.machine.act({ do: 'turn-away', talk: key }, world.now);
  world.pass(2);
  assert.deepEqual([talkAt(may).ended?.reason, talkAt(may).turnAway], ['left', 'done']);
  assert.equal(world.relay.turnedAway.length, 1);
  // The conversation is Jo's, who ends it when it is time.
  assert.equal(talkAt(jo).stage, 'talking');
  assert.deepEqual(story.survivor.machine.view().people.map(({ alias }) => alias), ['Jo']);
});
