/**
 * The notices that an administrator's browser has read: public documents, kept as they were signed, so
 * that there is a history of them. What comes out of the storage is believed no more than what a relay
 * serves; what cannot be kept or read is no history, and nothing else is lost.
 */

import { type Bytes, hex } from '../core/bytes.ts';
import { browserShelf, fromBase64, type Shelf, toBase64 } from './storage.ts';

/** So many of the newest, and no more letters than that: a storage has some five million. */
const MOST = 24;
const LETTERS_MOST = 1_000_000;

const nameOf = (organisation: Bytes, desk: Bytes): string =>
  `noview-notices-${hex(organisation).slice(0, 16)}-${hex(desk).slice(0, 8)}`;

export class NoticeShelf {
  private readonly name: string;
  private readonly shelf: () => Shelf;
  private last: Bytes | undefined;

  constructor(organisation: Bytes, desk: Bytes, shelf: () => Shelf = browserShelf) {
    this.name = nameOf(organisation, desk);
    this.shelf = shelf;
  }

  /** Oldest first. */
  load(): readonly Bytes[] {
    try {
      const text = this.shelf().getItem(this.name) ?? '';
      return text.split(' ').filter((one) => one !== '').slice(-MOST).map(fromBase64);
    } catch {
      return []; // forbidden, or not what we wrote: as if it were not there
    }
  }

  /**
   * Adds those that are not kept yet, oldest first; it writes only where there is such a one. What
   * lies there stays, whether its signer stands or not, and what another tab has kept meanwhile.
   */
  keep(editions: readonly { readonly raw: Bytes }[]): void {
    const last = editions[editions.length - 1]?.raw;
    if (last === undefined || last === this.last) return;
    this.last = last;
    const kept = this.load().map(toBase64);
    const more = editions.slice(-MOST).map(({ raw }) => toBase64(raw)).filter((text) => !kept.includes(text));
    if (more.length === 0) return;
    let letters = 0;
    const texts = [...kept, ...more].slice(-MOST).reverse();
    const fit = texts.filter((text) => (letters += text.length + 1) <= LETTERS_MOST).reverse();
    try {
      this.shelf().setItem(this.name, fit.join(' '));
    } catch {
      // Full or forbidden: the history is then that of this unlocking.
    }
  }
}
