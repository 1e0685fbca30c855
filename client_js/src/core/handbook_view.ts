/**
 * What the organisation tells its staff: the referral directory, ready-made texts, cards, checklists,
 * what is counted, settings. Plain readonly data for screens and rules. protocol.md 17.
 */

export type Where = 'end' | 'incident';

/** In one language (a tag as in a notice). */
export interface HandbookLabel {
  readonly language: string;
  readonly label: string;
}

export interface HandbookText {
  readonly key: string;
  readonly stage: Stage;
  readonly language: string;
  readonly title: string;
  readonly text: string;
}

/** `suicide`, `violence`, `report`, `debrief` have their places on the screen; others are free. */
export interface HandbookCard {
  readonly key: string;
  readonly language: string;
  readonly title: string;
  readonly text: string;
}

export interface HandbookList {
  readonly key: string;
  readonly language: string;
  readonly title: string;
  readonly items: readonly string[];
}

export interface HandbookService {
  readonly name: string;
  readonly kind: string;
  readonly region: string;
  readonly languages: readonly string[];
  readonly hours: string;
  readonly phone: string;
  /** Always empty where `confidential`. */
  readonly address: string;
  readonly confidential: boolean;
  /** Why the organisation trusts it. */
  readonly trust: string;
  readonly note: string;
}

export interface HandbookSpecialty {
  readonly key: string;
  readonly labels: readonly HandbookLabel[];
}

export interface HandbookPerson {
  readonly alias: string;
  /** Keys of `specialties`. */
  readonly specialties: readonly string[];
  /** Day 0–6 from Monday, minutes since midnight in the notice's time zone; none: always. */
  readonly hours: readonly { readonly day: number; readonly opens: number; readonly closes: number }[];
}

export interface HandbookChoice {
  readonly key: string;
  readonly labels: readonly HandbookLabel[];
}

/** What is counted at the end of a talk, or of an incident: choices only, never free words. */
export interface HandbookTally {
  readonly key: string;
  readonly where: Where;
  readonly labels: readonly HandbookLabel[];
  readonly choices: readonly HandbookChoice[];
}

export interface HandbookSetting {
  readonly key: string;
  readonly value: string;
}

/** What people edit, and what is signed of it: without head, desk and secrets. */
export interface HandbookContent {
  readonly texts: readonly HandbookText[];
  readonly cards: readonly HandbookCard[];
  readonly lists: readonly HandbookList[];
  readonly services: readonly HandbookService[];
  readonly specialties: readonly HandbookSpecialty[];
  readonly people: readonly HandbookPerson[];
  readonly tally: readonly HandbookTally[];
  readonly settings: readonly HandbookSetting[];
}

export const STAGES = [
  'greeting',
  'address',
  'safety',
  'rights',
  'limits',
  'closing',
  'idle-remind',
  'idle-close',
  'other',
] as const;

export type Stage = (typeof STAGES)[number];

/** Settings that have a value where the organisation has set none; others are empty then. */
export const SETTINGS: readonly (readonly [key: string, value: string])[] = [
  ['most-talks', ''],
  ['most-hours', ''],
  ['finish-before', '15'],
  ['talk-minutes', '50'],
  ['remind-after', '10'],
  ['close-after', '0'],
  ['answer-within', '3'],
  ['pause-after-hard', '15'],
  ['emoji', '0'],
  ['specialty-question', ''],
];

/** Settings that are numbers: the least and the most. Where none is set and none stands above: the most. */
export const BOUNDS: readonly (readonly [key: string, bounds: readonly [least: number, most: number]])[] = [
  ['most-talks', [1, 12]],
  ['most-hours', [1, 24]],
  ['finish-before', [0, 240]],
  ['talk-minutes', [5, 480]],
  ['remind-after', [1, 240]],
  ['close-after', [0, 480]],
  ['answer-within', [1, 60]],
  ['pause-after-hard', [0, 240]],
  ['emoji', [0, 1]],
];

export const EMPTY_HANDBOOK: HandbookContent = {
  texts: [],
  cards: [],
  lists: [],
  services: [],
  specialties: [],
  people: [],
  tally: [],
  settings: [],
};

export interface HandbookView extends HandbookContent {
  readonly version: number;
  /** Seconds since 1970. */
  readonly issued: number;
  readonly expires: number;
  /** A ready-made text in exactly this language, or in the language that this is a variety of. */
  text(key: string, language: string): HandbookText | undefined;
  card(key: string, language: string): HandbookCard | undefined;
  /** What is set, or what stands in `SETTINGS`; empty for others. */
  setting(key: string): string;
}

/** What is read of a handbook besides its content. */
export interface HandbookEdition {
  readonly version: number;
  readonly issued: number;
  readonly expires: number;
}

/** `content` as screens and rules ask for it. */
export function handbookView(content: HandbookContent, edition: HandbookEdition): HandbookView {
  const { texts, cards, lists, services, specialties, people, tally, settings } = content;
  const { version, issued, expires } = edition;
  return {
    ...{ texts, cards, lists, services, specialties, people, tally, settings },
    ...{ version, issued, expires },
    text: (key, language) => inLanguage(texts, key, language),
    card: (key, language) => inLanguage(cards, key, language),
    setting: (key) => settingOf(content, key),
  };
}

/** A setting also where there is no handbook: `settingOf(undefined, key)` is what counts then. */
export function settingOf(handbook: Pick<HandbookContent, 'settings'> | undefined, key: string): string {
  const own = handbook?.settings.find((one) => one.key === key)?.value;
  return own ?? SETTINGS.find(([name]) => name === key)?.[1] ?? '';
}

/** A setting that is a number, within what it can be; what stands in `SETTINGS` for anything else. */
export function numberOf(handbook: Pick<HandbookContent, 'settings'> | undefined, key: string): number {
  const [least, most] = BOUNDS.find(([name]) => name === key)?.[1] ?? [0, 0];
  const read = (text: string): number | undefined => (/^\d{1,4}$/.test(text) ? Number(text) : undefined);
  const value = read(settingOf(handbook, key)) ?? read(settingOf(undefined, key)) ?? most;
  return Math.max(least, Math.min(most, value));
}

/** A label in this language, else in the language that it is a variety of, else the first one. */
export function labelIn(labels: readonly HandbookLabel[], language: string): string {
  const own = labels.find((one) => one.language === language);
  const wider = labels.find((one) => one.language === baseOf(language));
  return (own ?? wider ?? labels[0])?.label ?? '';
}

function inLanguage<T extends { readonly key: string; readonly language: string }>(
  some: readonly T[],
  key: string,
  language: string,
): T | undefined {
  const named = some.filter((one) => one.key === key);
  return (
    named.find((one) => one.language === language) ??
    named.find((one) => one.language === baseOf(language))
  );
}

/** `pt` of `pt-BR`. */
function baseOf(language: string): string {
  return language.split('-')[0] ?? language;
}
