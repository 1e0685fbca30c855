/**
 * Who on a line asks for the code word, and what she says to it. The word goes to that person alone,
 * and is neither kept here nor part of the transcript. protocol.md 8.
 */

import { LocalFault } from './errors.ts';
import type { Code, CodeAsk } from './messages.ts';
import type { Person, VisitView } from './views.ts';

export class Codes {
  /** By person: the last question of each. */
  private readonly asked = new Map<number, CodeAsk>();

  came(person: number, ask: CodeAsk): void {
    this.asked.set(person, ask);
  }

  gone(person: number): void {
    this.asked.delete(person);
  }

  /** The first that is open. */
  view(people: readonly Person[]): VisitView['code'] {
    const asker = people.find(({ number }) => this.asked.has(number));
    return asker && { asker, kind: this.asked.get(asker.number)?.kind ?? 0 };
  }

  /** Raises LocalFault where that person does not ask (any more), or the word is too long. */
  answer(person: number, word: string): Code {
    const ask = this.asked.get(person);
    if (ask === undefined || [...word].length > 64) throw new LocalFault('out-of-turn');
    this.asked.delete(person);
    return { type: 'code', request: ask.request, word };
  }
}
