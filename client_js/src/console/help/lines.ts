/** What is shown of a service, line by line, fit to stand among the console's own words. Pure. */

import type { HandbookService } from '../../core/handbook_view.ts';
import type { HelpWords } from '../../ui/catalog/words.ts';
import { plain } from '../../ui/text.ts';
import { languageName, listed } from '../../ui/tongue.ts';

/** Characters of a line of the directory that are shown. */
export const MOST_LINE = 500;

export interface Line {
  readonly label: string;
  readonly text: string;
}

/** Without what is empty. The address of a confidential place is not shown to anybody. */
export function linesOf(service: HandbookService, code: string, words: HelpWords['service']): readonly Line[] {
  const languages = service.languages.map((one) => plain(languageName(one, code)));
  const all: readonly (readonly [label: string, text: string])[] = [
    [words.kind, plain(service.kind, MOST_LINE)],
    [words.region, plain(service.region, MOST_LINE)],
    [words.languages, languages.length === 0 ? '' : listed(languages, code)],
    [words.hours, plain(service.hours, MOST_LINE)],
    [words.phone, plain(service.phone, MOST_LINE)],
    [words.address, service.confidential ? '' : plain(service.address, MOST_LINE)],
    [words.trust, plain(service.trust, 2 * MOST_LINE)],
    [words.note, plain(service.note, 2 * MOST_LINE)],
  ];
  return all.flatMap(([label, text]) => (text === '' ? [] : [{ label, text }]));
}
