/** The words that `noview-org page` stamped into the page, in the languages that it carries. Pure. */

import type { Words } from '../screens/props.ts';
import { BadStamp } from '../ui/organisation.ts';

/**
 * The languages of the data block, in its order: the first as an object, each other as the list of
 * its texts in the same order, so that no key is there twice. Raises BadStamp where there is none.
 */
export function readWords(text: string | null | undefined): readonly [Words, ...Words[]] {
  try {
    const [first, ...others] = JSON.parse(text ?? '') as [Words, ...string[][]];
    const all: [Words, ...Words[]] = [first, ...others.map((texts) => withTexts(text ?? '', texts))];
    if (all.every(({ shared, survivor }) => shared.code && survivor.exit)) return all;
  } catch {
    // Not what was stamped: said below, without a byte of it.
  }
  throw new BadStamp('words');
}

/** The first language of the block, with other texts: a reviver comes to them one after another. */
function withTexts(block: string, texts: readonly string[]): Words {
  let at = 0;
  const [first] = JSON.parse(block, (_, value: unknown) =>
    typeof value === 'string' && at < texts.length ? texts[at++] : value,
  ) as [Words];
  if (first.shared.code !== texts[0]) throw new BadStamp('words');
  return first;
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
