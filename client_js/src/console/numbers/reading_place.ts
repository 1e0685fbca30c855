/** Which of the texts is on the screen while others come and go around it. Pure. */

import { hex } from '../../core/bytes.ts';
import type { Written } from '../../core/numbers_survey.ts';

export interface ReadingPlace {
  /** Of the text that was shown last, in hex; with none, the first one. */
  readonly id: string;
  /** Where it stood. */
  readonly at: number;
}

/** The text that was shown as long as it is there; once it is gone, the one that is in its place. */
export function placeIn(all: readonly Written[], { id, at }: ReadingPlace): ReadingPlace {
  const found = all.findIndex((one) => hex(one.id) === id);
  return placeAt(all, found >= 0 ? found : at);
}

/** The text at `at`, or the nearest to it. */
export function placeAt(all: readonly Written[], at: number): ReadingPlace {
  const near = Math.min(Math.max(0, at), Math.max(0, all.length - 1));
  const one = all[near];
  return { id: one === undefined ? '' : hex(one.id), at: near };
}
