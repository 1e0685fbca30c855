/**
 * One person's line, carried over the relay: what is said waits for its turn, is sent again until
 * it is receipted, and goes over to the new line when a line is made again.
 * protocol.md 5.8, 6.4, 10.2.
 */

import type { Bytes, Random } from './bytes.ts';
import { type BrokenReason, LineBroken } from './errors.ts';
import { Refusal, writeCapability } from './frames.ts';
import type { Line, Outgoing } from './line.ts';
import { type End, END_REASONS, type Message, type Sendable, wantsReceipt } from './messages.ts';
import { QUIET_BUCKET } from './quiet.ts';
import { Slots } from './slots.ts';
import type { EndReason } from './views.ts';
import { type Mailbox, Mode, type Refused, type Wire } from './wire.ts';

/** Messages that may wait here; beyond that the other side counts as lost. */
const QUEUE_MOST = 512;
/** Seconds without another refusal after which an absent mailbox counts as found again. */
const FOUND_AFTER = 5;
const LONGEST_RETRY = 5;

/** What an owner is told; it may answer by sending, or by ending the thread. */
export interface Owner {
  message(message: Message, now: number): void;
  /** The other device has opened it. */
  delivered(message: Sendable): void;
  /**
   * The line is over, its keys are gone; what was not receipted waits for another line. 'full':
   * too much waits already, and what was to be sent is lost.
   */
  broken(reason: BrokenReason | 'full', now: number): void;
}

/** The responder's first frame on an invitation: hello and `ready`, for the mailbox of `w`. */
export interface Opening {
  readonly w: Bytes;
  readonly frame: Bytes;
}

export class Thread {
  private readonly wire: Wire;
  private readonly random: Random;
  private readonly owner: Owner;
  private readonly quiet: () => boolean;
  private readonly ref: number;
  private line: Line | undefined;
  private box: Mailbox | undefined;
  private opening: Opening | undefined;
  private queue: Sendable[] = [];
  /** What was sent and not receipted, with the number of its frame. */
  private sent: { readonly number: number; readonly message: Sendable }[] = [];
  private retryAt: number | undefined;
  private retried = 0;
  private tries = 0;
  private absentSince: number | undefined;
  /** Since when, on this connection, what was said has had no word in return. */
  private unheardSince: number | undefined;
  private slots = new Slots();

  /** `quiet` is asked at the start of each line: the organisation's policy. */
  constructor(wire: Wire, random: Random, owner: Owner, quiet: () => boolean) {
    this.quiet = quiet;
    this.wire = wire;
    this.random = random;
    this.owner = owner;
    this.ref = wire.listen((answer, now) => {
      if (answer.name === 'refused') this.refused(answer, now);
    });
  }

  /** Whether something can be said and heard now. */
  get live(): boolean {
    return this.line !== undefined && this.line.answered;
  }

  /** When a quiet line wants its `tick`. */
  get due(): number | undefined {
    return this.line?.quiet === true ? this.slots.beat.next : undefined;
  }

  /** Whether texts go in pieces: on a quiet line, whatever made it one, and where one is to come. */
  get hushed(): boolean {
    return this.line?.quiet === true || this.quiet();
  }

  get lineId(): Bytes | undefined {
    return this.line?.lineId;
  }

  /** For how many seconds the other side's mailbox has been absent. */
  absentFor(now: number): number {
    return this.absentSince === undefined ? 0 : now - this.absentSince;
  }

  /** For how many seconds of connection the other side has been silent about what was said. */
  silentFor(now: number): number {
    return this.unheardSince === undefined ? 0 : now - this.unheardSince;
  }

  /** Takes a new line that reads in the mailbox of `r`; what was not receipted goes first. */
  begin(line: Line, r: Bytes, now: number, opening?: Opening): void {
    const again = this.sent.map(({ message }) => message).filter(lasts);
    this.queue = [...again, ...this.queue];
    this.sent = [];
    this.dropLine();
    this.line = line;
    line.quiet = this.quiet();
    this.slots = new Slots();
    this.opening = opening;
    this.box = this.wire.open(r, line.expected, Mode.line, {
      deliver: (number, ciphertext, at) => this.deliver(number, ciphertext, at),
      taken: (at) => this.broke('gap', at),
    });
    if (line.role === 'inviter') {
      this.guard(now, () => this.post([line.answer(writeCapability(r), now, this.random)]));
      this.slots.beat.due(now); // the answer has taken the first slot
    } else this.post([]);
    this.settle(now);
  }

  send(message: Sendable, now: number): void {
    if (this.queue.length >= QUEUE_MOST) {
      this.dropLine();
      return this.owner.broken('full', now);
    }
    this.queue.push(message);
    this.slots.murmur = undefined;
    this.settle(now);
  }

  /** For what is not worth waiting: it leaves now or never. */
  whisper(message: Sendable, now: number): void {
    const { line } = this;
    if (line?.quiet === true) this.slots.murmur = message;
    const ready = this.live && this.queue.length === 0 && this.retryAt === undefined;
    if (line === undefined || !ready || !this.wire.up || line.wantsRoom || line.quiet) return;
    this.guard(now, () => this.post(line.send(message, now, this.random)));
  }

  /**
   * Says that it is over, where that is possible, and forgets everything at once. What waits for its
   * slot goes first, unless somebody must be gone now.
   */
  end(reason: EndReason, now: number): void {
    this.retryAt = undefined;
    const { line } = this;
    const end: End = { type: 'end', reason: END_REASONS.indexOf(reason) };
    const last = reason === 'left' ? [end] : [...this.queue, end];
    try {
      if (line?.answered === true) {
        this.post(this.slots.onceMore(line));
        for (const message of last) {
          if (!line.wantsRoom) this.post(line.send(message, now, this.random));
        }
      }
    } catch (error) {
      // Then the other side learns it from the mailbox that is gone.
      if (!(error instanceof LineBroken)) throw error;
    } finally {
      this.forget();
    }
  }

  /** Gives the line up without a word; what was not receipted waits for another one. */
  cut(): void {
    this.dropLine();
  }

  forget(): void {
    this.dropLine();
    this.wire.unlisten(this.ref);
    this.queue = [];
    this.sent = [];
  }

  /** The connection is back, and every mailbox is open again. */
  reconnected(now: number): void {
    this.retryAt = undefined;
    this.heard(now);
    this.sendAgain();
    this.settle(now);
  }

  lost(): void {
    this.absentSince = this.unheardSince = undefined;
    this.retryAt = undefined;
    this.tries = 0;
  }

  tick(now: number): void {
    if (this.retryAt !== undefined && now >= this.retryAt) {
      this.retryAt = undefined;
      this.retried = now;
      this.sendAgain();
    } else if (this.retryAt === undefined && now >= this.retried + FOUND_AFTER) {
      this.absentSince = undefined;
      this.tries = 0;
    }
    this.settle(now);
    this.slot(now);
  }

  private sendAgain(): void {
    const { line } = this;
    if (line?.quiet === true && line.answered) this.slots.sendAgain();
    else this.post(line?.unreceipted() ?? []);
  }

  private deliver(number: number, ciphertext: Bytes, now: number): void {
    const { line } = this;
    if (line === undefined) return;
    this.guard(now, () => {
      const message = line.receive(number, ciphertext);
      // Whose next to nothing is so large has the policy; ours may come later.
      const hushed = ciphertext.length === QUIET_BUCKET && message && !wantsReceipt(message);
      if (hushed === true) line.quiet = true;
      if (message?.type === 'receipt') this.receipted(line.receiptedUpto);
      else if (message !== undefined) this.owner.message(message, now);
      this.heard(now);
    });
    this.settle(now);
    this.slot(now);
  }

  /** The one frame of this slot. Never because of what a person does: only time and frames come here. */
  private slot(now: number): void {
    const { line } = this;
    if (line?.quiet !== true || !line.answered || !this.slots.beat.due(now)) return;
    if (!this.wire.up || this.retryAt !== undefined) return;
    // Real or empty: who has not answered anything for so long is not there.
    if (line.ahead > 0) this.unheardSince ??= now;
    this.guard(now, () => {
      const [message] = this.queue;
      const filled = this.slots.fill(line, message, now, this.random);
      if (filled === undefined) return;
      if (filled.said && message !== undefined) {
        this.queue.shift();
        this.sent.push({ number: filled.frame.number, message });
      }
      this.post([filled.frame]);
    });
  }

  private heard(now: number): void {
    this.unheardSince = this.sent.length > 0 || this.line?.quiet === true ? now : undefined;
  }

  private receipted(upto: number): void {
    const got = this.sent.filter(({ number }) => number < upto);
    this.sent = this.sent.filter(({ number }) => number >= upto);
    for (const { message } of got) this.owner.delivered(message);
  }

  /** Sends what has its turn now, and what is owed. */
  private settle(now: number): void {
    const { line } = this;
    if (line === undefined || line.quiet) return;
    this.guard(now, () => {
      for (;;) {
        const [message] = this.queue;
        if (message === undefined || this.line !== line || !line.answered || line.wantsRoom) break;
        const frames = line.send(message, now, this.random);
        this.queue.shift();
        this.sent.push({ number: line.next - 1, message });
        this.unheardSince ??= now;
        this.post(frames);
      }
      if (this.line === line) this.post(line.due(now, this.random));
    });
  }

  /** While a retry waits nothing overtakes it: the line keeps these frames and they go with it. */
  private post(frames: readonly Outgoing[]): void {
    const { line, opening, ref } = this;
    if (line === undefined || this.retryAt !== undefined) return;
    if (!line.answered && opening !== undefined) {
      const { w, frame } = opening;
      this.wire.send({ name: 'append', ref, w, number: 0, ciphertext: frame });
    }
    const w = line.write;
    if (w === undefined) return;
    for (const { number, frame } of frames) {
      this.wire.send({ name: 'append', ref, w, number, ciphertext: frame });
    }
  }

  private refused({ code, detail }: Refused, now: number): void {
    if (this.line === undefined || this.retryAt !== undefined) return;
    const first = this.line.unreceipted()[0];
    const hopeless = code === Refusal.gap && first !== undefined && detail < first.number;
    if (code === Refusal.absent || hopeless) this.absentSince ??= now;
    this.tries += 1;
    const wait = code === Refusal.slowDown ? detail : 0;
    this.retryAt = now + Math.max(wait, Math.min(LONGEST_RETRY, this.tries));
  }

  private guard(now: number, act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof LineBroken)) throw error;
      this.broke(error.reason, now);
    }
  }

  private broke(reason: BrokenReason, now: number): void {
    const { line } = this;
    if (line === undefined) return;
    if (line.role === 'responder' && line.write !== undefined) {
      // Without keys nothing can be said; noise in the place of the next frame breaks the line on
      // the other side too, so that the inviter hears of it and makes it again.
      const { write: w, next: number } = line;
      this.wire.send({ name: 'append', ref: this.ref, w, number, ciphertext: this.random(512) });
    }
    this.dropLine();
    this.owner.broken(reason, now);
  }

  private dropLine(): void {
    this.line?.destroy();
    if (this.box !== undefined) this.wire.close(this.box);
    this.line = this.box = this.opening = undefined;
    this.absentSince = this.unheardSince = this.retryAt = undefined;
    this.tries = 0;
  }
}

/** What is still true on another line; the rest is said anew there, or is over. */
function lasts({ type }: Sendable): boolean {
  return type !== 'typing' && type !== 'cover' && type !== 'contact' && type !== 'end';
}
