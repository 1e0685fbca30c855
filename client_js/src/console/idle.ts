/** When an unlocked console locks itself. Pure: all times are seconds since 1970. */

import type { TalkView } from '../core/views.ts';

/** Without a hand on the keyboard or pointer for so long, it locks. */
export const IDLE = 15 * 60;
/** An open talk in which somebody wrote within this time is work, though nobody touches a key. */
export const TALK_IDLE = 30 * 60;
/** The warning comes so long before. */
export const WARNING = 60;

/** Changes whenever somebody writes in a talk that is open; empty where none is. */
export function talking(talks: readonly TalkView[]): string {
  const open = talks.filter(({ stage }) => stage !== 'ended');
  return open.map(({ key, notes, typing }) => `${key} ${notes.length} ${typing.length}`).join(', ');
}

export interface Moments {
  /** When a key or pointer was last used in this page. */
  readonly touched: number;
  /** When anybody last wrote in a talk that is open, if one is. */
  readonly spoken: number | undefined;
}

/** The seconds that are left before it locks; 0 or less is: now. */
export function secondsLeft({ touched, spoken }: Moments, now: number): number {
  // A clock that was set back must not keep a console open for longer.
  const at = (moment: number, limit: number): number => Math.min(moment, now) + limit - now;
  const hands = at(touched, IDLE);
  return spoken === undefined ? hands : Math.max(hands, at(spoken, TALK_IDLE));
}

/** What is to be done: nothing, say how many seconds are left, or lock. */
export type Idle = { readonly do: 'stay' | 'lock' } | { readonly do: 'warn'; readonly left: number };

export function idle(moments: Moments, now: number): Idle {
  const left = secondsLeft(moments, now);
  if (left <= 0) return { do: 'lock' };
  return left <= WARNING ? { do: 'warn', left: Math.ceil(left) } : { do: 'stay' };
}
