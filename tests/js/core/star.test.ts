/** Several people on lines to one survivor's browser, as machines. protocol.md 9. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Duty } from '../../../client_js/src/core/duty.ts';
import { FIRST, meet, type Story } from '../story.ts';
import { allDelivered, type Client, kinds, texts, World } from '../world.ts';

/** Another console, on duty, whom the first brings in; the survivor says yes or no. */
function bringIn(
  world: World,
  story: Story,
  which: number,
  answer: { readonly yes: boolean; readonly showEarlier: boolean },
  purpose: 'join' | 'hand-over' = 'join',
): Client<Duty> {
  const colleague = world.duty(which);
  world.settle();
  colleague.machine.act({ do: 'on-duty' }, world.now);
  world.settle();
  const card = colleague.machine.card();
  assert.ok(card !== undefined);
  const [talk] = story.counselor.machine.view().talks;
  story.counselor.machine.introduce(talk?.key ?? '', card, purpose, world.now);
  world.settle();
  const [ask] = story.survivor.machine.view().asks;
  assert.equal(ask?.colleague.alias, colleague.machine.view().alias);
  assert.equal(ask?.asker.alias, 'May');
  assert.equal(ask?.purpose, purpose);
  assert.deepEqual(colleague.machine.view().talks, []);
  const { request } = ask ?? { request: 0 };
  story.survivor.machine.act({ do: 'admit', request, ...answer }, world.now);
  world.settle();
  assert.deepEqual(story.survivor.machine.view().asks, []);
  return colleague;
}

const say = (world: World, { machine }: Client<Duty>, text: string): void => {
  machine.act({ do: 'say', talk: machine.view().talks[0]?.key ?? '', text }, world.now);
  world.settle();
};

const heard = ({ machine }: Client<Duty>): string[] => texts(machine.view().talks[0]?.notes ?? []);

test('three of the staff and the survivor read the same words in the same order', () => {
  const world = new World(['May', 'Jo', 'Ada']);
  const story = meet(world);
  const { survivor, counselor: may } = story;
  const jo = bringIn(world, story, 1, { yes: true, showEarlier: true });
  const ada = bringIn(world, story, 2, { yes: true, showEarlier: true });
  say(world, may, 'from May');
  say(world, jo, 'from Jo');
  survivor.machine.act({ do: 'say', text: 'from me' }, world.now);
  say(world, ada, 'from Ada');
  world.settle();
  const expected = [FIRST, 'from May', 'from Jo', 'from me', 'from Ada'];
  for (const client of [may, jo, ada]) assert.deepEqual(heard(client), expected);
  const visit = survivor.machine.view();
  assert.deepEqual(texts(visit.notes), expected);
  assert.deepEqual(visit.people.map(({ alias }) => alias), ['May', 'Jo', 'Ada']);
  assert.ok(allDelivered(visit));
  assert.equal(jo.machine.view().talks[0]?.by, 'join');
  const passedOn = jo.machine.view().talks[0]?.notes.filter((note) => note.passedOn) ?? [];
  assert.deepEqual(texts(passedOn), [FIRST, 'from May', 'from Ada']);
});

test('what was said before stays with those who heard it, unless the survivor shows it', () => {
  const world = new World(['May', 'Jo']);
  const story = meet(world);
  say(world, story.counselor, 'before');
  const jo = bringIn(world, story, 1, { yes: true, showEarlier: false });
  assert.deepEqual(heard(jo), []);
  say(world, story.counselor, 'after');
  assert.deepEqual(heard(jo), ['after']);
});

test('test_a01_whom the survivor does not admit gets nothing', () => {
  const world = new World(['May', 'Jo']);
  const story = meet(world);
  const jo = bringIn(world, story, 1, { yes: false, showEarlier: true });
  say(world, story.counselor, 'between us');
  assert.deepEqual(jo.machine.view().talks, []);
  assert.ok(!world.relay.seen.some(({ name }) => name === 'leave'));
});

test('test_a01_a colleague without a good certificate is never even asked about', () => {
  const world = new World(['May', 'Jo']);
  const story = meet(world);
  const colleague = world.duty(1);
  world.settle();
  const card = colleague.machine.card();
  assert.ok(card !== undefined);
  const eve = world.organisation.device('Eve');
  const [talk] = story.counselor.machine.view().talks;
  const bad = { ...card, certificate: eve.certificate };
  story.counselor.machine.introduce(talk?.key ?? '', bad, 'join', world.now);
  world.settle();
  assert.deepEqual(story.survivor.machine.view().asks, []);
});

test('handing over: the one who leaves reads nothing more, the one who came goes on', () => {
  const world = new World(['May', 'Jo']);
  const story = meet(world);
  const { survivor, counselor: may } = story;
  const jo = bringIn(world, story, 1, { yes: true, showEarlier: true }, 'hand-over');
  assert.equal(jo.machine.view().talks[0]?.by, 'hand-over');
  may.machine.act({ do: 'end', talk: may.machine.view().talks[0]?.key ?? '' }, world.now);
  world.settle();
  survivor.machine.act({ do: 'say', text: 'only for Jo' }, world.now);
  world.settle();
  assert.ok(heard(jo).includes('only for Jo'));
  assert.ok(!heard(may).includes('only for Jo'));
  assert.deepEqual(survivor.machine.view().people.map(({ alias }) => alias), ['Jo']);
  assert.ok(kinds(jo.machine.view().talks[0]?.notes ?? []).includes('left'));
});

test('one of three is cut off and comes back: everybody has everything once', () => {
  const world = new World(['May', 'Jo', 'Ada']);
  const story = meet(world);
  const { survivor, counselor: may } = story;
  const jo = bringIn(world, story, 1, { yes: true, showEarlier: true });
  const ada = bringIn(world, story, 2, { yes: true, showEarlier: true });
  world.cut(jo);
  jo.from = world.now + 10;
  say(world, may, 'one');
  say(world, ada, 'two');
  world.restart();
  survivor.machine.act({ do: 'say', text: 'three' }, world.now);
  world.pass(20);
  const expected = [FIRST, 'one', 'two', 'three'];
  for (const client of [may, jo, ada]) assert.deepEqual(heard(client), expected);
  assert.ok(allDelivered(survivor.machine.view()));
});

test('whoever cannot be reached for very long is let go, visibly, and the rest go on', () => {
  const world = new World(['May', 'Jo']);
  const story = meet(world);
  const { survivor, counselor: may } = story;
  const jo = bringIn(world, story, 1, { yes: true, showEarlier: true });
  world.cut(jo);
  jo.from = Infinity;
  for (let count = 0; count < 900; count += 1) {
    survivor.machine.act({ do: 'say', text: `text ${count}` }, world.now);
    if (count % 50 === 0) world.settle();
  }
  world.settle();
  assert.deepEqual(survivor.machine.view().people.map(({ alias }) => alias), ['May']);
  assert.ok(kinds(survivor.machine.view().notes).includes('left'));
  assert.equal(heard(may).length, 901);
});
