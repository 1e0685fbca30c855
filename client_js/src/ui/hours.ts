/** Opening hours in words. Pure: the time is an argument. */

import type { NoticeView } from '../core/views.ts';
import type { SharedWords } from './catalog/words.ts';
import { fill } from './text.ts';

type Hours = NoticeView['hours'];

const DAY = 1440;

/** Minutes since midnight as "09:30"; 1440 is "24:00". */
export function clock(minute: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** The times of one day, sorted: "09:00 to 12:00, 14:00 to 18:00", or an empty string. */
function timesOf(hours: Hours, day: number, words: SharedWords): string {
  const spans = hours.filter((one) => one.day === day).sort((a, b) => a.opens - b.opens);
  return spans
    .map(({ opens, closes }) =>
      opens === 0 && closes >= DAY
        ? words.allDay
        : fill(words.timeRange, {
          opens: `\u2068${clock(opens)}\u2069`,
          closes: `\u2068${clock(closes)}\u2069`,
        }),
    )
    .join(', ');
}

export interface HoursLine {
  readonly days: string;
  readonly times: string;
}

/** Neighboring days with the same times share a line; days without any are left out. */
export function hoursLines(hours: Hours, words: SharedWords): readonly HoursLine[] {
  const lines: { first: number; last: number; times: string }[] = [];
  for (let day = 0; day < 7; day += 1) {
    const times = timesOf(hours, day, words);
    const before = lines[lines.length - 1];
    if (times === '') continue;
    if (before !== undefined && before.times === times && before.last === day - 1) before.last = day;
    else lines.push({ first: day, last: day, times });
  }
  const name = (day: number): string => words.days[day] ?? '';
  return lines.map(({ first, last, times }) => ({
    days:
      first === 0 && last === 6
        ? words.everyDay
        : first === last
          ? name(first)
          : fill(words.dayRange, { first: name(first), last: name(last) }),
    times,
  }));
}

/** Holidays and special days as the notice writes them; a dash says that a day is closed. */
export const specialDays = (setting: string): readonly HoursLine[] =>
  [...setting.matchAll(/([^ ;]+) ([^;]+)/g)].map(([, days = '', times = '']) => ({
    days,
    times: times === 'closed' ? '\u2013' : times,
  }));

/** Day (0 is Monday) and minute at `now` (seconds since 1970) in a time zone. */
export function localTime(now: number, timezone: string): { readonly day: number; readonly minute: number } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now * 1000);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  const day = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(part('weekday'));
  return { day, minute: Number(part('hour')) * 60 + Number(part('minute')) };
}

/**
 * Whether the hours say "open" at `now` (seconds since 1970). Undefined where the notice names no
 * hours or a time zone that this browser does not know.
 */
export function openAt(notice: NoticeView, now: number): boolean | undefined {
  if (notice.hours.length === 0) return undefined;
  try {
    const { day, minute } = localTime(now, notice.timezone);
    return notice.hours.some(
      (one) => one.day === day && one.opens <= minute && minute < one.closes,
    );
  } catch {
    // An unknown time zone: the hours are still listed, only "open now" cannot be said.
    return undefined;
  }
}
