/**
 * The notes of a console, which has many talks with many words: what has not changed since the last
 * look is the same list again, so that no screen draws it anew.
 */

import { Notes } from './notes.ts';
import type { Note } from './views.ts';

export class KeptNotes extends Notes {
  private kept: readonly Note[] | undefined;

  override text(...given: Parameters<Notes['text']>): string {
    this.kept = undefined;
    return super.text(...given);
  }

  override event(...given: Parameters<Notes['event']>): void {
    this.kept = undefined;
    super.event(...given);
  }

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
    if (this.kept !== undefined) return this.kept;
    const fresh = super.view(now);
    // What is on its way may come to be shown as not delivered, by time alone.
    if (fresh.every(({ delivery }) => delivery !== 'sending')) this.kept = fresh;
    return fresh;
  }
}
