/** What the pieces of the settings are given. */

import type { NoticeDraft } from '../../core/notice_draft.ts';
import type { NoticeProblem } from '../../core/notice_rules.ts';
import type { Code } from '../../ui/catalog/languages.ts';
import type { SettingsWords } from '../../ui/catalog/words.ts';

export interface EditProps {
  readonly draft: NoticeDraft;
  /** What is wrong, by where it stands. */
  readonly wrong: (where: string) => string | undefined;
  readonly change: (next: Partial<NoticeDraft>) => void;
  readonly words: SettingsWords;
  readonly code: Code;
}

/** The sentence for a problem. */
export function sentence({ code, about }: NoticeProblem, words: SettingsWords): string {
  return words.wrong[code].replace('{about}', () => about);
}

/** "English (en)" would be a name; here the tag is what is edited, so it stands beside it. */
export function tongue(language: string, code: Code): string {
  try {
    return new Intl.DisplayNames([code], { type: 'language' }).of(language) ?? language;
  } catch {
    // Not a tag yet: somebody is still typing.
    return language;
  }
}
