/** When a console stops taking new conversations by itself, before its person's time is over. Pure. */

import type { DutyView } from '../../core/views.ts';
import type { DayRules } from './rules.ts';

export type Why = 'time' | 'shift';

/** What is to be done now; `again`: the shift that was about to end has been followed by another. */
export type Finish = { readonly do: 'finish'; readonly why: Why } | { readonly do: 'again' } | undefined;

const STEP = 1800;
/** Half hours ahead that can be chosen as the end of one's time. */
const AHEAD = 24;

/** The next half hour after `now`, in seconds since 1970. */
export function nextStep(now: number): number {
  return Math.floor(now / STEP + 1) * STEP;
}

/** The ends that are offered; what was chosen stays in the list, also when it is over. */
export function endsOffered(from: number, chosen: number | undefined): readonly number[] {
  const times = Array.from({ length: AHEAD }, (_, at) => from + at * STEP);
  return chosen === undefined || times.includes(chosen) ? times : [chosen, ...times].sort((a, b) => a - b);
}

export class Finisher {
  /** Until when this person works today, as they said; seconds since 1970. */
  private said: number | undefined;
  /** The end before which it last finished by itself. */
  private did: { readonly why: Why; readonly end: number } | undefined;
  private byHand = false;

  get until(): number | undefined {
    return this.said;
  }

  /** Why it finished by itself; undefined where it did not, or a person has decided since. */
  get why(): Why | undefined {
    return this.byHand ? undefined : this.did?.why;
  }

  /** A person says until when they work; undefined: they do not know. */
  works(until: number | undefined): void {
    this.said = until;
  }

  /**
   * Asked as time passes. Each end finishes once: whoever goes on duty again after it has decided.
   * `rules.finishBefore` is in minutes.
   */
  due(view: Pick<DutyView, 'stage' | 'shiftExpires'>, rules: DayRules, now: number): Finish {
    const { stage, shiftExpires } = view;
    const { did } = this;
    if (this.why === 'shift' && stage === 'finishing' && (shiftExpires ?? 0) > (did?.end ?? 0)) {
      this.did = undefined;
      if (this.next(undefined, rules, now) === undefined) return { do: 'again' };
    }
    const end = this.next(shiftExpires, rules, now);
    if (stage !== 'on-duty' || end === undefined || did?.end === end.end) return undefined;
    this.did = end;
    this.byHand = false;
    return { do: 'finish', why: end.why };
  }

  /** A person goes on duty, or off, or takes no more. */
  decided(): void {
    this.byHand = true;
  }

  private next(
    shiftExpires: number | undefined,
    { finishBefore }: DayRules,
    now: number,
  ): { readonly why: Why; readonly end: number } | undefined {
    const near = (end: number | undefined): end is number =>
      end !== undefined && now >= end - finishBefore * 60;
    if (near(this.said)) return { why: 'time', end: this.said };
    return near(shiftExpires) ? { why: 'shift', end: shiftExpires } : undefined;
  }
}
