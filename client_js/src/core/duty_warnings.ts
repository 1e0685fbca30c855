/** What the console says long before something runs out, or where it is not as it should be. */

import type { Warning } from './views.ts';

const HOUR = 3600;
const DAY = 86_400;

/** Times in seconds since 1970; undefined where there is no such document. */
export interface Watched {
  readonly shiftExpires: number | undefined;
  readonly rosterExpires: number | undefined;
  readonly charterExpires: number | undefined;
  readonly certificateExpires: number | undefined;
  /** Whether somebody is there who starts the next shift, as far as this console can know. */
  readonly renewed: boolean;
  readonly disagree: boolean;
  readonly returning: boolean;
  /** What was counted waits here, since the relay has no room for it. */
  readonly undelivered: boolean;
  /** Counts of somebody who is off duty wait here, since the relay takes a few at a time. */
  readonly waits: boolean;
}

/** The most urgent first. */
export function warnings(watched: Watched, now: number): readonly Warning[] {
  const within = (expires: number | undefined, seconds: number): boolean =>
    expires !== undefined && expires - now < seconds;
  const shiftSoon = watched.renewed ? 2 * HOUR : 12 * HOUR;
  const all: readonly (readonly [Warning, boolean])[] = [
    ['documents-disagree', watched.disagree],
    ['waiting-for-shift', watched.returning],
    ['shift-soon', within(watched.shiftExpires, shiftSoon)],
    ['roster-soon', within(watched.rosterExpires, 2 * DAY)],
    ['certificate-soon', within(watched.certificateExpires, 30 * DAY)],
    ['charter-soon', within(watched.charterExpires, 60 * DAY)],
    ['numbers-full', watched.undelivered],
    ['numbers-later', watched.waits && !watched.undelivered],
  ];
  return all.filter(([, holds]) => holds).map(([warning]) => warning);
}
