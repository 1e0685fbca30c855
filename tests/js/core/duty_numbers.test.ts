/** What a console tells the statistics: after the talk, at blurred times, sealed to the organisation. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, hex } from '../../../client_js/src/core/bytes.ts';
import { LocalFault } from '../../../client_js/src/core/errors.ts';
import { decodeClient } from '../../../client_js/src/core/frames.ts';
import { dropName, openDrop, type OpenedDrop } from '../../../client_js/src/core/numbers_drop.ts';
import { QUEUE_MOST, WAIT_LEAST, WAIT_MOST } from '../../../client_js/src/core/numbers_queue.ts';
import { meet, type Story, talkOf } from '../story.ts';
import { World } from '../world.ts';

const labels = [{ language: 'en', label: 'Words' }];
const TALLY = [
  { key: 'need', where: 'end', labels, choices: [{ key: 'legal', labels }, { key: 'home', labels }] },
  { key: 'danger', where: 'incident', labels, choices: [{ key: 'yes', labels }] },
] as const;
const LEGAL = [{ key: 'need', choice: 'legal' }];

interface Counting {
  readonly world: World;
  readonly secret: Bytes;
}

/** An organisation that counts. */
function counting({ key = true, aliases = ['May'] } = {}): Counting {
  const world = new World(aliases);
  const { organisation, relay } = world;
  if (key) organisation.statistics = organisation.random(32);
  relay.publish(organisation.nextCharter(world.now));
  const secret = organisation.writeHandbook({ tally: TALLY }, world.now);
  relay.publish(organisation.roster());
  relay.publish(organisation.notice(2));
  relay.publish(organisation.shift());
  return { world, secret };
}

/** What lies at the relay, opened as the organisation opens it, in the order of arrival. */
function told({ world, secret }: Counting): OpenedDrop[] {
  const { fingerprint, desk, statistics } = world.organisation;
  const place = { organisation: fingerprint, desk };
  return [...world.relay.drops.values()].map((sealed) => {
    const found = openDrop(place, [statistics], [secret], sealed);
    assert.ok(typeof found !== 'string', found as string);
    return found;
  });
}

function ended(world: World): Story & { readonly key: string } {
  const story = meet(world);
  const { key } = talkOf(story);
  world.pass(900, 10);
  story.counselor.machine.act({ do: 'end', talk: key }, world.now);
  world.settle();
  return { ...story, key };
}

test('a talk’s tally reaches the organisation between two and twenty minutes later', () => {
  const here = counting();
  const { world } = here;
  const { counselor, key } = ended(world);
  counselor.machine.act({ do: 'tally', talk: key, answers: LEGAL }, world.now);
  const at = world.now;
  world.pass(WAIT_LEAST - 1, 1);
  assert.equal(world.relay.drops.size, 0, 'never earlier');
  world.until(() => world.relay.drops.size > 0, WAIT_MOST);
  assert.ok(world.now - at >= WAIT_LEAST);
  assert.deepEqual(told(here), [
    {
      kind: 'tally',
      day: Math.floor(at / 86_400),
      entries: [['need', 'legal'], ['.language', 'en'], ['.minutes', '10-30'], ['.hour', '9']],
    },
  ]);
});

test('a talk is counted once, and only one that was', () => {
  const { world } = counting();
  const { counselor, key } = ended(world);
  const tally = (talk: string, answers = LEGAL): void => counselor.machine.act({ do: 'tally', talk, answers }, world.now);
  assert.throws(() => tally(key, [{ key: 'need', choice: 'canary: her name' }]), LocalFault);
  assert.throws(() => tally('t99'), LocalFault);
  tally(key);
  assert.throws(() => tally(key), LocalFault);
  counselor.machine.act({ do: 'forget', talk: key }, world.now);
  assert.throws(() => tally(key), LocalFault, 'also when it is out of the way');
});

test('a tally can still be told after the talk is out of the way', () => {
  const { world } = counting();
  const { counselor, key } = ended(world);
  counselor.machine.act({ do: 'forget', talk: key }, world.now);
  counselor.machine.act({ do: 'tally', talk: key, answers: [] }, world.now);
});

test('whoever goes off duty lets all leave at once, with the hours', () => {
  const here = counting();
  const { world } = here;
  const { counselor, key } = ended(world);
  counselor.machine.act({ do: 'tally', talk: key, answers: LEGAL }, world.now);
  counselor.machine.act({ do: 'incident', answers: [{ key: 'danger', choice: 'yes' }] }, world.now);
  assert.equal(world.relay.drops.size, 0);
  counselor.machine.act({ do: 'finish' }, world.now);
  world.settle();
  assert.equal(world.relay.drops.size, 0, 'finishing is still on duty');
  counselor.machine.act({ do: 'off-duty' }, world.now);
  world.settle();
  const kinds = told(here).map(({ kind }) => kind).sort();
  assert.deepEqual(kinds, ['hours', 'incident', 'tally']);
  const hours = told(here).find(({ kind }) => kind === 'hours');
  assert.deepEqual(hours?.entries, [['.alias', 'May'], ['.minutes', '15'], ['.talks', '1']]);
});

test('all of it leaves while the relay still knows one of the staff: a stranger may leave far less', () => {
  const { world } = counting();
  const { counselor, key } = ended(world);
  counselor.machine.act({ do: 'tally', talk: key, answers: LEGAL }, world.now);
  counselor.machine.act({ do: 'off-duty' }, world.now);
  const sent = counselor.machine.drain().map((raw) => decodeClient(raw).name);
  assert.deepEqual(sent.filter((name) => ['drop', 'off'].includes(name)), ['drop', 'drop', 'off']);
});

test('a49 a relay that strangers have filled loses no count, and the screen says so until it has room', () => {
  const here = counting();
  const { world } = here;
  const { counselor, key } = ended(world);
  const { machine } = counselor;
  const warned = (): boolean => machine.view().warnings.includes('numbers-full');
  world.relay.dropsFull = true;
  machine.act({ do: 'tally', talk: key, answers: LEGAL }, world.now);
  assert.ok(!warned(), 'nothing was refused yet');
  world.pass(WAIT_MOST + 10, 5);
  assert.ok(warned());
  const tries = (): number => world.relay.seen.filter(({ name }) => name === 'drop').length;
  assert.equal(tries(), 1, 'not again at once');
  assert.throws(() => machine.act({ do: 'tally', talk: key, answers: LEGAL }, world.now), LocalFault);
  world.pass(3 * WAIT_MOST, 20);
  assert.ok(tries() > 1);
  assert.ok(warned());
  world.relay.dropsFull = false;
  world.pass(2 * WAIT_MOST, 20);
  assert.deepEqual(told(here).map(({ kind }) => kind), ['tally']);
  assert.ok(!warned());
});

test('a49 what waits for room is bounded, also where nobody ever makes any', () => {
  const { world } = counting();
  const counselor = world.duty();
  world.settle();
  world.relay.dropsFull = true;
  const incident = { do: 'incident', answers: [{ key: 'danger', choice: 'yes' }] } as const;
  let refused = 0;
  for (let time = 0; time < 2 * QUEUE_MOST; time += 1) {
    try {
      counselor.machine.act(incident, world.now);
    } catch (error) {
      assert.ok(error instanceof LocalFault);
      refused += 1;
    }
    world.pass(30, 30);
  }
  assert.ok(refused > 0, 'whoever counts is told that no more is taken');
  assert.equal(world.relay.drops.size, 0);
});

test('a team that leaves together meets the relay’s limit, and loses nothing: the rest comes later, in no pattern', () => {
  const here = counting({ aliases: ['May', 'Jo'] });
  const { world } = here;
  const { relay } = world;
  const team = [world.duty(0), world.duty(1)];
  world.settle();
  const each = 20;
  for (const { machine } of team) {
    machine.act({ do: 'on-duty' }, world.now);
    world.settle();
    for (let at = 0; at < each; at += 1) {
      machine.act({ do: 'incident', answers: [{ key: 'danger', choice: 'yes' }] }, world.now);
    }
  }
  const all = team.length * (each + 1);
  relay.dropsLeft = 10;
  const left = world.now;
  for (const { machine } of team) machine.act({ do: 'off-duty' }, world.now);
  world.settle();
  assert.equal(relay.drops.size, 10, 'the control: the relay takes no more');
  const tried = (): number => relay.seen.filter(({ name }) => name === 'drop').length;
  assert.equal(tried(), all, 'each was tried once, and none again at once');
  const warned = (): boolean => team.some(({ machine }) => machine.view().warnings.includes('numbers-later'));
  assert.ok(warned(), 'whoever would lock now is told what that costs');
  const refused = new Set(
    relay.seen.flatMap((frame) => (frame.name === 'drop' && !relay.drops.has(hex(frame.sealed)) ? [hex(frame.sealed)] : [])),
  );
  world.pass(relay.dropsWait + WAIT_LEAST - 1, 1);
  assert.equal(tried(), all, 'nor before the relay said, and two minutes more');
  relay.dropsLeft = Number.POSITIVE_INFINITY;
  const came: number[] = [];
  while (world.now < left + relay.dropsWait + WAIT_MOST + 1) {
    const before = relay.drops.size;
    world.pass(1);
    for (let one = before; one < relay.drops.size; one += 1) came.push(world.now - left);
  }
  assert.equal(relay.drops.size, all, 'all of them, the hours too');
  assert.equal(tried(), all + refused.size, 'each of the others once more');
  assert.ok(!warned());
  const kinds = told(here).map(({ kind }) => kind);
  assert.deepEqual([kinds.filter((kind) => kind === 'hours').length, kinds.length], [team.length, all]);
  // One by one over twenty minutes: no heap that says "these were together", and not in the order of before.
  assert.ok(new Set(came).size > came.length * 0.8, 'at moments of their own');
  assert.ok((came[0] ?? 0) < 300 && (came[came.length - 1] ?? 0) > 900, 'over the whole time');
  const order = [...relay.drops.keys()].filter((one) => refused.has(one));
  assert.notDeepEqual(order, [...refused]);
});

test('so does whoever locks, and nothing is left in the console', () => {
  const here = counting();
  const { world } = here;
  const { counselor, key } = ended(world);
  counselor.machine.act({ do: 'tally', talk: key, answers: LEGAL }, world.now);
  world.close(counselor);
  assert.deepEqual(told(here).map(({ kind }) => kind).sort(), ['hours', 'tally']);
});

test('a second time on duty is a second drop, and one off duty tells nothing', () => {
  const here = counting();
  const { world } = here;
  const counselor = world.duty();
  world.settle();
  for (let time = 0; time < 2; time += 1) {
    world.pass(60, 10);
    counselor.machine.act({ do: 'on-duty' }, world.now);
    world.pass(1200, 20);
    counselor.machine.act({ do: 'off-duty' }, world.now);
    world.settle();
  }
  world.close(counselor);
  const minutes = told(here).map(({ entries }) => entries[1]?.[1]);
  assert.deepEqual(minutes, ['20', '20']);
});

test('what was on its way when the connection broke is the same drop again, later', () => {
  const here = counting();
  const { world } = here;
  const { counselor, key } = ended(world);
  counselor.machine.act({ do: 'tally', talk: key, answers: LEGAL }, world.now);
  let cut = false;
  world.tamper = (frame, to, raw) => (frame.name === 'done' && to === counselor && !cut ? [] : [raw]);
  world.until(() => world.relay.drops.size > 0, WAIT_MOST);
  const [first] = [...world.relay.drops.values()].map(dropName);
  cut = true;
  world.cut(counselor);
  world.pass(WAIT_MOST + 10, 5);
  const sent = world.relay.seen.filter(({ name }) => name === 'drop');
  assert.equal(sent.length, 2);
  assert.deepEqual([...world.relay.drops.values()].map(dropName), [first]);
  assert.equal(told(here).length, 1);
});

test('without a key or a handbook nothing is counted, and the work goes on', () => {
  for (const world of [counting({ key: false }).world, new World()]) {
    const { counselor, key } = ended(world);
    const tally = { do: 'tally', talk: key, answers: LEGAL } as const;
    assert.throws(() => counselor.machine.act(tally, world.now), LocalFault);
    world.close(counselor);
    assert.equal(world.relay.drops.size, 0);
  }
});
