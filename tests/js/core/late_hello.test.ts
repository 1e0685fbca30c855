/** A relay that keeps a good hello back until its shift is over has kept it for nothing. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bytes } from '../../../client_js/src/core/bytes.ts';
import { Visit } from '../../../client_js/src/core/visit.ts';
import { meet, takeTurns } from '../story.ts';
import { type Client, World } from '../world.ts';

/** Keeps what is delivered to this client from now on, until it is let go. */
function keepBack(world: World, to: Client): () => void {
  const kept: Bytes[] = [];
  world.tamper = (frame, client, raw) => {
    if (client !== to || frame.name !== 'deliver') return [raw];
    kept.push(raw);
    return [];
  };
  return () => {
    world.tamper = (_frame, _to, raw) => [raw];
    assert.ok(kept.length > 0);
    for (const raw of kept) to.machine.frame(raw, world.now);
    while (to.machine instanceof Visit && to.machine.busy()) to.machine.tick(world.now);
  };
}

for (const [seconds, stage] of [[600, 'talking'], [86_400, 'waiting']] as const) {
  test(`a04 a hello that comes ${seconds} seconds late finds the page ${stage}`, () => {
    const world = new World();
    world.relay.publish(world.organisation.notice(2, undefined, [['idle-close', '0']]));
    const story = { survivor: world.visit(), counselor: world.duty() };
    const { machine } = story.survivor;
    const letGo = keepBack(world, story.survivor);
    takeTurns(world, story, 'hello?', () => world.relay.seen.some(({ name }) => name === 'accept'));
    world.now += seconds;
    letGo();
    assert.equal(machine.view().stage, stage);
    machine.tick(world.now);
    assert.equal(machine.view().problem, stage === 'waiting' ? 'shift-expired' : undefined);
  });
}

test('a04 nor is an invitation answered for good when the shift is over', () => {
  const world = new World();
  const story = meet(world);
  world.cut(story.counselor);
  world.clients.splice(world.clients.indexOf(story.counselor), 1);
  story.survivor.machine.act({ do: 'say', text: 'are you there?' }, world.now);
  world.restart();
  const letGo = keepBack(world, story.survivor);
  const again = world.duty();
  world.until(() => again.machine.view().stage === 'off-duty');
  again.machine.act({ do: 'on-duty' }, world.now);
  world.until(() => again.machine.view().talks.length > 0);
  world.now += 86_400;
  letGo();
  const answers = (): number =>
    story.survivor.machine.view().notes.filter(({ kind }) => kind === 'remade').length;
  assert.equal(answers(), 0);
});
