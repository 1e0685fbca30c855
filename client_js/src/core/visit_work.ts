/** The relay's proof of work, in pieces so that a slow phone stays alive. protocol.md 10.6. */

import { type Bytes, u64 } from './bytes.ts';
import { worksFor } from './frames.ts';

/** More than this takes a phone minutes; the relay never needs it. */
export const BITS_MOST = 22;
const TRIES_AT_ONCE = 200;

export class Work {
  private readonly challenge: Bytes;
  private readonly bits: number;
  private readonly sealed: Bytes;
  private tried = 0;

  constructor(challenge: Bytes, bits: number, sealed: Bytes) {
    this.challenge = challenge;
    this.bits = bits;
    this.sealed = sealed;
  }

  /** One piece of the search; the answer, if it was found. */
  go(): Bytes | undefined {
    for (let i = 0; i < TRIES_AT_ONCE; i += 1) {
      const work = u64(this.tried);
      this.tried += 1;
      if (worksFor(this.challenge, this.sealed, work, this.bits)) return work;
    }
    return undefined;
  }
}
