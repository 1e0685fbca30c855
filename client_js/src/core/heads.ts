/** Heads of documents that were seen: what a device remembers when it is locked. protocol.md 3.6. */

import type { Bytes } from './bytes.ts';
import { bin, list, row, type Shape, uint } from './shapes.ts';

/** The newest document of a kind (and desk) that was believed, and what its trust rests on. */
export interface HeadSeen {
  /** 1 charter, 2 roster, 3 notice, 4 shift, 5 state. */
  readonly kind: number;
  /** Empty for charter and roster. */
  readonly desk: Bytes;
  readonly version: number;
  /** Document hash. */
  readonly hash: Bytes;
  /** Key of the administrator behind it; empty for a charter. */
  readonly administrator: Bytes;
  /** The certificate behind its warrant; empty where there is none. */
  readonly warrantCertificate: Bytes;
}

const HEADS_MOST = 128;
const none32 = bin(0, 32);

export const HEADS: Shape<readonly HeadSeen[]> = list(
  row({
    kind: uint(5, 1),
    desk: bin(0, 16),
    version: uint(Number.MAX_SAFE_INTEGER, 1),
    hash: bin(32),
    administrator: none32,
    warrantCertificate: none32,
  }),
  HEADS_MOST,
);
