/**
 * After a night without anybody the shift has run out, and nobody is on one. Whoever may start the
 * next reads in the last one's packet who the staff are, and nothing else of it is used.
 */

import type { Bytes } from './bytes.ts';
import { Kind } from './document_types.ts';
import { RemoteFault } from './errors.ts';
import { type Directory, openPacket } from './packet.ts';
import type { RememberingDocuments } from './remembered.ts';
import type { Answer, Wire } from './wire.ts';

/** Seconds between two questions. */
const ASK_EVERY = 60;

export interface BaseOwner {
  readonly desk: Bytes;
  readonly documents: RememberingDocuments;
  seeds(): readonly Bytes[];
  /** It was opened: nothing in it has been checked. */
  opened(directory: Directory, now: number): void;
  /** Whether the last shift is needed: none stands, and none was opened here. */
  wanted(now: number): boolean;
}

export class Base {
  /** Of the last shift, in words that nobody has checked. */
  directory: Directory | undefined;
  private readonly wire: Wire;
  private readonly owner: BaseOwner;
  private at = 0;

  constructor(wire: Wire, owner: BaseOwner) {
    this.wire = wire;
    this.owner = owner;
  }

  tick(now: number): void {
    if (this.directory !== undefined || !this.wire.up || now < this.at) return;
    if (!this.owner.wanted(now)) return;
    this.at = now + ASK_EVERY;
    const { desk } = this.owner;
    this.wire.ask(
      (ref) => ({ name: 'fetch', ref, kind: Kind.shift, desk }),
      (answer, at) => this.got(answer, at),
    );
  }

  private got(answer: Answer, now: number): void {
    if (answer.name !== 'document' || answer.kind !== Kind.shift) return;
    const [raw] = answer.envelopes;
    if (raw === undefined) return;
    const { documents, desk } = this.owner;
    try {
      documents.addShiftBase(raw, now);
      const shift = documents.shiftBase(desk);
      if (shift === undefined) return;
      this.directory = openPacket(shift, this.owner.seeds(), answer.packet).directory;
      this.owner.opened(this.directory, now);
    } catch (error) {
      // Too old, not for this device, or not what it says: an administrator can still start one.
      if (!(error instanceof RemoteFault)) throw error;
    }
  }
}
