/**
 * Where the ledger lies between two openings: this browser's own storage, locked with a key from the
 * statistics vault. protocol.md 15.9.
 */

import { type Bytes, fromHex, hex, type Random } from '../../core/bytes.ts';
import { DamagedVault, LocalFault, RemoteFault, UnsupportedVault } from '../../core/errors.ts';
import { EMPTY_LEDGER, type Ledger } from '../../core/ledger.ts';
import { unwrapLedger, wrapLedger } from '../../core/ledger_file.ts';
import { merged } from '../../core/ledger_merged.ts';
import { browserShelf, fromBase64, type Shelf, toBase64 } from '../storage.ts';

const ID_LENGTH = 16;
/** So many that no key of ours opens lie aside; a browser's room is full before. */
const ASIDE_MOST = 8;

export interface Kept {
  /** This browser's own book (16 bytes). */
  readonly book: Bytes;
  readonly ledger: Ledger;
}

/**
 * `fresh`: nothing lies there yet. `unreadable`: something does that these seeds do not open.
 * `damaged`: no seed ever will, as it was changed, or is of another edition of this program.
 */
export type Loaded = Kept & { readonly found: 'kept' | 'fresh' | 'unreadable' | 'damaged' };

export class LedgerShelf {
  readonly name: string;
  private readonly organisation: Bytes;
  private readonly seeds: readonly Bytes[];
  private readonly random: Random;
  private readonly shelf: () => Shelf;

  /** `seeds`: oldest first; the newest one locks. */
  constructor(
    organisation: Bytes,
    seeds: readonly Bytes[],
    random: Random,
    shelf: () => Shelf = browserShelf,
  ) {
    this.name = `noview-numbers-${hex(organisation).slice(0, 16)}`;
    this.organisation = organisation;
    this.seeds = seeds;
    this.random = random;
    this.shelf = shelf;
  }

  load(): Loaded {
    const here = this.read(this.name);
    // What another vault had locked lies aside, and comes back with a vault that opens it.
    const aside = this.places.map((name) => this.read(name));
    const found = here === undefined ? 'fresh' : typeof here === 'object' ? 'kept' : here;
    const book = typeof here === 'object' ? here.book : this.random(ID_LENGTH);
    const ledgers = [here, ...aside].map((one) => (typeof one === 'object' ? one.ledger : EMPTY_LEDGER));
    return { book, ledger: ledgers.reduce(merged), found };
  }

  /** Whether it lies there now. */
  keep({ book, ledger }: Kept): boolean {
    try {
      const shelf = this.shelf();
      const before = shelf.getItem(this.name);
      if (before !== null && typeof this.read(this.name) !== 'object') {
        // What lies aside already is not written over.
        const free = this.places.find((name) => shelf.getItem(name) === null);
        if (free === undefined) return false;
        shelf.setItem(free, before);
      }
      const text = `${hex(book)}.${toBase64(this.locked(ledger))}`;
      shelf.setItem(this.name, text);
      return shelf.getItem(this.name) === text;
    } catch (error) {
      // Full or forbidden, or a ledger past its bounds.
      if (error instanceof DOMException || error instanceof LocalFault) return false;
      throw error;
    }
  }

  /** The file to save. Raises LocalFault past its bounds. */
  locked(ledger: Ledger): Bytes {
    const seed = this.seeds[this.seeds.length - 1];
    if (seed === undefined) throw new LocalFault('out-of-turn');
    return wrapLedger(ledger, this.organisation, seed, this.random);
  }

  /** What a saved file holds. Raises VaultFault. */
  open(raw: Bytes): Ledger {
    return unwrapLedger(raw, this.organisation, this.seeds);
  }

  private get places(): readonly string[] {
    return Array.from({ length: ASIDE_MOST }, (_, at) => `${this.name}-aside${at === 0 ? '' : `-${at + 1}`}`);
  }

  private read(name: string): Kept | 'unreadable' | 'damaged' | undefined {
    try {
      const text = this.shelf().getItem(name);
      if (text === null) return undefined;
      const [id = '', locked = ''] = text.split('.');
      const book = fromHex(id);
      if (book.length !== ID_LENGTH) return 'damaged';
      return { book, ledger: this.open(fromBase64(locked)) };
    } catch (error) {
      if (error instanceof DamagedVault || error instanceof UnsupportedVault) return 'damaged';
      // Forbidden, changed, or of seeds that are not here.
      if (error instanceof RemoteFault || error instanceof DOMException) return 'unreadable';
      throw error;
    }
  }
}
