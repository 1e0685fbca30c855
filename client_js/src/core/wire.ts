/**
 * What both machines share of the relay's frames: the way out, the answers by number, and the
 * mailboxes that this side reads. protocol.md 10. It survives the connection: `opened` opens every
 * mailbox again where it was left.
 */

import { type Bytes, wipe } from './bytes.ts';
import { type ClientFrame, decodeRelay, encodeClient, Refusal, type RelayFrame } from './frames.ts';

type Named<N extends RelayFrame['name']> = Extract<RelayFrame, { readonly name: N }>;
export type Refused = Named<'refused'>;
/** An answer to a question of ours, by its `ref`. */
export type Answer = Extract<RelayFrame, { readonly ref: number }>;
/** What is not an answer and concerns no mailbox. */
export type Event =
  | Exclude<RelayFrame, Answer | Named<'opened' | 'deliver' | 'taken' | 'place'>>
  | Refused;

/** Seconds until mailboxes for which there was no room are opened again. */
const FULL_PAUSE = 10;

export const Mode = { line: 0, inbox: 1, knock: 2 } as const;

/** Who reads a mailbox. */
export interface Reader {
  deliver(number: number, ciphertext: Bytes, now: number): void;
  /** The relay has opened it and expects this number next. */
  opened?(next: number, now: number): void;
  place?(ahead: number, serving: boolean): void;
  /** Somebody opened it again elsewhere. */
  taken?(now: number): void;
}

export interface Mailbox {
  readonly handle: number;
  readonly r: Bytes;
  readonly mode: number;
  readonly reader: Reader;
  /** The number that this side expects next. */
  next: number;
  acknowledged: number;
}

export class Wire {
  /** Whether there is a connection. */
  up = false;
  private out: Bytes[] = [];
  private last = 0;
  private readonly asked = new Map<number, (answer: Answer, now: number) => void>();
  private readonly listeners = new Map<number, (answer: Answer, now: number) => void>();
  private readonly boxes = new Map<number, Mailbox>();
  private reopenAt: number | undefined;

  opened(organisation: Bytes): void {
    this.lost();
    this.up = true;
    this.send({ name: 'join', version: 1, organisation });
  }

  lost(): void {
    this.up = false;
    this.out = [];
    this.asked.clear();
    this.reopenAt = undefined;
    for (const box of this.boxes.values()) box.acknowledged = box.next;
  }

  /** After `join`: the mailboxes, as they were left. */
  reopen(): void {
    for (const box of this.boxes.values()) this.sendOpen(box);
  }

  tick(now: number): void {
    if (this.reopenAt === undefined || now < this.reopenAt) return;
    this.reopenAt = undefined;
    this.reopen();
  }

  /** Sends now or never: what must survive the connection is sent again by its owner. */
  send(frame: ClientFrame): void {
    if (this.up) this.out.push(encodeClient(frame));
  }

  /** A question with one answer; where the connection is lost first, nobody is told. */
  ask(frame: (ref: number) => ClientFrame, then: (answer: Answer, now: number) => void): number {
    const ref = this.number();
    if (!this.up) return ref;
    this.asked.set(ref, then);
    this.send(frame(ref));
    return ref;
  }

  /** Whether that question is still without an answer. */
  waits(ref = 0): boolean {
    return this.asked.has(ref);
  }

  /** A `ref` for frames that may be answered late, often, or only when they are refused. */
  listen(then: (answer: Answer, now: number) => void): number {
    const ref = this.number();
    this.listeners.set(ref, then);
    return ref;
  }

  unlisten(ref: number): void {
    this.listeners.delete(ref);
  }

  open(r: Bytes, next: number, mode: number, reader: Reader): Mailbox {
    const box = { handle: this.number(), r, mode, reader, next, acknowledged: next };
    this.boxes.set(box.handle, box);
    this.sendOpen(box);
    return box;
  }

  /** The mailbox is destroyed, and so is the capability to read it. */
  close(box: Mailbox): void {
    if (!this.boxes.delete(box.handle)) return;
    this.send({ name: 'close', handle: box.handle });
    wipe(box.r);
  }

  /**
   * Takes a frame to whom it concerns; what concerns the whole machine is returned. Raises
   * Malformed before anything has changed.
   */
  received(raw: Bytes, now: number): Event | undefined {
    const frame = decodeRelay(raw);
    if (frame.name === 'refused' && frame.ref === 0) {
      // An `open` that came too fast, or while the relay had no room.
      const { code, detail } = frame;
      if (code === Refusal.slowDown) this.reopenAt = now + Math.max(1, detail);
      if (code === Refusal.full || code === Refusal.tooMany) this.reopenAt = now + FULL_PAUSE;
      return frame;
    }
    if ('ref' in frame) {
      this.answered(frame, now);
      return undefined;
    }
    if (frame.name === 'opened') this.boxes.get(frame.handle)?.reader.opened?.(frame.next, now);
    else if (frame.name === 'taken') this.takenOver(frame.handle, now);
    else if (frame.name === 'place') {
      this.boxes.get(frame.handle)?.reader.place?.(frame.ahead, frame.serving);
    } else if (frame.name === 'deliver') {
      this.delivered(frame.handle, frame.number, frame.ciphertext, now);
    } else return frame;
    return undefined;
  }

  /** The frames to send now; what was read in the meantime is acknowledged once. */
  drain(): readonly Bytes[] {
    for (const box of this.boxes.values()) {
      if (box.next === box.acknowledged) continue;
      box.acknowledged = box.next;
      this.send({ name: 'ack', handle: box.handle, upto: box.next });
    }
    const out = this.out;
    this.out = [];
    return out;
  }

  /** Closes and forgets everything; what was said before still leaves. */
  wipe(): void {
    for (const box of [...this.boxes.values()]) this.close(box);
    this.asked.clear();
    this.listeners.clear();
  }

  private number(): number {
    this.last += 1;
    return this.last;
  }

  private sendOpen({ handle, r, next, mode }: Mailbox): void {
    this.send({ name: 'open', handle, r, next, mode });
  }

  private answered(answer: Answer, now: number): void {
    const then = this.asked.get(answer.ref);
    this.asked.delete(answer.ref);
    (then ?? this.listeners.get(answer.ref))?.(answer, now);
  }

  private delivered(handle: number, number: number, ciphertext: Bytes, now: number): void {
    const box = this.boxes.get(handle);
    // What was seen already comes again after a reconnect.
    if (box === undefined || number < box.next) return;
    box.next = number + 1;
    box.reader.deliver(number, ciphertext, now);
  }

  private takenOver(handle: number, now: number): void {
    const box = this.boxes.get(handle);
    this.boxes.delete(handle);
    box?.reader.taken?.(now);
  }
}
