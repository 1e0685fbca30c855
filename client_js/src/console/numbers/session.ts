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
import { counted, countedNames, type Ledger, merged } from '../../core/ledger.ts';
import type { Signer } from '../../core/numbers_collect.ts';
import { type CsvWords, csvOf } from '../../core/numbers_csv.ts';
import { Reading } from '../../core/numbers_reading.ts';
import { type Question, telling } from '../../core/numbers_tables.ts';
import { type StatisticsVault, unlock } from '../../core/vault.ts';
import type { Problem } from '../../core/views.ts';
import type { Organisation } from '../../ui/organisation.ts';
import { fetchDrops, type Fetched, type FetchProblem, type Fetching } from './fetching.ts';
import { LedgerShelf } from './shelf.ts';

/** What a device on duty lends: who signs, and what proves drops. */
export interface Lent extends Signer {
  /** The handbook's secrets, the newest first. */
  readonly secrets: readonly Bytes[];
}

export type NumbersProblem = FetchProblem | 'no-warrant' | 'not-kept' | 'not-forgotten';

export interface Collected {
  readonly taken: number;
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
  readonly found: 'kept' | 'fresh' | 'unreadable';
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

  /** Takes what lies at the relay into the ledger, and lets the relay forget it. Once at a time. */
  async collect(progress: (done: number) => void): Promise<Collected | NumbersProblem> {
    const lent = this.setting.lend();
    if (lent === undefined || this.over || this.fetching !== undefined) return 'no-warrant';
    this.fetching = (this.setting.fetch ?? this.overSocket)(lent);
    try {
      const fetched = await this.fetching.done;
      return typeof fetched === 'string' ? fetched : await this.sum(fetched, lent, progress);
    } finally {
      this.fetching?.stop();
      this.fetching = undefined;
    }
  }

  /** Whole months as CSV; those that were not told before are now. Undefined where that is not kept. */
  tell(questions: readonly Question[], words: CsvWords): Bytes | undefined {
    this.again();
    const ledger = telling(this.ledger, questions, this.today);
    if (ledger.told.length > this.ledger.told.length && !this.keep(ledger)) return undefined;
    return csvOf(ledger.told, words);
  }

  /** The ledger as a file. */
  file(): Bytes {
    return this.shelf.locked(this.ledger);
  }

  /** Takes a saved ledger in; whether it was one that is to be opened here, and is kept. */
  take(raw: Bytes): 'taken' | 'foreign' | 'not-kept' {
    this.again();
    try {
      return this.keep(merged(this.ledger, this.shelf.open(raw))) ? 'taken' : 'not-kept';
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
    this.ledger = { books: [], told: [] };
  }

  private readonly overSocket = (lent: Lent): Fetching => {
    const { relay, fingerprint: organisation, desk } = this.setting.place;
    return fetchDrops(relay, { organisation, desk }, lent);
  };

  private async sum(
    fetched: Fetched,
    lent: Lent,
    progress: (done: number) => void,
  ): Promise<Collected | NumbersProblem> {
    const { fingerprint: organisation, desk } = this.setting.place;
    this.again();
    const { today, seeds } = this;
    const before = countedNames(this.ledger);
    const place = { organisation, desk };
    const reading = new Reading({ place, seeds, secrets: lent.secrets, before, today });
    for (const [at, sealed] of fetched.drops.entries()) {
      reading.take(sealed);
      if (at % AT_ONCE !== AT_ONCE - 1) continue;
      progress((at + 1) / fetched.drops.length);
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (this.over) return 'no-answer';
    }
    // The sums and names first: what the relay still has can never be counted twice then.
    const { taken, forget } = reading;
    if (taken.length > 0 && !this.keep(counted(this.ledger, this.book, taken, today))) {
      return 'not-kept';
    }
    if (!(await fetched.forget(forget))) return 'not-forgotten';
    const { again, others, closed, forged, late } = reading;
    return { taken: taken.length, again: again.length, others, closed, forged, late };
  }

  /** Another tab may have written since. */
  private again(): void {
    const { ledger, found } = this.shelf.load();
    if (found === 'kept') this.ledger = merged(this.ledger, ledger);
  }

  /** Nothing has changed where it cannot be kept. */
  private keep(ledger: Ledger): boolean {
    if (this.over || !this.shelf.keep({ book: this.book, ledger })) return false;
    this.ledger = ledger;
    return true;
  }
}
