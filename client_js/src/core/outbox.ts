/** The frames that the other side has not receipted, kept as bytes. protocol.md 6.4. */

import type { Bytes } from './bytes.ts';
import { LocalFault } from './errors.ts';

/** A frame to append: its number in the mailbox, and its bytes. */
export interface Outgoing {
  readonly number: number;
  readonly frame: Bytes;
}

export const OUTBOX_MOST = 256;
/**
 * Places that only receipts and refreshes may take. Without them, two sides that both filled
 * their outboxes while apart could never tell each other that anything arrived.
 */
export const OUTBOX_RESERVED = 16;

export class Outbox {
  private frames: Outgoing[] = [];
  private upto = 0;

  get receiptedUpto(): number {
    return this.upto;
  }

  /** Room for a message and the refresh that may go ahead of it. */
  get roomToSend(): boolean {
    return this.frames.length + 2 <= OUTBOX_MOST - OUTBOX_RESERVED;
  }

  get roomForDues(): boolean {
    return this.frames.length + 2 <= OUTBOX_MOST;
  }

  keep(outgoing: Outgoing): void {
    if (this.frames.length >= OUTBOX_MOST) throw new LocalFault('outbox-full');
    this.frames.push(outgoing);
  }

  receipt(upto: number): void {
    if (upto <= this.upto) return;
    this.upto = upto;
    this.frames = this.frames.filter((outgoing) => outgoing.number >= upto);
  }

  kept(): readonly Outgoing[] {
    return [...this.frames];
  }

  clear(): void {
    this.frames = [];
  }
}
