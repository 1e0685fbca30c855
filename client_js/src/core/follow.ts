/**
 * Follows an organisation's documents through a relay that is not trusted: fetches, verifies,
 * fetches again when told of something newer, and says in one word what is wrong.
 */

import type { Believed } from './asks.ts';
import { type Bytes, equal } from './bytes.ts';
import { inTime, Kind, type Roster, type TrustedDocuments } from './documents.ts';
import { Untrusted } from './errors.ts';
import { Fetching, type Served } from './fetching.ts';
import { Refusal } from './frames.ts';
import { atOnce, type Pieces } from './pieces.ts';
import type { Problem } from './views.ts';
import type { Answer, Wire } from './wire.ts';

/** Seconds for which lines stay open between a new charter and the roster that follows it. */
const GRACE = 60;

/** Answers that may wait to be read; a relay that sends more makes a page read them at once. */
const UNREAD_MOST = 16;

/** What was fetched and accepted; `packet` comes with a shift on the staff path. */
export type OnDocument = (kind: Served, packet: Bytes, now: number) => void;
/** The relay says that it has no document of this kind. */
export type OnNone = (kind: Served, now: number) => void;

export class Following {
  readonly documents: TrustedDocuments;
  readonly organisation: Bytes;
  readonly desk: Bytes;
  private readonly kinds: readonly Served[];
  private readonly onDocument: OnDocument;
  private readonly onNone: OnNone | undefined;
  private readonly wrong = new Map<Served, Problem>();
  private readonly answered = new Set<Served>();
  private readonly fetching: Fetching<Served>;
  /** Whether `tick` reads what comes, one piece at a time, in the order in which it came. */
  unhurried = false;
  private unread: Pieces<void>[] = [];
  private roster: Roster | undefined;
  /** Until when a roster still counts for open lines whose administrator a charter dismissed. */
  private graceUntil = 0;

  constructor(
    documents: TrustedDocuments,
    desk: Bytes,
    kinds: readonly Served[],
    wire: Wire,
    onDocument: OnDocument,
    onNone?: OnNone,
  ) {
    this.documents = documents;
    this.organisation = documents.organisation;
    this.desk = desk;
    this.kinds = kinds;
    this.fetching = new Fetching(wire, desk, (kind, answer, now) => {
      this.unread.push(this.reading(kind, answer, now));
      if (this.unhurried && this.unread.length < UNREAD_MOST) return;
      for (const reading of this.unread.splice(0)) atOnce(reading);
    });
    this.onDocument = onDocument;
    this.onNone = onNone;
  }

  /** Whether every kind was answered once. */
  get ready(): boolean {
    return this.answered.size === this.kinds.length;
  }

  /** What is wrong, the most basic first. */
  problem(now: number): Problem | undefined {
    for (const kind of this.kinds) if (this.wrong.has(kind)) return this.wrong.get(kind);
    const { roster } = this.documents;
    const shift = this.documents.shift(this.desk);
    if (roster !== undefined && !inTime(roster.payload, now)) return 'roster-expired';
    return shift !== undefined && !inTime(shift.payload, now) ? 'shift-expired' : undefined;
  }

  /** Asks for everything, in the order in which one rests on the other. */
  fetchAll(): void {
    for (const kind of this.kinds) this.fetching.get(kind);
  }

  get busy(): boolean {
    return this.unread.length > 0;
  }

  tick(now: number): void {
    if (this.unread[0]?.next().done === true) this.unread.shift();
    this.fetching.tick(now);
  }

  /** The relay does not serve this organisation. */
  unknown(): void {
    this.wrong.set(Kind.charter, 'unknown-organisation');
  }

  /** The relay says that a newer document is there. A new charter may dismiss all the others. */
  changed(kind: number, desk: Bytes): void {
    if (desk.length > 0 && !equal(desk, this.desk)) return;
    if (kind === Kind.charter) return this.fetchAll();
    // A shift that was refused for its roster may be good with the new one.
    for (const one of this.kinds) {
      if (one === kind || (kind === Kind.roster && one === Kind.shift)) this.fetching.get(one);
    }
  }

  /** What a new line is bound to; undefined while anything under it is missing or out of time. */
  believed(now: number): Believed | undefined {
    const { charter, roster } = this.documents;
    const shift = this.documents.shift(this.desk);
    for (const held of [charter, roster, shift]) {
      if (held === undefined || !inTime(held.payload, now)) return undefined;
    }
    if (shift === undefined) return undefined;
    const { organisation } = this;
    return { organisation, shiftHash: shift.hash, rosterHash: shift.payload.rosterHash };
  }

  /**
   * Whether a current administrator's roster, in its time, still lets this certificate stand:
   * all that an open line needs. protocol.md 3.6.
   */
  stands(certificateHash: Bytes, now: number): boolean {
    const { roster } = this;
    if (this.documents.roster === undefined && now >= this.graceUntil) return false;
    const row = roster?.rows.find((one) => equal(one.certificateHash, certificateHash));
    if (roster === undefined || row === undefined || row.revoked) return false;
    return now < roster.expires && now < row.expires;
  }

  private *reading(kind: Served, answer: Answer, now: number): Pieces<void> {
    this.answered.add(kind);
    if (answer.name === 'refused' && answer.code === Refusal.noSuchDocument) {
      this.wrong.delete(kind);
      if (kind === Kind.charter) this.unknown();
      this.onNone?.(kind, now);
      return;
    }
    if (answer.name !== 'document' || answer.kind !== kind) return;
    try {
      yield* this.add(kind, answer.envelopes, now);
    } catch (error) {
      if (!(error instanceof Untrusted)) throw error;
      this.refuse(kind, error, now);
      return;
    }
    this.wrong.delete(kind);
    if (kind === Kind.roster) this.roster = this.documents.roster?.payload;
    this.onDocument(kind, answer.packet, now);
  }

  private *add(kind: Served, envelopes: readonly Bytes[], now: number): Pieces<void> {
    const { documents } = this;
    if (kind === Kind.charter) {
      const { roster } = documents;
      const pieces = documents.addingCharters(envelopes, now);
      for (let over = false; !over; ) {
        try {
          // A console watches what it is served whole.
          if (!this.unhurried) documents.addCharters(envelopes, now);
          over = !this.unhurried || pieces.next().done === true;
        } finally {
          // At once, also where a later charter of the same answer is refused: those before it count.
          if (documents.roster !== roster) this.graceUntil = now + GRACE;
        }
        if (!over) yield;
      }
      return;
    }
    const [raw] = envelopes;
    if (raw === undefined || envelopes.length > 1) throw new Untrusted('shape');
    if (kind === Kind.roster) documents.addRoster(raw, now);
    else if (kind === Kind.notice) documents.addNotice(raw, now);
    else if (kind === Kind.shift) documents.addShift(raw, now);
    else documents.addState(raw, now);
  }

  private refuse(kind: Served, { rule }: Untrusted, now: number): void {
    // The shift of the roster before: the next one is on its way, and `changed` tells of it.
    if (rule === 'roster-mismatch') return void this.wrong.delete(kind);
    // A notice or a state of yesterday is not used, and that is all.
    const harmless = kind === Kind.notice || kind === Kind.state;
    if (harmless && rule === 'expired') return;
    // With the clock of this device, what the relay has just served can be from the future.
    if (rule === 'early') this.wrong.set(kind, 'clock-disagrees');
    else if (rule === 'fingerprint') this.wrong.set(kind, 'wrong-fingerprint');
    else if (rule === 'expired') this.wrong.set(kind, this.whatExpired(kind, now));
    // What rests on something wrong is only wrong because of it.
    else if (this.problem(now) === undefined) this.wrong.set(kind, 'documents-untrusted');
  }

  private whatExpired(kind: Served, now: number): Problem {
    const roster = this.documents.roster?.payload;
    const rosterDead = roster !== undefined && !inTime(roster, now);
    if (kind === Kind.roster || rosterDead) return 'roster-expired';
    return kind === Kind.shift ? 'shift-expired' : 'documents-untrusted';
  }
}
