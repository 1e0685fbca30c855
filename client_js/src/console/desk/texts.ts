/** The words that a console offers, or sends by itself, when nobody writes any more. Pure. */

import type { HandbookText, HandbookView } from '../../core/handbook_view.ts';
import { namingOf, sayable } from '../help/confidential.ts';

const base = (language: string): string => language.split('-')[0] ?? language;

/**
 * The organisation's first text of this stage in exactly this language, or in what it is a variety
 * of. Never one that names a confidential place: this one may go without anybody reading it again.
 */
export function textOf(
  handbook: Pick<HandbookView, 'texts' | 'services'> | undefined,
  stage: HandbookText['stage'],
  language: string,
): string | undefined {
  const some = (handbook?.texts ?? []).filter((one) => one.stage === stage);
  const own = some.find((one) => one.language === language);
  const text = (own ?? some.find((one) => one.language === base(language)))?.text;
  return text === undefined ? undefined : sayable(text, namingOf(handbook?.services ?? []));
}

/** Which of our own languages a conversation in `language` is spoken to in; the first where none fits. */
export function spoken<C extends string>(language: string, ours: readonly [C, ...C[]]): C {
  const wanted = base(language.toLowerCase());
  return ours.find((one) => base(one.toLowerCase()) === wanted) ?? ours[0];
}
