/** What a list of conversations says of each: who waits, who is silent, whose time is over. Pure. */

import type { TalkView } from '../../core/views.ts';
import type { DayRules } from './rules.ts';

/** What of a conversation counts here. */
export type Marked = Pick<
  TalkView,
  'stage' | 'unread' | 'waitingSince' | 'since' | 'theirsAt' | 'mineAt' | 'typing'
>;

export interface Marks {
  readonly unread: number;
  /** Whole minutes, as all below: since when they wait for an answer; undefined where nobody does. */
  readonly waiting: number | undefined;
  /** Since the last word of either side, once that is long enough to ask; they do not wait then. */
  readonly silent: number | undefined;
  /** Since the first answer; undefined before it. */
  readonly lasted: number | undefined;
  /** Beyond the time that was agreed. */
  readonly over: boolean;
  readonly ended: boolean;
}

const minutes = (from: number, now: number): number => Math.max(0, Math.floor((now - from) / 60));

/** When anybody last wrote there; undefined before the first answer. */
export function lastWord({ since, theirsAt, mineAt }: Marked): number | undefined {
  return since === undefined ? undefined : Math.max(since, theirsAt ?? 0, mineAt ?? 0);
}

/** Since when it is the survivor's turn and nothing comes, not even typing; undefined otherwise. */
export function silentSince(talk: Marked): number | undefined {
  const open = talk.stage === 'talking' && talk.waitingSince === undefined && talk.typing.length === 0;
  return open ? lastWord(talk) : undefined;
}

export function marks(talk: Marked, rules: DayRules, now: number): Marks {
  const ended = talk.stage === 'ended';
  const silent = silentSince(talk);
  const quiet = silent === undefined ? 0 : minutes(silent, now);
  const lasted = talk.since === undefined || ended ? undefined : minutes(talk.since, now);
  return {
    unread: talk.unread,
    waiting: talk.waitingSince === undefined || ended ? undefined : minutes(talk.waitingSince, now),
    silent: silent !== undefined && quiet >= rules.remindAfter ? quiet : undefined,
    lasted,
    over: lasted !== undefined && lasted >= rules.talkMinutes,
    ended,
  };
}

/** Open ones first, each where it was: what moves about cannot be found without looking. */
export function inOrder<T extends Pick<TalkView, 'stage'>>(talks: readonly T[]): readonly T[] {
  const over = (talk: T): boolean => talk.stage === 'ended';
  return [...talks.filter((talk) => !over(talk)), ...talks.filter(over)];
}

/** The key of the one who has waited longest for an answer; undefined where nobody does. */
export function longestWaiting(talks: readonly Pick<TalkView, 'key' | 'stage' | 'waitingSince'>[]): string | undefined {
  const waiting = talks.filter(({ stage, waitingSince }) => stage !== 'ended' && waitingSince !== undefined);
  const sorted = [...waiting].sort((a, b) => (a.waitingSince ?? 0) - (b.waitingSince ?? 0));
  return sorted[0]?.key;
}
