import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '../../../client_js/src/transport/socket.ts';
import { Diary, FakeWorld } from './fakes.ts';

function start() {
  const world = new FakeWorld();
  const diary = new Diary();
  const views: string[] = [];
  const keeper = connect('wss://relay.invalid/v1/visit', diary, (view) => views.push(view), world);
  return { world, diary, views, keeper };
}

test('it dials at once, shows a view before it is open, and sends what the machine has to say', () => {
  const { world, diary, views } = start();
  assert.equal(views.length, 1);
  assert.equal(diary.ticks, 1);
  assert.equal(world.last.binaryType, 'arraybuffer');
  assert.deepEqual(world.last.sent, []);
  world.last.onopen?.();
  assert.deepEqual(diary.lines, ['opened']);
  assert.deepEqual(world.last.sent, [Uint8Array.of(1)]);
});

test('what a person does leaves at once', () => {
  const { world, keeper, diary } = start();
  world.last.onopen?.();
  keeper.act('spoke');
  assert.deepEqual(world.last.sent, [Uint8Array.of(1), Uint8Array.of(2)]);
  assert.deepEqual(diary.lines, ['opened', 'spoke']);
});

test('delivery invariant 15: silence is called lost within 10 seconds', () => {
  for (let offset = 0; offset < 1000; offset += 90) {
    const { world, diary } = start();
    world.pass(offset);
    world.last.onopen?.();
    world.last.answers = false;
    const since = world.time;
    world.pass(10_000);
    const lost = diary.lines.find((line) => line.startsWith('lost'));
    assert.ok(lost !== undefined, `silent for 10 s from ${since}`);
    assert.ok(world.sockets[0]?.closed);
  }
});

test('a quiet relay that answers is not lost, and is asked seldom', () => {
  const { world, diary } = start();
  world.last.onopen?.();
  world.pass(120_000);
  assert.deepEqual(diary.lines.filter((line) => line.startsWith('lost')), []);
  assert.equal(world.sockets.length, 1);
  assert.ok(world.last.sent.length <= 31, `${world.last.sent.length} frames`);
});

test('slow timers, as in a hidden page, do not make a living connection lost', () => {
  const { world, diary } = start();
  world.last.onopen?.();
  const later = world.later.bind(world);
  world.later = (run, milliseconds) => later(run, Math.max(60_000, milliseconds));
  world.pass(600_000);
  assert.deepEqual(diary.lines.filter((line) => line.startsWith('lost')), []);
});

test('a socket that never opens is given up within 10 seconds, and another one tried', () => {
  const { world, diary } = start();
  world.pass(10_000);
  assert.ok(diary.lines[0]?.startsWith('lost'));
  assert.ok(world.sockets.length >= 2);
});

test('it waits longer after each failure, from half a second to ten, and not like clockwork', () => {
  for (const luck of [0, 0.5, 1]) {
    const { world } = start();
    world.luck = luck;
    for (let failure = 0; failure < 9; failure += 1) {
      world.last.onclose?.();
      const before = world.sockets.length;
      while (world.sockets.length === before) world.pass(1000);
    }
    const waits = world.dialed.slice(1).map((at, i) => at - (world.dialed[i] ?? 0));
    assert.ok((waits[0] ?? 0) <= 2000, `first after ${waits[0]}`);
    assert.ok(waits.every((wait) => wait <= 14_000), waits.join());
    assert.ok((waits[waits.length - 1] ?? 0) >= 7_000, waits.join());
  }
});

test('after a connection that held, it is quick again', () => {
  const { world } = start();
  for (let failure = 0; failure < 6; failure += 1) {
    world.last.onclose?.();
    world.pass(16_000);
  }
  world.last.onopen?.();
  world.pass(15_000);
  world.last.onclose?.();
  const at = world.time;
  const before = world.sockets.length;
  while (world.sockets.length === before) world.pass(100);
  assert.ok(world.time - at <= 2000, `after ${world.time - at} ms`);
});

test('waking dials at once', () => {
  const { world, keeper } = start();
  for (let failure = 0; failure < 6; failure += 1) {
    world.last.onclose?.();
    world.pass(16_000);
  }
  world.last.onclose?.();
  const before = world.sockets.length;
  keeper.wake();
  assert.equal(world.sockets.length, before + 1);
});

test('a socket that is gone is not heard any more', () => {
  const { world, diary } = start();
  const first = world.last;
  first.onopen?.();
  const late = first.onmessage;
  first.onclose?.();
  world.pass(2000);
  assert.equal(first.onmessage, null);
  assert.ok(late !== null);
  const before = diary.lines.length;
  first.say([47, 0]);
  assert.equal(diary.lines.length, before);
});

test('text, and frames that no relay says, end the connection', () => {
  for (const spoil of ['text', 'nonsense'] as const) {
    const { world, diary } = start();
    world.last.onopen?.();
    diary.nonsense = true;
    if (spoil === 'text') world.last.onmessage?.({ data: 'hello' });
    else world.last.say([47, 0]);
    assert.ok(diary.lines[1]?.startsWith('lost'));
    assert.ok(world.sockets[0]?.closed);
  }
});

test('a relay that is stopping is left alone for a moment', () => {
  const { world } = start();
  world.last.onopen?.();
  world.last.say([48, 6]);
  world.last.onclose?.();
  world.pass(2900);
  assert.equal(world.sockets.length, 1);
  world.pass(3000);
  assert.equal(world.sockets.length, 2);
});

test('when the machine wants nothing more, its last words leave and the socket is closed', () => {
  const { world, diary, keeper } = start();
  world.last.onopen?.();
  diary.wanted = 'none';
  keeper.act('goodbye');
  assert.deepEqual(world.sockets[0]?.sent, [Uint8Array.of(1), Uint8Array.of(2)]);
  assert.ok(world.sockets[0]?.closed);
  world.pass(60_000);
  assert.equal(world.sockets.length, 1);
});

test('a busy machine is called again at once, until it is not', () => {
  const { world, diary } = start();
  diary.working = true;
  world.pass(1100);
  const before = diary.ticks;
  world.pass(1000);
  assert.ok(diary.ticks - before > 100);
  diary.working = false;
  world.pass(100);
  const after = diary.ticks;
  world.pass(2000);
  assert.ok(diary.ticks - after <= 3);
});

test('work that comes with a frame does not wait for the next second', () => {
  const { world, diary } = start();
  world.last.onopen?.();
  diary.working = true;
  world.last.say([47, 0]);
  const before = diary.ticks;
  world.pass(50);
  assert.ok(diary.ticks - before > 5);
});

test('an error of the machine does not stop its clock', () => {
  const { world, diary } = start();
  diary.tick = () => {
    throw new Error('a mistake');
  };
  assert.throws(() => world.pass(1000));
  delete (diary as { tick?: unknown }).tick;
  const before = diary.ticks;
  world.pass(3000);
  assert.ok(diary.ticks > before);
});

test('stopping closes, and nothing happens afterwards', () => {
  const { world, diary, keeper } = start();
  world.last.onopen?.();
  keeper.stop();
  assert.ok(world.last.closed);
  const before = diary.lines.length;
  keeper.act('too late');
  keeper.wake();
  world.pass(60_000);
  assert.equal(diary.lines.length, before);
  assert.equal(world.sockets.length, 1);
});

test('a machine that wants its tick at a certain moment has it then, whatever people do meanwhile', () => {
  const world = new FakeWorld();
  const begun = world.time;
  const ticks: number[] = [];
  class Punctual extends Diary {
    next = begun / 1000 + 0.7;
    due(): number {
      return this.next;
    }
    override tick(): void {
      if (world.time / 1000 >= this.next) {
        ticks.push(world.time - begun);
        this.next += 2;
      }
    }
  }
  const keeper = connect('wss://relay.invalid/v1/visit', new Punctual(), () => undefined, world);
  world.last.onopen?.();
  for (let step = 0; step < 100; step += 1) {
    world.pass(137);
    keeper.act('spoke');
    if (step % 7 === 0) keeper.wake();
  }
  assert.deepEqual(ticks, [700, 2700, 4700, 6700, 8700, 10_700, 12_700]);
});
