/** What the stories of a day at the desk are told with. */

import type { KnockView, TalkView } from '../../../../client_js/src/core/views.ts';
import { seeded } from '../../core/helpers.ts';

/** Whole numbers below a bound, the same in every run. */
export function dice(name: string): (below: number) => number {
  const random = seeded(name);
  return (below) => {
    const [high = 0, low = 0] = random(2);
    return (high * 256 + low) % Math.max(1, below);
  };
}

export const knock = (more: Partial<KnockView> = {}): KnockView => ({
  key: 'k1',
  language: 'en',
  addressAs: '',
  first: '',
  answers: [],
  waited: 0,
  toldAt: 0,
  state: 'waiting',
  ...more,
});

export const talk = (more: Partial<TalkView> = {}): TalkView => ({
  key: 't1',
  addressAs: '',
  language: 'en',
  answers: [],
  stage: 'talking',
  by: 'knock',
  notes: [],
  people: [],
  typing: [],
  unread: 0,
  waitingForMe: more.waitingSince !== undefined,
  waitingSince: undefined,
  since: 0,
  theirsAt: undefined,
  mineAt: undefined,
  ended: undefined,
  problem: undefined,
  transcript: 'alone',
  asks: [],
  code: { result: 'none', word: false, anew: false },
  turnAway: 'cannot',
  ...more,
});
