/** What the board counts: how many wait, how long, and who has how much to do. Pure. */

import type { DutyView } from '../../core/views.ts';
import type { ColleagueView } from '../../core/views_desk.ts';

/** One conversation of somebody: no name, no word. */
export interface Going {
  readonly key: string;
  /** Whole minutes, as everywhere here. */
  readonly lasted: number;
  readonly waits: number | undefined;
}

export interface Row {
  readonly key: string;
  /** From outside. */
  readonly alias: string;
  readonly role: string;
  readonly state: ColleagueView['state'];
  readonly limit: number;
  readonly talks: readonly Going[];
  /** Whether this is one's own console. */
  readonly me: boolean;
  readonly reachable: boolean;
}

export interface Counts {
  /** Undefined where this console is not told. */
  readonly waiting: { readonly count: number; readonly longest: number | undefined } | undefined;
  /** On duty, finishing or in a pause. */
  readonly working: number;
  readonly going: number;
  /** The longest wait for an answer in a conversation. */
  readonly longest: number | undefined;
  readonly rows: readonly Row[];
}

export type Watched = Pick<
  DutyView,
  | 'alias'
  | 'role'
  | 'fingerprint'
  | 'stage'
  | 'pausedUntil'
  | 'limit'
  | 'talks'
  | 'colleagues'
  | 'inLine'
>;

const minutes = (from: number, now: number): number => Math.max(0, Math.floor((now - from) / 60));

function going(
  talk: { readonly key: string; readonly since: number | undefined; readonly waitingSince: number | undefined },
  now: number,
): Going {
  const { key, since, waitingSince } = talk;
  const waits = waitingSince === undefined ? undefined : minutes(waitingSince, now);
  return { key, lasted: since ? minutes(since, now) : 0, waits };
}

function myState({ stage, pausedUntil }: Watched): ColleagueView['state'] {
  if (stage === 'finishing') return stage;
  if (stage !== 'on-duty') return 'listening';
  return pausedUntil === undefined ? 'on-duty' : 'pause';
}

/** Oneself first, then the others as they are listed. */
export function counts(view: Watched, now: number): Counts {
  const { alias, role, fingerprint, limit, inLine } = view;
  const own = view.talks.filter(({ stage }) => stage === 'talking');
  const me: Row = {
    ...{ key: fingerprint, alias, role, state: myState(view), limit, me: true, reachable: false },
    talks: own.map((talk) => going(talk, now)),
  };
  const others = view.colleagues.map(({ key, talks, ...one }): Row => {
    return { ...one, key, me: false, talks: talks.map((talk) => going(talk, now)) };
  });
  const rows = [me, ...others];
  const talks = rows.flatMap((row) => row.talks);
  const waits = talks.flatMap((talk) => (talk.waits === undefined ? [] : [talk.waits]));
  return {
    waiting: inLine && {
      count: inLine.count,
      longest: inLine.since === undefined ? undefined : minutes(inLine.since, now),
    },
    working: rows.filter(({ state }) => state !== 'listening').length,
    going: talks.length,
    longest: waits.length === 0 ? undefined : Math.max(...waits),
    rows,
  };
}
