/** Times in words, for people who plan by them. Pure: the time now is an argument. */

import type { Code } from '../ui/catalog/languages.ts';

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const WEEK = 6 * 86_400;

// Making one takes a browser longer than all else in a line of the screen, and a screen has many.
const dates = new Map<string, Intl.DateTimeFormat>();
const numbers = new Map<string, Intl.NumberFormat>();

function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const format = dates.get(key) ?? new Intl.DateTimeFormat(locale, options);
  dates.set(key, format);
  return format;
}

function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const format = numbers.get(key) ?? new Intl.NumberFormat(locale, options);
  numbers.set(key, format);
  return format;
}

/**
 * A time (seconds since 1970) as seen from `now`: the weekday and the clock within a week, the date
 * beyond. Western digits in every language; isolated, so that it moves no other words.
 */
export function moment(seconds: number, now: number, code: Code): string {
  const near = Math.abs(seconds - now) < WEEK;
  const format = near
    ? ({ weekday: 'long', ...CLOCK } as const)
    : ({ day: 'numeric', month: 'long', year: 'numeric' } as const);
  // A calendar that everybody here shares: papers are dated by it.
  const locale = `${code}-u-nu-latn-ca-gregory`;
  return `\u2068${dateFormat(locale, format).format(seconds * 1000)}\u2069`;
}

/** How long something lasts, in words: "3 days". */
export function span(count: number, unit: 'minute' | 'hour' | 'day' | 'month' | 'year', code: Code): string {
  const format = { style: 'unit', unit, unitDisplay: 'long' } as const;
  return numberFormat(`${code}-u-nu-latn`, format).format(count);
}

/** A time of today. */
export function today(seconds: number, code: Code): string {
  return `\u2068${dateFormat(`${code}-u-nu-latn`, CLOCK).format(seconds * 1000)}\u2069`;
}

/** A time of today, to the second: when something was done. */
export function precisely(seconds: number, code: Code): string {
  const format = { ...CLOCK, second: '2-digit' } as const;
  return `\u2068${dateFormat(`${code}-u-nu-latn`, format).format(seconds * 1000)}\u2069`;
}

/** Whole minutes in words, with the hours apart: "1 hour 20 minutes". */
export function lasting(minutes: number, code: Code): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [hours > 0 && span(hours, 'hour', code), (rest > 0 || hours === 0) && span(rest, 'minute', code)];
  return parts.filter((one) => one !== false).join(' ');
}
