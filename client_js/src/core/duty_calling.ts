/**
 * When this device calls, and what with: to be taken into the next shift, to have its new sealing
 * key known, and to say which documents it holds. protocol.md 10.8.
 */

import type { Bytes, Random } from './bytes.ts';
import { Refusal } from './frames.ts';
import type { Answer, Wire } from './wire.ts';

/** Seconds between two calls of a device that is not on the shift. */
const RETURN_EVERY = 60;
/** Seconds between two calls of a device on duty. */
const DUTY_EVERY = 60;
/** At least so many between two, however much changes. */
const CHANGE_EVERY = 10;
/** Seconds from a new document to the call that says so. */
const AFTER_NEWS = 30;
/** At least so long after a relay that had no time; and up to so much more, for not all at once. */
const PAUSE = 5;
const SPREAD = 10;

export interface CallingOwner {
  /** Why this device has to call now. */
  reason(now: number): 'returning' | 'on-duty' | undefined;
  /** The sealed call, of somebody who is `leaving`; undefined where it cannot be made now. */
  make(leaving: boolean, now: number): Bytes | undefined;
}

export class Calling {
  private readonly wire: Wire;
  private readonly desk: Bytes;
  private readonly random: Random;
  private readonly owner: CallingOwner;
  private reason: 'returning' | 'on-duty' | undefined;
  private at = 0;
  private calledAt = -Infinity;

  constructor(wire: Wire, desk: Bytes, random: Random, owner: CallingOwner) {
    this.wire = wire;
    this.desk = desk;
    this.random = random;
    this.owner = owner;
  }

  /** Whether this device waits to be taken into a shift. */
  returning(now: number): boolean {
    return this.owner.reason(now) === 'returning';
  }

  /** A document has changed. */
  news(now: number): void {
    this.at = Math.min(this.at, now + AFTER_NEWS);
  }

  /** There is something that nobody knows yet. */
  soon(now: number): void {
    this.at = Math.min(this.at, now);
  }

  /** Something is to be seen of this device: a talk more, a pause. */
  changed(now: number): void {
    this.at = Math.min(this.at, Math.max(now, this.calledAt + CHANGE_EVERY));
  }

  /** Somebody new is there and knows nothing of this device; not all answer at once. */
  greet(now: number): void {
    const spread = ((this.random(1)[0] ?? 0) * SPREAD) / 256;
    this.at = Math.min(this.at, Math.max(now + spread, this.calledAt + CHANGE_EVERY));
  }

  /** The last word of a device whose person leaves, if it can be said. */
  goodbye(now: number): void {
    if (this.wire.up && this.reason === 'on-duty') this.call(true, now);
    this.reason = undefined;
  }

  /** The connection is gone, and with it what was asked. */
  lost(): void {
    this.reason = undefined;
  }

  tick(now: number): void {
    const reason = this.wire.up ? this.owner.reason(now) : undefined;
    if (reason !== this.reason) this.at = now;
    this.reason = reason;
    if (reason === undefined || now < this.at) return;
    this.at = now + (reason === 'returning' ? RETURN_EVERY : DUTY_EVERY);
    this.call(false, now);
  }

  private call(leaving: boolean, now: number): void {
    this.calledAt = now;
    const sealed = this.owner.make(leaving, now);
    if (sealed === undefined) return;
    const { desk } = this;
    this.wire.ask(
      (ref) => ({ name: 'call', ref, desk, sealed }),
      (answer, at) => this.answered(answer, at),
    );
  }

  private answered(answer: Answer, now: number): void {
    if (answer.name !== 'refused' || answer.code !== Refusal.slowDown) return;
    const spread = ((this.random(1)[0] ?? 0) * SPREAD) / 256;
    this.at = Math.min(this.at, now + Math.max(PAUSE, answer.detail) + spread);
  }
}
