/** Which parts of a handbook a draft changes, in the order of the editor. Pure. */

import type { HandbookContent } from '../../core/handbook_view.ts';

const PARTS = ['services', 'texts', 'cards', 'lists', 'tally', 'specialties', 'people', 'settings'] as const;
export type HandbookPart = (typeof PARTS)[number];

export function handbookChanges(before: HandbookContent, now: HandbookContent): readonly HandbookPart[] {
  return PARTS.filter((part) => text(before, part) !== text(now, part));
}

/** The switches have no order. */
const text = (content: HandbookContent, part: HandbookPart): string =>
  JSON.stringify(
    part === 'settings'
      ? [...content.settings].map(({ key, value }) => [key, value]).sort()
      : content[part],
  );
