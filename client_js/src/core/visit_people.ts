/**
 * Everyone whom the survivor's browser has a line to, and how a line comes, is made again, and
 * goes. The words themselves are the center's (conversation.ts). protocol.md 5.8, 9.
 */

import type { Bytes, Random } from './bytes.ts';
import { Center, type Outs, type Who } from './conversation.ts';
import { type Certificate, type Checked, inTime } from './documents.ts';
import { type BrokenReason, RemoteFault } from './errors.ts';
import type { Following } from './follow.ts';
import type { AcceptedHello } from './handshake.ts';
import { type Contact, END_REASONS, type Message } from './messages.ts';
import { pieces, soonest } from './quiet.ts';
import { Thread } from './thread.ts';
import { Typing } from './typing.ts';
import type { EndReason, Problem } from './views.ts';
import { Admissions } from './visit_admit.ts';
import { Codes } from './visit_code.ts';
import { type Inviting, invite, type Reach } from './visit_invite.ts';
import type { Wire } from './wire.ts';

export const PEOPLE_MOST = 8;
/** Seconds that a mailbox may be absent, as after a restart of the relay. */
const ABSENT_MOST = 30;
/** Seconds of connection without a word after ours, until it is. protocol.md 5.8. */
const SILENT_MOST = 120;
/** Seconds between two attempts to make a person's line again, if it keeps breaking. */
const REMAKE_PAUSE = 5;

export interface Staff {
  readonly number: number;
  readonly certificate: Checked<Certificate>;
  readonly thread: Thread;
  lineId: Bytes;
  reach: Reach | undefined;
  inviting: Inviting | undefined;
  remakeAt: number | undefined;
  remade: number;
}

export interface PeopleOwner {
  /** The last one has gone for good. */
  ended(reason: EndReason, now: number): void;
  /** The last one was lost, and nobody meant it. */
  lostAll(now: number): void;
  trouble(problem: Problem): void;
}

export class People {
  readonly center = new Center();
  readonly typing = new Typing();
  readonly codes = new Codes();
  private readonly wire: Wire;
  private readonly following: Following;
  private readonly random: Random;
  private readonly owner: PeopleOwner;
  private readonly quiet: () => boolean;
  readonly admissions: Admissions;
  private staff: Staff[] = [];

  /** `quiet`: whether lines that begin now are quiet ones. */
  constructor(
    wire: Wire,
    following: Following,
    random: Random,
    owner: PeopleOwner,
    quiet: () => boolean,
  ) {
    this.quiet = quiet;
    this.wire = wire;
    this.following = following;
    this.random = random;
    this.owner = owner;
    this.admissions = new Admissions(wire, following, random, (hello, showEarlier, now) =>
      this.add(hello, showEarlier, now),
    );
  }

  get present(): boolean {
    return this.staff.length > 0;
  }

  /**
   * Somebody new, whose hello has passed every check; what was said before only if allowed. Where
   * nobody was asked about that yet (`showEarlier` is undefined), the survivor is now.
   */
  add(hello: AcceptedHello, showEarlier: boolean | undefined, now: number): void {
    const { certificate, line } = hello;
    const { said } = this.center;
    const { person, outs } = this.center.join(whoIs(certificate), now);
    const thread = new Thread(this.wire, this.random, {
      message: (message, at) => this.received(staff, message, at),
      delivered: (message) => this.center.delivered(person, message),
      broken: (reason, at) => this.broken(staff, reason, at),
    }, this.quiet);
    const staff: Staff = {
      number: person,
      certificate,
      thread,
      lineId: line.lineId,
      reach: undefined,
      inviting: undefined,
      remakeAt: undefined,
      remade: -Infinity,
    };
    this.staff.push(staff);
    thread.begin(line, this.random(32), now);
    this.dispatch(outs, now);
    const show = (at: number) => this.dispatch(this.center.earlier(person, said), at);
    if (showEarlier) show(now);
    else if (showEarlier === undefined && said > 0) this.admissions.arrived(staff, show);
  }

  dispatch(outs: Outs, now: number): void {
    for (const [person, message] of outs) {
      this.staff.find(({ number }) => number === person)?.thread.send(message, now);
    }
  }

  say(text: string, now: number): void {
    this.typing.sent();
    const hushed = this.staff.some(({ thread }) => thread.hushed);
    for (const piece of hushed ? pieces(text) : [text]) {
      this.dispatch(this.center.say(piece, now), now);
    }
  }

  get busy(): boolean {
    return this.admissions.busy || this.staff.some(({ inviting }) => inviting?.busy);
  }

  /** When a quiet line wants its `tick`. */
  get due(): number | undefined {
    return soonest(this.staff.map(({ thread }) => thread));
  }

  typed(on: boolean, now: number): void {
    this.typing.mine(on, now);
  }

  reconnected(now: number): void {
    for (const { thread, inviting } of [...this.staff]) {
      inviting?.reconnected(now);
      thread.reconnected(now);
    }
    this.admissions.reconnected(now);
  }

  lost(): void {
    for (const { thread } of this.staff) thread.lost();
  }

  tick(now: number): void {
    this.tellTyping(this.typing.due(now), now);
    this.dismiss(now);
    this.admissions.tick(now);
    for (const staff of [...this.staff]) {
      staff.inviting?.tick(now);
      staff.thread.tick(now);
      const { thread } = staff;
      if (thread.absentFor(now) >= ABSENT_MOST || thread.silentFor(now) >= SILENT_MOST) {
        staff.thread.cut();
        this.missing(staff, now);
      }
      if (staff.remakeAt !== undefined && now >= staff.remakeAt) this.remake(staff, now);
    }
  }

  /** Ends the lines of those whom the organisation has dismissed. */
  dismiss(now: number): void {
    for (const staff of [...this.staff]) {
      const { hash, payload } = staff.certificate;
      if (inTime(payload, now) && this.following.stands(hash, now)) continue;
      staff.thread.end('revoked', now);
      this.remove(staff, 'revoked', now);
    }
  }

  /** Says `reason` on every line and forgets everything at once. */
  end(reason: EndReason, now: number): void {
    for (const { thread, inviting } of this.staff) {
      thread.end(reason, now);
      inviting?.drop();
    }
    this.staff = [];
    this.admissions.clear();
    this.center.clear();
  }

  private received(staff: Staff, message: Message, now: number): void {
    if (!this.staff.includes(staff)) return;
    if (message.type === 'typing') this.typing.theirs(staff.number, message.on, now);
    else if (message.type === 'contact') this.contact(staff, message, now);
    else if (message.type === 'codeAsk') this.codes.came(staff.number, message);
    else if (message.type === 'admit') {
      this.admissions.asked(staff, message, this.staff.length >= PEOPLE_MOST, now);
    } else if (message.type === 'end') this.ended(staff, END_REASONS[message.reason] ?? 'left', now);
    else {
      if (message.type === 'text') this.typing.theirs(staff.number, false, now);
      this.dispatch(this.center.receive(staff.number, message, now), now);
    }
  }

  private ended(staff: Staff, reason: EndReason, now: number): void {
    if (reason === 'broken') {
      staff.thread.cut();
      this.missing(staff, now);
      return;
    }
    this.lose(staff, reason, now);
  }

  /** Where this device can be reached if its line is lost. What does not hold is not kept. */
  private contact(staff: Staff, { w, sealingKey }: Contact, now: number): void {
    const { certificate } = staff;
    try {
      const { documents } = this.following;
      const checked = documents.checkSealingKey(sealingKey, certificate, now);
      staff.reach = { certificate, sealingKey: checked, w };
    } catch (error) {
      if (!(error instanceof RemoteFault)) throw error;
    }
  }

  private broken(staff: Staff, reason: BrokenReason | 'full', now: number): void {
    if (reason === 'full') this.lose(staff, undefined, now);
    else if (reason === 'encryption-failed') {
      this.owner.trouble(reason);
      this.lose(staff, 'broken', now);
    } else this.missing(staff, now);
  }

  /** Something of this line is missing: said on the screen, then the line is made again. */
  private missing(staff: Staff, now: number): void {
    if (!this.staff.includes(staff)) return;
    const { alias } = staff.certificate.payload;
    this.center.notes.event('gap', staff.number, alias, now);
    staff.remakeAt = Math.max(now, staff.remade + REMAKE_PAUSE);
    if (staff.remakeAt === now) this.remake(staff, now);
  }

  private remake(staff: Staff, now: number): void {
    staff.remakeAt = undefined;
    staff.remade = now;
    const { reach, lineId } = staff;
    const owner = {
      accepted: (hello: AcceptedHello, at: number) => {
        staff.inviting = undefined;
        staff.lineId = hello.line.lineId;
        const { alias } = staff.certificate.payload;
        this.center.notes.event('remade', staff.number, alias, at);
        staff.thread.begin(hello.line, this.random(32), at);
        this.dispatch(this.center.remade(staff.number), at);
      },
      gaveUp: (at: number) => this.lose(staff, undefined, at),
    };
    const { wire, following, random } = this;
    const what = { purpose: 0, lineIdBefore: lineId } as const;
    staff.inviting = reach && invite(wire, following, reach, what, random, owner, now);
    if (staff.inviting === undefined) this.lose(staff, undefined, now);
  }

  /** Without a reason nobody meant it. */
  private lose(staff: Staff, reason: EndReason | undefined, now: number): void {
    staff.thread.forget();
    this.remove(staff, reason, now);
  }

  private remove(staff: Staff, reason: EndReason | undefined, now: number): void {
    staff.inviting?.drop();
    this.staff = this.staff.filter((one) => one !== staff);
    this.admissions.gone(staff);
    this.codes.gone(staff.number);
    this.typing.theirs(staff.number, false, now);
    this.dispatch(this.center.leave(staff.number, now), now);
    if (this.staff.length > 0) return;
    if (reason === undefined) this.owner.lostAll(now);
    else this.owner.ended(reason, now);
  }

  private tellTyping(on: boolean | undefined, now: number): void {
    if (on === undefined) return;
    for (const { thread } of this.staff) thread.whisper({ type: 'typing', on }, now);
  }
}

export function whoIs({ payload, hash }: Checked<Certificate>): Who {
  const { alias, role, languages } = payload;
  return { certificateHash: hash, alias, role, languages };
}
