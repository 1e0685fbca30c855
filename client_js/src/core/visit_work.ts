/** The relay's proof of work, in pieces so that a slow phone stays alive. protocol.md 10.6. */

import { type Bytes, u64 } from './bytes.ts';
import { workTester } from './frames.ts';

/** More than this takes a phone minutes; the relay asks for less (relay/limits.py). */
export const BITS_MOST = 24;
const TRIES_AT_ONCE = 2000;

export class Work {
  private readonly answers: (work: Bytes) => boolean;
  private tried = 0;

  constructor(challenge: Bytes, bits: number, sealed: Bytes) {
    this.answers = workTester(challenge, sealed, bits);
  }

  /** One piece of the search; the answer, if it was found. */
  go(): Bytes | undefined {
    for (let i = 0; i < TRIES_AT_ONCE; i += 1) {
      const work = u64(this.tried);
      this.tried += 1;
      if (this.answers(work)) return work;
    }
    return undefined;
  }
}
