/** What comes of drops that were collected: each is counted once, or said why not. protocol.md 15.9. */

import { type Bytes, compare, hex, type Random } from './bytes.ts';
import { NotOpened } from './errors.ts';
import { isTaken, type Named } from './ledger.ts';
import { type DropPlace, dropName, openDrop } from './numbers_drop.ts';
import {
  ANSWERS_LEAST,
  ANSWERS_MOST,
  sorted,
  type SurveyQuestion,
  WORDS_MOST,
  type Written,
} from './numbers_survey.ts';

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
  /** What the notice asks after the end; with none, survivors' answers stay. */
  readonly asked: readonly SurveyQuestion[];
  readonly random: Random;
}

export class Reading {
  /** To be counted. */
  taken: Named[] = [];
  /** Counted before: the relay is told again to forget them. */
  readonly again: Bytes[] = [];
  /** Of survivors: taken once there are enough of them. */
  private answered: (Named & { readonly written: readonly Written[] })[] = [];
  /** Answers for which there is no room now. */
  full = 0;
  /** Of a kind that is not known here: they stay. */
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
      drop = openDrop(place, seeds, secrets, sealed);
    } catch (error) {
      if (!(error instanceof NotOpened)) throw error;
      this.closed += 1;
      return;
    }
    if (drop === 'other') this.others += 1;
    else if (typeof drop === 'object' && drop.kind === 'survey' && this.setting.asked.length === 0) this.others += 1;
    else if (drop === 'forged') this.forged += 1;
    else if (!isTaken(drop.day, today)) this.late += 1;
    else if (drop.kind === 'survey') this.answer({ name, drop });
    else this.taken.push({ name, drop });
  }

  /** Survivors' answers that count now: none while there are fewer than five, which could be one person's. */
  get answers(): readonly Named[] {
    return this.answered.length < ANSWERS_LEAST ? [] : this.answered;
  }

  /** Answers that wait at the relay until there are enough. */
  get few(): number {
    return this.answered.length < ANSWERS_LEAST ? this.answered.length : 0;
  }

  /** Others have counted these meanwhile: they are nothing new here. */
  sift(counted: ReadonlySet<string>): void {
    const isNew = ({ name }: Named): boolean => !counted.has(hex(name));
    const known = [...this.taken, ...this.answered].filter((one) => !isNew(one));
    this.again.push(...known.map(({ name }) => name));
    this.taken = this.taken.filter(isNew);
    this.answered = this.answered.filter(isNew);
  }

  /**
   * What survivors wrote with these, in the order of ids, beside as many words that are `held` already.
   * Where there is no room for all, chance says for which, so that no flood comes first; choices count
   * in any case.
   */
  written(held: number): readonly Written[] {
    return this.words.slice(0, Math.max(0, WORDS_MOST - held));
  }

  /** Words for which there is no room. */
  unkept(held: number): number {
    return this.words.length - this.written(held).length;
  }

  /** What the relay may forget once the sums are kept. */
  get forget(): readonly Bytes[] {
    return [...this.taken, ...this.answers].map(({ name }) => name).concat(this.again);
  }

  private get words(): readonly Written[] {
    const all = this.few > 0 ? [] : this.answered.flatMap((one) => one.written);
    return all.sort((a, b) => compare(a.id, b.id));
  }

  private answer({ name, drop }: Named): void {
    const { asked, random } = this.setting;
    const sortedOut = sorted(drop, asked, random);
    const { written } = sortedOut;
    if (this.answered.length >= ANSWERS_MOST) this.full += 1;
    else this.answered.push({ name, drop: sortedOut.drop, written });
  }
}
