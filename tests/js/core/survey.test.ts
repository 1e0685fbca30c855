/** Answers to the organisation after the end: who is asked, what leaves, and what never does. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bind, type Bytes, unpad } from '../../../client_js/src/core/bytes.ts';
import { LocalFault, NotOpened } from '../../../client_js/src/core/errors.ts';
import { label } from '../../../client_js/src/core/labels.ts';
import { openSealed } from '../../../client_js/src/core/sealing.ts';
import { decodeAs } from '../../../client_js/src/core/shapes.ts';
import { DROP, DROP_LENGTH } from '../../../client_js/src/core/survey.ts';
import type { Answered } from '../../../client_js/src/core/views.ts';
import type { Organisation } from '../organisation.ts';
import { meet, type Story, talkOf } from '../story.ts';
import { World } from '../world.ts';

const ANSWERS: readonly Answered[] = [
  { question: 'survey-1', answer: 'Yes' },
  { question: 'survey-2', answer: 'canary: you were kind' },
];

/** An organisation that asks, unless it is told otherwise. */
function asking({ key = true, question = true } = {}): World {
  const world = new World();
  const { organisation, relay } = world;
  if (key) organisation.statistics = organisation.random(32);
  relay.publish(organisation.nextCharter(world.now));
  const texts = question ? ([['survey-1', 'Did it help?']] as const) : [];
  relay.publish(organisation.notice(2, undefined, [['idle-close', '0']], texts));
  return world;
}

/** The counselor ends the talk, and it is over on both sides. */
function endedByCounselor(world: World): Story {
  const story = meet(world);
  const { counselor, survivor } = story;
  counselor.machine.act({ do: 'end', talk: talkOf(story).key }, world.now);
  world.until(() => survivor.machine.view().stage === 'ended');
  return story;
}

function opened({ fingerprint, desk, statistics }: Organisation, drop: Bytes) {
  return decodeAs(DROP, unpad(openSealed(statistics, bind(label.drop, fingerprint, desk), drop)));
}

const only = ({ relay }: World): Bytes => {
  assert.equal(relay.drops.size, 1);
  return [...relay.drops.values()][0] ?? new Uint8Array(0);
};

test('after the counselor has ended it, answers reach the organisation alone', () => {
  const world = asking();
  const { survivor, counselor } = endedByCounselor(world);
  assert.equal(survivor.machine.view().survey, 'asked');
  assert.equal(survivor.machine.wants(), 'socket');
  assert.deepEqual(survivor.machine.view().notes, [], 'what was said is gone already');
  const heard = world.relay.seen.length;
  survivor.machine.act({ do: 'survey', answers: ANSWERS }, world.now);
  world.settle();
  assert.equal(survivor.machine.view().survey, 'sent');
  assert.equal(survivor.machine.wants(), 'none');
  const drop = only(world);
  assert.equal(drop.length, DROP_LENGTH);
  const told = opened(world.organisation, drop);
  assert.deepEqual(told.answers, ANSWERS);
  assert.equal(told.day, Math.floor(world.now / 86_400));
  assert.deepEqual(world.relay.seen.slice(heard).map(({ name }) => name), ['drop']);
  assert.ok(!JSON.stringify(counselor.machine.view()).includes('canary'));
});

test('a drop opens for its organisation and desk and for no other', () => {
  const world = asking();
  const { survivor } = endedByCounselor(world);
  survivor.machine.act({ do: 'survey', answers: ANSWERS }, world.now);
  world.settle();
  const { fingerprint, desk, statistics, random } = world.organisation;
  for (const info of [
    bind(label.drop, random(32), desk),
    bind(label.drop, fingerprint, random(16)),
    bind(label.knock, fingerprint, desk),
  ]) {
    assert.throws(() => openSealed(statistics, info, only(world)), NotOpened);
  }
  assert.throws(() => openSealed(random(32), bind(label.drop, fingerprint, desk), only(world)));
});

test('whoever ends it herself is asked too', () => {
  const world = asking();
  const { survivor } = meet(world);
  survivor.machine.act({ do: 'end' }, world.now);
  assert.equal(survivor.machine.view().survey, 'asked');
});

test('nobody is asked after leaving, after no conversation, or after "do not write to me"', () => {
  for (const action of [{ do: 'leave' }, { do: 'end', unwanted: true }] as const) {
    const world = asking();
    const { survivor } = meet(world);
    survivor.machine.act(action, world.now);
    assert.equal(survivor.machine.view().survey, undefined);
    assert.equal(survivor.machine.wants(), 'none');
  }
  const world = asking();
  const survivor = world.visit();
  world.settle();
  survivor.machine.act({ do: 'end' }, world.now);
  assert.equal(survivor.machine.wants(), 'none');
});

test('without a key or a question nobody is asked', () => {
  for (const what of [{ key: false }, { question: false }]) {
    const world = asking(what);
    const { survivor } = endedByCounselor(world);
    assert.equal(survivor.machine.view().survey, undefined);
    assert.equal(survivor.machine.wants(), 'none');
  }
});

test('no answer, no drop: empty ones are none', () => {
  const world = asking();
  const { survivor } = endedByCounselor(world);
  survivor.machine.act({ do: 'survey', answers: [{ question: 'survey-1', answer: '  ' }] }, world.now);
  world.settle();
  assert.equal(world.relay.drops.size, 0);
  assert.equal(survivor.machine.view().survey, undefined);
  assert.equal(survivor.machine.wants(), 'none');
});

test('answers that do not fit change nothing, and shorter ones can still be sent', () => {
  const world = asking();
  const { survivor } = endedByCounselor(world);
  const much = [1, 2, 3, 4].map((n) => ({ question: `survey-${n}`, answer: 'ж'.repeat(256) }));
  for (const answers of [much, [{ question: 'survey-1', answer: 'a'.repeat(257) }]]) {
    assert.throws(() => survivor.machine.act({ do: 'survey', answers }, world.now), LocalFault);
  }
  assert.equal(survivor.machine.view().survey, 'asked');
  survivor.machine.act({ do: 'survey', answers: ANSWERS }, world.now);
  world.settle();
  assert.equal(world.relay.drops.size, 1);
});

test('the connection is lost while answers are on their way: they come once', () => {
  const world = asking();
  const { survivor } = endedByCounselor(world);
  world.cut(survivor);
  survivor.machine.act({ do: 'survey', answers: ANSWERS }, world.now);
  world.pass(1);
  assert.deepEqual(opened(world.organisation, only(world)).answers, ANSWERS);
  const late = asking();
  const { survivor: other } = endedByCounselor(late);
  const at = late.now;
  late.tamper = (frame, _, raw) => (frame.name === 'done' && late.now === at ? [] : [raw]);
  other.machine.act({ do: 'survey', answers: ANSWERS }, late.now);
  late.settle();
  late.cut(other);
  late.pass(6);
  assert.equal(late.relay.drops.size, 1, 'sent twice, and the same');
  assert.equal(late.relay.seen.filter(({ name }) => name === 'drop').length, 2);
  assert.equal(other.machine.wants(), 'none');
});

test('a relay that takes no more is not told of as thanks, and nothing waits', () => {
  const world = asking();
  world.relay.dropsFull = true;
  const { survivor } = endedByCounselor(world);
  survivor.machine.act({ do: 'survey', answers: ANSWERS }, world.now);
  world.settle();
  assert.equal(survivor.machine.view().survey, undefined);
  assert.equal(survivor.machine.wants(), 'none');
});

test('after ten minutes the connection is closed without an answer', () => {
  const world = asking();
  const { survivor } = endedByCounselor(world);
  world.pass(599, 1);
  assert.equal(survivor.machine.wants(), 'socket');
  world.pass(2);
  assert.equal(survivor.machine.wants(), 'none');
  assert.equal(survivor.machine.view().survey, undefined);
  survivor.machine.act({ do: 'survey', answers: ANSWERS }, world.now);
  world.settle();
  assert.equal(world.relay.drops.size, 0);
});

test('a30_leaving while being asked closes the connection at once, and nothing is sent', () => {
  const world = asking();
  const { survivor } = endedByCounselor(world);
  const before = world.relay.seen.length;
  survivor.machine.act({ do: 'leave' }, world.now);
  assert.equal(survivor.machine.wants(), 'none');
  assert.equal(survivor.machine.view().survey, undefined);
  world.pass(2);
  assert.equal(world.relay.seen.length, before);
});

test('nothing of the conversation goes on while the organisation asks', () => {
  const world = asking();
  const { survivor, counselor } = endedByCounselor(world);
  world.close(counselor);
  const before = world.relay.seen.length;
  world.relay.publish(world.organisation.roster());
  world.relay.publish(world.organisation.shift());
  world.cut(survivor);
  world.pass(60);
  assert.deepEqual(world.relay.seen.slice(before).map(({ name }) => name), ['join']);
  survivor.machine.act({ do: 'say', text: 'after' }, world.now);
  survivor.machine.act({ do: 'survey', answers: ANSWERS }, world.now);
  survivor.machine.act({ do: 'survey', answers: ANSWERS }, world.now);
  world.settle();
  assert.equal(world.relay.drops.size, 1, 'once');
});
