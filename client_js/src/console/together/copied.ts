/** Says at once what the machine would refuse: a survivor's words between colleagues. protocol.md 16.2. */

import { copies, Theirs } from '../../core/duty_copied.ts';
import type { Note, TalkView } from '../../core/views.ts';

/** Gone with the list of notes that they are of. */
const folded = new WeakMap<readonly Note[], string>();

/** Whether this text holds what somebody in need wrote in a conversation that goes on. */
export function isCopied(text: string, talks: readonly Pick<TalkView, 'stage' | 'notes'>[]): boolean {
  const open = talks.filter(({ stage }) => stage !== 'ended');
  return copies(text, open.map(({ notes }) => wordsIn(notes)));
}

function wordsIn(notes: readonly Note[]): string {
  const known = folded.get(notes);
  if (known !== undefined) return known;
  const theirs = notes.filter(({ kind, from }) => kind === 'text' && from === 0);
  const words = new Theirs().of(theirs.map(({ text }) => text));
  folded.set(notes, words);
  return words;
}
