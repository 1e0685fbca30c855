/** What a conversation shows, in order, with what is known about each text's delivery. */

import type { Note } from './views.ts';

/** After this many seconds without a receipt a text is shown as not delivered; it may still be. */
const PATIENCE = 30;
/** Stands among the readers of a text that nobody could be sent yet. */
export const NOBODY_YET = -1;

export interface Line {
  readonly note: Omit<Note, 'delivery'>;
  /** Place in the transcript; between two places for what has none; at the end while unknown. */
  order: number;
  readonly since: number;
  /** Who was sent this and has not receipted it. */
  readonly readers: Set<number>;
  delivered: boolean;
}

type What = Pick<Note, 'kind' | 'from' | 'alias' | 'text' | 'mine' | 'passedOn'>;

export class Notes {
  protected lines: Line[] = [];
  private made = 0;
  private top = 0;

  /** Adds a text: `order` is its place, or Infinity where the center has not placed it yet. */
  text(what: What, order: number, now: number, readers: readonly number[] = []): string {
    if (order !== Infinity) this.top = Math.max(this.top, order);
    return this.add(what, order, now, readers);
  }

  /** Adds what happened just now: somebody came, something is missing. */
  event(kind: Note['kind'], from: number, alias: string, now: number): void {
    const what = { kind, from, alias, text: '', mine: false, passedOn: false };
    this.add(what, this.top + 0.5, now, []);
  }

  private add(what: What, order: number, now: number, readers: readonly number[]): string {
    this.made += 1;
    const note = { key: `n${this.made}`, ...what };
    this.lines.push({ note, order, since: now, readers: new Set(readers), delivered: false });
    return note.key;
  }

  place(key: string, order: number): void {
    this.top = Math.max(this.top, order);
    for (const line of this.lines) if (line.note.key === key) line.order = order;
  }

  /** Sends a text on to others: it is delivered when they all have it. */
  sentTo(key: string, readers: readonly number[]): void {
    for (const { note, readers: all } of this.lines) {
      if (note.key !== key) continue;
      all.delete(NOBODY_YET);
      for (const reader of readers) all.add(reader);
    }
  }

  delivered(key: string, reader: number): void {
    for (const line of this.lines) {
      if (line.note.key === key && line.readers.delete(reader)) line.delivered = true;
    }
  }

  /** Nothing more is expected from this reader. */
  gone(reader: number): void {
    for (const line of this.lines) line.readers.delete(reader);
  }

  remove(key: string): void {
    this.lines = this.lines.filter(({ note }) => note.key !== key);
  }

  /** Forgets every word. */
  clear(): void {
    this.lines = [];
  }

  view(now: number): readonly Note[] {
    const sorted = [...this.lines].sort((a, b) => (a.order === b.order ? 0 : a.order - b.order));
    return sorted.map((line) => ({ ...line.note, delivery: delivery(line, now) }));
  }
}

export function delivery(line: Line, now: number): Note['delivery'] {
  if (!line.note.mine) return 'received';
  if (line.readers.has(NOBODY_YET)) return 'sending';
  if (line.readers.size === 0) return line.delivered ? 'delivered' : 'not-delivered';
  return now - line.since > PATIENCE ? 'not-delivered' : 'sending';
}
