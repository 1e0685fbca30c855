/**
 * The notes of a console, which has many talks with many words: what has not changed since the last
 * look is the same list again, and in a list that grew each note is the same one, so that no screen
 * draws it anew. A word that comes is put to the end, whatever stands before it.
 */

import { delivery, type Line, Notes } from './notes.ts';
import type { Note } from './views.ts';

export class KeptNotes extends Notes {
  /** In order; undefined where more happened than that something came after all else. */
  private kept: readonly Note[] | undefined = [];
  /** The lines that stand in it, and the order of the last. */
  private count = 0;
  private end = -Infinity;
  /** Whether it is shown that something is on its way: by time alone it may come to be called lost. */
  private sending = false;
  private readonly drawn = new WeakMap<Line, Note>();

  override place(...given: Parameters<Notes['place']>): void {
    this.kept = undefined;
    super.place(...given);
  }

  override sentTo(...given: Parameters<Notes['sentTo']>): void {
    this.kept = undefined;
    super.sentTo(...given);
  }

  override delivered(...given: Parameters<Notes['delivered']>): void {
    this.kept = undefined;
    super.delivered(...given);
  }

  override gone(...given: Parameters<Notes['gone']>): void {
    this.kept = undefined;
    super.gone(...given);
  }

  override remove(...given: Parameters<Notes['remove']>): void {
    this.kept = undefined;
    super.remove(...given);
  }

  override clear(): void {
    this.kept = undefined;
    super.clear();
  }

  override view(now: number): readonly Note[] {
    const { kept, lines, sending } = this;
    if (kept === undefined || sending) return this.all(now);
    if (lines.length === this.count) return kept;
    const fresh = lines.slice(this.count);
    const orders = [this.end, ...fresh.map(({ order }) => order)];
    if (orders.some((order, at) => order < (orders[at - 1] ?? order))) return this.all(now);
    return this.keep(kept, fresh, now);
  }

  private all(now: number): readonly Note[] {
    const sorted = [...this.lines].sort((a, b) => (a.order === b.order ? 0 : a.order - b.order));
    this.end = -Infinity;
    return this.keep([], sorted, now);
  }

  /** Puts these after those of before, of which none is on its way. */
  private keep(before: readonly Note[], lines: readonly Line[], now: number): readonly Note[] {
    const notes = lines.map((line) => this.one(line, now));
    this.sending = notes.some((note) => note.delivery === 'sending');
    this.end = lines[lines.length - 1]?.order ?? this.end;
    this.count = this.lines.length;
    this.kept = [...before, ...notes];
    return this.kept;
  }

  /** As it was shown before, where nothing happened to it. */
  private one(line: Line, now: number): Note {
    const known = this.drawn.get(line);
    const found = delivery(line, now);
    if (known?.delivery === found) return known;
    const note = { ...line.note, delivery: found };
    this.drawn.set(line, note);
    return note;
  }
}
