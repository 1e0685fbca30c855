/**
 * What is counted at the end of a talk: choices of the signed handbook and a few facts in rough
 * steps, and no word that anybody wrote. protocol.md 15.7. Pure.
 */

import { LocalFault } from './errors.ts';
import type { HandbookTally, Where } from './handbook_view.ts';
import { type Entry, OWN, type StaffDrop } from './numbers_drop.ts';
import type { Counted } from './views.ts';

const DAY = 86_400;
export const MINUTES = ['0-10', '10-30', '30-60', '60+'] as const;
export const OTHER = 'other';

/** How long it was, in steps. */
export function minutesOf(seconds: number): (typeof MINUTES)[number] {
  const minutes = seconds / 60;
  if (minutes < 10) return MINUTES[0];
  if (minutes < 30) return MINUTES[1];
  return minutes < 60 ? MINUTES[2] : MINUTES[3];
}

/**
 * The language as the notice has it, or `other`: what a page sends is a visitor's own word, and
 * only the organisation's words are counted.
 */
export function languageOf(told: string, languages: readonly string[]): string {
  const base = told.split('-')[0] ?? '';
  return languages.find((one) => one === told) ?? languages.find((one) => one === base) ?? OTHER;
}

/** What was chosen, in the handbook's order. Raises LocalFault for what the handbook does not have. */
export function chosen(
  tallies: readonly HandbookTally[],
  where: Where,
  answers: readonly Counted[],
): readonly Entry[] {
  const asked = tallies.filter((one) => one.where === where && !one.key.startsWith('.'));
  const known = (answer: Counted): boolean =>
    asked.some(
      ({ key, choices }) => key === answer.key && choices.some((one) => one.key === answer.choice),
    );
  const keys = new Set(answers.map(({ key }) => key));
  if (keys.size !== answers.length || !answers.every(known)) throw new LocalFault('out-of-shape');
  return asked.flatMap(({ key }): readonly Entry[] => {
    const answer = answers.find((one) => one.key === key);
    return answer === undefined ? [] : [[key, answer.choice]];
  });
}

/** The hour of day (0–23) there; of UTC where nobody knows the time zone. */
export function hourIn(timezone: string, seconds: number): number {
  const read = (timeZone: string): number => {
    const format = new Intl.DateTimeFormat('en', { hour: '2-digit', hourCycle: 'h23', timeZone });
    return Number(format.format(seconds * 1000)) % 24;
  };
  try {
    return read(timezone);
  } catch (error) {
    if (error instanceof RangeError) return read('UTC');
    throw error;
  }
}

export interface TalkFacts {
  readonly language: string;
  /** When it began, and how long it was (seconds). */
  readonly began: number;
  readonly lasted: number;
  /** The hour of day in the organisation's time zone at which it began. */
  readonly hour: number;
}

export function tallyDrop(picked: readonly Entry[], facts: TalkFacts): StaffDrop {
  const own: readonly Entry[] = [
    [OWN.language, facts.language],
    [OWN.minutes, minutesOf(facts.lasted)],
    [OWN.hour, String(facts.hour)],
  ];
  return { kind: 'tally', day: Math.floor(facts.began / DAY), entries: [...picked, ...own] };
}

/** Raises LocalFault where nothing was chosen: that an incident was is all that it would say. */
export function incidentDrop(picked: readonly Entry[], now: number): StaffDrop {
  if (picked.length === 0) throw new LocalFault('out-of-shape');
  return { kind: 'incident', day: Math.floor(now / DAY), entries: picked };
}

/** A time on duty, to the next five minutes; on the day on which it began. */
export function hoursDrop(alias: string, began: number, ended: number, talks: number): StaffDrop {
  const minutes = Math.round(Math.max(0, ended - began) / 300) * 5;
  const entries: readonly Entry[] = [
    [OWN.alias, alias],
    [OWN.minutes, String(minutes)],
    [OWN.talks, String(talks)],
  ];
  return { kind: 'hours', day: Math.floor(began / DAY), entries };
}
