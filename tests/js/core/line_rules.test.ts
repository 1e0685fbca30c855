/** What a line holds to when the other end does not, when receipts fail, and how it renews itself. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bytes } from '../../../client_js/src/core/bytes.ts';
import { makeFrame, step } from '../../../client_js/src/core/chain.ts';
import { encode } from '../../../client_js/src/core/encoding.ts';
import { type BrokenReason, LocalFault } from '../../../client_js/src/core/errors.ts';
import { acceptHello } from '../../../client_js/src/core/handshake.ts';
import { label } from '../../../client_js/src/core/labels.ts';
import { Line, type LineStart, type Outgoing } from '../../../client_js/src/core/line.ts';
import { encodeMessage, type KnownMessage } from '../../../client_js/src/core/messages.ts';
import { expand, xwingPublic } from '../../../client_js/src/core/primitives.ts';
import {
  asked,
  believing,
  broken,
  deliver,
  NOW,
  pair,
  type Pair,
  pick,
  say,
  seeded,
  settle,
  texts,
} from './helpers.ts';

const fixed = seeded('context');
const organisation = fixed(32);
const lineId = fixed(32);
const chains = [fixed(32), fixed(32)] as const;

/** An answered pair whose chains the test knows, so that it can make what no honest side makes. */
function bare(): Pair {
  const random = seeded('bare');
  const seeds = { survivor: random(32), staff: random(32) };
  const start = (part: Pick<LineStart, 'role' | 'theirKey' | 'ownSeed' | 'write'>): Line => {
    const [chainInviter, chainResponder] = [chains[0].slice(), chains[1].slice()];
    return new Line({ organisation, lineId, chainInviter, chainResponder, ...part });
  };
  const survivor = start({
    role: 'inviter',
    theirKey: xwingPublic(seeds.staff),
    ownSeed: undefined,
    write: random(32),
  });
  const staff = start({
    role: 'responder',
    theirKey: xwingPublic(seeds.survivor),
    ownSeed: seeds.staff,
    write: undefined,
  });
  survivor.receive(0, staff.ready(random));
  deliver(staff, [survivor.answer(random(32), NOW, random)]);
  return { survivor, staff, random };
}

/** The responder's frame 1 of such a pair, with anything in it. */
function forged(message: KnownMessage | Bytes): Bytes {
  const chain = expand(chains[1], label.next, organisation);
  const { messageKey } = step(chain, organisation);
  const bytes = message instanceof Uint8Array ? message : encodeMessage(message);
  const place = { organisation, lineId, direction: 1, number: 1 } as const;
  return makeFrame(messageKey, place, bytes, seeded('forged'));
}

test('a11: a receipt for what was never sent ends the line', () => {
  const { survivor } = bare();
  const frame = forged({ type: 'receipt', upto: survivor.next + 1 });
  broken(() => survivor.receive(1, frame), 'unexpected');
});

test('what a certified but dishonest side could say out of its place ends the line', () => {
  const sealed = new Uint8Array(1168);
  const key = new Uint8Array(1216);
  const w = new Uint8Array(32);
  const cases: readonly [KnownMessage | Bytes, BrokenReason][] = [
    [{ type: 'ready' }, 'unexpected'],
    [{ type: 'answer', w, index: 0, sealed, newIndex: 1, newKey: key }, 'unexpected'],
    [{ type: 'refresh', index: 0, sealed, newIndex: 0, newKey: new Uint8Array(0) }, 'refresh'],
    [{ type: 'refresh', index: 1, sealed, newIndex: 0, newKey: new Uint8Array(0) }, 'refresh'],
    [{ type: 'refresh', index: 2, sealed, newIndex: 1, newKey: key }, 'refresh'],
    [{ type: 'refresh', index: 1, sealed, newIndex: 2, newKey: key }, 'refresh'],
    [encode([14]), 'malformed'],
    [encode([5, 1]), 'malformed'],
    [encode('text'), 'malformed'],
    [Uint8Array.of(0xc0), 'malformed'],
  ];
  for (const [message, reason] of cases) {
    const { survivor } = bare();
    broken(() => survivor.receive(1, forged(message)), reason);
    assert.equal(survivor.keysHeld, 0);
  }
  const { survivor } = bare();
  const bytes = encode([77, 'new']);
  const message = survivor.receive(1, forged(bytes));
  assert.deepEqual(message, { type: 'unknown', number: 77, bytes });
});

test('receipts do not answer receipts: two sides fall silent', () => {
  const { survivor, staff, random } = pair();
  for (let round = 0; round < 5; round += 1) {
    deliver(staff, survivor.send(say(round), NOW, random));
    deliver(survivor, staff.send(say(round), NOW, random));
    assert.ok(settle({ survivor, staff, random }) <= 2);
    assert.equal(settle({ survivor, staff, random }), 0);
  }
});

test('typing and cover want no receipt until sixteen have come', () => {
  const { survivor, staff, random } = pair();
  settle({ survivor, staff, random });
  let receipts = 0;
  for (let count = 0; count < 64; count += 1) {
    deliver(staff, survivor.send({ type: 'typing', on: count % 2 === 0 }, NOW, random));
    const due = staff.due(NOW, random);
    receipts += due.length;
    deliver(survivor, due);
  }
  assert.ok(receipts >= 3 && receipts <= 9, `${receipts} receipts`);
});

test('what is not receipted is sent again as the same bytes, and nothing else is', () => {
  const { survivor, staff, random } = pair();
  settle({ survivor, staff, random });
  const frames = [1, 2, 3].flatMap((id) => survivor.send(say(id), NOW, random));
  const kept = survivor.unreceipted().slice(-frames.length);
  assert.deepEqual(kept, frames);
  deliver(staff, frames.slice(0, 1));
  deliver(survivor, staff.due(NOW, random));
  assert.deepEqual(survivor.unreceipted(), frames.slice(1));
  deliver(staff, survivor.unreceipted());
  settle({ survivor, staff, random });
  assert.equal(texts([...deliver(staff, frames)]).length, 0);
});

test('a full outbox makes the sender wait; both full and apart still find back', () => {
  const { survivor, staff, random } = pair();
  settle({ survivor, staff, random });
  const fill = (line: Line): number => {
    let count = 0;
    while (!line.wantsRoom) {
      line.send(say(count), NOW, random);
      count += 1;
    }
    return count;
  };
  const [bySurvivor, byStaff] = [fill(survivor), fill(staff)];
  assert.ok(bySurvivor > 200 && survivor.unreceipted().length <= 256);
  assert.throws(() => survivor.send(say(0), NOW, random), LocalFault);
  assert.ok(!survivor.dead);
  const readByStaff = texts(deliver(staff, survivor.unreceipted()));
  const readBySurvivor = texts(deliver(survivor, staff.unreceipted()));
  assert.equal(readByStaff.length, bySurvivor);
  assert.equal(readBySurvivor.length, byStaff);
  settle({ survivor, staff, random });
  assert.ok(!survivor.wantsRoom && !staff.wantsRoom);
  assert.ok(survivor.unreceipted().length <= 16 && staff.unreceipted().length <= 16);
});

test('the outbox is bounded even when receipts are never receipted', () => {
  const { survivor, staff, random } = pair();
  for (let count = 0; count < 2000 && !survivor.wantsRoom; count += 1) {
    deliver(staff, survivor.send(say(count), NOW, random));
    const due = staff.due(NOW, random);
    // The survivor's side reads and never says so.
    deliver(survivor, due);
    assert.ok(staff.unreceipted().length <= 256);
  }
});

test('a refresh goes ahead after twenty messages, and after five minutes', () => {
  const { survivor, staff, random } = pair();
  settle({ survivor, staff, random });
  const sizes = (now: number): number => {
    const frames = survivor.send(say(1), now, random);
    deliver(staff, frames);
    settle({ survivor, staff, random }, now);
    return frames.length;
  };
  let without = 0;
  while (sizes(NOW) === 1) without += 1;
  assert.ok(without >= 15 && without <= 20, `${without} messages without a refresh`);
  assert.equal(sizes(NOW + 299), 1);
  assert.equal(sizes(NOW + 301), 2);
  assert.equal(sizes(NOW + 302), 1);
  // A clock that was set back does not keep a line from renewing itself.
  assert.equal(sizes(NOW - 3600), 2);
});

test('the responder refreshes as soon as the answer has opened', () => {
  const { ask, append, staff, counselor, random } = asked('first refresh');
  const { line } = acceptHello(ask, append, believing(counselor));
  deliver(staff, [line.answer(random(32), NOW, random)]);
  const read = deliver(line, staff.due(NOW, random)).map((message) => message?.type);
  assert.deepEqual(read, ['refresh', 'receipt']);
});

test('a side holds at most two private keys, whatever the directions do', () => {
  const { survivor, staff, random } = pair();
  const coins = seeded('interleaving');
  const ways: Outgoing[][] = [[], []];
  let now = NOW;
  let refreshes = 0;
  for (let round = 0; round < 400; round += 1) {
    const from = pick(coins, 2);
    const [sender, receiver] = from === 0 ? [survivor, staff] : [staff, survivor];
    const way = ways[from] ?? [];
    now += pick(coins, 120);
    if (pick(coins, 3) > 0 && !sender.wantsRoom) way.push(...sender.send(say(round), now, random));
    else way.push(...sender.due(now, random));
    const arriving = way.splice(0, pick(coins, way.length + 1));
    for (const message of deliver(receiver, arriving)) if (message?.type === 'refresh') refreshes += 1;
    assert.ok(survivor.keysHeld <= 2 && staff.keysHeld <= 2);
  }
  assert.ok(refreshes > 20, `${refreshes} refreshes`);
  deliver(staff, ways[0] ?? []);
  deliver(survivor, ways[1] ?? []);
  settle({ survivor, staff, random }, now);
  assert.ok(!survivor.dead && !staff.dead);
});

test('random losses of the connection lose nothing and double nothing', () => {
  const { survivor, staff, random } = pair();
  const coins = seeded('connection');
  const said: string[] = [];
  const heard: string[] = [];
  for (let round = 0; round < 150; round += 1) {
    if (!survivor.wantsRoom) {
      said.push(`message ${round}`);
      survivor.send(say(round), NOW + round, random);
    }
    // A connection carries a part of what waits, and is lost; the next begins at the beginning.
    const waiting = survivor.unreceipted();
    heard.push(...texts(deliver(staff, waiting.slice(0, pick(coins, waiting.length + 1)))));
    staff.due(NOW + round, random);
    const back = staff.unreceipted();
    deliver(survivor, back.slice(0, pick(coins, back.length + 1)));
  }
  heard.push(...texts(deliver(staff, survivor.unreceipted())));
  assert.deepEqual(heard, said);
});

test('a line that is destroyed keeps no keys and no frames', () => {
  const { survivor, random } = pair();
  survivor.send(say(1), NOW, random);
  survivor.destroy();
  assert.ok(survivor.dead && survivor.broken === 'ended' && survivor.keysHeld === 0);
  assert.deepEqual(survivor.unreceipted(), []);
  assert.deepEqual(survivor.due(NOW, random), []);
  assert.throws(() => survivor.send(say(1), NOW, random), LocalFault);
  assert.throws(() => survivor.receive(survivor.expected, new Uint8Array(512)), LocalFault);
});

test('when randomness fails, the line ends and nothing has left', () => {
  const { survivor } = pair();
  const before = survivor.unreceipted().length;
  const dry = (): Uint8Array => {
    throw new Error('no randomness');
  };
  broken(() => survivor.send(say(1), NOW, dry), 'encryption-failed');
  assert.ok(survivor.unreceipted().length <= before && survivor.dead);
});
