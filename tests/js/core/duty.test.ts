import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Duty } from '../../../client_js/src/core/duty.ts';
import { LocalFault } from '../../../client_js/src/core/errors.ts';
import { encodeRelay, Refusal } from '../../../client_js/src/core/frames.ts';
import { Organisation } from '../organisation.ts';
import { FIRST, meet, talkOf } from '../story.ts';
import { Client, knocked, texts, World } from '../world.ts';
import { seeded } from './helpers.ts';

const knock = { do: 'knock', language: 'ar', addressAs: 'Sam', first: FIRST } as const;

function onDuty(world: World, which = 0) {
  const counselor = world.duty(which);
  world.settle();
  counselor.machine.act({ do: 'on-duty' }, world.now);
  world.settle();
  return counselor;
}

function knocks(world: World) {
  const survivor = world.visit();
  world.until(() => survivor.machine.view().desk === 'open');
  survivor.machine.act(knock, world.now);
  world.settle();
  return survivor;
}

test('a console shows who it is, and is off duty until somebody says otherwise', () => {
  const world = new World();
  const { machine } = world.duty();
  assert.equal(machine.view().stage, 'connecting');
  world.settle();
  const { stage, organisation, alias, role, shiftExpires, knocks: line } = machine.view();
  assert.deepEqual([stage, organisation, alias, role], ['off-duty', 'Harbor', 'May', 'counselor']);
  assert.equal(shiftExpires, 1_800_086_400);
  assert.deepEqual(line, []);
});

test('on duty, the waiting line is read with the team’s key', () => {
  const world = new World();
  const counselor = onDuty(world);
  knocks(world);
  const [one] = counselor.machine.view().knocks;
  assert.deepEqual([one?.language, one?.addressAs, one?.first], ['ar', 'Sam', FIRST]);
  assert.equal(one?.state, 'waiting');
});

test('two take the same knock: one has it, the other is told', () => {
  const world = new World(['May', 'Jo']);
  const [may, jo] = [onDuty(world, 0), onDuty(world, 1)];
  const survivor = knocks(world);
  const key = knocked(may.machine.view()) ?? '';
  may.machine.act({ do: 'claim', key }, world.now);
  jo.machine.act({ do: 'claim', key }, world.now);
  world.settle();
  const stages = [may, jo].map(({ machine }) => machine.view().talks.map(({ stage }) => stage));
  assert.deepEqual(stages.sort(), [['talking'], []].sort());
  const loser = may.machine.view().talks.length === 0 ? may : jo;
  assert.equal(loser.machine.view().problem, 'someone-else-took-it');
  assert.deepEqual(loser.machine.view().knocks, []);
  assert.equal(survivor.machine.view().people.length, 1);
});

test('before the answer has opened, nothing can be said and the console says so', () => {
  const world = new World();
  const counselor = onDuty(world);
  const survivor = knocks(world);
  // The hello never arrives.
  world.tamper = (frame, client, raw) =>
    client === survivor && frame.name === 'deliver' ? [] : [raw];
  const key = knocked(counselor.machine.view()) ?? '';
  counselor.machine.act({ do: 'claim', key }, world.now);
  world.pass(3);
  const [talk] = counselor.machine.view().talks;
  assert.equal(talk?.stage, 'unverified');
  const text = 'something personal';
  const say = { do: 'say', talk: talk?.key ?? '', text } as const;
  assert.throws(() => counselor.machine.act(say, world.now), LocalFault);
  counselor.machine.act({ do: 'typing', talk: talk?.key ?? '', on: true }, world.now);
  world.pass(3);
  assert.ok(!world.relay.seen.some(({ name }) => name === 'append'));
});

for (const before of ['the hello came', 'it was looked at'] as const) {
  test(`test_a32_a survivor who leaves before ${before} does not keep anybody waiting`, () => {
    const world = new World();
    const counselor = onDuty(world);
    const survivor = knocks(world);
    if (before === 'the hello came') {
      world.tamper = (frame, client, raw) =>
        client === survivor && frame.name === 'deliver' ? [] : [raw];
    } else {
      const tick = survivor.machine.tick.bind(survivor.machine);
      survivor.machine.tick = (now) => {
        tick(now);
        if (survivor.machine.busy()) survivor.machine.act({ do: 'leave' }, now);
      };
    }
    const key = knocked(counselor.machine.view()) ?? '';
    counselor.machine.act({ do: 'claim', key }, world.now);
    world.settle();
    if (before === 'the hello came') survivor.machine.act({ do: 'leave' }, world.now);
    world.pass(15);
    const talk = () => counselor.machine.view().talks[0];
    // An answer would come at once behind the closing; or when a page that was cut off is back.
    assert.equal(talk()?.stage, 'unverified');
    world.pass(6);
    assert.equal(talk()?.stage, 'ended');
    assert.deepEqual(talk()?.ended, { reason: 'left', byMe: false });
  });
}

test('an answer is waited for anew where the console was cut off meanwhile', () => {
  const world = new World();
  const counselor = onDuty(world);
  const survivor = knocks(world);
  world.tamper = (frame, client, raw) =>
    client === survivor && frame.name === 'deliver' ? [] : [raw];
  counselor.machine.act({ do: 'claim', key: knocked(counselor.machine.view()) ?? '' }, world.now);
  world.settle();
  survivor.machine.act({ do: 'leave' }, world.now);
  world.pass(15);
  world.cut(counselor);
  world.pass(15);
  const stage = () => counselor.machine.view().talks[0]?.stage;
  assert.equal(stage(), 'unverified', 'it could not have come before');
  world.pass(8);
  assert.equal(stage(), 'ended');
});

test('a hello that nobody ever fetches is given up when no relay has it any more', () => {
  const world = new World();
  const counselor = onDuty(world);
  const survivor = knocks(world);
  world.tamper = (frame, client, raw) =>
    client === survivor && frame.name === 'deliver' ? [] : [raw];
  const key = knocked(counselor.machine.view()) ?? '';
  counselor.machine.act({ do: 'claim', key }, world.now);
  world.pass(650, 10);
  assert.equal(counselor.machine.view().talks[0]?.stage, 'unverified');
  world.pass(20, 10);
  assert.equal(counselor.machine.view().talks[0]?.ended?.reason, 'left');
});

test('several talks side by side, up to the limit; then the desk has no room here', () => {
  const world = new World();
  const counselor = onDuty(world);
  const { machine } = counselor;
  machine.act({ do: 'limit', limit: 2 }, world.now);
  for (const expected of [1, 2]) {
    knocks(world);
    machine.act({ do: 'claim', key: knocked(machine.view()) ?? '' }, world.now);
    world.settle();
    assert.equal(machine.view().talks.length, expected);
  }
  knocks(world);
  const key = knocked(machine.view()) ?? '';
  assert.throws(() => machine.act({ do: 'claim', key }, world.now), LocalFault);
  const duties = world.relay.seen.filter((frame) => frame.name === 'duty');
  assert.deepEqual(duties.map(({ capacity }) => capacity).slice(-3), [2, 1, 0]);
  machine.act({ do: 'end', talk: machine.view().talks[0]?.key ?? '' }, world.now);
  world.settle();
  machine.act({ do: 'claim', key }, world.now);
  world.settle();
  assert.equal(machine.view().talks.filter(({ stage }) => stage === 'talking').length, 2);
});

test('finishing takes no more, and goes on with what is there', () => {
  const world = new World();
  const story = meet(world);
  const { machine } = story.counselor;
  machine.act({ do: 'finish' }, world.now);
  world.settle();
  assert.equal(machine.view().stage, 'finishing');
  knocks(world);
  const key = knocked(machine.view()) ?? '';
  assert.throws(() => machine.act({ do: 'claim', key }, world.now), LocalFault);
  machine.act({ do: 'say', talk: talkOf(story).key, text: 'still with you' }, world.now);
  world.settle();
  assert.ok(texts(story.survivor.machine.view().notes).includes('still with you'));
  machine.act({ do: 'off-duty' }, world.now);
  world.settle();
  assert.equal(machine.view().stage, 'off-duty');
  assert.deepEqual(machine.view().knocks, []);
});

test('unread and waiting-for-me count what the person has not seen and not answered', () => {
  const world = new World();
  const story = meet(world);
  const { machine } = story.counselor;
  const { key } = talkOf(story);
  machine.act({ do: 'read', talk: key }, world.now);
  story.survivor.machine.act({ do: 'say', text: 'one' }, world.now);
  story.survivor.machine.act({ do: 'say', text: 'two' }, world.now);
  world.settle();
  assert.deepEqual([talkOf(story).unread, talkOf(story).waitingForMe], [2, true]);
  machine.act({ do: 'read', talk: key }, world.now);
  assert.deepEqual([talkOf(story).unread, talkOf(story).waitingForMe], [0, true]);
  machine.act({ do: 'say', talk: key, text: 'three' }, world.now);
  assert.equal(talkOf(story).waitingForMe, false);
});

test('a new shift is proved at once, and the line is read on', () => {
  const world = new World();
  const counselor = onDuty(world);
  knocks(world);
  world.relay.publish(world.organisation.shift());
  world.settle();
  assert.equal(counselor.machine.view().stage, 'on-duty');
  assert.deepEqual(counselor.machine.view().knocks.map(({ state }) => state), ['waiting']);
});

test('a relay that refuses every proof is not hammered at', () => {
  const world = new World();
  world.tamper = (frame, client, raw) =>
    client.staff && frame.name === 'done'
      ? [encodeRelay({ name: 'refused', ref: frame.ref, code: Refusal.badProof, detail: 0 })]
      : [raw];
  const { machine } = onDuty(world);
  world.pass(30);
  assert.equal(machine.view().stage, 'connecting');
  const proofs = world.relay.seen.filter(({ name }) => name === 'duty').length;
  assert.ok(proofs > 1 && proofs <= 7, `${proofs} proofs in 30 s`);
});

test('not on the new shift: off the desk and told so, and open talks go on', () => {
  const world = new World(['May', 'Jo']);
  const story = meet(world);
  world.relay.publish(world.organisation.shift(['May']));
  world.settle();
  const view = story.counselor.machine.view();
  assert.deepEqual([view.stage, view.problem], ['refused', 'not-on-shift']);
  story.survivor.machine.act({ do: 'say', text: 'still?' }, world.now);
  world.settle();
  assert.ok(texts(talkOf(story).notes).includes('still?'));
});

test('a device that the organisation does not know is refused, whatever its vault says', () => {
  const world = new World(['May']);
  const vault = world.organisation.device('Eve');
  world.vaults.push(vault);
  const { machine } = onDuty(world, 1);
  assert.deepEqual([machine.view().stage, machine.view().problem], ['refused', 'not-on-shift']);
});

test('a vault of another organisation does not get past the charter', () => {
  const world = new World();
  world.vaults.push(new Organisation('Elsewhere').device('Eve'));
  const counselor = world.duty(1);
  world.pass(1);
  assert.equal(counselor.machine.view().stage, 'refused');
  assert.equal(counselor.machine.view().problem, 'unknown-organisation');
});

test('a knock that does not open is shown as unreadable and cannot be taken', () => {
  const world = new World();
  world.tamper = (frame, client, raw) =>
    client.staff && frame.name === 'waiting'
      ? [encodeRelay({ ...frame, sealed: new Uint8Array(4096) })]
      : [raw];
  const { machine } = onDuty(world);
  knocks(world);
  const [one] = machine.view().knocks;
  assert.deepEqual([one?.state, one?.first], ['unreadable', '']);
  const claim = { do: 'claim', key: one?.key ?? '' } as const;
  assert.throws(() => machine.act(claim, world.now), LocalFault);
});

test('the same vault opened elsewhere takes over the inbox, and this console says so', () => {
  const world = new World();
  const story = meet(world);
  world.duty();
  world.pass(1);
  const view = story.counselor.machine.view();
  assert.deepEqual([view.stage, view.problem], ['off-duty', 'taken-over']);
  assert.equal(talkOf(story).stage, 'talking');
});

test('locking ends every talk, wipes the vault and wants no connection', () => {
  const world = new World();
  const { survivor, counselor } = meet(world);
  counselor.machine.act({ do: 'lock' }, world.now);
  assert.equal(counselor.machine.wants(), 'none');
  assert.deepEqual(counselor.machine.view().talks, []);
  world.settle();
  assert.deepEqual(survivor.machine.view().ended, { reason: 'left', byMe: false });
});

test('a forgotten talk is gone from memory, and its line is ended', () => {
  const world = new World();
  const story = meet(world);
  const { key } = talkOf(story);
  story.counselor.machine.act({ do: 'forget', talk: key }, world.now);
  assert.deepEqual(story.counselor.machine.view().talks, []);
  world.settle();
  assert.equal(story.survivor.machine.view().stage, 'ended');
});

test('a17_a console whose own cryptography fails keeps no key and no knock', () => {
  const world = new World();
  const vault = structuredClone(world.vaults[0]);
  assert.ok(vault !== undefined);
  const keyring = world.organisation.keyring(vault);
  const secrets = [vault.identity, vault.signing, vault.inbox, keyring.seeds[0]];
  let broken = false;
  const works = seeded('a17');
  const random = (length: number): Uint8Array => {
    if (broken) throw new Error('no randomness');
    return works(length);
  };
  const counselor = new Client(new Duty({ vault, keyring, random }));
  world.clients.push(counselor);
  const { machine } = counselor;
  world.settle();
  machine.act({ do: 'on-duty' }, world.now);
  world.settle();
  knocks(world);
  const used = (): boolean[] => secrets.map((one) => one?.some((byte) => byte !== 0) === true);
  assert.deepEqual(used(), [true, true, true, true], 'the control');
  broken = true;
  machine.act({ do: 'claim', key: knocked(machine.view()) ?? '' }, world.now);
  world.settle();
  const { stage, problem, knocks: line } = machine.view();
  assert.deepEqual([stage, problem, line], ['refused', 'encryption-failed', []]);
  assert.deepEqual(used(), [false, false, false, false]);
  assert.equal(machine.wants(), 'none');
});

test('a47_a talk that is flooded ends, and the others on the console go on', () => {
  const world = new World();
  const { machine } = meet(world).counselor;
  const other = knocks(world);
  machine.act({ do: 'claim', key: knocked(machine.view()) ?? '' }, world.now);
  world.settle();
  const [flooded] = machine.talks.all as unknown as { received(message: object, now: number): void }[];
  const floods = (type: string, times: number): string | undefined => {
    for (let i = 0; i < times; i += 1) flooded?.received({ type }, world.now);
    return machine.view().talks[0]?.stage;
  };
  assert.equal(floods('cover', 1500), 'talking', 'the control: much, and still a person');
  world.pass(100);
  assert.equal(floods('refresh', 90), 'talking');
  assert.equal(floods('refresh', 20), 'ended');
  assert.deepEqual(machine.view().talks[0]?.ended, { reason: 'broken', byMe: false });
  other.machine.act({ do: 'say', text: 'I am still here' }, world.now);
  world.settle();
  assert.ok(texts(machine.view().talks[1]?.notes ?? []).includes('I am still here'));
});
