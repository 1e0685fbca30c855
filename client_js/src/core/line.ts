/**
 * A line: an encrypted session of two, as a state machine of frames. protocol.md 6 and 7.
 *
 * Whatever fails ends the line: `dead` is true, `broken` says why, and its keys are gone. What a
 * caller did wrong (LocalFault) changes nothing. Nothing is returned before everything is made.
 */

import { type Bytes, type Random, wipe } from './bytes.ts';
import {
  bucketFor,
  type Direction,
  makeFrame,
  openFrame,
  type Place,
  refreshed,
  refreshInfo,
  step,
} from './chain.ts';
import { type BrokenReason, LineBroken, LocalFault, Malformed, NotOpened } from './errors.ts';
import {
  type Answer,
  decodeMessage,
  encodeMessage,
  type KnownMessage,
  type Message,
  type Ready,
  type Sendable,
} from './messages.ts';
import { Outbox, type Outgoing } from './outbox.ts';
import type { Pieces } from './pieces.ts';
import { QUIET_BUCKET, RECEIPT_AFTER } from './quiet.ts';
import { type Prepared, RefreshClock, RefreshKeys } from './refresh.ts';
import { checkTurn, OwedReceipt, type Role } from './turns.ts';

export type { Outgoing } from './outbox.ts';
export type { Role } from './turns.ts';

/** What the handshake leaves behind for a line. */
export interface LineStart {
  readonly role: Role;
  readonly organisation: Bytes;
  readonly lineId: Bytes;
  /** Chains of both directions, before their frames 0. */
  readonly chainInviter: Bytes;
  readonly chainResponder: Bytes;
  /** The other side's refresh key 0. */
  readonly theirKey: Bytes;
  /** The seed of the responder's refresh key 0; the inviter's is destroyed by then. */
  readonly ownSeed: Bytes | undefined;
  /** The capability to append that is known already: the inviter's `w_c`. */
  readonly write: Bytes | undefined;
}

export class Line {
  readonly role: Role;
  readonly lineId: Bytes;
  /** Whether all frames have one size, and leave in slots. protocol.md 6.5. */
  quiet = false;
  /** What went in the last slot was the line's own. */
  private served = false;
  private readonly organisation: Bytes;
  private sending: Bytes;
  private receiving: Bytes;
  private sent = 0;
  private opened = 0;
  private readonly outbox = new Outbox();
  private readonly keys: RefreshKeys;
  private readonly clock = new RefreshClock();
  private readonly owed = new OwedReceipt();
  private writeCapability: Bytes | undefined;
  private reason: BrokenReason | 'ended' | undefined;

  constructor(start: LineStart) {
    this.role = start.role;
    this.lineId = start.lineId;
    this.organisation = start.organisation;
    const inviter = start.role === 'inviter';
    this.sending = inviter ? start.chainInviter : start.chainResponder;
    this.receiving = inviter ? start.chainResponder : start.chainInviter;
    this.keys = new RefreshKeys(start.theirKey, start.ownSeed);
    this.writeCapability = start.write;
  }

  /** The inviter has answered, or the responder has opened the answer: now anything may be said. */
  get answered(): boolean {
    return this.role === 'inviter' ? this.sent > 0 : this.opened > 0;
  }

  /** Where our frames are appended; the responder learns it from the answer. */
  get write(): Bytes | undefined {
    return this.writeCapability;
  }

  /** The next number of the other direction. */
  get expected(): number {
    return this.opened;
  }

  /** The number that our next frame will have. */
  get next(): number {
    return this.sent;
  }

  /** Every frame of ours below this number was opened by the other side. */
  get receiptedUpto(): number {
    return this.outbox.receiptedUpto;
  }

  /** True while `send` would be refused: too much is not receipted. */
  get wantsRoom(): boolean {
    return !this.outbox.roomToSend;
  }

  /** How many frames of ours are not receipted. */
  get ahead(): number {
    return this.sent - this.outbox.receiptedUpto;
  }

  get dead(): boolean {
    return this.reason !== undefined;
  }

  /** Why the line is dead; 'ended' when `destroy` was called. */
  get broken(): BrokenReason | 'ended' | undefined {
    return this.reason;
  }

  /** Private refresh keys held: two at most. */
  get keysHeld(): number {
    return this.keys.held;
  }

  /** The responder's frame 0; it stands behind the hello and is not re-sent by the line. */
  ready(random: Random): Bytes {
    this.mustLive();
    if (this.role !== 'responder' || this.sent > 0) throw outOfTurn();
    const message: Ready = { type: 'ready' };
    const { frame } = this.make(message, undefined, random);
    this.outbox.receipt(1);
    return frame;
  }

  /** The long work of the next refresh, ahead of it. */
  preparing(random: Random): Pieces<void> {
    return this.keys.preparing(random);
  }

  /** The inviter's frame 0: `w` of the mailbox in which it reads from now on, and a refresh. */
  answer(w: Bytes, now: number, random: Random): Outgoing {
    this.mustLive();
    if (this.role !== 'inviter' || this.sent > 0 || this.opened === 0) throw outOfTurn();
    if (w.length !== 32) throw new LocalFault('out-of-shape');
    return this.refreshing(now, random, (carried) => ({ type: 'answer', w, ...carried }));
  }

  /**
   * The frames that carry `message`, in order: a refresh goes ahead when it is due.
   * Raises LocalFault (out of shape, too long, out of turn, outbox full: nothing changed) or
   * LineBroken (nothing has left).
   */
  send(message: Sendable, now: number, random: Random): readonly Outgoing[] {
    this.mustLive();
    if (!this.answered) throw outOfTurn();
    bucketFor(encodeMessage(message));
    if (!this.outbox.roomToSend) throw new LocalFault('outbox-full');
    return this.withRefresh(message, now, random);
  }

  /** What is owed without anybody asking: the responder's first refresh, receipts. */
  due(now: number, random: Random): readonly Outgoing[] {
    if (this.dead || !this.answered || !this.outbox.roomForDues) return [];
    if (this.owed.due) return this.withRefresh({ type: 'receipt', upto: this.opened }, now, random);
    if (this.clock.started) return [];
    return [this.renewal(now, random)];
  }

  /**
   * The one frame of a slot. `said`: `message` is in it; else the line's own needs were first, never
   * in two slots running. When those have their slots depends on slots alone, not on words: how much
   * is not receipted, and so sent again after a reconnect, must not tell of them.
   */
  slot(
    message: Sendable | undefined,
    now: number,
    random: Random,
  ): { readonly frame: Outgoing; readonly said: boolean } {
    this.mustLive();
    const refresh = this.clock.due(now);
    this.served = (refresh || this.owed.frames >= RECEIPT_AFTER) && !this.served;
    const said = !this.served && message !== undefined;
    if (this.served && refresh) return { frame: this.renewal(now, random), said };
    const receipt = { type: 'receipt', upto: this.opened } as const;
    const next = this.served ? receipt : (message ?? ({ type: 'cover' } as const));
    const frame = this.make(next, undefined, random);
    this.clock.sent();
    if (this.served) this.owed.sent();
    return { frame, said };
  }

  /** The same bytes again, after a reconnect. */
  unreceipted(): readonly Outgoing[] {
    return this.outbox.kept();
  }

  /**
   * Opens frame `number` of the other direction. Undefined for one that was seen already.
   * Raises LineBroken; the line is dead then.
   */
  receive(number: number, frame: Bytes): Message | undefined {
    this.mustLive();
    if (number < this.opened) return undefined;
    if (number > this.opened) throw this.end('gap');
    try {
      return this.open(frame);
    } catch (error) {
      if (error instanceof LineBroken) throw this.end(error.reason);
      if (error instanceof NotOpened) throw this.end('forged');
      if (error instanceof Malformed) throw this.end('malformed');
      throw this.end('encryption-failed');
    }
  }

  /** Ends the line at once and destroys its keys. */
  destroy(): void {
    this.reason ??= 'ended';
    wipe(this.sending, this.receiving);
    this.keys.destroy();
    this.outbox.clear();
  }

  private open(frame: Bytes): Message {
    const place = this.place(this.own === 0 ? 1 : 0, this.opened);
    const { messageKey, next } = step(this.receiving, this.organisation);
    const message = decodeMessage(openFrame(messageKey, place, frame));
    checkTurn(this.role, this.opened, this.sent, message);
    let chain = next;
    let renewed: Prepared<undefined> | undefined;
    if (message.type === 'answer' || message.type === 'refresh') {
      renewed = this.keys.open(message, (index) => refreshInfo(place, index));
      chain = refreshed(next, renewed.secret, this.organisation);
      wipe(renewed.secret, next);
    }
    // Every check has passed: only now does anything change.
    wipe(messageKey, this.receiving);
    this.receiving = chain;
    this.opened += 1;
    this.owed.opened(message);
    renewed?.apply();
    if (message.type === 'receipt') this.outbox.receipt(message.upto);
    if (message.type === 'answer') this.writeCapability = message.w;
    return message;
  }

  private withRefresh(message: Message, now: number, random: Random): readonly Outgoing[] {
    const frames: Outgoing[] = [];
    if (this.clock.due(now)) frames.push(this.renewal(now, random));
    frames.push(this.make(message, undefined, random));
    this.clock.sent();
    if (message.type === 'receipt') this.owed.sent();
    return frames;
  }

  private renewal(now: number, random: Random): Outgoing {
    return this.refreshing(now, random, (carried) => ({ type: 'refresh', ...carried }));
  }

  private refreshing(
    now: number,
    random: Random,
    message: (carried: Omit<Answer, 'type' | 'w'>) => KnownMessage,
  ): Outgoing {
    const place = this.place(this.own, this.sent);
    const outgoing = this.failClosed(() => {
      const renewed = this.keys.make((index) => refreshInfo(place, index), random);
      const made = this.make(message(renewed.value), renewed.secret, random);
      wipe(renewed.secret);
      renewed.apply();
      return made;
    });
    this.clock.refreshed(now);
    return outgoing;
  }

  private make(message: Message, secret: Bytes | undefined, random: Random): Outgoing {
    return this.failClosed(() => {
      const place = this.place(this.own, this.sent);
      const { messageKey, next } = step(this.sending, this.organisation);
      const frame = makeFrame(
        messageKey,
        place,
        encodeMessage(message),
        random,
        this.quiet ? QUIET_BUCKET : 0,
      );
      const chain = secret === undefined ? next : refreshed(next, secret, this.organisation);
      wipe(messageKey, this.sending);
      this.sending = chain;
      const outgoing = { number: this.sent, frame };
      this.sent += 1;
      this.outbox.keep(outgoing);
      return outgoing;
    });
  }

  private get own(): Direction {
    return this.role === 'inviter' ? 0 : 1;
  }

  private place(direction: Direction, number: number): Place {
    return { organisation: this.organisation, lineId: this.lineId, direction, number };
  }

  private mustLive(): void {
    if (this.reason !== undefined) throw new LocalFault('dead');
  }

  /** Makes something cryptographic; whatever is thrown ends the line, and nothing has left. */
  private failClosed<T>(make: () => T): T {
    try {
      return make();
    } catch {
      throw this.end('encryption-failed');
    }
  }

  private end(reason: BrokenReason): LineBroken {
    this.reason ??= reason;
    this.destroy();
    return new LineBroken(reason);
  }
}

function outOfTurn(): LocalFault {
  return new LocalFault('out-of-turn');
}
