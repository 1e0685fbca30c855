/** Asks a relay for documents: of each kind one question at a time, and later where it says so. */

import { type Bytes, NONE } from './bytes.ts';
import { Kind } from './documents.ts';
import { Refusal } from './frames.ts';
import type { Answer, Wire } from './wire.ts';

/** The kinds that a relay serves. */
export type Served = 1 | 2 | 3 | 4 | 5;

export class Fetching<K extends Served> {
  private readonly wire: Wire;
  private readonly desk: Bytes;
  private readonly got: (kind: K, answer: Answer, now: number) => void;
  private readonly refs = new Map<K, number>();
  private readonly more = new Set<K>();
  private readonly again = new Map<K, number>();

  /** `got` is told every answer but "slow down", after which it is asked again. */
  constructor(wire: Wire, desk: Bytes, got: (kind: K, answer: Answer, now: number) => void) {
    this.wire = wire;
    this.desk = desk;
    this.got = got;
  }

  tick(now: number): void {
    for (const [kind, at] of [...this.again]) if (now >= at) this.get(kind);
  }

  /** A relay that cries "changed" without end gets no more than one question at a time. */
  get(kind: K): void {
    this.again.delete(kind);
    if (this.wire.waits(this.refs.get(kind))) {
      this.more.add(kind);
      return;
    }
    const desk = kind === Kind.charter || kind === Kind.roster ? NONE : this.desk;
    const ref = this.wire.ask(
      (ref) => ({ name: 'fetch', ref, kind, desk }),
      (answer, now) => this.answered(kind, answer, now),
    );
    this.refs.set(kind, ref);
  }

  private answered(kind: K, answer: Answer, now: number): void {
    const more = this.more.delete(kind);
    if (answer.name === 'refused' && answer.code === Refusal.slowDown) {
      this.again.set(kind, now + Math.max(1, answer.detail));
      return;
    }
    this.got(kind, answer, now);
    if (more) this.get(kind);
  }
}
