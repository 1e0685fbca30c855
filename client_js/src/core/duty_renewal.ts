/**
 * Shifts that renew themselves: a console with the power to start them does so before the last one
 * runs out, when a colleague has come back, and when somebody on it was shut out. protocol.md 3.8.
 *
 * What was made is only proposed here: it counts when the relay has taken it and serves it. If a
 * colleague was quicker, theirs counts, and nothing has happened.
 */

import { type Bytes, hex, type Random } from './bytes.ts';
import type { Caller } from './duty_calls.ts';
import { holdsDismissed } from './duty_staff.ts';
import { LocalFault, RemoteFault } from './errors.ts';
import type { Directory } from './packet.ts';
import type { PublishItem } from './publisher.ts';
import type { RememberingDocuments } from './remembered.ts';

const HOUR = 3600;
const HOURS_FIRST = 12;
/** Less would be due again as soon as it is made. */
const HOURS_LEAST = 4;
const HOURS_MOST = 24;
/** Seconds before the end of a shift at which the next one is due, and up to so many more. */
const EARLY = 2 * HOUR;
const SPREAD = 900;
/** Seconds in which those who come back are collected, and up to so many more. */
const COLLECT = 5;
/** Seconds between two shifts under one roster, and between two for the same device. */
const PAUSE = 60;
const DEVICE_PAUSE = 600;
/** Seconds between two attempts to heal a relay that has lost what it had. */
const HEAL_EVERY = 600;
/** Seconds after which a publication without an answer has failed; and until the next try. */
const ANSWER_MOST = 120;
const RETRY = 30;

export interface RenewalOwner {
  readonly documents: RememberingDocuments;
  readonly desk: Bytes;
  /** Whether this device may start shifts now. */
  mayShift(now: number): boolean;
  /** Who the staff are, as far as this console can know; undefined where it cannot. */
  directory(): Directory | undefined;
  waiting(now: number): readonly Caller[];
  /** Whether the relay serves other documents than this console has seen, as from an old backup. */
  contradicted(): boolean;
  /** A shift until `expires`, with what it rests on, in the order of publishing. */
  make(expires: number, now: number): readonly PublishItem[];
  /** Look at the relay's documents again. */
  lookAgain(): void;
}

export class Renewal {
  on = true;
  hours = HOURS_FIRST;
  private readonly owner: RenewalOwner;
  private readonly random: Random;
  private readonly served = new Map<string, number>();
  private items: readonly PublishItem[] | undefined;
  private givenAt: number | undefined;
  private notBefore = 0;
  private pausedUntil = 0;
  private urgentAt: number | undefined;
  private dismissed = false;
  private healedAt = -Infinity;
  /** When a shift was made here last, and under which roster. */
  private madeAt = -Infinity;
  private madeUnder: Bytes | undefined;
  private spread = 0;

  constructor(random: Random, owner: RenewalOwner) {
    this.random = random;
    this.owner = owner;
  }

  set(on: boolean, hours: number): void {
    this.on = on;
    this.hours = Math.max(HOURS_LEAST, Math.min(HOURS_MOST, Math.floor(hours)));
  }

  /** By hand. Raises LocalFault where it cannot be done now. */
  renew(hours: number, now: number): void {
    if (!this.owner.mayShift(now) || this.busy(now)) throw new LocalFault('out-of-turn');
    if (!(hours >= 1 && hours <= HOURS_MOST)) throw new LocalFault('range');
    this.propose(hours, now);
  }

  tick(now: number): void {
    if (!this.on || now < this.notBefore || this.busy(now) || !this.owner.mayShift(now)) return;
    // In the morning the last shift's packet is on its way: nothing has failed before it is here.
    if (this.owner.directory() === undefined) return;
    // Whoever else makes shifts must not make this console answer each of them.
    const sameRoster = this.owner.documents.roster?.hash === this.madeUnder;
    if (sameRoster && now < this.madeAt + PAUSE) return;
    if (this.due(now) || this.urgent(now)) this.attempt(now);
  }

  /** Another shift or roster is held; `waited` are those whom the shift before left out. */
  changed(shift: boolean, waited: readonly Caller[], now: number): void {
    const directory = this.owner.directory();
    this.dismissed = directory !== undefined && holdsDismissed(directory, this.owner.documents);
    if (!shift) return;
    this.spread = this.chance(SPREAD);
    this.pausedUntil = now + PAUSE;
    for (const [key, at] of [...this.served]) {
      if (now - at >= DEVICE_PAUSE) this.served.delete(key);
    }
    for (const { device } of waited) this.served.set(hex(device), now);
  }

  /** What to publish, once. */
  take(now: number): readonly PublishItem[] | undefined {
    const { items } = this;
    if (items !== undefined) this.givenAt = now;
    this.items = undefined;
    return items;
  }

  published(ok: boolean, now: number): void {
    this.givenAt = undefined;
    this.notBefore = now + RETRY + this.chance(ok ? 0 : RETRY);
    if (!ok) this.madeAt = -Infinity;
    this.owner.lookAgain();
  }

  private due(now: number): boolean {
    const { documents, desk } = this.owner;
    const shift = documents.shift(desk)?.payload;
    if (shift === undefined || shift.expires <= now) return true;
    if (shift.expires - now >= EARLY + this.spread) return false;
    // None can outlive the roster: the next would end as soon as this one.
    const until = Math.min(this.until(this.hours, now), documents.roster?.payload.expires ?? 0);
    return until >= shift.expires + SPREAD;
  }

  /** One that ends before the last would bring back whoever was on the last. */
  private until(hours: number, now: number): number {
    const shift = this.owner.documents.shift(this.owner.desk);
    return Math.max(Math.floor(now) + hours * HOUR, shift?.payload.expires ?? 0);
  }

  private urgent(now: number): boolean {
    const waits = this.owner.waiting(now).some(({ device }) => {
      return now - (this.served.get(hex(device)) ?? -Infinity) >= DEVICE_PAUSE;
    });
    const heals = this.owner.contradicted() && now - this.healedAt >= HEAL_EVERY;
    if (!this.dismissed && !waits && !heals) this.urgentAt = undefined;
    else this.urgentAt ??= now + COLLECT + this.chance(COLLECT);
    // Shutting somebody out does not wait for those who come back.
    const from = this.dismissed ? 0 : this.pausedUntil;
    return this.urgentAt !== undefined && now >= Math.max(this.urgentAt, from);
  }

  private attempt(now: number): void {
    try {
      this.propose(this.hours, now);
    } catch (error) {
      // Somebody else may be able to; the warnings say that it runs out.
      if (!(error instanceof RemoteFault || error instanceof LocalFault)) throw error;
      this.notBefore = now + RETRY;
    }
  }

  private propose(hours: number, now: number): void {
    if (this.owner.directory() === undefined) throw new LocalFault('out-of-turn');
    this.items = this.owner.make(this.until(hours, now), now);
    this.madeAt = now;
    this.madeUnder = this.owner.documents.roster?.hash;
    if (this.owner.contradicted()) this.healedAt = now;
    this.urgentAt = undefined;
  }

  private busy(now: number): boolean {
    if (this.items !== undefined) return true;
    if (this.givenAt === undefined) return false;
    if (now - this.givenAt < ANSWER_MOST) return true;
    this.published(false, now);
    return false;
  }

  private chance(seconds: number): number {
    const [high = 0, low = 0] = this.random(2);
    return ((high * 256 + low) * seconds) / 65_536;
  }
}
