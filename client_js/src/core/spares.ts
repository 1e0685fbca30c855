/**
 * The spare rows of a roster stand for nobody, so that nobody can count the devices. They are derived
 * from the administrator's own secret: so an administrator knows their own, and never takes the row
 * of a device for one because a directory does not tell of it. protocol.md 3.15.
 */

import { type Bytes, hex, u64 } from './bytes.ts';
import { label } from './labels.ts';
import { digest } from './primitives.ts';

/** No more than these are looked for. */
export const SPARES_MOST = 4096;

export function spareRow(organisation: Bytes, officeSeed: Bytes, place: number): Bytes {
  return digest(label.spareRow, organisation, officeSeed, u64(place));
}

/** One administrator's own, all of them. */
export class Spares {
  private readonly rows: readonly Bytes[];
  private readonly places: ReadonlyMap<string, number>;

  constructor(organisation: Bytes, officeSeed: Bytes) {
    this.rows = Array.from({ length: SPARES_MOST }, (_, place) =>
      spareRow(organisation, officeSeed, place),
    );
    this.places = new Map(this.rows.map((row, place) => [hex(row), place]));
  }

  /** Its number; undefined for what is none of ours, and may be a device. */
  placeOf(certificateHash: Bytes): number | undefined {
    return this.places.get(hex(certificateHash));
  }

  /**
   * So many that are not in `there`, the rows of the roster before and of the next. Later ones come
   * first: a row that comes back tells that it was nobody's. `before`: where to begin if none is there.
   */
  fresh(count: number, there: readonly Bytes[], before: number): readonly Bytes[] {
    const taken = new Set(there.map((row) => hex(row)));
    const places = there.flatMap((row) => this.placeOf(row) ?? []);
    const first = places.length > 0 ? Math.max(...places) + 1 : before;
    const ordered = [...this.rows.slice(first), ...this.rows.slice(0, first)];
    return ordered.filter((row) => !taken.has(hex(row))).slice(0, count);
  }
}
