/**
 * Being on duty: the proof of the desk key, and how many more talks this console takes. A console
 * that starts shifts by itself is there with capacity 0 while its person is off duty, to hear
 * calls. protocol.md 10.4.
 */

import type { Bytes } from './bytes.ts';
import type { Shifts } from './duty_shift.ts';
import { Refusal } from './frames.ts';
import type { Answer, Wire } from './wire.ts';

const LIMIT_FIRST = 3;
const LIMIT_MOST = 16;
/** Minutes. */
const PAUSE_MOST = 240;
/** Seconds between a refusal and the next attempt, unless there is a new shift to prove. */
const PAUSE = 5;

export interface ProofOwner {
  /** How many talks count against the limit. */
  taken(): number;
  /** Whether new talks have to wait, whatever the limit. */
  paused(): boolean;
  /** Whether this console listens while its person is off duty. */
  listens(): boolean;
  /** The relay has another shift than we. */
  outdated(): void;
}

export class Proof {
  wanted: 'off-duty' | 'on-duty' | 'finishing' = 'off-duty';
  limit = LIMIT_FIRST;
  /** No new knock until then; open talks go on. */
  pausedUntil: number | undefined;
  private readonly wire: Wire;
  private readonly desk: Bytes;
  private readonly shifts: Shifts;
  private readonly owner: ProofOwner;
  private readonly clock: () => number;
  private challenge: Bytes | undefined;
  /** The capacity that the relay was told; undefined while it knows of no duty. */
  private told: number | undefined;
  private againAt: number | undefined;

  constructor(wire: Wire, desk: Bytes, shifts: Shifts, owner: ProofOwner, clock: () => number) {
    this.wire = wire;
    this.desk = desk;
    this.shifts = shifts;
    this.owner = owner;
    this.clock = clock;
  }

  /** Whether the relay has taken the proof. */
  get holds(): boolean {
    return this.told !== undefined;
  }

  get capacity(): number {
    if (this.wanted !== 'on-duty' || this.owner.paused() || this.pausedUntil !== undefined) return 0;
    return Math.max(0, this.limit - this.owner.taken());
  }

  joined(challenge: Bytes): void {
    this.challenge = challenge;
    this.prove();
  }

  lost(): void {
    this.challenge = undefined;
    this.over();
  }

  /** The relay counts us as off duty, or there is another desk key to prove. */
  over(): void {
    this.told = this.againAt = undefined;
  }

  want(wanted: Proof['wanted']): void {
    this.wanted = wanted;
    this.pausedUntil = undefined;
    if (this.present) return this.changed();
    this.leave();
  }

  /** Not even to listen. */
  leave(): void {
    this.wanted = 'off-duty';
    this.over();
    const { desk } = this;
    this.wire.ask((ref) => ({ name: 'off', ref, desk }), () => undefined);
  }

  most(limit: number): void {
    this.limit = Math.max(1, Math.min(LIMIT_MOST, Math.floor(limit)));
    this.changed();
  }

  /** A rest of so many minutes, which 0 ends; open talks go on. */
  pause(minutes: number, now: number): void {
    const most = Math.max(0, Math.min(PAUSE_MOST, minutes));
    this.pausedUntil = most > 0 ? now + most * 60 : undefined;
    this.changed();
  }

  /** Whether this console is to be on duty at the relay, if only to listen. */
  private get present(): boolean {
    return this.wanted !== 'off-duty' || this.owner.listens();
  }

  /** Tells the relay, if it knows anything else. After a refusal that has to wait. */
  changed(): void {
    if (this.againAt === undefined && this.told !== this.capacity) this.prove();
  }

  tick(now: number): void {
    if (this.pausedUntil !== undefined && now >= this.pausedUntil) this.pause(0, now);
    if (this.againAt !== undefined && now >= this.againAt) this.prove();
  }

  private prove(): void {
    this.againAt = undefined;
    const team = this.shifts.current(this.clock());
    const { challenge, desk, capacity } = this;
    if (!this.present || team === undefined || challenge === undefined) return;
    const signature = this.shifts.proof(team, challenge);
    this.wire.ask(
      (ref) => ({ name: 'duty', ref, desk, capacity, signature }),
      (answer, now) => this.proved(capacity, answer, now),
    );
  }

  private proved(capacity: number, answer: Answer, now: number): void {
    if (!this.present) return;
    if (answer.name === 'done') {
      this.told = capacity;
      this.changed();
    } else if (answer.name === 'refused') {
      this.told = undefined;
      this.againAt = now + Math.max(PAUSE, answer.code === Refusal.slowDown ? answer.detail : 0);
      if (answer.code === Refusal.badProof) this.owner.outdated();
    }
  }
}
