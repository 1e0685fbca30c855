import assert from 'node:assert/strict';
import test from 'node:test';
import type { PublishResult } from '../../../client_js/src/core/administer_view.ts';
import { decodeClient } from '../../../client_js/src/core/frames.ts';
import { PATIENCE, publish } from '../../../client_js/src/console/publishing.ts';
import type { Socket } from '../../../client_js/src/transport/socket.ts';
import { FakeSocket, FakeWorld } from '../transport/fakes.ts';

const STAMP = { relay: 'wss://relay.invalid', fingerprint: new Uint8Array(32).fill(7) };
const ITEMS = [1, 2].map((one) => ({ envelope: Uint8Array.of(one), packet: new Uint8Array(0) }));
const DONE = 43;
const REFUSED = 44;

class PublishingWorld extends FakeWorld {
  override socket(url: string): Socket {
    assert.equal(url, 'wss://relay.invalid/v1/publish', 'no other address, and no other path');
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket;
  }

  /** The relay answers the newest frame with a type and what comes after its `ref`. */
  answer(type: number, ...more: number[]): void {
    const raw = this.last.sent[this.last.sent.length - 1] ?? new Uint8Array(0);
    const frame = decodeClient(raw);
    assert.equal(frame.name, 'publish');
    this.last.say([type, 'ref' in frame ? frame.ref : 0, ...more]);
    this.pass(1);
  }
}

function begin(): { world: PublishingWorld; done: Promise<PublishResult>; stop: () => void } {
  const world = new PublishingWorld();
  const { done, stop } = publish(STAMP, ITEMS, world);
  return { world, done, stop };
}

test('each document leaves after the relay has taken the one before, and then it is over', async () => {
  const { world, done } = begin();
  world.last.onopen?.();
  const names = (): string[] => world.last.sent.map((raw) => decodeClient(raw).name);
  assert.deepEqual(names(), ['join', 'publish']);
  world.answer(DONE);
  assert.deepEqual(names(), ['join', 'publish', 'publish']);
  world.answer(DONE);
  assert.deepEqual(await done, { ok: true, stage: 'done', published: 2, code: 0 });
  assert.ok(world.last.closed);
  world.pass(PATIENCE * 2);
  assert.equal(world.sockets.length, 1);
});

test('a refusal is a result, with what was taken before it', async () => {
  const { world, done } = begin();
  world.last.onopen?.();
  world.answer(DONE);
  world.answer(REFUSED, 16, 0);
  assert.deepEqual(await done, { ok: false, stage: 'clash', published: 1, code: 16 });
  const other = begin();
  other.world.last.onopen?.();
  other.world.answer(REFUSED, 18, 0);
  assert.deepEqual(await other.done, { ok: false, stage: 'refused', published: 0, code: 18 });
});

test('a relay that cannot be reached, or says nothing, is not waited for without end', async () => {
  const { world, done } = begin();
  world.pass(PATIENCE + 1);
  assert.deepEqual(await done, { ok: false, stage: 'no-answer', published: 0, code: 0 });
  assert.ok(world.sockets.every((socket) => socket.closed));
  const dialed = world.sockets.length;
  world.pass(PATIENCE);
  assert.equal(world.sockets.length, dialed, 'it is over');
});

test('what was lost on the way is said again on the next connection', async () => {
  const { world, done } = begin();
  world.last.onopen?.();
  world.answer(DONE);
  world.last.onclose?.();
  world.pass(2000);
  assert.equal(world.sockets.length, 2);
  world.last.onopen?.();
  world.answer(DONE);
  assert.equal((await done).ok, true);
});

test('when the console is locked, publishing ends at once', async () => {
  const { world, done, stop } = begin();
  world.last.onopen?.();
  stop();
  assert.equal((await done).stage, 'no-answer');
  assert.ok(world.last.closed);
});
