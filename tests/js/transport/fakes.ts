/** A socket, a clock and a machine in the test's hands. */

import assert from 'node:assert/strict';
import { encode } from '../../../client_js/src/core/encoding.ts';
import { Malformed } from '../../../client_js/src/core/errors.ts';
import type { Machine } from '../../../client_js/src/core/views.ts';
import type { Socket, World } from '../../../client_js/src/transport/socket.ts';

/** A WebSocket whose other end is the test. */
export class FakeSocket implements Socket {
  binaryType = '';
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: Uint8Array[] = [];
  closed = false;
  answers = true;

  send(data: Uint8Array): void {
    assert.ok(!this.closed, 'sent to a closed socket');
    this.sent.push(data);
    if (data[1] === 17 && this.answers) this.say([47, 0]);
  }

  close(): void {
    this.closed = true;
  }

  say(frame: number[]): void {
    this.onmessage?.({ data: Uint8Array.from(encode(frame)).buffer });
  }
}

/** Time, timers, chance and sockets in the test's hands. */
export class FakeWorld implements World {
  time = 1_000_000;
  luck = 0.5;
  readonly sockets: FakeSocket[] = [];
  readonly dialed: number[] = [];
  private timers: { readonly at: number; readonly run: () => void }[] = [];

  now(): number {
    return this.time;
  }

  later(run: () => void, milliseconds: number): () => void {
    const timer = { at: this.time + milliseconds, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((one) => one !== timer);
    };
  }

  chance(): number {
    return this.luck;
  }

  socket(url: string): Socket {
    assert.equal(url, 'wss://relay.invalid/v1/visit');
    const socket = new FakeSocket();
    this.sockets.push(socket);
    this.dialed.push(this.time);
    return socket;
  }

  get last(): FakeSocket {
    const socket = this.sockets[this.sockets.length - 1];
    assert.ok(socket !== undefined, 'nothing was dialed');
    return socket;
  }

  pass(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (;;) {
      const next = this.timers.sort((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      this.timers.shift();
      this.time = Math.max(this.time, next.at);
      next.run();
    }
    this.time = end;
  }
}

/** Writes down what it is told. */
export class Diary implements Machine<string, string> {
  readonly lines: string[] = [];
  wanted: 'socket' | 'none' = 'socket';
  working = false;
  nonsense = false;
  out: Uint8Array[] = [];
  ticks = 0;

  opened(): void {
    this.lines.push('opened');
    this.out.push(Uint8Array.of(1));
  }

  lost(now: number): void {
    this.lines.push(`lost at ${now}`);
  }

  frame(raw: Uint8Array): void {
    if (this.nonsense) throw new Malformed();
    this.lines.push(`frame ${raw.length}`);
  }

  tick(): void {
    this.ticks += 1;
  }

  act(action: string): void {
    this.lines.push(action);
    this.out.push(Uint8Array.of(2));
  }

  drain(): readonly Uint8Array[] {
    const out = this.out;
    this.out = [];
    return out;
  }

  view(): string {
    return this.lines.join();
  }

  wants(): 'socket' | 'none' {
    return this.wanted;
  }

  busy(): boolean {
    return this.working;
  }
}
