/** Remembers when somebody was last here, for `idle`. Pure. */

import type { DutyView } from '../core/views.ts';
import { type Idle, idle, talking } from './idle.ts';

export class Watch {
  private at = 0;
  private spoken: number | undefined;
  private mark = '';

  /** A key or pointer was used. */
  touched(now: number): void {
    this.at = now;
  }

  /** What the screen shows now: somebody may have written. */
  saw({ talks }: DutyView, now: number): void {
    const mark = talking(talks);
    if (mark === this.mark) return;
    this.mark = mark;
    this.spoken = mark === '' ? undefined : now;
  }

  idle(now: number): Idle {
    return idle({ touched: this.at, spoken: this.spoken }, now);
  }

  forget(): void {
    this.mark = '';
    this.spoken = undefined;
  }
}
