/**
 * Drops on their way to the relay: each leaves at a time of its own, so that when something was told
 * says nothing of the conversation that it is about. protocol.md 15.8. Pure.
 */

import { type Bytes, wipe } from './bytes.ts';
import type { Random } from './bytes.ts';
import { LocalFault } from './errors.ts';

/** Seconds. */
export const WAIT_LEAST = 120;
export const WAIT_MOST = 1200;
/** Nobody tells so much within twenty minutes. */
export const QUEUE_MOST = 64;
/** With those that came back, and what was told while they were on their way. */
const AGAIN_MOST = 2 * QUEUE_MOST;

interface Waiting {
  readonly sealed: Bytes;
  at: number;
}

export class DropQueue {
  private waiting: Waiting[] = [];
  private readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  get length(): number {
    return this.waiting.length;
  }

  /** Raises LocalFault where too many wait already. */
  add(sealed: Bytes, now: number): void {
    if (this.waiting.length >= QUEUE_MOST) throw new LocalFault('full');
    this.waiting.push({ sealed, at: this.later(now) });
  }

  /** It did not get through: later again. Beyond twice as many as may wait, it is lost. */
  again(sealed: Bytes, now: number, least = 0): void {
    if (this.waiting.length >= AGAIN_MOST) return;
    this.waiting.push({ sealed, at: this.later(now + least) });
  }

  /** Those whose time has come, in the order of their times, which is random. */
  due(now: number): readonly Bytes[] {
    const due = this.waiting.filter(({ at }) => now >= at).sort((one, other) => one.at - other.at);
    this.waiting = this.waiting.filter(({ at }) => now < at);
    return due.map(({ sealed }) => sealed);
  }

  /** All of them now, in an order that says nothing: the person goes. */
  all(): readonly Bytes[] {
    return this.due(Number.POSITIVE_INFINITY);
  }

  wipe(): void {
    wipe(...this.waiting.map(({ sealed }) => sealed));
    this.waiting = [];
  }

  private later(now: number): number {
    const coins = this.random(4);
    const part = new DataView(coins.buffer, coins.byteOffset, 4).getUint32(0) / 2 ** 32;
    return now + WAIT_LEAST + part * (WAIT_MOST - WAIT_LEAST);
  }
}
