/** Which catalogs exist, and which one a page begins with. */

import * as ar from './ar.ts';
import * as en from './en.ts';
import { staff as arStaff } from './ar-console.ts';
import { office as arOffice } from './ar-office.ts';
import { vault as arVault } from './ar-vault.ts';
import { staff as enStaff } from './en-console.ts';
import { office as enOffice } from './en-office.ts';
import { vault as enVault } from './en-vault.ts';
import type { OfficeWords } from './words-office.ts';
import type { VaultWords } from './words-vault.ts';
import type { ConsoleWords, SharedWords, SurvivorWords } from './words.ts';

/** Codes in the order in which the pages offer them; the first is the fallback. */
export const CODES = ['en', 'ar'] as const;
export type Code = (typeof CODES)[number];

export const SHARED: Readonly<Record<Code, SharedWords>> = { en: en.shared, ar: ar.shared };
export const SURVIVOR: Readonly<Record<Code, SurvivorWords>> = { en: en.survivor, ar: ar.survivor };
export const CONSOLE: Readonly<Record<Code, ConsoleWords>> = { en: enStaff, ar: arStaff };
export const OFFICE: Readonly<Record<Code, OfficeWords>> = { en: enOffice, ar: arOffice };
export const VAULT: Readonly<Record<Code, VaultWords>> = { en: enVault, ar: arVault };

/** The catalog for what the browser says it reads ("ar-EG" is "ar"); the first one otherwise. */
export function pick(browser: string): Code {
  const base = browser.toLowerCase().split('-')[0] ?? '';
  return CODES.find((code) => code === base) ?? CODES[0];
}

/** What a language is called, in the language of the screen; its code where that is not known. */
export function languageName(language: string, inLanguage: string): string {
  try {
    return new Intl.DisplayNames([inLanguage], { type: 'language' }).of(language) ?? language;
  } catch {
    // A tag from outside may be no language tag at all; the code itself is then the honest name.
    return language;
  }
}
