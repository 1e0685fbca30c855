/**
 * The numbers at work: a statistics vault that is open, its ledger, and what a person does with them.
 * Everything is forgotten when it is left.
 */

import { type Bytes, equal, type Random, wipe } from '../../core/bytes.ts';
import {
  DamagedVault,
  ForeignVault,
  UnsupportedVault,
  VaultFault,
  WrongPassphrase,
} from '../../core/errors.ts';
import { bookOf, counted, countedNames, EMPTY_LEDGER, type Ledger } from '../../core/ledger.ts';
import { countedTwice, merged, released, without, writtenIn } from '../../core/ledger_merged.ts';
import type { Signer } from '../../core/numbers_collect.ts';
import { type CsvWords, csvOf } from '../../core/numbers_csv.ts';
import { Reading } from '../../core/numbers_reading.ts';
import type { SurveyQuestion } from '../../core/numbers_survey.ts';
import { freshMonths, type Question, telling } from '../../core/numbers_tables.ts';
import { type StatisticsVault, unlock } from '../../core/vault.ts';
import type { Problem } from '../../core/views.ts';
import type { Organisation } from '../../ui/organisation.ts';
import { fetchDrops, type Fetched, type FetchProblem, type Fetching } from './fetching.ts';
import { LedgerShelf, type Loaded } from './shelf.ts';

/** What a device on duty lends: who signs, and what proves drops. */
export interface Lent extends Signer {
  /** The handbook's secrets, the newest first. */
  readonly secrets: readonly Bytes[];
  /** Who collects, for whoever opens the numbers later. */
  readonly alias: string;
  /** Seconds since 1970: when the newest shift or roster was made, by somebody else's clock or this one's. */
  readonly made: number;
}

export type NumbersProblem = FetchProblem | 'no-warrant' | 'not-kept' | 'not-forgotten';

export interface Collected {
  /** What staff told. */
  readonly taken: number;
  /** What survivors answered; how many answers wait until there are enough, or for room. */
  readonly answers: number;
  readonly few: number;
  readonly full: number;
  /** Words for which there was no room; what was chosen beside them counts. */
  readonly unkept: number;
  readonly again: number;
  readonly others: number;
  readonly closed: number;
  readonly forged: number;
  readonly late: number;
}

/** Drops that are opened before the page may paint again. */
const AT_ONCE = 4;
const DAY = 86_400;

export type Place = Pick<Organisation, 'fingerprint' | 'desk' | 'relay'>;

export interface SessionSetting {
  readonly place: Place;
  readonly vault: StatisticsVault;
  /** Undefined where this device may not collect. */
  readonly lend: () => Lent | undefined;
  readonly random: Random;
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly shelf?: LedgerShelf;
  readonly fetch?: (lent: Lent) => Fetching;
}

/** Opens a vault of this organisation's statistics, or says why not. */
export async function openStatistics(
  place: Place,
  raw: Bytes,
  passphrase: string,
  progress: (done: number) => void,
): Promise<StatisticsVault | Problem> {
  try {
    const content = await unlock(raw, passphrase, progress);
    const ours = content.kind === 'statistics' && equal(content.organisation, place.fingerprint);
    return ours ? content : 'foreign-vault';
  } catch (error) {
    if (error instanceof WrongPassphrase) return 'wrong-passphrase';
    if (error instanceof DamagedVault) return 'damaged-vault';
    if (error instanceof ForeignVault || error instanceof UnsupportedVault) return 'foreign-vault';
    throw error;
  }
}

export class NumbersSession {
  ledger: Ledger;
  /** What lay in this browser's storage. */
  readonly found: Loaded['found'];
  private readonly setting: SessionSetting;
  private readonly shelf: LedgerShelf;
  private readonly book: Bytes;
  private readonly seeds: readonly Bytes[];
  private fetching: Fetching | undefined;
  private over = false;

  constructor(setting: SessionSetting) {
    this.setting = setting;
    this.seeds = setting.vault.seeds.map(({ seed }) => seed);
    const { fingerprint } = setting.place;
    this.shelf = setting.shelf ?? new LedgerShelf(fingerprint, this.seeds, setting.random);
    const { book, ledger, found } = this.shelf.load();
    this.book = book;
    this.ledger = ledger;
    this.found = found;
  }

  get today(): number {
    return Math.floor(this.setting.now() / DAY);
  }

  /**
   * Takes what lies at the relay into the ledger, and lets the relay forget it. Once at a time. Where
   * it is not known yet what the notice asks, survivors' answers stay.
   */
  async collect(
    asked: readonly SurveyQuestion[] | undefined,
    progress: (done: number) => void,
  ): Promise<Collected | NumbersProblem> {
    const lent = this.setting.lend();
    if (lent === undefined || this.over || this.fetching !== undefined) return 'no-warrant';
    this.fetching = (this.setting.fetch ?? this.overSocket)(lent);
    try {
      const fetched = await this.fetching.done;
      return typeof fetched === 'string' ? fetched : await this.sum(fetched, lent, asked, progress);
    } finally {
      this.fetching?.stop();
      this.fetching = undefined;
    }
  }

  /** Tells the months that are complete and were not told before; whether that is kept. */
  tell(questions: readonly Question[]): boolean {
    this.again();
    if (freshMonths(this.ledger, questions).length === 0) return true;
    return this.keep(telling(this.ledger, questions));
  }

  /** What was told, as CSV. */
  csv(words: CsvWords): Bytes {
    return csvOf(this.ledger.told, words);
  }

  /** What survivors wrote under these ids is gone for good; whether that is kept. */
  delete(ids: readonly Bytes[]): boolean {
    this.again();
    return this.keep(without(this.ledger, ids));
  }

  /** The ledger as a file. */
  file(): Bytes {
    return this.shelf.locked(this.ledger);
  }

  /**
   * Takes a saved ledger in; whether it was one that is to be opened here, and is kept. Nothing has
   * changed where both have counted some of the same drops: these would count twice; nor while drops
   * are being read, which may be the same ones.
   */
  take(raw: Bytes): 'taken' | 'foreign' | 'not-kept' | 'twice' | 'busy' {
    if (this.fetching !== undefined) return 'busy';
    this.again();
    try {
      const both = merged(this.ledger, this.shelf.open(raw));
      if (countedTwice(both) > countedTwice(this.ledger)) return 'twice';
      return this.keep(both) ? 'taken' : 'not-kept';
    } catch (error) {
      if (error instanceof VaultFault) return 'foreign';
      throw error;
    }
  }

  /** After this nothing can be opened. */
  lock(): void {
    this.over = true;
    this.fetching?.stop();
    wipe(...this.seeds);
    this.ledger = EMPTY_LEDGER;
  }

  private readonly overSocket = (lent: Lent): Fetching => {
    const { relay, fingerprint: organisation, desk } = this.setting.place;
    return fetchDrops(relay, { organisation, desk }, lent);
  };

  private async sum(
    fetched: Fetched,
    lent: Lent,
    notice: readonly SurveyQuestion[] | undefined,
    progress: (done: number) => void,
  ): Promise<Collected | NumbersProblem> {
    const asked = notice ?? [];
    const { place: at, random } = this.setting;
    const place = { organisation: at.fingerprint, desk: at.desk };
    this.again();
    const { today, seeds } = this;
    const { secrets, alias: by } = lent;
    const before = countedNames(this.ledger);
    const reading = new Reading({ place, seeds, secrets, before, today, asked, random });
    for (const [number, sealed] of fetched.drops.entries()) {
      reading.take(sealed);
      if (number % AT_ONCE !== AT_ONCE - 1) continue;
      progress((number + 1) / fetched.drops.length);
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (this.over) return 'no-answer';
    }
    // Another tab may have counted some of it, or deleted words, while this one read. From here on to
    // the keeping nothing else has its turn.
    this.again();
    reading.sift(countedNames(this.ledger));
    const held = writtenIn(this.ledger).length;
    const { taken, answers, forget, again, few, full, others, closed, forged, late } = reading;
    const [drops, written, unkept] = [[...taken, ...answers], reading.written(held), reading.unkept(held)];
    // What staff counted looks forged where no secret is at hand yet: then it was not all.
    const isAll = full === 0 && notice !== undefined && (secrets.length > 0 || forged === 0);
    const sure = isAll && isConfirmed(today, lent.made) ? today : 0;
    const ledger = counted(this.ledger, this.book, { by, today, sure, drops, written });
    const isNews = drops.length > 0 || sure > bookOf(this.ledger, this.book).sure;
    // The sums and names first: what the relay still has can never be counted twice then.
    if (isNews && !this.keep(ledger)) return 'not-kept';
    if (!(await fetched.forget(forget))) return 'not-forgotten';
    const stay = { few, full, unkept, others, closed, forged, late };
    return { taken: taken.length, answers: answers.length, again: again.length, ...stay };
  }

  /** Another tab may have written since. */
  private again(): void {
    const { ledger, found } = this.shelf.load();
    if (found === 'kept') this.ledger = merged(this.ledger, ledger);
  }

  /** Nothing has changed where it cannot be kept. */
  private keep(ledger: Ledger): boolean {
    const next = released(ledger);
    if (this.over || !this.shelf.keep({ book: this.book, ledger: next })) return false;
    this.ledger = next;
    return true;
  }
}

/** Whether documents that were made then say the same day as this clock: no shift is longer than a day. */
function isConfirmed(today: number, made: number): boolean {
  const day = Math.floor(made / DAY);
  return day === today || day === today - 1;
}
