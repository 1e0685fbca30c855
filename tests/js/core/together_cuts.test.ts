/** A colleague comes in over a bad network: cut at any frame, it ends well or says that it did not. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyOf, talkAt, team, type Team, tell } from '../colleagues.ts';
import { kinds, texts } from '../world.ts';

/** Everybody does what they can as soon as they can, until Jo is in the conversation. */
function comeIn({ world, story, staff: [may, jo] }: Team): void {
  assert.ok(may !== undefined && jo !== undefined);
  const { survivor } = story;
  const colleague = keyOf(may, 'Jo');
  world.until(() => {
    const talk = talkAt(may);
    const going = talk.asks.some(({ stage }) => stage !== 'declined' && stage !== 'survivor-no');
    if (!going) {
      may.machine.act(
        { do: 'introduce', talk: talk.key, colleague, purpose: 'join', why: '' },
        world.now,
      );
    }
    const asked = jo.machine.view().staffTalks[0]?.asks.find(({ stage }) => stage === 'asked');
    if (asked !== undefined) {
      const host = may.machine.view().fingerprint;
      jo.machine.act(
        { do: 'staff-answer', colleague: host, request: asked.request, yes: true },
        world.now,
      );
    }
    const [ask] = survivor.machine.view().asks;
    if (ask !== undefined) {
      const { request } = ask;
      survivor.machine.act({ do: 'admit', request, yes: true, showEarlier: false }, world.now);
    }
    return talk.asks.some(({ stage }) => stage === 'joined') && jo.machine.view().talks.length > 0;
  }, 400);
}

test('whoever is cut off at whatever moment, the colleague comes in once, and all read the same', () => {
  const whole = team(['May', 'Jo']);
  const before = whole.world.moved;
  comeIn(whole);
  const frames = whole.world.moved - before;
  assert.ok(frames > 40);
  for (let at = 1; at < frames; at += 11) {
    for (const who of [0, 1]) {
      const all = team(['May', 'Jo']);
      const { world, story, staff } = all;
      const start = world.moved;
      world.onMoved = (moved) => {
        const client = staff[who];
        if (moved === start + at && client !== undefined) world.cut(client);
      };
      comeIn(all);
      world.pass(5);
      tell(world, story.survivor, 'to both of you');
      world.pass(5);
      const place = `frame ${at} of ${frames}, console ${who}`;
      const [may, jo] = staff;
      assert.ok(may !== undefined && jo !== undefined);
      const alive = jo.machine.view().talks.filter(({ ended }) => ended === undefined);
      assert.equal(alive.length, 1, place);
      for (const talk of [talkAt(may), alive[0]]) {
        assert.equal(texts(talk?.notes ?? []).at(-1), 'to both of you', place);
        assert.ok(!kinds(talk?.notes ?? []).includes('gap'), place);
      }
      const people = story.survivor.machine.view().people.map(({ alias }) => alias);
      assert.deepEqual(people, ['May', 'Jo'], place);
    }
  }
});
