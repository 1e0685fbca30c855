/**
 * What a notice cannot say, each beside the field that it stands in. Pure; the twin of
 * orgkeys/office/{notice,notice_rules}.py: both refuse the same (tests/vectors/notice).
 */

import { checkMeanings } from './notice_meanings.ts';
import { type NoticeDraft, openings, span } from './notice_draft.ts';
import { characters } from './shapes.ts';

export type NoticeProblemCode =
  | 'long'
  | 'control'
  | 'turning'
  | 'timezone'
  | 'exit'
  | 'span'
  | 'span-empty'
  | 'overlap'
  | 'many-spans'
  | 'many-phones'
  | 'number'
  | 'number-twice'
  | 'language'
  | 'language-twice'
  | 'no-language'
  | 'name'
  | 'unknown-text'
  | 'unknown-policy'
  | 'one-line'
  | 'needs-why'
  | 'no-question'
  | 'not-asked'
  | 'choices-count'
  | 'choice-length'
  | 'choice-twice'
  | 'callers'
  | 'minutes'
  | 'one-of'
  | 'idle-order'
  | 'days'
  | 'partner-page';

export interface NoticeProblem {
  /** Where it stands, such as "texts.en.welcome", "phone 1: number", "hours.monday", "policy.quiet". */
  readonly where: string;
  readonly code: NoticeProblemCode;
  /** A number or a key that its sentence names; else empty. */
  readonly about: string;
}

export type Tell = (where: string, code: NoticeProblemCode, about?: string | number) => void;

export const DAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

export const LONGEST_TEXT = 4000;
export const LONGEST_LABEL = 200;
export const LONGEST_DAYS = 1000;
export const MOST_SPANS = 64;
export const MOST_PHONES = 64;
const NAME = /^[a-z][a-z0-9_-]{0,31}$/;
const NUMBER = /^([+*#0-9(][0-9 ()/.*#-]{0,62}[0-9)*#]|[0-9])$/;
const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const EXIT = /^https:\/\/[A-Za-z0-9.-]+(:[0-9]{1,5})?(\/[A-Za-z0-9._~/%-]*)?$/;
const CONTROL = /[\p{Cc}\p{Cs}]/u;
// Embeddings, overrides and isolates turn text around; the marks that languages need stay allowed.
const TURNING = /[\u202a-\u202e\u2066-\u2069]/;

/** Whether that is the tag of a language, such as "en" or "pt-BR". */
export const isLanguage = (tag: string): boolean => LANGUAGE.test(tag) && tag.length <= 16;

/** Everything that is wrong with a draft, in the order of the file; empty where it can be signed. */
export function noticeProblems(draft: NoticeDraft): readonly NoticeProblem[] {
  const found: NoticeProblem[] = [];
  const tell: Tell = (where, code, about = '') => {
    found.push({ where, code, about: String(about) });
  };
  checkTimezone(draft.timezone, tell);
  checkHours(draft.hours, tell);
  checkPhones(draft.phones, tell);
  checkTexts(draft.texts, tell);
  for (const [name, setting] of draft.policy) {
    const where = `policy.${name}`;
    if (!NAME.test(name)) tell(where, 'name');
    else checkString(where, setting, name === 'days' ? LONGEST_DAYS : LONGEST_LABEL, tell);
  }
  if (checkString('exit_address', draft.exitAddress, 256, tell) && !EXIT.test(draft.exitAddress)) {
    tell('exit_address', 'exit');
  }
  checkMeanings(draft, tell);
  return found;
}

function checkString(where: string, text: string, longest: number, tell: Tell): boolean {
  if (characters(text) > longest) tell(where, 'long', longest);
  else if (CONTROL.test(text.replace(/\n/g, ''))) tell(where, 'control');
  else if (TURNING.test(text)) tell(where, 'turning');
  else return true;
  return false;
}

/** A name of the time zone database, written as it is there. */
function checkTimezone(name: string, tell: Tell): void {
  if (checkString('timezone', name, 64, tell) && !isTimezone(name)) tell('timezone', 'timezone');
}

function isTimezone(name: string): boolean {
  // An offset is known to engines, and is no name.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    // Intl's way to say no.
    return false;
  }
}

function checkHours(hours: NoticeDraft['hours'], tell: Tell): void {
  hours.forEach((spans, day) => {
    for (const one of spans) {
      const found = span(one);
      if (found === undefined) tell(`hours.${DAYS[day]}`, 'span');
      else if (found[0] === found[1]) tell(`hours.${DAYS[day]}`, 'span-empty');
    }
  });
  const all = openings(hours);
  const over = all.findIndex((one, at) => {
    const next = all[at + 1];
    return next !== undefined && one.day === next.day && next.opens < one.closes;
  });
  const { day } = all[over] ?? {};
  if (day !== undefined) tell(`hours.${DAYS[day]}`, 'overlap');
  if (all.length > MOST_SPANS) tell('hours', 'many-spans', MOST_SPANS);
}

function checkPhones(phones: NoticeDraft['phones'], tell: Tell): void {
  if (phones.length > MOST_PHONES) tell('phones', 'many-phones', MOST_PHONES);
  const seen = new Set<string>();
  phones.forEach(({ number, labels }, at) => {
    const where = `phone ${at + 1}`;
    if (checkString(`${where}: number`, number, 64, tell)) {
      if (!NUMBER.test(number)) tell(`${where}: number`, 'number');
      else if (seen.has(number)) tell(`${where}: number`, 'number-twice');
      seen.add(number);
    }
    for (const [language, label] of labels) {
      if (!isLanguage(language)) tell(where, 'language');
      else checkString(`${where}: label.${language}`, label, LONGEST_LABEL, tell);
    }
  });
}

function checkTexts(texts: NoticeDraft['texts'], tell: Tell): void {
  if (texts.length === 0) tell('texts', 'no-language');
  const seen = new Set<string>();
  for (const { language, words } of texts) {
    if (!isLanguage(language)) tell('texts', 'language');
    else if (seen.has(language)) tell('texts', 'language-twice');
    seen.add(language);
    for (const [key, text] of words) {
      const where = `texts.${language}.${key}`;
      if (!NAME.test(key)) tell(where, 'name');
      else checkString(where, text, LONGEST_TEXT, tell);
    }
  }
}
