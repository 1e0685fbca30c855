/**
 * Where a device's keys lie between two unlockings: this browser's own storage, wrapped with a
 * secret from the vault, so that nothing in it can be read. protocol.md 11.1.
 *
 * Several tabs may share it, and storage has no locks: whoever writes first takes in what another
 * has written since, and whoever is told of a write adds what it lacks.
 */

import { type Bytes, hex, type Random, wipe } from '../core/bytes.ts';
import { VaultFault } from '../core/errors.ts';
import { type KeysContent, type KeysOwner, unwrapKeys, wrapKeys } from '../core/keyring_file.ts';
import { merge, tellsMore } from './merge.ts';

/** What is used of a browser's storage; asked for each time, because asking may already fail. */
export interface Shelf {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
}

export const browserShelf = (): Shelf => localStorage;

export type ShelfTrouble =
  | 'storage-empty'
  | 'storage-damaged'
  | 'storage-unreadable'
  | 'storage-unwritable';

const NAMED = 'noview-keys-';

/** The name under which a device's keys lie; it tells nothing but which device it is. */
export function shelfName(device: Bytes): string {
  return `${NAMED}${hex(device).slice(0, 16)}`;
}

/** Whether the keys of any device lie in this browser: of whom, no vault has said yet. */
export function keptHere(names: () => readonly string[] = () => Object.keys(localStorage)): boolean {
  try {
    return names().some((name) => name.startsWith(NAMED));
  } catch {
    return false; // forbidden: nothing will be found here either
  }
}

export function toBase64(bytes: Bytes): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Raises DOMException for what is no base64. */
export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
}

/** What lies there for a device (32 bytes), still wrapped; undefined where there is nothing of use. */
export function load(device: Bytes, shelf: () => Shelf = browserShelf): Bytes | undefined {
  try {
    const text = shelf().getItem(shelfName(device));
    return text === null ? undefined : fromBase64(text);
  } catch {
    return undefined; // forbidden, or not what we wrote: as if it were not there
  }
}

/** Whether it could be put there. */
export function store(device: Bytes, bytes: Bytes, shelf: () => Shelf = browserShelf): boolean {
  try {
    shelf().setItem(shelfName(device), toBase64(bytes));
    return true;
  } catch {
    return false;
  }
}

export class KeyShelf {
  readonly name: string;
  /** What a person is to be told; the last that happened. */
  trouble: ShelfTrouble | undefined;
  private readonly owner: KeysOwner;
  private readonly shelf: () => Shelf;
  private readonly random: Random;
  /** What this console put or found there last. */
  private last: string | undefined;
  private ours: KeysContent | undefined;

  constructor(owner: KeysOwner, random: Random, shelf: () => Shelf = browserShelf) {
    this.name = shelfName(owner.device);
    // A secret of its own: the machine wipes the vault's before its last changes come here.
    this.owner = { ...owner, storage: owner.storage.slice() };
    this.random = random;
    this.shelf = shelf;
  }

  /**
   * The keys that lie there, as a keyring takes them, together with those of a keys file, which is
   * then of no use. Raises VaultFault for a keys file that is damaged or another device's; nothing
   * has changed then.
   */
  load(file?: Bytes): Bytes | undefined {
    const given = file === undefined ? undefined : unwrapKeys(this.owner, file);
    const found = this.read();
    const all = given && found ? merge(found, given) : (given ?? found);
    this.ours = all;
    if (all === undefined) return undefined;
    const bytes = wrapKeys(this.owner, all, this.random);
    if (given !== undefined && (found === undefined || tellsMore(all, found))) this.write(bytes);
    if (given !== undefined && this.trouble === 'storage-empty') this.trouble = undefined;
    return bytes;
  }

  /** Puts a keyring's bytes there, with whatever another console has put there in the meantime. */
  keep(bytes: Bytes): void {
    const mine = unwrapKeys(this.owner, bytes);
    const text = this.get();
    const theirs = text === null || text === this.last ? undefined : this.open(text);
    const all = theirs === undefined ? mine : merge(mine, theirs);
    this.forget();
    this.ours = all;
    this.write(all === mine ? bytes : wrapKeys(this.owner, all, this.random));
  }

  /** Another console has written: what it did not know is added. */
  again(): void {
    const text = this.get();
    if (this.ours === undefined || text === this.last) return;
    this.last = text ?? undefined;
    const theirs = text === null ? undefined : this.open(text);
    const all = theirs === undefined ? this.ours : merge(this.ours, theirs);
    this.ours = all;
    if (theirs === undefined || tellsMore(all, theirs)) {
      this.write(wrapKeys(this.owner, all, this.random));
    }
  }

  /** After this nothing can be kept or opened. */
  wipe(): void {
    wipe(this.owner.storage);
    this.forget();
    this.last = undefined;
  }

  /** Our copies of the seeds. */
  private forget(): void {
    for (const { seed } of this.ours?.keys ?? []) wipe(seed);
    this.ours = undefined;
  }

  private read(): KeysContent | undefined {
    let text: string | null;
    try {
      text = this.shelf().getItem(this.name);
    } catch {
      // A browser may forbid its storage, by a setting or by failing; the work goes on without.
      this.trouble = 'storage-unreadable';
      return undefined;
    }
    this.last = text ?? undefined;
    if (text === null) {
      this.trouble = 'storage-empty';
      return undefined;
    }
    const found = this.open(text);
    if (found === undefined) this.trouble = 'storage-damaged';
    return found;
  }

  private get(): string | null {
    try {
      return this.shelf().getItem(this.name);
    } catch {
      return null; // said when writing fails, which comes next
    }
  }

  /** What a stored text holds; undefined for whatever this device did not write. */
  private open(text: string): KeysContent | undefined {
    try {
      return unwrapKeys(this.owner, fromBase64(text));
    } catch (error) {
      if (error instanceof VaultFault || error instanceof DOMException) return undefined;
      throw error;
    }
  }

  private write(bytes: Bytes): void {
    const text = toBase64(bytes);
    try {
      this.shelf().setItem(this.name, text);
      this.last = text;
      if (this.trouble === 'storage-unwritable') this.trouble = undefined;
    } catch {
      // Full or forbidden: the keys live on in this page only, and that is said.
      if (this.trouble !== 'storage-unreadable') this.trouble = 'storage-unwritable';
    }
  }
}
