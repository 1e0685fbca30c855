/** The console's catalogs: every language in which it is complete. Not for the survivor's page. */

import * as words from 'noview:words';
import type { Code } from 'noview:words';
import type { ConsoleWords, DayWords, HelpWords, NumbersWords, OfficeWords, PracticeWords, SettingsWords, SharedWords, SurvivorWords, TogetherWords, VaultWords } from './words.ts';

export type { Code };

/** Codes in the order in which the console offers them; the first is the fallback. */
export const CODES: readonly [Code, ...Code[]] = words.CODES;

export const SHARED: Readonly<Record<Code, SharedWords>> = words.shared;
export const CONSOLE: Readonly<Record<Code, ConsoleWords>> = words.console;
export const DAY: Readonly<Record<Code, DayWords>> = words.day;
export const HELP: Readonly<Record<Code, HelpWords>> = words.help;
export const NUMBERS: Readonly<Record<Code, NumbersWords>> = words.numbers;
export const OFFICE: Readonly<Record<Code, OfficeWords>> = words.office;
export const PRACTICE: Readonly<Record<Code, PracticeWords>> = words.practice;
export const SETTINGS: Readonly<Record<Code, SettingsWords>> = words.settings;
/** For the preview of what people will read. */
export const SURVIVOR: Readonly<Record<Code, SurvivorWords>> = words.survivor;
export const TOGETHER: Readonly<Record<Code, TogetherWords>> = words.together;
export const VAULT: Readonly<Record<Code, VaultWords>> = words.vault;

/** What the switch of languages shows. */
export const NAMED: readonly { readonly code: Code; readonly ownName: string }[] = CODES.map(
  (code) => ({ code, ownName: SHARED[code].ownName }),
);

/** The catalog for what the browser says it reads ("ar-EG" is "ar"); the first one otherwise. */
export function pick(browser: string): Code {
  const base = browser.toLowerCase().split('-')[0] ?? '';
  return CODES.find((code) => code === base) ?? CODES[0];
}
