/** The lines of this console to colleagues' consoles, one for each. protocol.md 16.2. */

import type { OpenedInvitation } from './asks.ts';
import { compare, hex, NONE, type Random } from './bytes.ts';
import type { Certificate, Checked } from './documents.ts';
import { StaffLine } from './duty_staff_line.ts';
import type { StaffMessage } from './duty_staff_messages.ts';
import { LocalFault, RemoteFault } from './errors.ts';
import type { Following } from './follow.ts';
import { writeCapability } from './frames.ts';
import { makeHello, type StaffIdentity } from './handshake.ts';
import { soonest } from './quiet.ts';
import { type Reach, invite } from './visit_invite.ts';
import type { Wire } from './wire.ts';

const LINES_MOST = 16;
/** Those in whose names somebody is answered who has proved nothing, where no line is known. */
const PENDING_MOST = 16;
/** Seconds without a word, and without anything asked, after which a line is closed. */
const IDLE_MOST = 1800;
/** Seconds for which a colleague's console may be absent. */
const ABSENT_MOST = 30;
/** Invitations that are answered at once and each minute, in one colleague's name and in all. */
const ANSWERS_EACH = 4;
const ANSWERS_ALL = 16;
const AGAIN_AFTER = 60;
/** Bytes of a certificate in an invitation. protocol.md 5.8. */
const INVITER_MOST = 1600;

export interface StaffLinesParts {
  readonly wire: Wire;
  readonly following: Following;
  readonly random: Random;
  readonly quiet: () => boolean;
  readonly staff: () => StaffIdentity;
  /** The own certificate; undefined without one that is good. */
  readonly own: () => Checked<Certificate> | undefined;
  readonly reach: (key: string, now: number) => Reach | undefined;
}

export interface StaffLinesOwner {
  /** Whether something on this line is not over, so that it must stay. */
  needs(key: string): boolean;
  /** Whether something is to be seen of this colleague beside what is written. */
  keeps(key: string): boolean;
  opened(key: string, now: number): void;
  said(key: string, message: StaffMessage, now: number): void;
  ended(key: string, now: number): void;
}

export class StaffLines {
  private readonly parts: StaffLinesParts;
  private readonly owner: StaffLinesOwner;
  private readonly lines = new Map<string, StaffLine>();
  private answered: { readonly key: string; readonly at: number }[] = [];

  constructor(parts: StaffLinesParts, owner: StaffLinesOwner) {
    this.parts = parts;
    this.owner = owner;
  }

  get all(): readonly StaffLine[] {
    return [...this.lines.values()];
  }

  get due(): number | undefined {
    return soonest(this.all);
  }

  get(key: string): StaffLine | undefined {
    return this.lines.get(key);
  }

  /** Raises LocalFault where nobody is there, or there are too many. */
  open(key: string, now: number): StaffLine {
    const known = this.lines.get(key);
    if (known !== undefined && known.stage !== 'ended') return known;
    const { parts } = this;
    const reach = parts.reach(key, now);
    const { certificateRaw } = parts.staff();
    // What does not fit into an invitation must not be found out when it is made.
    const fits = certificateRaw.length > 0 && certificateRaw.length <= INVITER_MOST;
    if (reach === undefined || !fits) throw new LocalFault('out-of-turn');
    const own = parts.own();
    if (own === undefined || !this.room(known)) throw new LocalFault('out-of-turn');
    const line = known ?? this.make(key, reach.certificate, own, now);
    line.certificate = reach.certificate;
    const what = { purpose: 0, lineIdBefore: NONE, inviter: parts.staff() } as const;
    const owner = {
      accepted: (hello: { readonly line: Parameters<StaffLine['accepted']>[0] }, at: number) =>
        line.accepted(hello.line, at),
      gaveUp: (at: number) => line.end('broken', at),
    };
    const { wire, following, random } = parts;
    const inviting = invite(wire, following, reach, what, random, owner, now);
    if (inviting === undefined) throw new LocalFault('out-of-turn');
    line.opening(inviting, own.hash, now);
    return line;
  }

  /** Somebody wants a line. What fails a check, or comes too often, leaves no trace. */
  invited(invitation: OpenedInvitation, now: number): void {
    const { inviter, w } = invitation;
    const own = this.parts.own();
    if (inviter === undefined || own === undefined) return;
    const key = hex(inviter.hash);
    const order = compare(own.hash, inviter.hash);
    if (order === 0 || !this.parts.following.stands(inviter.hash, now)) return;
    const known = this.lines.get(key);
    // Where both invite at once, one of the two lines stands: of the lower hash.
    if (known?.inviting !== undefined && order < 0) return;
    if (!this.pays(key, now)) return;
    const pending = this.all.filter((line) => !this.shown(line));
    if (known === undefined && pending.length >= PENDING_MOST) return;
    const line = known ?? this.make(key, inviter, own, now);
    const { random } = this.parts;
    const r = random(32);
    try {
      const hello = makeHello(invitation, this.parts.staff(), writeCapability(r), random);
      line.answer(hello.line, r, { w, frame: hello.append }, own.hash, now);
    } catch (error) {
      if (!(error instanceof RemoteFault)) throw error;
    }
  }

  /** Whether it is more than an attempt of somebody who has proved nothing. */
  shown(line: StaffLine): boolean {
    return line.shown || this.owner.keeps(line.key);
  }

  read(key: string): void {
    const line = this.lines.get(key);
    if (line !== undefined) line.notes.unread = 0;
  }

  /** Its person has closed it, or put away what was closed: every word of it is gone here. */
  close(key: string, now: number): void {
    const line = this.lines.get(key);
    if (line === undefined) return;
    line.end('left', now);
    line.notes.clear();
    if (!this.shown(line)) this.drop(line);
  }

  reconnected(now: number): void {
    for (const line of this.all) line.reconnected(now);
  }

  lost(): void {
    for (const line of this.all) line.lost();
  }

  tick(now: number): void {
    this.dismiss(now);
    for (const line of this.all) {
      line.tick(now);
      const idle = now - line.notes.wordAt >= IDLE_MOST && !this.owner.needs(line.key);
      if (line.stage === 'open' && idle) line.end('idle', now);
      if (line.absentFor(now) >= ABSENT_MOST) line.end('broken', now);
      if (!this.shown(line) && line.answering === 0) this.drop(line);
    }
  }

  /** Ends the lines of those whom the organisation has dismissed. */
  dismiss(now: number): void {
    for (const line of this.all) {
      const stands = this.parts.following.stands(line.certificate.hash, now);
      if (stands || (line.stage === 'ended' && line.answering === 0)) continue;
      line.end('revoked', now);
    }
  }

  endAll(reason: 'left' | 'revoked' | 'broken', now: number): void {
    for (const line of this.all) line.end(reason, now);
  }

  forget(): void {
    for (const line of this.all) this.drop(line);
  }

  private make(
    key: string,
    certificate: Checked<Certificate>,
    own: Checked<Certificate>,
    now: number,
  ): StaffLine {
    const { wire, random, quiet } = this.parts;
    const line = new StaffLine(
      key,
      certificate,
      own,
      {
        wire,
        random,
        quiet,
        room: (proved) => this.room(proved),
        opened: (_, at) => this.owner.opened(key, at),
        said: (_, message, at) => this.owner.said(key, message, at),
        ended: (_, at) => this.owner.ended(key, at),
      },
      now,
    );
    this.lines.set(key, line);
    return line;
  }

  /**
   * Whether there can be this line, which is known and counts, or one more: in the place of the one
   * that ended first, with its notes. Never for somebody who has proved nothing.
   */
  private room(line: StaffLine | undefined): boolean {
    const counted = this.all.filter((one) => this.shown(one));
    if (counted.length < LINES_MOST || (line !== undefined && counted.includes(line))) return true;
    const ended = counted.filter(({ stage, notes }) => stage === 'ended' && notes.unread === 0);
    const [first] = ended.sort((a, b) => a.notes.wordAt - b.notes.wordAt);
    if (first !== undefined) this.drop(first);
    return first !== undefined;
  }

  private drop(line: StaffLine): void {
    line.forget();
    this.lines.delete(line.key);
  }

  /** A hello costs time, and anybody who was told the inbox can ask for one in anybody's name. */
  private pays(key: string, now: number): boolean {
    this.answered = this.answered.filter(({ at }) => now - at < AGAIN_AFTER);
    const each = this.answered.filter((one) => one.key === key).length;
    if (each >= ANSWERS_EACH || this.answered.length >= ANSWERS_ALL) return false;
    this.answered.push({ key, at: now });
    return true;
  }
}

