/** Following documents: one question at a time, and whom an open line may stay with. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Kind } from '../../../client_js/src/core/documents.ts';
import { Untrusted } from '../../../client_js/src/core/errors.ts';
import type { Following } from '../../../client_js/src/core/follow.ts';
import { encodeRelay } from '../../../client_js/src/core/frames.ts';
import type { Pieces } from '../../../client_js/src/core/pieces.ts';
import { DAY, serve } from '../office_story.ts';
import { meet, talkOf } from '../story.ts';
import { texts, World } from '../world.ts';

test('a relay that cries “changed” without end gets one question of a kind at a time', () => {
  const world = new World(['May']);
  const { machine } = serve(world);
  machine.drain();
  const changed = encodeRelay({ name: 'changed', kind: 2, desk: new Uint8Array(0) });
  for (let cry = 0; cry < 5000; cry += 1) machine.frame(changed, world.now);
  assert.ok(machine.drain().length <= 2, 'a roster, and the shift that may rest on it');
  const { asked } = (machine as unknown as { wire: { asked: Map<number, unknown> } }).wire;
  assert.ok(asked.size <= 2);
});

test('what was cried while a question was under way is asked once more, and believed', () => {
  const world = new World(['May']);
  const { machine } = serve(world);
  const before = machine.view().rosterExpires ?? 0;
  const held: Uint8Array[] = [];
  world.tamper = (frame, _client, raw) => {
    if (frame.name !== 'document') return [raw];
    held.push(raw);
    return [];
  };
  world.relay.publish(world.organisation.roster([], 7 * DAY, world.now));
  world.settle();
  // A second one comes before the answer to the first question has arrived.
  world.now += 60;
  world.relay.publish(world.organisation.roster([], 7 * DAY, world.now));
  world.settle();
  world.tamper = (_frame, _client, raw) => [raw];
  for (const raw of held) machine.frame(raw, world.now);
  world.settle();
  assert.equal(machine.view().rosterExpires, world.now + 7 * DAY);
  assert.ok(before < world.now + 7 * DAY);
});

test('it outlives them too where a later charter of the same answer is refused', () => {
  const story = (plant: boolean): string | undefined => {
    const world = new World(['May']);
    const { organisation } = world;
    const talk = meet(world);
    const raws = [organisation.charter];
    const changes = organisation.anotherAdministrator(world.now).envelope;
    const broken = organisation.nextCharter(world.now).envelope.slice();
    broken[broken.length - 1] = (broken[broken.length - 1] ?? 0) ^ 1;
    const { following } = talk.survivor.machine as unknown as { following: Following };
    const { documents } = following;
    if (plant) documents.addCharters([...raws, changes], world.now);
    type Add = { add: (...given: unknown[]) => Pieces<void> };
    const { add } = following as unknown as Add;
    const pieces = add.call(following, Kind.charter, [...raws, changes, broken], world.now);
    assert.throws(() => {
      // In between the line is looked at, too.
      while (pieces.next().done !== true) talk.survivor.machine.tick(world.now);
    }, Untrusted);
    assert.equal(documents.roster, undefined, 'the first of the two counts');
    world.pass(30);
    return talk.survivor.machine.view().ended?.reason;
  };
  assert.equal(story(false), undefined);
  assert.equal(story(true), 'revoked', 'the control: with no grace the line is gone');
});

test('an open line outlives the administrator who certified it, and ends where no new roster comes', () => {
  const story = (roster: boolean): { readonly said: boolean; readonly ended: string | undefined } => {
    const world = new World(['May']);
    const { organisation, relay } = world;
    const talk = meet(world);
    relay.publish(organisation.anotherAdministrator(world.now));
    // May's certificate is of the administrator who has gone; the new one's roster lists it.
    if (roster) relay.publish(organisation.roster([], 7 * DAY, world.now));
    world.pass(50);
    talk.survivor.machine.act({ do: 'say', text: 'are you there?' }, world.now);
    world.pass(2);
    const said = texts(talkOf(talk).notes).includes('are you there?');
    world.pass(20);
    return { said, ended: talk.survivor.machine.view().ended?.reason };
  };
  assert.deepEqual(story(true), { said: true, ended: undefined });
  assert.deepEqual(story(false), { said: true, ended: 'revoked' });
});
