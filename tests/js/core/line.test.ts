import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat } from '../../../client_js/src/core/bytes.ts';
import { LineBroken, LocalFault } from '../../../client_js/src/core/errors.ts';
import { BUCKETS } from '../../../client_js/src/core/frames.ts';
import { acceptHello } from '../../../client_js/src/core/handshake.ts';
import type { Message } from '../../../client_js/src/core/messages.ts';
import {
  asked,
  believing,
  broken,
  deliver,
  flipped,
  NOW,
  pair,
  pick,
  say,
  settle,
  shuffled,
  texts,
} from './helpers.ts';

test('what one side says the other reads, in order, both ways', () => {
  const { survivor, staff, random } = pair();
  const sent = survivor.send(say(1), NOW, random);
  assert.deepEqual(texts(deliver(staff, sent)), ['message 1']);
  assert.deepEqual(texts(deliver(survivor, staff.send(say(1, 'hello'), NOW, random))), ['hello']);
});

test('before the answer has opened, the responder says nothing but ready', () => {
  const { ask, append, staff, counselor, random } = asked('before the answer');
  assert.throws(() => staff.send(say(1), NOW, random), LocalFault);
  assert.deepEqual(staff.due(NOW, random), []);
  assert.deepEqual(staff.unreceipted(), []);
  const { line } = acceptHello(ask, append, believing(counselor));
  assert.throws(() => line.send(say(1), NOW, random), LocalFault);
  assert.deepEqual(line.due(NOW, random), []);
  const answer = line.answer(random(32), NOW, random);
  assert.throws(() => line.answer(random(32), NOW, random), LocalFault);
  deliver(staff, [answer]);
  staff.send(say(1), NOW, random);
});

test('all frames of a conversation have one of six lengths', () => {
  const { survivor, staff, random } = pair();
  for (const length of [0, 1, 100, 420, 437, 438, 450, 1000, 3000, 4000]) {
    const frames = survivor.send(say(1, '🌊'.repeat(length)), NOW, random);
    for (const { frame } of frames) assert.ok(BUCKETS.some((size) => size === frame.length));
    deliver(staff, frames);
    settle({ survivor, staff, random });
  }
});

test('a message that fits no frame is refused, and the line lives on', () => {
  const { survivor, random } = pair();
  assert.throws(() => survivor.send(say(1, 'a'.repeat(4001)), NOW, random), LocalFault);
  assert.throws(() => survivor.send({ type: 'end', reason: 9 }, NOW, random), LocalFault);
  assert.ok(!survivor.dead);
  survivor.send(say(1), NOW, random);
});

test('a8: every frame is shown once, however often and whenever it comes again', () => {
  const { survivor, staff, random } = pair();
  const frames = [1, 2, 3].flatMap((id) => survivor.send(say(id), NOW, random));
  const all = deliver(staff, [...frames, ...frames, ...frames.slice(0, 1), ...frames]);
  assert.deepEqual(texts(all), ['message 1', 'message 2', 'message 3']);
});

test('a8: a frame of one line is nothing on another, nor after it was made again', () => {
  const [one, two] = [pair('one'), pair('two')];
  const frames = one.survivor.send(say(1), NOW, one.random);
  const [outgoing] = frames;
  assert.ok(outgoing !== undefined && outgoing.number === two.staff.expected);
  broken(() => deliver(two.staff, frames), 'forged');
});

test('a9: any order but the right one ends the line with a gap, never with another order', () => {
  for (let round = 0; round < 12; round += 1) {
    const { survivor, staff, random } = pair(`order ${round}`);
    const frames = [1, 2, 3, 4].flatMap((id) => survivor.send(say(id), NOW, random));
    const mixed = shuffled(random, frames);
    const seen: (Message | undefined)[] = [];
    try {
      for (const { number, frame } of mixed) seen.push(staff.receive(number, frame));
    } catch (error) {
      assert.ok(error instanceof LineBroken && error.reason === 'gap');
    }
    const read = texts(seen);
    assert.deepEqual(read, ['message 1', 'message 2', 'message 3', 'message 4'].slice(0, read.length));
    assert.equal(staff.dead, read.length < 4);
  }
});

test('a9: a number that was changed outside the ciphertext does not help', () => {
  const { survivor, staff, random } = pair();
  const [first, second] = [1, 2].flatMap((id) => survivor.send(say(id), NOW, random));
  assert.ok(first !== undefined && second !== undefined);
  broken(() => staff.receive(first.number, second.frame), 'forged');
});

test('a10: a frame that was dropped is a gap for the reader, and no receipt for the writer', () => {
  const { survivor, staff, random } = pair();
  const before = survivor.receiptedUpto;
  const frames = [1, 2, 3].flatMap((id) => survivor.send(say(id), NOW, random));
  broken(() => deliver(staff, frames.slice(1)), 'gap');
  assert.equal(survivor.receiptedUpto, before);
  assert.throws(() => staff.receive(staff.expected, new Uint8Array(512)), LocalFault);
});

test('a11: only the other end’s receipt means delivered', () => {
  const { survivor, staff, random } = pair();
  const frames = [1, 2].flatMap((id) => survivor.send(say(id), NOW, random));
  const last = frames[frames.length - 1]?.number ?? 0;
  assert.ok(survivor.receiptedUpto <= last);
  deliver(staff, frames);
  assert.ok(survivor.receiptedUpto <= last);
  settle({ survivor, staff, random });
  assert.equal(survivor.receiptedUpto, last + 1);
});

test('a12: a side’s own frame that comes back is refused', () => {
  const { survivor, staff, random } = pair();
  settle({ survivor, staff, random });
  while (survivor.next < survivor.expected) deliver(staff, survivor.send(say(1), NOW, random));
  while (survivor.expected < survivor.next) deliver(survivor, staff.send(say(1), NOW, random));
  const [own] = survivor.send(say(9), NOW, random);
  assert.ok(own !== undefined && own.number === survivor.expected);
  broken(() => survivor.receive(own.number, own.frame), 'forged');
});

test('a frame that was changed in any place ends the line', () => {
  for (let round = 0; round < 20; round += 1) {
    const { survivor, staff, random } = pair(`changed ${round}`);
    const [outgoing] = survivor.send(say(1), NOW, random);
    assert.ok(outgoing !== undefined);
    const changed = flipped(outgoing.frame, pick(random, outgoing.frame.length * 8));
    broken(() => staff.receive(outgoing.number, changed), 'forged');
    assert.ok(staff.dead && staff.broken === 'forged' && staff.keysHeld === 0);
  }
});

test('a frame of no bucket’s length ends the line', () => {
  for (const change of [-1, 1, 512]) {
    const { survivor, staff, random } = pair(`length ${change}`);
    const [outgoing] = survivor.send(say(1), NOW, random);
    assert.ok(outgoing !== undefined);
    const { number, frame } = outgoing;
    const wrong = change < 0 ? frame.slice(0, change) : concat(frame, random(change));
    broken(() => staff.receive(number, wrong), 'forged');
  }
});
