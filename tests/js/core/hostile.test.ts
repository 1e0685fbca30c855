/** A relay that does what it wants with two machines in the middle of their conversation. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bytes } from '../../../client_js/src/core/bytes.ts';
import { decodeRelay, encodeRelay } from '../../../client_js/src/core/frames.ts';
import { makeHello, openKnock } from '../../../client_js/src/core/handshake.ts';
import { Organisation } from '../organisation.ts';
import { FIRST, meet, type Story, talkOf, takeTurns, tell } from '../story.ts';
import { allDelivered, kinds, type Tamper, texts, World } from '../world.ts';
import { seeded } from './helpers.ts';

const say = (world: World, { survivor }: Story, text: string): void => {
  survivor.machine.act({ do: 'say', text }, world.now);
  world.settle();
};

const reply = (world: World, story: Story, text: string): void => {
  story.counselor.machine.act({ do: 'say', talk: talkOf(story).key, text }, world.now);
  world.settle();
};

/** Everything that both have said stands once and in order on both sides, and is delivered. */
function whole(world: World, story: Story, expected: readonly string[]): void {
  world.until(() => {
    const visit = story.survivor.machine.view();
    return visit.stage === 'talking' && allDelivered(visit) && allDelivered(talkOf(story));
  });
  assert.deepEqual(texts(story.survivor.machine.view().notes), [FIRST, ...expected]);
  assert.deepEqual(texts(talkOf(story).notes), [FIRST, ...expected]);
}

/** Does `act` to the next frame delivered to this client, once; then the relay is honest again. */
function once(world: World, to: Story['survivor' | 'counselor'], act: Tamper): () => boolean {
  let done = false;
  world.tamper = (frame, client, raw) => {
    if (done || client !== to || frame.name !== 'deliver') return [raw];
    done = true;
    return act(frame, client, raw);
  };
  return () => done;
}

test('test_a08_what is delivered again and again is shown once', () => {
  const world = new World();
  const kept: Bytes[] = [];
  world.tamper = (frame, client, raw) => {
    if (frame.name !== 'deliver' || client !== world.clients[0]) return [raw, raw];
    kept.push(raw);
    return [...kept, raw];
  };
  const story = tell(world);
  assert.ok(kept.length > 5);
  assert.deepEqual(texts(talkOf(story).notes), texts(story.survivor.machine.view().notes));
  assert.equal(texts(story.survivor.machine.view().notes).length, 7);
  assert.ok(!kinds(story.survivor.machine.view().notes).includes('gap'));
});

for (const side of ['survivor', 'counselor'] as const) {
  test(`test_a10_one frame to the ${side} is dropped: both see a gap, nothing is lost`, () => {
    const world = new World();
    const story = meet(world);
    const happened = once(world, story[side], () => []);
    say(world, story, 'one');
    reply(world, story, 'two');
    say(world, story, 'three');
    reply(world, story, 'four');
    assert.ok(happened());
    world.pass(5);
    whole(world, story, ['one', 'two', 'three', 'four']);
    assert.ok(kinds(story.survivor.machine.view().notes).includes('gap'));
    assert.ok(kinds(story.survivor.machine.view().notes).includes('remade'));
    assert.ok(kinds(talkOf(story).notes).includes('remade'));
    assert.equal(talkOf(story).problem, undefined);
  });

  test(`test_a09_frames to the ${side} change places: a gap is shown, the order is kept`, () => {
    const world = new World();
    const story = meet(world);
    let held: Bytes | undefined;
    let swapped = false;
    world.tamper = (frame, client, raw) => {
      if (swapped || client !== story[side] || frame.name !== 'deliver') return [raw];
      if (held === undefined) {
        held = raw;
        return [];
      }
      swapped = true;
      return [raw, held];
    };
    for (const text of ['one', 'two', 'three']) {
      if (side === 'survivor') reply(world, story, text);
      else say(world, story, text);
    }
    assert.ok(swapped);
    world.pass(5);
    whole(world, story, ['one', 'two', 'three']);
    assert.ok(kinds(story.survivor.machine.view().notes).includes('gap'));
  });

  test(`test_a12_the ${side} gets its own words back: refused, and shown as a gap`, () => {
    const world = new World();
    const story = meet(world);
    say(world, story, 'mine');
    reply(world, story, 'yours');
    const sent = world.relay.seen.filter((frame) => frame.name === 'append');
    const happened = once(world, story[side], (frame) => {
      if (frame.name !== 'deliver') return [];
      const own = sent.filter(({ number }) => number === frame.number)[0] ?? sent[0];
      assert.ok(own !== undefined);
      return sent.map(({ ciphertext }) => encodeRelay({ ...frame, ciphertext }));
    });
    say(world, story, 'again');
    assert.ok(happened());
    world.pass(5);
    whole(world, story, ['mine', 'yours', 'again']);
    assert.ok(kinds(story.survivor.machine.view().notes).includes('gap'));
  });
}

test('test_a11_what never arrives is never called delivered', () => {
  const world = new World();
  const story = meet(world);
  world.tamper = (frame, client, raw) =>
    client === story.counselor && frame.name === 'deliver' ? [] : [raw];
  say(world, story, 'is anybody there?');
  const last = () => story.survivor.machine.view().notes.find((note) => note.text.startsWith('is'));
  world.pass(29);
  assert.equal(last()?.delivery, 'sending');
  world.pass(5);
  assert.equal(last()?.delivery, 'not-delivered');
});

test('test_a11_a relay that withholds receipts only delays the truth', () => {
  const world = new World();
  const story = meet(world);
  const held: Bytes[] = [];
  world.tamper = (frame, client, raw) => {
    if (client !== story.survivor || frame.name !== 'deliver') return [raw];
    held.push(raw);
    return [];
  };
  say(world, story, 'hello');
  assert.ok(!allDelivered(story.survivor.machine.view()));
  world.tamper = (_frame, _client, raw) => [raw];
  for (const raw of held) story.survivor.machine.frame(raw, world.now);
  assert.ok(allDelivered(story.survivor.machine.view()));
});

test('test_a13_a frame of another conversation is refused, and its words are not shown', () => {
  const world = new World();
  const story = meet(world);
  const other = world.visit();
  const { machine } = story.counselor;
  world.until(() => other.machine.view().desk === 'open');
  other.machine.act({ do: 'knock', language: 'en', addressAs: 'Kim', first: '' }, world.now);
  world.until(() => machine.view().knocks.length === 1);
  machine.act({ do: 'claim', key: machine.view().knocks[0]?.key ?? '' }, world.now);
  world.until(() => machine.view().talks.every(({ stage }) => stage === 'talking'));
  const [first, second] = machine.view().talks;
  assert.ok(first !== undefined && second !== undefined);
  let stolen: Bytes | undefined;
  world.tamper = (frame, client, raw) => {
    if (client !== other || frame.name !== 'deliver' || stolen !== undefined) return [raw];
    stolen = frame.ciphertext;
    return [raw];
  };
  machine.act({ do: 'say', talk: second.key, text: 'for Kim alone' }, world.now);
  world.settle();
  const taken = stolen;
  assert.ok(taken !== undefined);
  const happened = once(world, story.survivor, (frame) =>
    frame.name === 'deliver' ? [encodeRelay({ ...frame, ciphertext: taken })] : [],
  );
  machine.act({ do: 'say', talk: first.key, text: 'for Sam alone' }, world.now);
  world.settle();
  assert.ok(happened());
  world.pass(5);
  world.until(() => texts(story.survivor.machine.view().notes).includes('for Sam alone'));
  const seen = story.survivor.machine.view().notes;
  assert.ok(!texts(seen).includes('for Kim alone'));
  assert.ok(kinds(seen).includes('gap'));
  assert.deepEqual(texts(other.machine.view().notes), ['for Kim alone']);
});

/** The first hello that reaches the survivor is made by a thief of the team's key. */
function withThief(make: (world: World) => { identity: Bytes; certificateRaw: Bytes }): void {
  const world = new World(['May']);
  const thief = make(world);
  const random = seeded('a thief');
  let happened = 0;
  world.tamper = (frame, client, raw) => {
    if (client.staff || frame.name !== 'deliver' || happened > 0) return [raw];
    happened += 1;
    const knock = world.relay.seen.find(({ name }) => name === 'knock');
    assert.ok(knock?.name === 'knock');
    const { fingerprint: organisation, shiftHash, rosterHash, teamSeed } = world.organisation;
    const opened = openKnock({ organisation, shiftHash, rosterHash }, teamSeed, knock.sealed);
    const { append } = makeHello(opened, thief, random(32), random);
    return [encodeRelay({ ...frame, ciphertext: append })];
  };
  const survivor = world.visit();
  const counselor = world.duty();
  const story = { survivor, counselor };
  takeTurns(world, story, FIRST, () => happened > 0);
  assert.equal(survivor.machine.view().stage, 'waiting');
  assert.deepEqual(survivor.machine.view().people, []);
  assert.deepEqual(kinds(survivor.machine.view().notes), ['text']);
  takeTurns(world, story, FIRST, () => talkOf(story).stage === 'talking');
  assert.deepEqual(survivor.machine.view().people.map(({ alias }) => alias), ['May']);
}

test('test_a01_a device that nobody certified is dropped, and the page keeps waiting', () => {
  const stranger = new Organisation('Elsewhere').device('Eve');
  withThief(() => ({ identity: stranger.identity, certificateRaw: stranger.certificate }));
});

test('test_a38_a device that is not on the roster is dropped, and the page keeps waiting', () => {
  withThief((world) => {
    const { identity, certificate } = world.organisation.device('Eve');
    return { identity, certificateRaw: certificate };
  });
});

test('test_a02_the certificate of a colleague without her key is dropped', () => {
  withThief((world) => {
    const { identity } = world.organisation.device('Eve');
    const certificateRaw = world.vaults[0]?.certificate;
    assert.ok(certificateRaw !== undefined);
    return { identity, certificateRaw };
  });
});

test('test_a02_documents of another organisation are refused, whichever is swapped', () => {
  const other = new Organisation('Elsewhere');
  other.device('Eve');
  const served = [
    { kind: 1, envelope: other.charter },
    other.roster(),
    other.notice(),
    other.shift(),
    other.state(1, 0),
  ];
  for (const { kind, envelope } of served) {
    const world = new World();
    world.relay.publish(world.organisation.state(1, 0));
    world.tamper = (frame, _client, raw) => {
      if (frame.name !== 'document' || frame.kind !== kind) return [raw];
      return [encodeRelay({ ...frame, envelopes: [envelope] })];
    };
    const survivor = world.visit();
    world.pass(3);
    const { problem, stage } = survivor.machine.view();
    assert.equal(problem, kind === 1 ? 'wrong-fingerprint' : 'documents-untrusted', `kind ${kind}`);
    assert.equal(stage, 'refused');
    // Nothing of the swapped document is believed, and nobody is sent anything.
    assert.ok(!world.relay.seen.some(({ name }) => name === 'knock'));
  }
});

test('test_a03_an older roster or shift than one already held is refused', () => {
  const world = new World();
  const older: Record<number, Bytes> = {};
  world.tamper = (frame, _client, raw) => {
    if (frame.name === 'document') older[frame.kind] ??= raw;
    return [raw];
  };
  const survivor = world.visit();
  world.pass(1);
  world.relay.publish(world.organisation.roster());
  world.relay.publish(world.organisation.shift());
  world.pass(1);
  assert.equal(survivor.machine.view().problem, undefined);
  world.tamper = (frame, _client, raw) => {
    const old = frame.name === 'document' ? older[frame.kind] : undefined;
    if (old === undefined || frame.name !== 'document') return [raw];
    const then = decodeRelay(old);
    return then.name === 'document' ? [encodeRelay({ ...then, ref: frame.ref })] : [];
  };
  world.cut(survivor);
  world.pass(3);
  assert.equal(survivor.machine.view().problem, 'documents-untrusted');
});
