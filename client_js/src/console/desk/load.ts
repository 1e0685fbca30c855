/** One's own day, for oneself: time on duty, conversations, hard ones. In memory only. Pure. */

import type { DutyView } from '../../core/views.ts';

/**
 * Seconds: a longer step than this between two looks was the computer's sleep, not work. Browsers let
 * a page behind others look once a minute.
 */
const STEP_MOST = 150;

export interface Today {
  /** Whole minutes on duty. */
  readonly minutes: number;
  readonly talks: number;
  readonly hard: number;
}

export class Load {
  private seconds = 0;
  private last: number | undefined;
  private readonly begun = new Set<string>();
  private readonly hard = new Set<string>();

  /** Asked at every look at the desk. */
  saw({ stage, talks, pausedUntil }: Pick<DutyView, 'stage' | 'talks' | 'pausedUntil'>, now: number): void {
    const step = this.last === undefined ? 0 : now - this.last;
    const works = (stage === 'on-duty' && pausedUntil === undefined) || stage === 'finishing';
    const open = talks.some((talk) => talk.stage === 'talking');
    if ((works || open) && step > 0 && step <= STEP_MOST) this.seconds += step;
    this.last = now;
    for (const { key, since } of talks) if (since !== undefined) this.begun.add(key);
  }

  /** A person says that this one was hard. */
  wasHard(talk: string): void {
    this.hard.add(talk);
  }

  calledHard(talk: string): boolean {
    return this.hard.has(talk);
  }

  today(): Today {
    return { minutes: Math.floor(this.seconds / 60), talks: this.begun.size, hard: this.hard.size };
  }

  /** Whether it has been enough for a day; `most` in hours. */
  enough(most: number | undefined): boolean {
    return most !== undefined && this.seconds >= most * 3600;
  }
}
