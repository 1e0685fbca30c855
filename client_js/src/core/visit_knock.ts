/**
 * The survivor's place in the waiting line: one knock at a time, made again with the same ticket
 * when the connection, the relay or the shift has changed. protocol.md 5.2, 5.5, 10.3.
 */

import { type Ask, type KnockText, makingKnock } from './asks.ts';
import { type Bytes, equal, NONE, type Random } from './bytes.ts';
import { LocalFault, RemoteFault } from './errors.ts';
import { Estimate } from './estimate.ts';
import type { Following } from './follow.ts';
import { Refusal } from './frames.ts';
import { type AcceptedHello, acceptingHello } from './handshake.ts';
import type { Pieces } from './pieces.ts';
import type { Problem, VisitView } from './views.ts';
import { Hellos } from './visit_hellos.ts';
import { BITS_MOST, Work } from './visit_work.ts';
import { type Answer, type Mailbox, Mode, type Refused, type Wire } from './wire.ts';

/** Seconds until the next knock after a hello that was not good, or a refusal without a time. */
const PAUSE = 1;
const LONG_PAUSE = 30;

export interface KnockOwner {
  accepted(hello: AcceptedHello, now: number): void;
  /** Waiting goes on where `over` is false. */
  trouble(problem: Problem | undefined, over: boolean): void;
}

export class Knocking {
  private told: { readonly ahead: number; readonly serving: boolean } | undefined;
  private estimate = new Estimate();
  private readonly wire: Wire;
  private readonly following: Following;
  private readonly desk: Bytes;
  private readonly random: Random;
  private readonly owner: KnockOwner;
  private text: KnockText | undefined;
  private ask: Ask | undefined;
  private box: Mailbox | undefined;
  private ticket = NONE;
  private knockAt: number | undefined;
  private work: Work | undefined;
  /** The ask that is made, in pieces, and takes the place of the one before. */
  private making: Pieces<Ask> | undefined;
  private readonly hellos: Hellos;
  /** The relay may refuse a knock long after it has queued it. */
  private readonly ref: number;

  constructor(
    wire: Wire,
    following: Following,
    desk: Bytes,
    random: Random,
    owner: KnockOwner,
  ) {
    this.wire = wire;
    this.following = following;
    this.desk = desk;
    this.random = random;
    this.owner = owner;
    this.ref = wire.listen((answer, now) => this.answered(answer, now));
    this.hellos = new Hellos((append, now) => {
      const { ask } = this;
      const { documents } = following;
      // Nothing expired is used for anything new: a shift that is over brings nobody any more.
      if (ask === undefined || following.believed(now) === undefined) return undefined;
      const check = (raw: Bytes) => documents.checkCertificate(raw, now);
      return acceptingHello(ask, append, check, random);
    });
  }

  get waiting(): boolean {
    return this.text !== undefined;
  }

  /** Whether an answer has come that is looked at. */
  get answering(): boolean {
    return this.hellos.busy;
  }

  place(now: number): VisitView['place'] {
    const { told } = this;
    return told && { ...told, minutes: this.estimate.minutes(told.ahead, now) };
  }

  get busy(): boolean {
    return this.work !== undefined || this.making !== undefined || this.hellos.busy;
  }

  /** Raises LocalFault where the text does not fit or nothing trusted says that the desk is open. */
  start(text: KnockText, now: number): void {
    this.making = this.make(text, now);
    this.text = text;
    this.estimate = new Estimate();
  }

  /** With its first ask, the knock's mailbox. */
  private open(): void {
    this.box = this.wire.open(this.random(32), 0, Mode.knock, {
      deliver: (_, hello, at) => this.hellos.came(hello, at),
      opened: (next) => {
        // Otherwise an answer is there already, and comes now.
        if (next === this.box?.next) this.knock(NONE);
      },
      place: (ahead, serving) => {
        this.told = { ahead, serving };
      },
      // Only a copy of this page can have done that.
      taken: () => this.over('taken-over'),
    });
  }

  /** Another shift: what is sealed to the old one may stay closed, so with fresh keys. */
  shiftChanged(now: number): void {
    const { ask, text } = this;
    const believed = this.following.believed(now);
    if (text === undefined || believed === undefined) return;
    if (ask !== undefined && equal(believed.shiftHash, ask.believed.shiftHash)) return;
    this.giveUp();
    ask?.destroy();
    this.ask = undefined;
    this.making = this.make(text, now);
  }

  lost(): void {
    this.knockAt = undefined;
    this.work = undefined;
  }

  tick(now: number): void {
    if (this.making !== undefined) this.finish(this.making, now);
    if (this.hellos.busy) this.accept(now);
    const found = this.work?.go();
    if (found !== undefined) this.knock(found);
    if (this.knockAt !== undefined && now >= this.knockAt) this.knock(NONE);
  }

  /** Ends waiting and destroys the keys; the ticket stays for another knock. */
  stop(): void {
    const { box } = this;
    if (box !== undefined) {
      this.wire.ask((ref) => ({ name: 'withdraw', ref, handle: box.handle }), () => undefined);
      this.wire.close(box);
    }
    this.giveUp();
    this.ask?.destroy();
    this.ask = this.box = this.text = this.told = undefined;
    this.lost();
  }

  forget(): void {
    this.stop();
    this.ticket = NONE;
  }

  private make(text: KnockText, now: number): Pieces<Ask> {
    const { documents } = this.following;
    const believed = this.following.believed(now);
    const shift = documents.shift(this.desk);
    if (believed === undefined || shift === undefined) {
      throw new LocalFault('out-of-turn');
    }
    return makingKnock(believed, shift.payload.teamKey, text, this.random);
  }

  private finish(making: Pieces<Ask>, now: number): void {
    const piece = making.next();
    if (piece.done !== true) return;
    this.making = undefined;
    this.ask = piece.value;
    if (this.following.believed(now) === undefined) return this.over('desk-closed');
    if (this.box === undefined) this.open();
    else this.knock(NONE);
  }

  private knock(work: Bytes): void {
    const { ask, box, desk, ticket } = this;
    this.knockAt = this.work = undefined;
    if (ask === undefined || box === undefined) return;
    const { handle } = box;
    const { ref } = this;
    this.wire.send({ name: 'knock', ref, desk, handle, ticket, work, sealed: ask.sealed });
  }

  private answered(answer: Answer, now: number): void {
    const { ask } = this;
    if (ask === undefined) return;
    if (answer.name === 'queued') {
      this.ticket = answer.ticket;
      this.told = { ahead: answer.ahead, serving: answer.serving };
      this.owner.trouble(undefined, false);
    } else if (answer.name === 'work') {
      if (answer.bits <= BITS_MOST) this.work = new Work(answer.challenge, answer.bits, ask.sealed);
      else this.later('slow-down', LONG_PAUSE, now);
    } else if (answer.name === 'refused') this.refused(answer, now);
  }

  private refused({ code, detail }: Refused, now: number): void {
    if (code === Refusal.deskClosed) return this.over('desk-closed');
    if (code === Refusal.lineFull) return this.over('line-full');
    if (code === Refusal.slowDown && detail > LONG_PAUSE) return this.over('slow-down');
    if (code === Refusal.slowDown) return this.later('slow-down', Math.max(PAUSE, detail), now);
    // A ticket that the relay does not know (any more) must not keep anybody out.
    if (this.ticket.length > 0) {
      this.ticket = NONE;
      return this.later(undefined, PAUSE, now);
    }
    this.later('slow-down', LONG_PAUSE, now);
  }

  private later(problem: Problem | undefined, seconds: number, now: number): void {
    this.knockAt = now + seconds;
    this.owner.trouble(problem, false);
  }

  private over(problem: Problem): void {
    this.stop();
    this.owner.trouble(problem, true);
  }

  private accept(now: number): void {
    // Also not what ran out between two pieces.
    if (this.following.believed(now) === undefined) return this.hellos.giveUp();
    let accepted: AcceptedHello | undefined;
    try {
      accepted = this.hellos.piece(now);
    } catch (error) {
      // It leaves no trace: the knock is put back into the line and waiting goes on.
      const known = error instanceof RemoteFault;
      this.later(known ? undefined : 'encryption-failed', PAUSE, now);
      return;
    }
    if (accepted === undefined) return;
    this.stop(); // also takes back a knock that was made again in the meantime
    this.owner.accepted(accepted, now);
  }

  /** What is half done, with its keys. */
  private giveUp(): void {
    this.making?.return(undefined as never);
    this.making = undefined;
    this.hellos.giveUp();
  }
}
