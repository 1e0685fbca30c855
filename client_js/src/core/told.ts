/**
 * What a point was told, place by place, so that two consoles in one conversation can compare it.
 * protocol.md 16.5. Only what follows without a gap, by authors who are known, can be compared.
 */

import type { Bytes } from './bytes.ts';
import { start, step } from './transcript.ts';

export interface Range {
  readonly first: number;
  readonly last: number;
}

interface Entry {
  readonly author: Bytes;
  readonly text: string;
}

/** Places that are kept to be compared; what two have compared is not needed again. */
const KEPT_MOST = 4096;

export class Told {
  private first = 1;
  private entries: Entry[] = [];
  private earlierFirst = 0;
  private earlier: Entry[] = [];

  /** `author` is a certificate hash, empty for the center, undefined where nobody said who. */
  add(place: number, author: Bytes | undefined, text: string): void {
    const follows = place === this.first + this.entries.length;
    if (!follows || author === undefined) this.entries = [];
    if (this.entries.length === 0) this.first = author === undefined ? place + 1 : place;
    if (author === undefined) return;
    this.entries.push({ author, text });
    const over = this.entries.length - KEPT_MOST;
    if (over > 0) {
      this.entries = this.entries.slice(over);
      this.first += over;
    }
  }

  /** What was said before the first of these, told afterwards, in order: counts once it is whole. */
  before(place: number, author: Bytes | undefined, text: string): void {
    const follows = place === this.earlierFirst + this.earlier.length;
    if (!follows || author === undefined) this.earlier = [];
    if (author === undefined) return;
    if (this.earlier.length === 0) this.earlierFirst = place;
    this.earlier.push({ author, text });
    if (place + 1 !== this.first || this.entries.length === 0) return;
    const end = this.first + this.entries.length;
    this.entries = [...this.earlier, ...this.entries].slice(-KEPT_MOST);
    this.first = end - this.entries.length;
    this.earlier = [];
  }

  /** What can be compared; undefined for nothing. */
  get range(): Range | undefined {
    const { first, entries } = this;
    return entries.length === 0 ? undefined : { first, last: first + entries.length - 1 };
  }

  /** Undefined where not all of it is known. */
  hash(organisation: Bytes, { first, last }: Range): Bytes | undefined {
    const known = this.range;
    if (known === undefined || first < known.first || last > known.last) return undefined;
    let hash = start(organisation);
    for (let place = first; place <= last; place += 1) {
      const entry = this.entries[place - this.first];
      if (entry === undefined) return undefined;
      hash = step(hash, place, entry.author, entry.text);
    }
    return hash;
  }

  clear(): void {
    this.entries = [];
    this.earlier = [];
  }
}
