/** From a ledger to the tables that people look at, and to those of a month that is told outside. */

import type { HandbookView } from './handbook_view.ts';
import { type BookDay, daysOf, firstDay, type Ledger, monthOf, type Sum, type Told, type ToldTable } from './ledger.ts';
import { isComplete, isSurvey, toldToo } from './ledger_merged.ts';
import { type Kind, OWN } from './numbers_drop.ts';
import { keptChoice, surveyOf } from './numbers_survey.ts';
import { LEAST } from './suppress.ts';
import { MINUTES, OTHER } from './tally.ts';
import type { NoticeView } from './views.ts';

/** What is asked, with the values that an answer can have, in a fixed order. */
export interface Question {
  readonly kind: Kind;
  readonly key: string;
  readonly values: readonly string[];
  /** The value that this one is called now, where names change; undefined for one that is gone. */
  readonly now?: (value: string) => string | undefined;
}

export interface Cell {
  readonly value: string;
  readonly count: number;
}

/** Values that no handbook has: choices that are not asked any more, and no answer. */
export const GONE = '.other';
export const NONE_CHOSEN = '.none';

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour));

export function questionsOf(
  handbook: Pick<HandbookView, 'tally'> | undefined,
  languages: readonly string[],
): readonly Question[] {
  const asked = (handbook?.tally ?? []).map(({ key, where, choices }): Question => {
    const kind = where === 'end' ? 'tally' : 'incident';
    return { kind, key, values: [...choices.map((one) => one.key), GONE, NONE_CHOSEN] };
  });
  return [
    ...asked,
    { kind: 'tally', key: OWN.language, values: [...languages, OTHER] },
    { kind: 'tally', key: OWN.minutes, values: MINUTES },
    { kind: 'tally', key: OWN.hour, values: HOURS },
  ];
}

/** What survivors are asked after the end with choices to count; words of their own are never counted. */
export function surveyQuestions(notice: NoticeView | undefined): readonly Question[] {
  const asked = surveyOf(notice).filter(({ choices }) => choices.length > 0);
  return asked.map((question): Question => {
    const values = question.choices.flatMap(([first]) => first ?? []);
    return {
      kind: 'survey',
      key: question.key,
      values: [...new Set(values), GONE, NONE_CHOSEN],
      now: (value) => keptChoice(question, value),
    };
  });
}

/** Days (since 1970) from the first to the last, both included. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

export function inPeriod(ledger: Ledger, { from, to }: Period): readonly BookDay[] {
  return daysOf(ledger).filter(({ day }) => day >= from && day <= to);
}

/** How many there were of a kind. */
export function countOf(days: readonly BookDay[], kind: Kind): number {
  return sumOf(days, (sum) => sum.kind === kind && sum.key === '');
}

/** How often each value was chosen; values that are not in the question count as `GONE` where it has that. */
export function cellsOf(days: readonly BookDay[], question: Question): readonly Cell[] {
  const { kind, key, values, now = (value: string) => value } = question;
  const counts = new Map(values.map((value) => [value, 0]));
  const add = (value: string, count: number): void => {
    counts.set(value, (counts.get(value) ?? 0) + count);
  };
  const rest = values.includes(GONE) ? GONE : OTHER;
  let answered = 0;
  for (const sum of days.flatMap(({ sums }) => sums)) {
    if (sum.kind !== kind || sum.key !== key) continue;
    answered += sum.count;
    const value = now(sum.value) ?? '';
    if (values.includes(value)) add(value, sum.count);
    else if (values.includes(rest)) add(rest, sum.count);
  }
  if (values.includes(NONE_CHOSEN)) add(NONE_CHOSEN, Math.max(0, countOf(days, kind) - answered));
  return values.map((value) => ({ value, count: counts.get(value) ?? 0 }));
}

export type Step = 'day' | 'week' | 'month';

/** Conversations by day, week (from its Monday) or month; `value` is the first day of each. */
export function overTime(ledger: Ledger, period: Period, step: Step): readonly Cell[] {
  const cells = new Map<number, number>();
  const first = (day: number): number => {
    if (step === 'day') return day;
    // Day 0 was a Thursday.
    return step === 'week' ? day - ((day + 3) % 7) : firstDay(monthOf(day));
  };
  for (let day = period.from; day <= period.to; day += 1) cells.set(first(day), 0);
  for (const one of inPeriod(ledger, period)) {
    const at = first(one.day);
    cells.set(at, (cells.get(at) ?? 0) + countOf([one], 'tally'));
  }
  return [...cells].sort(([a], [b]) => a - b).map(([day, count]) => ({ value: String(day), count }));
}

/** Minutes on duty and talks of each person, by name. */
export function people(
  days: readonly BookDay[],
): readonly { readonly alias: string; readonly minutes: number; readonly talks: number }[] {
  const sums = days.flatMap((one) => one.sums).filter(({ kind }) => kind === 'hours');
  const names = [...new Set(sums.map(({ value }) => value))].sort();
  return names.map((alias) => {
    const of = (key: string): number =>
      sums.filter((sum) => sum.value === alias && sum.key === key).reduce((all, { count }) => all + count, 0);
    return { alias, minutes: of(OWN.minutes), talks: of(OWN.talks) };
  });
}

/** Months that have anything in them. */
function monthsOf(ledger: Ledger): readonly number[] {
  return [...new Set(daysOf(ledger).map(({ day }) => monthOf(day)))].sort((a, b) => a - b);
}

/** Months that are over, and that can be told once somebody has collected again. */
export function waitingMonths(ledger: Ledger, today: number): readonly number[] {
  return monthsOf(ledger).filter((month) => month < monthOf(today) && !isComplete(ledger, month));
}

/** Months that can be told; with these questions `telling` would tell something new of them. */
export function freshMonths(ledger: Ledger, questions: readonly Question[]): readonly Told[] {
  const fresh = monthsOf(ledger).filter((month) => isComplete(ledger, month));
  const known = new Map(ledger.told.map(({ month, tables }) => [month, new Set(tables.map(isSurvey))]));
  return fresh.flatMap((month) => {
    const { tables } = tellMonth(ledger, month, questions);
    const more = tables.filter((table) => known.get(month)?.has(isSurvey(table)) !== true);
    return more.length === 0 ? [] : [{ month, tables: more }];
  });
}

/**
 * The ledger with every complete month told as it is now, by no clock of this page; what was told
 * before stays as it was.
 */
export function telling(ledger: Ledger, questions: readonly Question[]): Ledger {
  return { ...ledger, told: toldToo(ledger.told, freshMonths(ledger, questions)) };
}

function tellMonth(ledger: Ledger, month: number, questions: readonly Question[]): Told {
  const days = inPeriod(ledger, { from: firstDay(month), to: firstDay(month + 1) - 1 });
  const all = people(days);
  const minutes = all.reduce((sum, one) => sum + one.minutes, 0);
  const tables: ToldTable[] = [
    { kind: 'tally', key: '', cells: [{ value: '', count: countOf(days, 'tally') }] },
    { kind: 'incident', key: '', cells: [{ value: '', count: countOf(days, 'incident') }] },
    ...questions.map((question) => {
      const { kind, key } = question;
      return { kind, key, cells: cellsOf(days, question) };
    }),
  ];
  if (questions.some(({ kind }) => kind === 'survey')) {
    tables.push({ kind: 'survey', key: '', cells: [{ value: '', count: countOf(days, 'survey') }] });
  }
  // Of fewer people, the hours of all would tell those of one to another.
  if (all.length >= LEAST) {
    tables.push({ kind: 'hours', key: OWN.minutes, cells: [{ value: '', count: minutes }] });
  }
  return { month, tables };
}

function sumOf(days: readonly BookDay[], counts: (sum: Sum) => boolean): number {
  return days.flatMap(({ sums }) => sums).reduce((all, sum) => (counts(sum) ? all + sum.count : all), 0);
}
