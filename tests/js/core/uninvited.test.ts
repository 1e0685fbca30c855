/** Who was once told a console's inbox cannot fill the console with talks that nobody expects. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type InvitationPurpose, makeInvitation } from '../../../client_js/src/core/asks.ts';
import type { Following } from '../../../client_js/src/core/follow.ts';
import { encodeClient, writeCapability } from '../../../client_js/src/core/frames.ts';
import type { Staff } from '../../../client_js/src/core/visit_people.ts';
import { meet, type Story } from '../story.ts';
import { World } from '../world.ts';
import { seeded } from './helpers.ts';

interface Inside {
  readonly people: { readonly staff: readonly Staff[] };
  readonly following: Following;
}

const random = seeded('a hostile visitor');

/** What a visitor who was served once can do by herself, with a client of her own. */
function invitesAgain(world: World, story: Story) {
  const inside = story.survivor.machine as unknown as Inside;
  const [staff] = inside.people.staff;
  const believed = inside.following.believed(world.now);
  assert.ok(staff?.reach !== undefined && believed !== undefined);
  const { reach, lineId } = staff;
  const stranger = world.visit();
  world.settle();
  return (purpose: InvitationPurpose, known: boolean): void => {
    const invitation = {
      sealingKey: reach.sealingKey.payload.key,
      certificateHash: reach.certificate.hash,
      w: writeCapability(random(32)),
      lineIdBefore: known ? lineId : purpose === 0 ? random(32) : new Uint8Array(0),
      purpose,
      inviter: undefined,
      note: '',
    };
    const { sealed } = makeInvitation(believed, invitation, random);
    stranger.up.push(encodeClient({ name: 'leave', ref: 9, w: reach.w, ciphertext: sealed }));
    world.settle();
  };
}

test('a visitor whose talk is over cannot come back past the line, or fill the console', () => {
  const world = new World();
  const story = meet(world);
  const { machine } = story.counselor;
  const invite = invitesAgain(world, story);
  const [talk] = machine.view().talks;
  machine.act({ do: 'end', talk: talk?.key ?? '' }, world.now);
  world.settle();
  invite(0, true);
  assert.equal(machine.view().talks.length, 1, 'also at once: that talk is over');
  world.pass(900);
  for (let i = 0; i < 12; i += 1) {
    for (const purpose of [0, 1, 2] as const) invite(purpose, false);
  }
  assert.deepEqual(machine.view().talks.map(({ stage }) => stage), ['ended']);
  const duties = world.relay.seen.filter((frame) => frame.name === 'duty');
  assert.equal(duties.at(-1)?.capacity, 3, 'the desk is served as before');
  // The control: given to a colleague, the device is expected once, and invited.
  machine.card();
  invite(1, false);
  invite(1, false);
  assert.deepEqual(machine.view().talks.map(({ by }) => by), ['knock', 'join']);
});
