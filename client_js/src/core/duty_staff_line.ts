/**
 * One line between this console and a colleague's, with what is written on it. protocol.md 16.2.
 *
 * It is a line like any other (thread.ts). What nobody may see before the other side has proved who
 * it is – all of it, where the other side invites – begins with `open`.
 */

import type { Bytes, Random } from './bytes.ts';
import type { Certificate, Checked } from './documents.ts';
import { readStaffMessage, type StaffMessage, staffMessage } from './duty_staff_messages.ts';
import { StaffNotes } from './duty_staff_notes.ts';
import { LocalFault, Malformed } from './errors.ts';
import type { Line } from './line.ts';
import type { Message, Sendable } from './messages.ts';
import { Pace } from './pace.ts';
import { pieces, soonest } from './quiet.ts';
import { type Opening, Thread } from './thread.ts';
import type { EndReason } from './views.ts';
import type { StaffTalkView } from './views_desk.ts';
import type { Inviting } from './visit_invite.ts';
import type { Wire } from './wire.ts';

/** What may wait for a line that is being opened. */
const WAITING_MOST = 32;
/** Seconds in which whoever invited has to answer our hello. */
const ANSWER_MOST = 60;

export interface StaffLineOwner {
  readonly wire: Wire;
  readonly random: Random;
  readonly quiet: () => boolean;
  /** Whether there is room for a line that has just been proved. */
  room(line: StaffLine): boolean;
  /** The other side is who it says it is: from now on things can be said. */
  opened(line: StaffLine, now: number): void;
  said(line: StaffLine, message: StaffMessage, now: number): void;
  ended(line: StaffLine, now: number): void;
}

/** An invitation that we answered, from somebody who has proved nothing yet. */
interface Pending {
  readonly thread: Thread;
  readonly until: number;
  /** Hash of the own certificate that they were shown. */
  readonly me: Bytes;
}

export class StaffLine {
  readonly key: string;
  certificate: Checked<Certificate>;
  /** Hash of the own certificate that was shown on it last. */
  me: Bytes;
  stage: StaffTalkView['stage'] = 'ended';
  inviting: Inviting | undefined;
  readonly notes: StaffNotes;
  private readonly owner: StaffLineOwner;
  private pace = new Pace();
  private thread: Thread | undefined;
  private pending: Pending[] = [];
  private waiting: Sendable[] = [];

  constructor(
    key: string,
    certificate: Checked<Certificate>,
    own: Pick<Checked<Certificate>, 'hash' | 'payload'>,
    owner: StaffLineOwner,
    now: number,
  ) {
    this.key = key;
    this.certificate = certificate;
    this.owner = owner;
    this.me = own.hash;
    this.notes = new StaffNotes(own.payload.alias, () => this.certificate.payload.alias, now);
  }

  get due(): number | undefined {
    return soonest(this.threads());
  }

  /** Whether anything was ever written on it, or it is more than an attempt of somebody else. */
  get shown(): boolean {
    return this.stage !== 'ended' || !this.notes.empty;
  }

  /** How many answers of ours are waited for. */
  get answering(): number {
    return this.pending.length;
  }

  /** An invitation of ours, with the certificate of hash `me`, is on its way. */
  opening(inviting: Inviting, me: Bytes, now: number): void {
    this.inviting?.drop();
    this.me = me;
    this.inviting = inviting;
    this.stage = 'opening';
    this.notes.wordAt = now;
  }

  /** They have answered our invitation, and proved who they are. */
  accepted(line: Line, now: number): void {
    this.inviting = undefined;
    const thread = this.make();
    this.take(thread, now);
    thread.begin(line, this.owner.random(32), now);
    // It may be over with its first frame, and then it was closed.
    if (this.thread !== thread) return;
    this.open(now);
  }

  /** We answer theirs; whether it is theirs is known when their answer opens. */
  answer(line: Line, r: Bytes, opening: Opening, me: Bytes, now: number): void {
    const thread = this.make();
    this.pending.push({ thread, until: now + ANSWER_MOST, me });
    thread.begin(line, r, now, opening);
  }

  say(text: string, now: number): void {
    for (const piece of this.owner.quiet() ? pieces(text) : [text]) {
      this.notes.say(piece, (message) => this.send(message, now), now);
    }
  }

  /** Raises LocalFault where too much waits already. */
  tell(message: StaffMessage, now: number): void {
    this.send(staffMessage(message), now);
  }

  reconnected(now: number): void {
    this.inviting?.reconnected(now);
    for (const thread of this.threads()) thread.reconnected(now);
  }

  lost(): void {
    for (const thread of this.threads()) thread.lost();
  }

  tick(now: number): void {
    const { inviting } = this;
    inviting?.tick(now);
    while (this.inviting === inviting && inviting?.busy) inviting.tick(now);
    const on = this.notes.typingDue(now);
    if (on !== undefined) this.thread?.whisper({ type: 'typing', on }, now);
    for (const thread of this.threads()) thread.tick(now);
    for (const { thread, until } of this.pending) if (now >= until) thread.forget();
    this.pending = this.pending.filter(({ until }) => now < until);
  }

  /** For how many seconds the colleague's console has not been there. */
  absentFor(now: number): number {
    return this.thread === undefined ? 0 : this.thread.absentFor(now);
  }

  end(reason: EndReason, now: number): void {
    for (const { thread } of this.pending) thread.forget();
    this.pending = [];
    this.inviting?.drop();
    this.inviting = undefined;
    this.thread?.end(reason, now);
    this.close(now);
  }

  /** Every word of it. */
  forget(): void {
    for (const thread of this.threads()) thread.forget();
    this.inviting?.drop();
    this.notes.clear();
    this.waiting = [];
  }

  view(now: number): Omit<StaffTalkView, 'asks'> {
    const { alias, role } = this.certificate.payload;
    return {
      colleague: this.key,
      alias,
      role,
      stage: this.stage,
      ...this.notes.view(now),
    };
  }

  private threads(): readonly Thread[] {
    const pending = this.pending.map(({ thread }) => thread);
    return this.thread === undefined ? pending : [this.thread, ...pending];
  }

  private make(): Thread {
    const { wire, random, quiet } = this.owner;
    const thread: Thread = new Thread(
      wire,
      random,
      {
        message: (message, at) => this.received(thread, message, at),
        delivered: (message) => this.delivered(thread, message),
        broken: (_, at) => this.broken(thread, at),
      },
      quiet,
    );
    return thread;
  }

  private received(thread: Thread, message: Message, now: number): void {
    if (thread !== this.thread) {
      // The first that opens on a line that we answered: they hold their certified key.
      if (message.type !== 'answer') return;
      const proved = this.pending.find((one) => one.thread === thread);
      this.pending = this.pending.filter((one) => one !== proved);
      if (proved === undefined || !this.owner.room(this)) return thread.end('left', now);
      this.me = proved.me;
      this.inviting?.drop();
      this.inviting = undefined;
      this.take(thread, now);
      return this.open(now);
    }
    if (!this.pace.takes(message.type, now)) return this.end('broken', now);
    if (message.type === 'typing') return this.notes.theyType(message.on, now);
    if (message.type === 'end') return this.close(now);
    if (message.type === 'text') return this.notes.theirs(message.id, message.text, now);
    if (message.type === 'unknown') this.unknown(message, now);
  }

  private unknown(message: Message & { readonly type: 'unknown' }, now: number): void {
    let known: StaffMessage | undefined;
    try {
      known = readStaffMessage(message);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      // A known type in a wrong shape breaks a line.
      return this.end('broken', now);
    }
    if (known === undefined) this.notes.notUnderstood(now);
    else this.owner.said(this, known, now);
  }

  private delivered(thread: Thread, message: Sendable): void {
    if (thread === this.thread && message.type === 'text') this.notes.delivered(message.id);
  }

  private broken(thread: Thread, now: number): void {
    this.pending = this.pending.filter((one) => one.thread !== thread);
    thread.forget();
    if (thread === this.thread) this.close(now);
  }

  private send(message: Sendable, now: number): void {
    if (this.stage === 'open' && this.thread !== undefined) return this.thread.send(message, now);
    if (this.stage !== 'opening' || this.waiting.length >= WAITING_MOST) {
      throw new LocalFault('out-of-turn');
    }
    this.waiting.push(message);
  }

  private take(thread: Thread, now: number): void {
    this.drop();
    this.pace = new Pace();
    this.thread = thread;
    this.notes.anew(now);
  }

  private open(now: number): void {
    this.stage = 'open';
    const { waiting } = this;
    this.waiting = [];
    for (const message of waiting) this.thread?.send(message, now);
    if (this.thread === undefined) return;
    this.owner.opened(this, now);
  }

  private drop(): void {
    if (this.thread === undefined) return;
    this.thread.forget();
    this.thread = undefined;
    this.notes.gone();
  }

  private close(now: number): void {
    const was = this.stage;
    this.drop();
    this.stage = this.inviting === undefined ? 'ended' : 'opening';
    this.waiting = [];
    if (was === 'ended') return;
    this.notes.gone();
    this.notes.ended(now);
    this.owner.ended(this, now);
  }
}
