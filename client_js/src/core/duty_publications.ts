/** The documents that a console has made, on their way one after the other: states before shifts. */

import type { Renewal } from './duty_renewal.ts';
import type { DeskState } from './duty_state.ts';
import type { PublishItem } from './publisher.ts';

/** Seconds after which nobody waits any more for what became of the one before. */
const ANSWER_MOST = 60;

export class Publications {
  private readonly state: DeskState;
  private readonly renewal: Renewal;
  private under: { readonly what: DeskState | Renewal; readonly since: number } | undefined;

  constructor(state: DeskState, renewal: Renewal) {
    this.state = state;
    this.renewal = renewal;
  }

  /** What to publish now, once; what came of it is told to `published`. */
  take(now: number): readonly PublishItem[] | undefined {
    if (this.under !== undefined && now - this.under.since < ANSWER_MOST) return undefined;
    for (const what of [this.state, this.renewal]) {
      const items = what.take(now);
      if (items === undefined) continue;
      this.under = { what, since: now };
      return items;
    }
    return undefined;
  }

  published(ok: boolean, now: number): void {
    const what = this.under?.what ?? this.renewal;
    this.under = undefined;
    what.published(ok, now);
  }
}
