/** Whether the console may already speak of what is missing. Pure. */

import type { AdministerView } from '../core/administer_view.ts';
import type { DutyView } from '../core/views.ts';

export interface Asked {
  readonly charterExpires: number | undefined;
  readonly stage: DutyView['stage'] | AdministerView['stage'];
  readonly problem: DutyView['problem'];
}

/** True until the server has answered once: what is not there yet is then no fault of anybody's. */
export function notRead({ charterExpires, stage, problem }: Asked): boolean {
  const asking = stage === 'connecting' || stage === 'reading';
  return charterExpires === undefined || asking || problem === 'relay-unreachable';
}
