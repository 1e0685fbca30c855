/** Whether somebody who waits is for me: by language, by specialty, and by its hours. Pure. */

import type { HandbookPerson, HandbookView } from '../../core/handbook_view.ts';
import type { KnockView } from '../../core/views.ts';
import { localTime } from '../../ui/hours.ts';

export interface Me {
  readonly alias: string;
  /** As my certificate says; none: I may have any. */
  readonly languages: readonly string[];
}

export interface Serving {
  readonly me: Me;
  readonly handbook: Pick<HandbookView, 'people' | 'specialties'> | undefined;
  /** Key of the question whose answer names a specialty; may be empty. */
  readonly question: string;
  /** Of the organisation's clock, now; undefined where that is unknown. */
  readonly clock: Clock | undefined;
  /** Seconds since 1970. */
  readonly now: number;
}

/** Day (0 is Monday) and minutes since midnight. */
export type Clock = ReturnType<typeof localTime>;

/** What the clock in a time zone says; undefined where this browser does not know it. */
export function clockIn(timezone: string, now: number): Clock | undefined {
  try {
    return localTime(now, timezone);
  } catch {
    // Hours then bind nobody: see `withinHours`.
    return undefined;
  }
}

/** Why somebody is not for me; undefined where they are. */
export type NotMine = 'language' | 'specialty' | undefined;

const base = (language: string): string => language.toLowerCase().split('-')[0] ?? '';
const folded = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

/** The specialty that an answer names, in whatever language its label was read. */
export function specialtyOf(knock: Pick<KnockView, 'answers'>, serving: Serving): string | undefined {
  const { question, handbook } = serving;
  const answer = knock.answers.find((one) => one.question === question)?.answer;
  if (question === '' || answer === undefined) return undefined;
  const wanted = folded(answer);
  return handbook?.specialties.find(({ labels }) => labels.some(({ label }) => folded(label) === wanted))?.key;
}

/** Whether this is one of a person's hours. Where the clock is unknown, hours bind nobody. */
export function withinHours({ hours }: HandbookPerson, clock: Clock | undefined): boolean {
  if (hours.length === 0 || clock === undefined) return true;
  const { day, minute } = clock;
  return hours.some((one) => one.day === day && one.opens <= minute && minute < one.closes);
}

/**
 * A language that I do not have is not for me. A specialty is for those who have it, in their hours;
 * while none of them is there, it is for everybody: somebody has to answer.
 */
export function notMine(knock: KnockView, serving: Serving): NotMine {
  const { me, handbook, clock } = serving;
  const speaks = me.languages.some((one) => base(one) === base(knock.language));
  if (knock.language !== '' && me.languages.length > 0 && !speaks) return 'language';
  const wanted = specialtyOf(knock, serving);
  if (wanted === undefined) return undefined;
  const there = (handbook?.people ?? []).filter(
    (one) => one.specialties.includes(wanted) && withinHours(one, clock),
  );
  return there.length === 0 || there.some(({ alias }) => alias === me.alias) ? undefined : 'specialty';
}

export interface Line {
  readonly mine: readonly KnockView[];
  readonly others: readonly { readonly knock: KnockView; readonly why: 'language' | 'specialty' }[];
}

/** Seconds that a knock has waited. */
export function waitedFor({ waited, toldAt }: Pick<KnockView, 'waited' | 'toldAt'>, now: number): number {
  return Math.max(0, waited + now - toldAt);
}

/** The waiting line, parted; in each part the longest wait first, by the exact time. */
export function parted(knocks: readonly KnockView[], serving: Serving): Line {
  const { now } = serving;
  const sorted = [...knocks].sort((a, b) => waitedFor(b, now) - waitedFor(a, now));
  const judged = sorted.map((knock) => ({ knock, why: notMine(knock, serving) }));
  return {
    mine: judged.flatMap(({ knock, why }) => (why === undefined ? [knock] : [])),
    others: judged.flatMap(({ knock, why }) => (why === undefined ? [] : [{ knock, why }])),
  };
}
