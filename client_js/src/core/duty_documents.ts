/** The documents of a console, which also knows when it was shown others than it holds. */

import { type Bytes, equal, NONE } from './bytes.ts';
import type { CalledHead } from './call.ts';
import { Kind } from './document_types.ts';
import { Untrusted } from './errors.ts';
import { RememberingDocuments } from './remembered.ts';

/** A relay that serves what is older than what was seen, or another in its place. Attacks 3, 5. */
const SUSPECT: readonly string[] = ['rollback', 'fork'];

export class WatchedDocuments extends RememberingDocuments {
  private readonly suspect = new Set<Kind>();

  /** Whether the relay's last word on any kind contradicts what this device has seen. */
  get contradicted(): boolean {
    return this.suspect.size > 0;
  }

  override addCharters(raws: readonly Bytes[], now: number): boolean {
    return this.watch(Kind.charter, () => super.addCharters(raws, now));
  }

  override addRoster(raw: Bytes, now: number): boolean {
    return this.watch(Kind.roster, () => super.addRoster(raw, now));
  }

  override addShift(raw: Bytes, now: number): boolean {
    return this.watch(Kind.shift, () => super.addShift(raw, now));
  }

  private watch(kind: Kind, add: () => boolean): boolean {
    try {
      const news = add();
      this.suspect.delete(kind);
      return news;
    } catch (error) {
      if (error instanceof Untrusted && SUSPECT.includes(error.rule)) this.suspect.add(kind);
      throw error;
    }
  }
}

/** What a call says of what is believed here: charter, roster, and the shift of this desk. */
export function calledHeads(documents: WatchedDocuments, desk: Bytes): readonly CalledHead[] {
  const all = [
    { kind: Kind.charter, desk: NONE, held: documents.charter },
    { kind: Kind.roster, desk: NONE, held: documents.roster },
    { kind: Kind.shift, desk, held: documents.shift(desk) },
  ];
  return all.flatMap(({ held, ...head }) =>
    held === undefined ? [] : [{ ...head, version: held.payload.version, hash: held.hash }],
  );
}

export function sameHeads(one: readonly CalledHead[], other: readonly CalledHead[]): boolean {
  return (
    one.length === other.length &&
    one.every((head, at) => {
      const than = other[at];
      return than !== undefined && head.version === than.version && equal(head.hash, than.hash);
    })
  );
}
