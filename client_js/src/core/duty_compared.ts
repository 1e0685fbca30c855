/** How far two colleagues in one conversation have compared what they were told. protocol.md 16.5. */

import type { Range } from './told.ts';

/** Seconds for which a place may wait for its comparison; after that, nobody says that all agree. */
export const LATE = 80;
/** Marks that are kept, and seconds that share one. */
const MARKS_MOST = 32;
const MARK_FOR = 5;

/** Places up to `last` are there, the first of them since `at`. */
interface Mark {
  readonly last: number;
  readonly at: number;
}

export class Compared {
  /** Whatever was told from here on was told while both were there; undefined until something was. */
  private from: number | undefined;
  /** What both were told the same, without a gap. */
  private agreed: Range | undefined;
  /** From here on what is known has been offered for comparison, and was answered. */
  private lowest = Infinity;
  private marks: readonly Mark[] = [];

  /** `known`: what this side has been told before the two were there together. */
  constructor(known: Range | undefined) {
    if (known !== undefined) this.from = known.last + 1;
  }

  /** Something was told at this place. */
  told(place: number, now: number): void {
    this.from ??= place;
    this.mark(place, now);
  }

  /** There is something up to this place, by what was told here, or by what the colleague says. */
  mark(last: number, now: number): void {
    const newest = this.marks[this.marks.length - 1];
    if (last <= (newest?.last ?? this.agreed?.last ?? 0)) return;
    const shares = newest !== undefined && now - newest.at < MARK_FOR;
    const marks = shares ? this.marks.slice(0, -1) : this.marks;
    const all = [...marks, { last, at: shares ? newest.at : now }];
    // The oldest are taken together, which makes what they stand for older.
    const [first, second] = all;
    const many = all.length > MARKS_MOST && first !== undefined && second !== undefined;
    this.marks = many ? [{ last: second.last, at: first.at }, ...all.slice(2)] : all;
  }

  /** What comes next; all of it where something from before what was compared is known only now. */
  next(known: Range): Range {
    if (known.first < this.lowest) return known;
    return { first: Math.max(known.first, (this.agreed?.last ?? 0) + 1), last: known.last };
  }

  /** The colleague has answered to what was offered from this place on. */
  answered(first: number): void {
    this.lowest = Math.min(this.lowest, first);
  }

  /** A range with a gap before it says nothing of what stands in the gap. */
  agrees({ first, last }: Range): void {
    const { agreed } = this;
    if (agreed === undefined) this.agreed = { first, last };
    else if (first <= agreed.last + 1 && last >= agreed.first - 1) {
      this.agreed = { first: Math.min(first, agreed.first), last: Math.max(last, agreed.last) };
    }
    const upto = this.agreed?.last ?? 0;
    this.marks = this.marks.filter((mark) => mark.last > upto);
  }

  /** Whether nothing stays uncompared, of what can be `known` now, but what came a moment ago. */
  holds(known: Range | undefined, now: number): boolean {
    const { agreed, from } = this;
    // Where what was told begins anew, what stood before can never be compared.
    if (agreed === undefined || known === undefined || known.first > agreed.last + 1) return false;
    if (from !== undefined && agreed.first > from) return false;
    const [oldest] = this.marks;
    return oldest === undefined || now - oldest.at < LATE;
  }
}
