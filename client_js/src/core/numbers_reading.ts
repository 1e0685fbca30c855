/** What comes of drops that were collected: each is counted once, or said why not. protocol.md 15.9. */

import { type Bytes, hex } from './bytes.ts';
import { NotOpened } from './errors.ts';
import { isTaken, type Named } from './ledger.ts';
import { type DropPlace, dropName, openStaffDrop } from './numbers_drop.ts';

export interface ReadingSetting {
  readonly place: DropPlace;
  /** Of the statistics vault, each tried. */
  readonly seeds: readonly Bytes[];
  /** Of the handbook: the newest and those before that may still be on their way. */
  readonly secrets: readonly Bytes[];
  /** Names in hex that were counted before. */
  readonly before: ReadonlySet<string>;
  /** Days since 1970. */
  readonly today: number;
}

export class Reading {
  /** To be counted. */
  readonly taken: Named[] = [];
  /** Counted before: the relay is told again to forget them. */
  readonly again: Bytes[] = [];
  /** Survivors' answers and the like, which are somebody else's to count: they stay. */
  others = 0;
  /** What opens with no key here. */
  closed = 0;
  /** What claims to be staff's and does not prove it. */
  forged = 0;
  /** Of a day that is not taken any more, or not yet. */
  late = 0;
  private readonly setting: ReadingSetting;
  private readonly seen = new Set<string>();

  constructor(setting: ReadingSetting) {
    this.setting = setting;
  }

  /** One drop; takes some milliseconds. */
  take(sealed: Bytes): void {
    const { place, seeds, secrets, before, today } = this.setting;
    const name = dropName(sealed);
    const known = hex(name);
    if (this.seen.has(known)) return;
    this.seen.add(known);
    if (before.has(known)) {
      this.again.push(name);
      return;
    }
    let drop;
    try {
      drop = openStaffDrop(place, seeds, secrets, sealed);
    } catch (error) {
      if (!(error instanceof NotOpened)) throw error;
      this.closed += 1;
      return;
    }
    if (drop === 'other') this.others += 1;
    else if (drop === 'forged') this.forged += 1;
    else if (!isTaken(drop.day, today)) this.late += 1;
    else this.taken.push({ name, drop });
  }

  /** What the relay may forget once the sums are kept. */
  get forget(): readonly Bytes[] {
    return [...this.taken.map(({ name }) => name), ...this.again];
  }
}
