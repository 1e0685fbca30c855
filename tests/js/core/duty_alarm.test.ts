/**
 * TUF's attacks on what a console believes, by a relay that lies: rollback, freeze, fork,
 * fast-forward. Each is told twice: as it is, and with the check planted out, to be missed.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Kind } from '../../../client_js/src/core/documents.ts';
import type { Duty } from '../../../client_js/src/core/duty.ts';
import type { WatchedDocuments } from '../../../client_js/src/core/duty_documents.ts';
import { LocalFault } from '../../../client_js/src/core/errors.ts';
import { encodeRelay } from '../../../client_js/src/core/frames.ts';
import { Keyring } from '../../../client_js/src/core/keyring.ts';
import { DAY, HOUR, serve, shiftOf, warned } from '../office_story.ts';
import type { Served } from '../organisation.ts';
import { type Client, knocked, World } from '../world.ts';
import { seeded } from './helpers.ts';

const NONE = new Uint8Array(0);
const alarmed = (client: Client<Duty>): boolean => warned(client, 'documents-disagree');
/** Takes a guard out, as a fault would. */
type Plant = (duty: Duty) => void;

const deaf: Plant = ({ upkeep }) => {
  upkeep.heads.told = () => undefined;
};

/** A relay that shows this client only what is given here, and nothing else of that kind. */
function show(world: World, only: Client<Duty>, served: readonly Served[]): void {
  const before = world.tamper;
  world.tamper = (frame, client, raw) => {
    if (client !== only) return before(frame, client, raw);
    const kinds = served.map(({ kind }) => kind);
    if (frame.name === 'changed' && kinds.includes(frame.kind)) return [];
    if (frame.name !== 'document' || !kinds.includes(frame.kind)) return before(frame, client, raw);
    return served
      .filter(({ kind, envelope }) => kind === frame.kind && envelope.length > 0)
      .map(({ envelope, packet }) => encodeRelay({ ...frame, envelopes: [envelope], packet }));
  };
}

function knocks(world: World): void {
  const survivor = world.visit();
  world.until(() => survivor.machine.view().desk === 'open');
  const knock = { do: 'knock', language: 'en', addressAs: '', first: '' } as const;
  survivor.machine.act(knock, world.now);
  world.settle();
}

function claims(world: World, { machine }: Client<Duty>): void {
  machine.act({ do: 'claim', key: knocked(machine.view()) ?? '' }, world.now);
  world.settle();
}

test('a3_rollback: a relay that goes back to older documents is noticed, also across a reload', () => {
  const story = (forgets: boolean): Client<Duty> => {
    const world = new World(['May', 'Sol']);
    const { organisation, relay } = world;
    const charter = { kind: Kind.charter, envelope: organisation.charter, packet: NONE };
    const old = [charter, organisation.roster(), organisation.shift()];
    for (const one of old) relay.publish(one);
    relay.publish(organisation.roster(['Sol']));
    relay.publish(organisation.shift(['Sol']));
    world.close(serve(world, 0));
    // Planted: a browser that has kept the keys, and nothing of what was seen.
    if (forgets) {
      const vault = world.vaults[0];
      const keys = new Keyring(structuredClone(vault!), world.stored.get(0));
      keys.remember([]);
      world.stored.set(0, keys.wrap(seeded('forgets')));
    }
    relay.restore(old);
    const may = serve(world, 0);
    world.pass(10);
    return may;
  };
  const { stage, problem, warnings } = story(false).machine.view();
  assert.deepEqual([stage, problem], ['refused', 'documents-untrusted']);
  assert.ok(warnings.includes('documents-disagree'));
  const fooled = story(true).machine.view();
  assert.deepEqual([fooled.stage, fooled.problem, fooled.warnings], ['on-duty', undefined, []]);
});

test('a3_rollback: a supervisor’s console gives a relay with an old backup back what it has lost', () => {
  const world = new World(['May', 'Sol'], ['Sol']);
  const { organisation, relay } = world;
  const charter = { kind: Kind.charter, envelope: organisation.charter, packet: NONE };
  const old = [charter, organisation.roster(), organisation.shift()];
  for (const one of old) relay.publish(one);
  const [may, sol] = [serve(world, 0), serve(world, 1)];
  relay.publish(organisation.roster([], 7 * DAY, world.now));
  relay.publish(organisation.shift([], DAY, world.now));
  world.pass(70);
  relay.restore(old);
  world.pass(3);
  assert.ok(alarmed(may) && alarmed(sol));
  world.pass(30);
  assert.deepEqual([shiftOf(may), shiftOf(sol)], [4, 4]);
  for (const one of [may, sol]) {
    assert.ok(!alarmed(one));
    assert.equal(one.machine.view().stage, 'on-duty');
  }
});

test('a3_rollback: a relay that has lost everything is noticed, by who was there and by who comes', () => {
  const story = (plant?: Plant): { readonly world: World; readonly may: Client<Duty> } => {
    const world = new World(['May', 'Sol']);
    const may = serve(world, 0);
    plant?.(may.machine);
    world.relay.restore([]);
    world.restart();
    world.pass(5);
    return { world, may };
  };
  const { world, may } = story();
  assert.ok(alarmed(may));
  assert.equal(may.machine.view().problem, 'unknown-organisation');
  world.close(may);
  const [again, sol] = [serve(world, 0), serve(world, 1)];
  world.pass(5);
  assert.ok(alarmed(again), 'after a reload too');
  assert.ok(!alarmed(sol), 'who has never seen a document cannot miss any');
  world.relay.publish({ kind: Kind.charter, envelope: world.organisation.charter, packet: NONE });
  world.relay.publish(world.organisation.roster());
  world.relay.publish(world.organisation.shift());
  world.pass(5);
  assert.ok(!alarmed(again));
  assert.equal(again.machine.view().stage, 'on-duty');

  const plant: Plant = ({ following }) => {
    const documents = following.documents as WatchedDocuments;
    documents.none = () => undefined;
  };
  assert.ok(!alarmed(story(plant).may), 'with the check planted out');
});

test('a3_rollback: a supervisor’s console gives a relay back what it has lost, down to the charters', () => {
  const world = new World(['May', 'Sol'], ['Sol']);
  const [may, sol] = [serve(world, 0), serve(world, 1)];
  world.relay.publish(world.organisation.nextCharter(world.now));
  world.pass(70);
  world.relay.restore([]);
  world.restart();
  world.pass(30);
  assert.equal(world.published.refused, 0);
  for (const one of [may, sol]) {
    const { stage, problem } = one.machine.view();
    assert.deepEqual([stage, problem, shiftOf(one), alarmed(one)], ['on-duty', undefined, 2, false]);
  }
});

test('a roster and shift that the relay has had no reason to keep are no alarm', () => {
  const story = (away: number): Client<Duty> => {
    const world = new World(['May']);
    const may = serve(world, 0);
    world.now += away;
    const { charter } = world.organisation;
    world.relay.restore([{ kind: Kind.charter, envelope: charter, packet: NONE }]);
    world.restart();
    world.pass(5);
    return may;
  };
  assert.ok(alarmed(story(20 * DAY)), 'control: the roster was still to be had');
  const after = story(22 * DAY);
  assert.ok(!alarmed(after));
  assert.equal(after.machine.view().problem, 'roster-expired');
});

test('a4_freeze: a roster that is withheld from one console is missed within two minutes', () => {
  const story = (plant?: Plant): boolean => {
    const world = new World(['May', 'Sol']);
    const [, sol] = [serve(world, 0), serve(world, 1)];
    plant?.(sol.machine);
    show(world, sol, [{ kind: Kind.roster, envelope: NONE, packet: NONE }]);
    world.relay.publish(world.organisation.roster([], 7 * DAY, world.now));
    world.pass(45);
    assert.ok(!alarmed(sol), 'it may still come');
    world.pass(75);
    return alarmed(sol);
  };
  assert.equal(story(), true);
  assert.equal(story(deaf), false);
});

test('a4_freeze: what comes late, but comes, is no alarm', () => {
  const world = new World(['May', 'Sol']);
  const sol = (serve(world, 0), serve(world, 1));
  world.tamper = (frame, client, raw) => {
    const late = client === sol && (frame.name === 'changed' || frame.name === 'document');
    return late && world.now < 1_800_000_070 ? [] : [raw];
  };
  world.relay.publish(world.organisation.roster([], 7 * DAY, world.now));
  world.pass(60);
  world.cut(sol);
  world.pass(600, 5);
  assert.ok(!alarmed(sol));
});

test('a4_freeze: a relay that withholds from everybody ends all work with the shift', () => {
  const world = new World(['May']);
  const may = serve(world, 0);
  world.pass(DAY, 60);
  const { stage, problem } = may.machine.view();
  assert.deepEqual([stage, problem], ['refused', 'shift-expired']);
});

test('a5_fork: two rosters of one version: all say so, and who hears it of two takes no new talk', () => {
  const story = (plant?: Plant) => {
    const world = new World(['May', 'Sol', 'Kim']);
    const [may, sol, kim] = [serve(world, 0), serve(world, 1), serve(world, 2)];
    knocks(world);
    claims(world, may);
    for (const { machine } of [may, sol, kim]) plant?.(machine);
    const { organisation } = world;
    const before = organisation.mark();
    const one = organisation.roster([], 7 * DAY, world.now);
    organisation.back(before);
    const other = organisation.roster([], 7 * DAY, world.now);
    show(world, may, [one]);
    for (const one of [sol, kim]) show(world, one, [other]);
    for (const { machine } of [may, sol, kim]) machine.following.fetchAll();
    world.pass(60);
    return { world, may, sol };
  };
  const { world, may, sol } = story();
  assert.ok(alarmed(may) && alarmed(sol));
  const colleague = (alias: string) => ({ alias, role: 'counselor' });
  assert.deepEqual(may.machine.view().disagreeing, [colleague('Sol'), colleague('Kim')]);
  assert.deepEqual(sol.machine.view().disagreeing, [colleague('May')]);
  knocks(world);
  assert.throws(() => claims(world, may), LocalFault);
  const talk = may.machine.view().talks[0];
  may.machine.act({ do: 'say', talk: talk?.key ?? '', text: 'I am still with you' }, world.now);
  world.settle();
  assert.equal(talk?.stage, 'talking');
  const capacities = world.relay.seen.filter(({ name }) => name === 'duty');
  const said = capacities.map((frame) => 'capacity' in frame && frame.capacity);
  assert.deepEqual(said, [3, 3, 3, 2, 0], 'May alone hears it of two');
  // It stays until the same device says the same as we hold: an hour changes nothing.
  world.pass(HOUR, 60);
  assert.ok(alarmed(may) && alarmed(sol));
  const healed = (world.organisation.push({ roster: 5 }), world.organisation.roster([], 7 * DAY, world.now));
  world.tamper = (_frame, _client, raw) => [raw];
  world.relay.publish(healed);
  world.pass(60);
  assert.ok(!alarmed(may) && !alarmed(sol));
  assert.deepEqual(may.machine.view().disagreeing, []);
  claims(world, may);
  assert.equal(may.machine.view().talks.length, 2);

  const missed = story(deaf);
  assert.ok(!alarmed(missed.may) && !alarmed(missed.sol), 'with the check planted out');
});

test('a5_fork: the relay itself serves another roster of the same version', () => {
  const world = new World(['May']);
  const may = serve(world, 0);
  const before = world.organisation.mark();
  world.relay.publish(world.organisation.roster([], 7 * DAY, world.now));
  world.settle();
  assert.ok(!alarmed(may));
  world.organisation.back(before);
  world.relay.publish(world.organisation.roster([], 6 * DAY, world.now));
  world.settle();
  assert.ok(alarmed(may));
  world.organisation.push({ roster: 3 });
  world.relay.publish(world.organisation.roster([], 7 * DAY, world.now));
  world.settle();
  assert.ok(!alarmed(may), 'the relay is honest again');
});

test('a5_fork: calls of somebody on duty that no shift of ours opens warn, and stop no work', () => {
  const story = (plant?: Plant) => {
    const world = new World(['May', 'Sol']);
    const may = serve(world, 0);
    plant?.(may.machine);
    const { desk } = world.organisation;
    const hear = (): void => {
      const called = { name: 'called', desk, proven: true, sealed: new Uint8Array(4096) } as const;
      may.machine.frame(encodeRelay(called), world.now);
    };
    hear();
    world.pass(30);
    assert.ok(!alarmed(may), 'a new shift may be on its way');
    world.pass(40);
    return { world, may, hear };
  };
  const { world, may, hear } = story();
  assert.ok(alarmed(may));
  knocks(world);
  claims(world, may);
  assert.equal(may.machine.view().talks.length, 1);
  world.pass(300, 5);
  hear();
  world.pass(400, 5);
  assert.ok(alarmed(may), 'it goes on');
  world.relay.publish(world.organisation.shift([], DAY, world.now));
  world.pass(5);
  assert.ok(!alarmed(may), 'we are on another shift now');
  const plant: Plant = ({ upkeep }) => {
    upkeep.heads.unopened = () => undefined;
  };
  assert.ok(!alarmed(story(plant).may), 'with the check planted out');
});

test('a6_fast-forward: a roster pushed to the highest version, and the way back, remembered too', () => {
  const world = new World(['May']);
  const { organisation, relay } = world;
  const may = serve(world, 0);
  const before = organisation.mark();
  organisation.push({ roster: Number.MAX_SAFE_INTEGER - 1 });
  relay.publish(organisation.roster([], 7 * DAY, world.now));
  world.settle();
  const version = (client: Client<Duty>): number | undefined =>
    client.machine.view().heads.find(({ kind }) => kind === 'roster')?.version;
  assert.equal(version(may), Number.MAX_SAFE_INTEGER);
  // Nothing can follow it, and nothing older is believed.
  organisation.back(before);
  relay.publish(organisation.roster([], 7 * DAY, world.now));
  world.settle();
  assert.ok(alarmed(may));
  world.close(may);
  relay.publish(organisation.anotherAdministrator(world.now));
  organisation.recertify('May', 'counselor', world.now);
  organisation.back(before);
  relay.publish(organisation.roster([], 7 * DAY, world.now));
  relay.publish(organisation.shift([], DAY, world.now));
  const again = serve(world, 0);
  world.pass(5);
  assert.deepEqual([version(again), again.machine.view().stage], [2, 'on-duty']);
  assert.ok(!alarmed(again));
});
