/** The words that `noview-org page` stamped into the page, in the languages that it carries. Pure. */

import type { SharedWords, SurvivorWords } from '../ui/catalog/words.ts';
import { BadStamp } from '../ui/organisation.ts';

export interface Words {
  readonly shared: SharedWords;
  readonly survivor: SurvivorWords;
}

/** The languages of the data block, in its order. Raises BadStamp where there is none. */
export function readWords(text: string | null | undefined): readonly [Words, ...Words[]] {
  try {
    const all = JSON.parse(text ?? '') as readonly Words[];
    const [first, ...others] = all;
    if (first !== undefined && all.every(({ shared, survivor }) => shared.code && survivor.exit)) {
      return [first, ...others];
    }
  } catch {
    // Not what was stamped: said below, without a byte of it.
  }
  throw new BadStamp('words');
}

/** The words of the first language that the browser reads ("ar-EG" is "ar"), else the first ones. */
export function choose(all: readonly [Words, ...Words[]], wanted: readonly string[]): Words {
  for (const one of wanted) {
    const base = one.toLowerCase().split('-')[0];
    const found = all.find(({ shared }) => shared.code === base);
    if (found !== undefined) return found;
  }
  return all[0];
}
