/** One small conversation, told the same way whatever happens to the network meanwhile. */

import assert from 'node:assert/strict';
import type { Duty } from '../../client_js/src/core/duty.ts';
import type { Visit } from '../../client_js/src/core/visit.ts';
import { allDelivered, type Client, kinds, knocked, texts, type World } from './world.ts';

export const FIRST = 'are you there?';
export const FROM_SURVIVOR = ['one', 'two', 'three'];
export const FROM_STAFF = ['I am here.', 'Take your time.', 'Go on.'];

export interface Story {
  readonly survivor: Client<Visit>;
  readonly counselor: Client<Duty>;
}

/** Brings a survivor and a counselor together. */
export function meet(world: World, first = FIRST): Story {
  const survivor = world.visit();
  const counselor = world.duty();
  takeTurns(world, { survivor, counselor }, first, () => oneTalk({ survivor, counselor }) === 'talking');
  return { survivor, counselor };
}

export const oneTalk = ({ counselor }: Story): string | undefined =>
  counselor.machine.view().talks.find(({ stage }) => stage !== 'ended')?.stage;

export const talkOf = ({ counselor }: Story) => {
  const talk = counselor.machine.view().talks.find(({ stage }) => stage !== 'ended');
  assert.ok(talk !== undefined, 'there is no talk');
  return talk;
};

/** Each does what a person would do next, until `done`. */
export function takeTurns(world: World, story: Story, first: string, done: () => boolean): void {
  const { survivor, counselor } = story;
  world.until(() => {
    const duty = counselor.machine.view();
    const visit = survivor.machine.view();
    if (duty.stage === 'off-duty') counselor.machine.act({ do: 'on-duty' }, world.now);
    if (visit.stage === 'ready' && visit.desk === 'open') {
      survivor.machine.act({ do: 'knock', language: 'en', addressAs: 'Sam', first }, world.now);
    }
    const key = duty.stage === 'on-duty' ? knocked(duty) : undefined;
    if (key !== undefined && duty.talks.every(({ stage }) => stage !== 'hello')) {
      counselor.machine.act({ do: 'claim', key }, world.now);
    }
    world.settle();
    return done();
  });
}

/** Both say what they have to say, in turns of one line each, as soon as they can. */
export function tell(world: World): Story {
  const survivor = world.visit();
  const counselor = world.duty();
  const story = { survivor, counselor };
  const said = { survivor: 0, staff: 0 };
  takeTurns(world, story, FIRST, () => {
    const text = FROM_SURVIVOR[said.survivor];
    if (text !== undefined && survivor.machine.view().stage === 'talking') {
      survivor.machine.act({ do: 'say', text }, world.now);
      said.survivor += 1;
    }
    const reply = FROM_STAFF[said.staff];
    const talk = counselor.machine.view().talks.find(({ stage }) => stage === 'talking');
    if (reply !== undefined && talk !== undefined) {
      counselor.machine.act({ do: 'say', talk: talk.key, text: reply }, world.now);
      said.staff += 1;
    }
    return finished(story);
  });
  return story;
}

function finished(story: Story): boolean {
  const visit = story.survivor.machine.view();
  const talk = story.counselor.machine.view().talks.find(({ stage }) => stage === 'talking');
  if (visit.stage !== 'talking' || talk === undefined) return false;
  const all = texts(visit.notes).length >= 7 && texts(talk.notes).length >= 7;
  return all && allDelivered(visit) && allDelivered(talk);
}

/** Nothing lost, nothing doubled, everything in one order on both sides. */
export function check(story: Story): void {
  const visit = story.survivor.machine.view();
  const talk = talkOf(story);
  assert.deepEqual(texts(visit.notes, true), [FIRST, ...FROM_SURVIVOR]);
  assert.deepEqual(texts(visit.notes, false), FROM_STAFF);
  assert.deepEqual(texts(talk.notes), texts(visit.notes));
  assert.deepEqual(texts(talk.notes, true), FROM_STAFF);
  // An honest network, however bad, never looks like a dishonest one.
  assert.ok(!kinds(visit.notes).includes('gap') && !kinds(talk.notes).includes('gap'));
}
