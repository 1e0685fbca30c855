/** What nobody has answered for too long, and what is new since the last look. Pure. */

import type { DutyView, KnockView } from '../../core/views.ts';
import type { DayRules } from './rules.ts';
import { waitedFor } from './serves.ts';

/** Somebody in the line, or in one of my conversations, for whom it has become long. */
export interface Alarm {
  readonly what: 'knock' | 'message';
  /** Of the knock, or of the conversation. */
  readonly key: string;
  /** As it was given, from outside; may be empty. */
  readonly addressAs: string;
  /** Whole minutes. */
  readonly minutes: number;
}

export type Watched = Pick<DutyView, 'stage' | 'talks' | 'limit' | 'pausedUntil'>;

/** Whether one more could be taken now. */
export function hasRoom({ stage, talks, limit, pausedUntil }: Watched): boolean {
  const open = talks.filter((talk) => talk.stage !== 'ended').length;
  return stage === 'on-duty' && pausedUntil === undefined && open < limit;
}

/**
 * The longest first. A knock rings only where I could take it; a message rings whatever I do:
 * nobody else can answer it. `mine`: the knocks that are for me.
 */
export function alarms(view: Watched, mine: readonly KnockView[], rules: DayRules, now: number): readonly Alarm[] {
  const least = rules.answerWithin * 60;
  const room = hasRoom(view);
  const knocks = mine
    .filter((knock) => room && knock.state === 'waiting')
    .map((knock) => ({ what: 'knock' as const, key: knock.key, addressAs: knock.addressAs, seconds: waitedFor(knock, now) }));
  const messages = view.talks.flatMap(({ key, stage, addressAs, waitingSince }) =>
    stage === 'talking' && waitingSince !== undefined
      ? [{ what: 'message' as const, key, addressAs, seconds: now - waitingSince }]
      : [],
  );
  return [...knocks, ...messages]
    .filter(({ seconds }) => seconds >= least)
    .sort((a, b) => b.seconds - a.seconds)
    .map(({ seconds, ...one }) => ({ ...one, minutes: Math.floor(seconds / 60) }));
}

/** What there is now that was not there at the last look. */
export interface Fresh {
  /** Somebody who waits, or a word. */
  readonly news: boolean;
  readonly alarm: boolean;
}

/** What rings, once each: new ones who wait, new words, and what has become an alarm. */
export class Heard {
  private news = new Set<string>();
  private alarms = new Set<string>();

  fresh(view: Watched, mine: readonly KnockView[], ringing: readonly Alarm[]): Fresh {
    const room = hasRoom(view);
    const news = new Set([
      ...mine.filter(({ state }) => room && state === 'waiting').map(({ key }) => `knock ${key}`),
      ...view.talks.flatMap(({ key, stage, unread }) =>
        stage === 'ended' || unread === 0 ? [] : [`word ${key} ${unread}`],
      ),
    ]);
    const alarms = new Set(ringing.map(({ what, key }) => `${what} ${key}`));
    const found = { news: beyond(news, this.news), alarm: beyond(alarms, this.alarms) };
    this.news = news;
    this.alarms = alarms;
    return found;
  }

  forget(): void {
    this.news = new Set();
    this.alarms = new Set();
  }
}

function beyond(now: ReadonlySet<string>, before: ReadonlySet<string>): boolean {
  return [...now].some((one) => !before.has(one));
}
