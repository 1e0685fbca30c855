/**
 * Publishing documents one after another over /v1/publish, as a machine without a socket
 * (protocol.md 10): join, publish, and wait for `done` before the next.
 */

import './frames_staff.ts';
import type { Bytes } from './bytes.ts';
import { Refusal } from './frames.ts';
import type { Connection, Machine } from './views.ts';
import { type Answer, Wire } from './wire.ts';

/** A document to publish: its envelope, and with a shift its packet (else empty). */
export interface PublishItem {
  readonly envelope: Bytes;
  readonly packet: Bytes;
}

export interface PublishView {
  /** `clash`: somebody else has published a newer one in the meantime. */
  readonly stage: 'publishing' | 'done' | 'clash' | 'refused';
  readonly connection: Connection;
  /** How many the relay has taken. */
  readonly published: number;
  /** The relay's code where it has refused; 0 otherwise. */
  readonly code: number;
}

/** The codes by which a colleague was faster. */
const CLASHES: readonly number[] = [Refusal.oldVersion, Refusal.untrusted];
const PAUSE = 2;

export class Publisher implements Machine<PublishView, never> {
  private readonly wire = new Wire();
  private readonly organisation: Bytes;
  private readonly items: readonly PublishItem[];
  private connection: Connection = 'connecting';
  private published = 0;
  private code = 0;
  private again: number | undefined;

  /** In the order in which one rests on the other. */
  constructor(organisation: Bytes, items: readonly PublishItem[]) {
    this.organisation = organisation;
    this.items = items;
  }

  opened(): void {
    this.connection = 'connected';
    this.wire.opened(this.organisation);
    this.next();
  }

  /** What was not answered is published again: the relay takes the same document twice. */
  lost(): void {
    this.connection = 'lost';
    this.again = undefined;
    this.wire.lost();
  }

  frame(raw: Bytes, now: number): void {
    const event = this.wire.received(raw, now);
    if (event?.name === 'refused') this.refused(event.code, event.detail, now);
  }

  tick(now: number): void {
    if (this.again === undefined || now < this.again) return;
    this.again = undefined;
    this.next();
  }

  act(): void {}

  drain(): readonly Bytes[] {
    return this.wire.drain();
  }

  view(): PublishView {
    const { connection, published, code } = this;
    return { stage: this.stage, connection, published, code };
  }

  wants(): 'socket' | 'none' {
    return this.stage === 'publishing' ? 'socket' : 'none';
  }

  private get stage(): PublishView['stage'] {
    if (this.code !== 0) return CLASHES.includes(this.code) ? 'clash' : 'refused';
    return this.published === this.items.length ? 'done' : 'publishing';
  }

  private next(): void {
    const item = this.items[this.published];
    if (item === undefined || this.code !== 0) return;
    this.wire.ask(
      (ref) => ({ name: 'publish', ref, ...item }),
      (answer, now) => this.answered(answer, now),
    );
  }

  private answered(answer: Answer, now: number): void {
    if (answer.name === 'refused') return this.refused(answer.code, answer.detail, now);
    if (answer.name !== 'done') return;
    this.published += 1;
    this.next();
  }

  private refused(code: number, detail: number, now: number): void {
    if (code === Refusal.slowDown) this.again = now + Math.max(PAUSE, detail);
    else this.code = code;
  }
}
