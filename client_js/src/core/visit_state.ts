/** What the organisation has signed of its desk, as the survivor's page shows it. protocol.md 10.5. */

import { inTime } from './documents.ts';
import type { Following } from './follow.ts';
import type { VisitView } from './views.ts';

/** What the modes of a state are called, which are the keys of their texts. */
const STATES = ['', 'closed', 'surge', 'partner'];

/** The keys that a state may name: no other text is for whoever cannot write now. */
const NAMES = /^(closed|surge|partner|state-[1-4])$/;

const stateOf = ({ documents, desk }: Following, now: number) => {
  const state = documents.state(desk)?.payload;
  return state && inTime(state, now) ? state : undefined;
};

/** Closed, or handed over to a partner: nobody knocks. */
export const shut = (following: Following, now: number): boolean =>
  (stateOf(following, now)?.mode ?? 0) % 2 === 1;

/** A desk whose shift is over is closed too, whatever its state says. */
export function deskSays(
  following: Following,
  now: number,
): Pick<VisitView, 'desk' | 'said' | 'partner' | 'until'> {
  const state = stateOf(following, now);
  const mode = STATES[state?.mode ?? 0];
  const closed = shut(following, now);
  const away = !closed && following.believed(now) === undefined;
  const desk = closed || away ? 'closed' : 'open';
  return {
    desk: following.ready ? desk : 'unknown',
    said: away ? 'closed' : (NAMES.exec(state?.text ?? '')?.[0] ?? mode),
    partner: mode === 'partner',
    until: closed ? state?.expires : undefined,
  };
}
