/** What can be said of the desk, and what people will read then. Pure. protocol.md 3.3, 10.5. */

import type { NoticeView } from '../../core/views.ts';
import type { StateMode, StateView } from '../../core/views_desk.ts';
import { CODES, SURVIVOR } from '../../ui/catalog/languages.ts';

export const MODES: readonly StateMode[] = ['open', 'surge', 'closed', 'partner'];
/** Hours that can be chosen; what nobody takes back ends by itself. */
export const STATE_HOURS: readonly number[] = [1, 2, 4, 8, 12, 24, 72, 168, 720];
export const STATE_HOURS_FIRST = 12;
const OWN: readonly string[] = ['state-1', 'state-2', 'state-3', 'state-4'];

/** What was said here, and what stood then. */
export interface Saying {
  readonly mode: StateMode;
  readonly text: string;
  readonly hours: number;
  readonly before: StateView | undefined;
}

const HOUR = 3600;

/**
 * Whether that is what stands now: another than before, also where both were signed in one second,
 * and for as long as it was said here. A colleague's that ends at another hour is not this one.
 */
export function stands(now: StateView | undefined, { mode, text, hours, before }: Saying): boolean {
  if (now === undefined || now.mode !== mode || now.text !== text) return false;
  if (now.expires - now.issued !== hours * HOUR) return false;
  return now.issued !== before?.issued || now.mode !== before.mode || now.text !== before.text || now.expires !== before.expires;
}

/** Keys of the notice's own texts for special times. */
export function ownTexts(notice: NoticeView | undefined): readonly string[] {
  return OWN.filter((key) => notice !== undefined && notice.text('', key) !== '');
}

/** The key of what is shown: the mode's own text where no other was chosen; empty for none. */
export function shownKey(mode: StateMode, text: string): string {
  return text !== '' ? text : mode === 'open' ? '' : mode;
}

/** What a page says by itself where the organisation has written nothing. */
export function ownWords(language: string): Readonly<Record<string, string>> | undefined {
  const base = language.toLowerCase().split('-')[0];
  const code = CODES.find((one) => one === base);
  return code && SURVIVOR[code].say;
}

/** What a page says by itself in a language of its own, by the text's key. */
export type OwnWords = (language: string) => Readonly<Record<string, string>> | undefined;

export interface Read {
  readonly language: string;
  readonly words: string;
}

/** What people will read, in each language of the notice, as their page chooses it. */
export function read(notice: NoticeView | undefined, key: string, own: OwnWords): readonly Read[] {
  if (notice === undefined || key === '') return [];
  return notice.languages.flatMap((language) => {
    const words = notice.text(language, key, true) || own(language)?.[key] || notice.text(language, key);
    return words === '' ? [] : [{ language, words }];
  });
}
