/**
 * What a console tells the statistics by itself and for its person: tallies, incidents, and hours on
 * duty. Sealed at once, and sent at blurred times. protocol.md 15.7, 15.8.
 */

import { type Bytes, NONE, type Random } from './bytes.ts';
import type { Talk } from './duty_talk.ts';
import { LocalFault } from './errors.ts';
import { Refusal } from './frames.ts';
import type { HandbookTally } from './handbook_view.ts';
import { makeStaffDrop, type StaffDrop } from './numbers_drop.ts';
import { DropQueue } from './numbers_queue.ts';
import { chosen, hourIn, hoursDrop, incidentDrop, languageOf, tallyDrop } from './tally.ts';
import type { Counted } from './views.ts';
import type { Answer, Wire } from './wire.ts';

/** Seconds, at least, before a relay without room is asked again: somebody must collect first. */
const FULL_WAIT = 600;
/** Talks of one unlocking that can still be tallied; the oldest give way. */
const TALKS_MOST = 256;

export interface NumbersOwner {
  readonly organisation: Bytes;
  readonly desk: Bytes;
  /** The charter's key for statistics, in its time; undefined where nothing is counted. */
  key(now: number): Bytes | undefined;
  /** What the handbook that is believed asks, and its newest secret (32 bytes). */
  handbook(): { readonly secret: Bytes; readonly tally: readonly HandbookTally[] } | undefined;
  /** The notice's languages and time zone. */
  notice(): { readonly languages: readonly string[]; readonly timezone: string };
  alias(): string;
  talks(): readonly Talk[];
}

interface Known {
  readonly language: string;
  readonly began: number;
  ended: number | undefined;
  told: boolean;
}

type Stage = 'off-duty' | 'on-duty' | 'finishing';

export class DutyNumbers {
  private readonly wire: Wire;
  private readonly owner: NumbersOwner;
  private readonly random: Random;
  private readonly queue: DropQueue;
  private readonly known = new Map<string, Known>();
  /** Sent, and not answered yet. */
  private readonly sent = new Set<Bytes>();
  private duty: { readonly since: number; talks: number } | undefined;
  /** Whether what is told leaves at once, since the person goes. */
  private hurried = false;
  /** Whether the relay had no room for the last one that it answered. */
  undelivered = false;
  /** Whether the relay wants what is left more slowly. */
  private slowed = false;

  constructor(wire: Wire, owner: NumbersOwner, random: Random) {
    this.wire = wire;
    this.owner = owner;
    this.random = random;
    this.queue = new DropQueue(random);
  }

  /** Whether anything can be counted: there is a key to seal it to and a handbook to prove it by. */
  counts(now: number): boolean {
    return this.owner.key(now) !== undefined && this.owner.handbook() !== undefined;
  }

  /** Whether somebody who is off duty would lose counts by locking now. */
  get waits(): boolean {
    return this.slowed && this.duty === undefined && this.queue.length > 0;
  }

  /** Whether this talk was counted already. */
  told(talk: string): boolean {
    return this.known.get(talk)?.told === true;
  }

  /** Once for each talk that began. Raises LocalFault otherwise; nothing has changed then. */
  tally(talk: string, answers: readonly Counted[], now: number): void {
    this.look(now);
    const known = this.known.get(talk);
    const book = this.owner.handbook();
    if (known === undefined || known.told || book === undefined) throw new LocalFault('out-of-turn');
    const { languages, timezone } = this.owner.notice();
    const { began, ended = now } = known;
    const facts = {
      language: languageOf(known.language, languages),
      began,
      lasted: ended - began,
      hour: hourIn(timezone, began),
    };
    this.add(tallyDrop(chosen(book.tally, 'end', answers), facts), now);
    known.told = true;
  }

  /** Raises LocalFault. */
  incident(answers: readonly Counted[], now: number): void {
    const book = this.owner.handbook();
    if (book === undefined) throw new LocalFault('out-of-turn');
    this.add(incidentDrop(chosen(book.tally, 'incident', answers), now), now);
  }

  /** What the person is doing now: a time on duty begins or ends with it. */
  stage(stage: Stage, now: number): void {
    this.look(now);
    if (stage !== 'off-duty') {
      this.hurried = false;
      this.duty ??= { since: now, talks: 0 };
    } else if (this.duty !== undefined) {
      this.endDuty(now);
      this.hurry(now);
    }
  }

  tick(now: number): void {
    this.look(now);
    // What waits while there is no connection is due as long as there is none.
    if (!this.wire.up) return;
    for (const sealed of this.hurried ? this.queue.all() : this.queue.due(now)) this.send(sealed);
  }

  /** Whatever was on its way is sent again; the same bytes are one drop. */
  reconnected(now: number): void {
    for (const sealed of this.sent) this.queue.again(sealed, now);
    this.sent.clear();
  }

  /** The console is locked: all that waits leaves, and nothing is kept. */
  over(now: number): void {
    this.look(now);
    this.endDuty(now);
    this.hurry(now);
    this.forget();
  }

  forget(): void {
    this.undelivered = this.slowed = false;
    this.queue.wipe();
    this.known.clear();
    this.sent.clear();
  }

  private hurry(now: number): void {
    this.hurried = true;
    this.tick(now);
  }

  private endDuty(now: number): void {
    const { duty } = this;
    this.duty = undefined;
    if (duty === undefined || !this.counts(now)) return;
    this.queue.again(this.seal(hoursDrop(this.owner.alias(), duty.since, now, duty.talks), now), now);
  }

  private add(drop: StaffDrop, now: number): void {
    this.queue.add(this.seal(drop, now), now);
    if (this.hurried) this.tick(now);
  }

  private seal(drop: StaffDrop, now: number): Bytes {
    const { organisation, desk } = this.owner;
    const key = this.owner.key(now);
    const secret = this.owner.handbook()?.secret ?? NONE;
    if (key === undefined || secret.length === 0) throw new LocalFault('out-of-turn');
    return makeStaffDrop({ organisation, desk, random: this.random }, key, secret, drop);
  }

  private send(sealed: Bytes): void {
    const { desk } = this.owner;
    this.sent.add(sealed);
    this.wire.ask(
      (ref) => ({ name: 'drop', ref, desk, sealed }),
      (answer, now) => this.answered(sealed, answer, now),
    );
  }

  /**
   * What there is no room or no time for now waits; what the relay has no wish for is gone. So nobody
   * makes counts vanish unseen by filling it.
   */
  private answered(sealed: Bytes, answer: Answer, now: number): void {
    this.sent.delete(sealed);
    const code = answer.name === 'refused' ? answer.code : undefined;
    this.slowed = code === Refusal.slowDown || (this.slowed && this.queue.length > 0);
    if (code !== Refusal.slowDown) this.undelivered = code === Refusal.full;
    if (answer.name !== 'refused') return;
    if (code !== Refusal.slowDown && code !== Refusal.full) return;
    const least = code === Refusal.full ? FULL_WAIT : Math.min(3600, answer.detail);
    this.queue.again(sealed, now, least);
    this.hurried = false;
  }

  /** Which talks began, and which ended. */
  private look(now: number): void {
    const talks = this.owner.talks();
    const open = new Set(talks.filter((talk) => talk.open).map(({ key }) => key));
    for (const [key, known] of this.known) if (!open.has(key)) known.ended ??= now;
    for (const talk of talks) {
      if (talk.stage === 'talking' && !this.known.has(talk.key)) this.began(talk, now);
    }
  }

  private began(talk: Talk, now: number): void {
    const [oldest] = this.known.keys();
    if (this.known.size >= TALKS_MOST && oldest !== undefined) this.known.delete(oldest);
    const { language, by } = talk.start;
    this.known.set(talk.key, { language, began: now, ended: undefined, told: false });
    // One that goes on after a line broke was counted when it began.
    if (this.duty !== undefined && by !== 'again') this.duty.talks += 1;
  }
}
