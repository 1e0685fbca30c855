/** Heads of documents that were seen: what a device remembers when it is locked. protocol.md 3.13. */

import { type Bytes, hex } from './bytes.ts';
import { Kind } from './document_shapes.ts';
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

/** Where a head has its place: one for each kind and desk. */
export function headKey(kind: number, desk: Bytes): string {
  return `${kind} ${hex(desk)}`;
}

/** Whether these can be the heads of one reader: each whole, none twice, the charter's among them. */
export function belongTogether(heads: readonly HeadSeen[]): boolean {
  const places = new Set(heads.map(({ kind, desk }) => headKey(kind, desk)));
  const charter = heads.length === 0 || heads.some(({ kind }) => kind === Kind.charter);
  return charter && places.size === heads.length && heads.every(whole);
}

function whole({ kind, desk, administrator, warrantCertificate }: HeadSeen): boolean {
  const ofAll = kind === Kind.charter || kind === Kind.roster;
  const by = kind === Kind.charter ? 0 : 32;
  const warranted = kind === Kind.shift || kind === Kind.state;
  return (
    desk.length === (ofAll ? 0 : 16) &&
    administrator.length === by &&
    (warranted || warrantCertificate.length === 0)
  );
}
