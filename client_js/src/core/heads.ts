/** Heads of documents that were seen: what a device remembers when it is locked. protocol.md 3.13. */

import { type Bytes, compare, hex } from './bytes.ts';
import { Kind } from './document_shapes.ts';
import { bin, list, row, type Shape, uint } from './shapes.ts';

/** The newest document of a kind, desk and authority that was believed. */
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

/** What a head is about: versions of one kind and desk are compared. */
export function headKey(kind: number, desk: Bytes): string {
  return `${kind} ${hex(desk)}`;
}

/** Where a head has its place: one for each kind, desk and authority behind it. */
export function authorityKey({ kind, desk, administrator, warrantCertificate }: HeadSeen): string {
  return `${headKey(kind, desk)} ${hex(administrator)} ${hex(warrantCertificate)}`;
}

/**
 * As many as may be kept, in order, the newest of a place last: before the next highest of any place
 * come the highest of all.
 */
export function fewest(heads: readonly HeadSeen[]): readonly HeadSeen[] {
  const ranks = new Map<string, number>();
  const ranked = [...heads]
    .sort((a, b) => b.version - a.version)
    .map((head) => {
      const place = headKey(head.kind, head.desk);
      const rank = ranks.get(place) ?? 0;
      ranks.set(place, rank + 1);
      return { rank, head };
    });
  return ranked
    .sort((a, b) => a.rank - b.rank || inOrder(a.head, b.head))
    .slice(0, HEADS_MOST)
    .map(({ head }) => head)
    .sort(inOrder);
}

function inOrder(a: HeadSeen, b: HeadSeen): number {
  return (
    a.kind - b.kind ||
    compare(a.desk, b.desk) ||
    a.version - b.version ||
    compare(a.hash, b.hash) ||
    compare(a.administrator, b.administrator) ||
    compare(a.warrantCertificate, b.warrantCertificate)
  );
}

/** Whether these can be the heads of one reader: each whole, none twice, the charter's among them. */
export function belongTogether(heads: readonly HeadSeen[]): boolean {
  const places = new Set(heads.map(authorityKey));
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
