/**
 * A notice while it is edited: the same that stands in notice.toml, before it is signed. Pure; the
 * twin of orgkeys/office/notice.py. Nothing here is checked: notice_rules.ts says what is wrong.
 */

import type { Notice } from './document_types.ts';

/** A key and what is said under it. */
export type Pair = readonly [key: string, text: string];

export interface PhoneDraft {
  readonly number: string;
  /** By language, what stands beside the number. */
  readonly labels: readonly Pair[];
}

export interface TongueDraft {
  readonly language: string;
  readonly words: readonly Pair[];
}

export interface NoticeDraft {
  readonly timezone: string;
  /** Seven days from Monday, each with its spans such as "09:00-17:00". */
  readonly hours: readonly (readonly string[])[];
  readonly phones: readonly PhoneDraft[];
  /** The first language is the one that is used where another has no text. */
  readonly texts: readonly TongueDraft[];
  readonly policy: readonly Pair[];
  readonly exitAddress: string;
}

/** What is signed of a notice: all of it but head and desk. */
export type NoticeFields = Pick<
  Notice,
  'timezone' | 'hours' | 'numbers' | 'texts' | 'policy' | 'exitAddress'
>;

export const MIDNIGHT = 1440;
const SPAN = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

/** Minutes of one span, or undefined where it is none. It may close on the next day. */
export function span(text: string): readonly [opens: number, closes: number] | undefined {
  const found = SPAN.exec(text);
  if (found === null) return undefined;
  const minutes = (hour: string | undefined, minute: string | undefined): number =>
    Number(hour) * 60 + Number(minute);
  return [minutes(found[1], found[2]), found[3] === undefined ? MIDNIGHT : minutes(found[3], found[4])];
}

/** Minutes since midnight as "09:30"; 1440 is "24:00". */
export function clock(minute: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** Without the blanks around it, as Python understands them. */
export const stripped = (text: string): string =>
  text.replace(/^[^\S\ufeff]+|[^\S\ufeff]+$/g, '');

/** The text under a key; empty where there is none. */
export const said = (pairs: readonly Pair[], key: string): string =>
  pairs.find(([name]) => name === key)?.[1] ?? '';

/** `pairs` with that text: in its place, or at the end; an empty text takes the key away. */
export function saying(pairs: readonly Pair[], key: string, text: string): readonly Pair[] {
  if (text === '') return pairs.filter(([name]) => name !== key);
  if (!pairs.some(([name]) => name === key)) return [...pairs, [key, text]];
  return pairs.map((pair) => (pair[0] === key ? [key, text] : pair));
}

/** What a signed notice says, to be edited. */
export function draftOf(fields: NoticeFields): NoticeDraft {
  const pairs = (words: NoticeFields['policy']): readonly Pair[] =>
    words.map(({ key, text }) => [key, text]);
  return {
    timezone: fields.timezone,
    hours: [0, 1, 2, 3, 4, 5, 6].map((day) =>
      fields.hours
        .filter((one) => one.day === day)
        .map(({ opens, closes }) => `${clock(opens)}-${clock(closes)}`),
    ),
    phones: fields.numbers.map(({ number, labels }) => ({ number, labels: pairs(labels) })),
    texts: fields.texts.map(({ language, words }) => ({ language, words: pairs(words) })),
    policy: pairs(fields.policy),
    exitAddress: fields.exitAddress,
  };
}

/**
 * What is signed of a draft. A span that crosses midnight becomes two. What is no span is left out:
 * whoever signs has asked notice_rules.ts before.
 */
export function fieldsOf(draft: NoticeDraft): NoticeFields {
  const words = (pairs: readonly Pair[]): NoticeFields['policy'] =>
    pairs.map(([key, text]) => ({ key, text }));
  return {
    timezone: draft.timezone,
    hours: openings(draft.hours),
    numbers: draft.phones.map(({ number, labels }) => ({ number, labels: words(labels) })),
    texts: draft.texts.map(({ language, words: said }) => ({
      language,
      words: words(said.map(([key, text]) => [key, stripped(text)])),
    })),
    policy: words(draft.policy),
    exitAddress: draft.exitAddress,
  };
}

/** The spans of all days in order; those that cross midnight are two. */
export function openings(hours: NoticeDraft['hours']): NoticeFields['hours'] {
  const all = hours.flatMap((spans, day) =>
    spans.flatMap((text) => {
      const found = span(text);
      if (found === undefined) return [];
      const [opens, closes] = found;
      if (opens < closes) return [{ day, opens, closes }];
      const late = { day, opens, closes: MIDNIGHT };
      return closes === 0 ? [late] : [late, { day: (day + 1) % 7, opens: 0, closes }];
    }),
  );
  return all.sort((a, b) => a.day - b.day || a.opens - b.opens || a.closes - b.closes);
}

/** One holiday or special day: closed, or its own hours. */
export interface SpecialDay {
  /** Such as "2026-12-24". */
  readonly date: string;
  /** Spans; none: closed all day. */
  readonly spans: readonly string[];
}

/** The policy `days`, as it is written: "2026-12-24 closed; 2026-12-31 09:00-12:00". */
export function daysOf(setting: string): readonly SpecialDay[] {
  return setting
    .split(';')
    .map(stripped)
    .filter((one) => one !== '')
    .map((one) => {
      const [date = '', ...spans] = one.split(/[\s,]+/);
      return { date, spans: spans.filter((span) => span !== 'closed' && span !== '') };
    });
}

/** The reverse, in the order of the days. */
export function daysText(days: readonly SpecialDay[]): string {
  return [...days]
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
    .map(({ date, spans }) => `${date} ${spans.length === 0 ? 'closed' : spans.join(', ')}`)
    .join('; ');
}
