import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LocalFault, Malformed } from '../../../client_js/src/core/errors.ts';
import { encodeRelay, Refusal } from '../../../client_js/src/core/frames.ts';
import { FIRST, check, meet, oneTalk, takeTurns, talkOf, tell } from '../story.ts';
import { texts, World } from '../world.ts';
import { seeded } from './helpers.ts';

const knock = { do: 'knock', language: 'en', addressAs: 'Sam', first: FIRST } as const;

/** A survivor in the waiting line, with nobody on duty. */
function waiting(world: World) {
  const survivor = world.visit();
  world.until(() => survivor.machine.view().desk === 'open');
  survivor.machine.act(knock, world.now);
  world.until(() => survivor.machine.view().place !== undefined);
  return survivor;
}

test('a survivor knocks, a counselor takes the knock, and they talk', () => {
  const world = new World();
  const story = tell(world);
  check(story);
  assert.deepEqual(story.survivor.machine.view().people.map(({ alias }) => alias), ['May']);
});

test('the page shows its own notice before there is a relay, and also an old one', () => {
  for (const lives of [30, 1]) {
    const world = new World();
    const notice = world.organisation.notice(1, lives * 86_400).envelope;
    const { machine } = world.visit({ notice });
    machine.tick(world.now + 5 * 86_400);
    const view = machine.view();
    assert.equal(view.stage, 'loading');
    assert.equal(view.desk, 'unknown');
    assert.equal(view.notice?.organisation, 'Night Line');
    assert.equal(view.notice?.text('sw', 'welcome'), 'You can write to us.');
    assert.deepEqual(view.notice?.phones('en'), [{ number: '116 016', label: 'by phone' }]);
  }
});

test('what is no notice is not shown, from the page neither', () => {
  const world = new World();
  const { envelope } = world.organisation.notice();
  const { charter } = world.organisation;
  for (const notice of [envelope.subarray(0, 80), charter, Uint8Array.of(1, 2, 3)]) {
    const { machine } = world.visit({ notice });
    machine.tick(world.now);
    assert.equal(machine.view().notice, undefined);
  }
});

test('a notice that the organisation did not sign takes the place of none', () => {
  const world = new World();
  const { envelope } = world.organisation.notice();
  const survivor = world.visit({ notice: envelope });
  const forged = world.organisation.notice(2).envelope.slice();
  forged[forged.length - 3] = (forged[forged.length - 3] ?? 0) ^ 1;
  world.relay.publish({ ...world.organisation.notice(2), envelope: forged });
  world.pass(3);
  assert.equal(survivor.machine.view().problem, 'documents-untrusted');
  assert.equal(survivor.machine.view().notice?.organisation, 'Night Line');
  assert.equal(survivor.machine.view().notice?.text('sw', 'welcome'), 'You can write to us.');
});

test('who waits keeps the place through a lost connection and a restart of the relay', () => {
  const world = new World();
  const survivor = waiting(world);
  const ticket = () =>
    world.relay.seen.filter((frame) => frame.name === 'knock').map((frame) => frame.ticket.join());
  world.cut(survivor);
  world.pass(3);
  world.restart();
  world.pass(3);
  assert.equal(survivor.machine.view().stage, 'waiting');
  const [none, second, third] = ticket();
  assert.equal(none, '');
  assert.ok(second !== '' && second === third);
});

test('a new shift while waiting: knocked again with fresh keys and the same ticket', () => {
  const world = new World();
  const survivor = waiting(world);
  world.relay.publish(world.organisation.shift());
  world.pass(2);
  const knocks = world.relay.seen.filter((frame) => frame.name === 'knock');
  assert.equal(knocks.length, 2);
  assert.notDeepEqual(knocks[0]?.sealed, knocks[1]?.sealed);
  assert.equal(knocks[1]?.ticket.length, 32);
  assert.equal(survivor.machine.view().stage, 'waiting');
  const counselor = world.duty();
  takeTurns(world, { survivor, counselor }, FIRST, () => oneTalk({ survivor, counselor }) === 'talking');
});

test('the relay asks for work, and gets it in pieces', () => {
  const world = new World();
  world.relay.bits = 13;
  const survivor = world.visit();
  world.until(() => survivor.machine.view().desk === 'open');
  let pieces = 0;
  const tick = survivor.machine.tick.bind(survivor.machine);
  survivor.machine.tick = (now) => {
    if (survivor.machine.busy()) pieces += 1;
    tick(now);
  };
  survivor.machine.act(knock, world.now);
  world.until(() => survivor.machine.view().place !== undefined);
  assert.ok(pieces > 1);
  assert.equal(survivor.machine.busy(), false);
});

for (const [code, detail, problem, stage] of [
  [Refusal.deskClosed, 0, 'desk-closed', 'ready'],
  [Refusal.lineFull, 0, 'line-full', 'ready'],
  [Refusal.slowDown, 3600, 'slow-down', 'ready'],
  [Refusal.slowDown, 5, 'slow-down', 'waiting'],
] as const) {
  test(`a knock is refused with ${problem} for ${detail} s: said, and nothing is lost`, () => {
    const world = new World();
    world.tamper = (frame, _client, raw) =>
      frame.name === 'queued'
        ? [encodeRelay({ name: 'refused', ref: frame.ref, code, detail })]
        : [raw];
    const survivor = world.visit();
    world.until(() => survivor.machine.view().desk === 'open');
    survivor.machine.act(knock, world.now);
    world.pass(2);
    const view = survivor.machine.view();
    assert.deepEqual([view.problem, view.stage], [problem, stage]);
    assert.deepEqual(texts(view.notes), [FIRST]);
    world.tamper = (_frame, _client, raw) => [raw];
    if (stage === 'ready') survivor.machine.act(knock, world.now);
    world.until(() => survivor.machine.view().place !== undefined, 10);
    assert.equal(survivor.machine.view().problem, undefined);
  });
}

test('a closed desk is shown as closed, and opens when its state does', () => {
  const world = new World();
  world.relay.publish(world.organisation.state(1, 1));
  const survivor = world.visit();
  world.pass(2);
  assert.equal(survivor.machine.view().desk, 'closed');
  world.relay.publish(world.organisation.state(2, 0));
  world.pass(1);
  assert.equal(survivor.machine.view().desk, 'open');
});

test('a relay that does not know the organisation is named as that', () => {
  const world = new World();
  const survivor = world.visit({ organisation: seeded('somebody')(32) });
  world.pass(2);
  assert.equal(survivor.machine.view().problem, 'unknown-organisation');
  assert.equal(survivor.machine.view().stage, 'refused');
});

test('a relay that cannot be reached is named as that', () => {
  const { machine } = new World().visit();
  machine.lost(1_800_000_000);
  assert.equal(machine.view().problem, 'relay-unreachable');
  assert.equal(machine.view().connection, 'lost');
});

test('test_a22_typing leaves at a fixed pace, never with a keystroke, and ends by itself', () => {
  const turns = (keys: (second: number) => boolean): readonly number[] => {
    const world = new World();
    const story = meet(world);
    while (world.now % 3 !== 0) world.pass(1);
    const begun = world.now;
    const times: number[] = [];
    let before = world.relay.seen.length;
    for (let second = 0; second < 30; second += 1) {
      if (keys(second)) story.survivor.machine.act({ do: 'typing', on: true }, world.now + 0.4);
      world.settle();
      assert.equal(world.relay.seen.length, before, 'a frame left with a keystroke');
      world.pass(1);
      const news = world.relay.seen.slice(before);
      if (news.some(({ name }) => name === 'append')) times.push(world.now - begun);
      before = world.relay.seen.length;
    }
    world.pass(9);
    assert.deepEqual(talkOf(story).typing, []);
    return times;
  };
  // One key or many, early or late within a turn: the same frames at the same times.
  assert.deepEqual(turns(() => true), [3, 6, 9, 12, 15, 18, 21, 24, 27, 30]);
  assert.deepEqual(turns((second) => second % 3 === 1), turns(() => true));
  assert.deepEqual(turns((second) => second === 1), [3, 9]);
  assert.deepEqual(turns((second) => second === 2), [3, 9]);
  assert.deepEqual(turns(() => false), []);
});

test('whoever types is shown, until they have stopped', () => {
  const world = new World();
  const story = meet(world);
  story.survivor.machine.act({ do: 'typing', on: true }, world.now);
  world.pass(3);
  assert.deepEqual(talkOf(story).typing, [0]);
  world.pass(8);
  assert.deepEqual(talkOf(story).typing, []);
});

test('what does not fit or cannot be said now changes nothing', () => {
  const world = new World();
  const { survivor } = meet(world);
  const before = JSON.stringify(survivor.machine.view());
  for (const text of ['x'.repeat(4001), 'a\0b']) {
    assert.throws(() => survivor.machine.act({ do: 'say', text }, world.now), LocalFault);
  }
  assert.equal(JSON.stringify(survivor.machine.view()), before);
  const early = new World().visit();
  assert.throws(() => early.machine.act({ do: 'say', text: 'x' }, world.now), LocalFault);
});

test('what no relay says is refused before anything changes', () => {
  const world = new World();
  const { survivor } = meet(world);
  assert.throws(() => survivor.machine.frame(Uint8Array.of(0xc1), world.now), Malformed);
  assert.equal(survivor.machine.view().stage, 'talking');
});

test('test_a17_randomness that fails ends everything visibly, and no word leaves', () => {
  const canary = 'a canary in clear';
  for (let fails = 0; fails < 12; fails += 1) {
    const world = new World();
    const good = seeded('good');
    let left = Infinity;
    const random = (length: number) => {
      left -= 1;
      if (left < 0) throw new Error('no randomness');
      return good(length);
    };
    const survivor = world.visit({ random });
    world.until(() => survivor.machine.view().desk === 'open');
    left = fails;
    survivor.machine.act({ ...knock, first: canary }, world.now);
    world.pass(2);
    for (const frame of world.relay.seen) {
      for (const value of Object.values(frame)) {
        if (value instanceof Uint8Array) assert.ok(!Buffer.from(value).includes(canary));
      }
    }
    const view = survivor.machine.view();
    if (view.stage !== 'waiting') assert.equal(view.problem, 'encryption-failed');
    if (fails < 3) assert.equal(view.stage, 'ended');
  }
});

test('test_a32_a knock is made in pieces, and whoever leaves between two of them was never there', () => {
  const world = new World();
  const survivor = world.visit();
  world.until(() => survivor.machine.view().desk === 'open');
  const { machine } = survivor;
  assert.throws(() => machine.act({ ...knock, addressAs: 'x'.repeat(65) }, world.now), LocalFault);
  assert.equal(machine.view().stage, 'ready');
  machine.act(knock, world.now);
  assert.equal(machine.view().stage, 'waiting');
  for (let pieces = 0; pieces < 3; pieces += 1) {
    assert.ok(machine.busy());
    machine.tick(world.now);
  }
  machine.act({ do: 'leave' }, world.now);
  assert.equal(machine.busy(), false);
  world.settle();
  assert.ok(!world.relay.seen.some(({ name }) => name === 'knock' || name === 'open'));
});

test('test_a32_a hello is looked at in pieces, and whoever leaves between two of them is gone', () => {
  const world = new World();
  const survivor = world.visit();
  const counselor = world.duty();
  world.until(() => survivor.machine.view().desk === 'open');
  survivor.machine.act(knock, world.now);
  world.until(() => survivor.machine.view().place !== undefined);
  counselor.machine.act({ do: 'on-duty' }, world.now);
  let left: number | undefined;
  let pieces = 0;
  const tick = survivor.machine.tick.bind(survivor.machine);
  survivor.machine.tick = (now) => {
    const { stage } = survivor.machine.view();
    if (!survivor.machine.busy() || stage !== 'waiting') return tick(now);
    tick(now);
    pieces += 1;
    if (pieces === 2) {
      survivor.machine.act({ do: 'leave' }, now);
      left = pieces;
    }
  };
  world.until(() => counselor.machine.view().knocks.length > 0);
  const key = counselor.machine.view().knocks[0]?.key ?? '';
  counselor.machine.act({ do: 'claim', key }, world.now);
  world.until(() => survivor.machine.view().stage === 'ended');
  assert.equal(left, 2);
  assert.equal(survivor.machine.busy(), false);
  assert.deepEqual(survivor.machine.view().people, []);
});
