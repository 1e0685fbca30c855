/** Nothing that a survivor wrote is copied to where only staff read. protocol.md 16.2. */

import { LocalFault } from './errors.ts';

/** Characters that may be the same by chance, or be a name. */
const RUN = 24;

/** As it looks: without differences of case, width or blanks. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

/** `survivors`: what each of those who are in a conversation now has written, text by text. */
export function copies(text: string, survivors: readonly (readonly string[])[]): boolean {
  const ours = folded(text);
  const runs = new Set<string>();
  for (let at = 0; at + RUN <= ours.length; at += 1) runs.add(ours.slice(at, at + RUN));
  if (runs.size === 0) return false;
  return survivors.some((texts) => {
    // Also what goes over from one message into the next.
    const theirs = folded(texts.join(' '));
    for (let at = 0; at + RUN <= theirs.length; at += 1) {
      if (runs.has(theirs.slice(at, at + RUN))) return true;
    }
    return false;
  });
}

/** Raises LocalFault ('copied'). */
export function mustBeOwn(text: string, survivors: readonly (readonly string[])[]): void {
  if (copies(text, survivors)) throw new LocalFault('copied');
}
