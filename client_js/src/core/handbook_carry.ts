/**
 * Which handbook goes on from one shift to the next, and which one counts. protocol.md 17.2.
 *
 * Whoever makes a shift carries on what an administrator of this or an earlier charter has signed,
 * also where it has run out, so that it is not lost when somebody leaves: the next edition can be
 * made from it. It counts only while it is good.
 */

import type { Bytes } from './bytes.ts';
import { among } from './document_rules.ts';
import { charterForm, decodeEnvelope, decodePayload, inTime, Kind } from './documents.ts';
import { Untrusted } from './errors.ts';
import { type CheckedHandbook, type Handbook, onlyContent, readHandbook } from './handbook.ts';
import { type HandbookView, handbookView } from './handbook_view.ts';
import { nextVersion, VERSION_FAR } from './numbering.ts';
import type { RememberingDocuments } from './remembered.ts';

export interface KnownHandbook extends CheckedHandbook {
  /** By an administrator of the current charter, and in its time. */
  readonly good: boolean;
}

/**
 * The one to go on with: a good one before one that has run out, that before one of somebody who has
 * left; of each the highest version, and of the same version the one given first.
 */
export function bestHandbook(
  documents: RememberingDocuments,
  desk: Bytes,
  raws: readonly Bytes[],
  now: number,
): KnownHandbook | undefined {
  return knownHandbooks(documents, desk, raws, now)[0];
}

/** All of them that an administrator has ever signed, in that order. */
export function knownHandbooks(
  documents: RememberingDocuments,
  desk: Bytes,
  raws: readonly Bytes[],
  now: number,
): readonly KnownHandbook[] {
  const current = documents.charter?.payload.administratorKeys;
  if (current === undefined) return [];
  const found = raws.flatMap((raw) => {
    const here = trying(() => readHandbook(documents.organisation, desk, current, raw));
    if (here !== undefined) return [{ ...here, rank: inTime(here.payload, now) ? 2 : 1 }];
    if (raw.length === 0) return [];
    const once = everyAdministrator(documents);
    const past = trying(() => readHandbook(documents.organisation, desk, once, raw));
    return past === undefined ? [] : [{ ...past, rank: 0 }];
  });
  return found
    .sort((a, b) => b.rank - a.rank || b.payload.version - a.payload.version)
    .map(({ rank, ...one }) => ({ ...one, good: rank === 2 }));
}

/** The version of the next edition, after all that are known. protocol.md 3.15. */
export function nextEdition(known: readonly KnownHandbook[], seen: number, now: number): number {
  const versions = [seen, ...known.map(({ payload }) => payload.version)];
  const near = versions.filter((version) => version < VERSION_FAR);
  return nextVersion(Math.max(0, ...versions), Math.max(0, ...near), now);
}

/** Reads what was carried here, and looks at the same bytes only once. */
export class HandbookReader {
  private readonly desk: Bytes;
  private of: readonly unknown[] = [];
  private known: KnownHandbook | undefined;
  private shown: HandbookView | undefined;
  /** An administrator of the current charter signed it. */
  private stands = false;

  constructor(desk: Bytes) {
    this.desk = desk;
  }

  /** What stands in this envelope (or none), if it counts now. */
  current(documents: RememberingDocuments, raw: Bytes | undefined, now: number): Handbook | undefined {
    this.look(documents, raw);
    const payload = this.known?.payload;
    return this.stands && payload !== undefined && inTime(payload, now) ? payload : undefined;
  }

  view(documents: RememberingDocuments, raw: Bytes | undefined, now: number): HandbookView | undefined {
    return this.current(documents, raw, now) === undefined ? undefined : this.shown;
  }

  /** The same, also where it has run out or its administrator has left: to make the next from. */
  base(documents: RememberingDocuments, raw: Bytes | undefined): HandbookView | undefined {
    this.look(documents, raw);
    return this.shown;
  }

  private look(documents: RememberingDocuments, raw: Bytes | undefined): void {
    const charter = documents.charter?.payload;
    if (this.of[0] === raw && this.of[1] === charter) return;
    this.of = [raw, charter];
    this.known = raw && bestHandbook(documents, this.desk, [raw], 0);
    const { known } = this;
    this.shown = known && handbookView(onlyContent(known.payload), known.payload);
    this.stands =
      known !== undefined && among(charter?.administratorKeys ?? [], known.administrator);
  }
}

/** The administrator keys of this and every earlier charter. */
export function everyAdministrator(documents: RememberingDocuments): readonly Bytes[] {
  return documents.charters.flatMap((raw) => {
    const { payload } = decodeEnvelope(raw, Kind.charter);
    return [...decodePayload(charterForm, payload).administratorKeys];
  });
}

function trying(read: () => CheckedHandbook): CheckedHandbook | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Untrusted) return undefined;
    throw error;
  }
}
