/** Days and weeks at a desk, as its consoles live through them. */

import type { Duty } from '../../client_js/src/core/duty.ts';
import type { DutyView } from '../../client_js/src/core/views.ts';
import type { Client, World } from './world.ts';

export const HOUR = 3600;
export const DAY = 86_400;

/** A console whose person is on duty. */
export function serve(world: World, which = 0): Client<Duty> {
  const client = world.duty(which);
  world.settle();
  client.machine.act({ do: 'on-duty' }, world.now);
  world.settle();
  return client;
}

/** Lets days pass; the administrator renews the roster every third, as they should. */
export function days(world: World, count: number, step = 900): void {
  for (let day = 0; day < count; day += 1) {
    if (day % 3 === 0) world.relay.publish(world.organisation.roster([], 7 * DAY, world.now));
    world.pass(DAY, step);
  }
}

/** The version of the shift that this console believes. */
export function shiftOf({ machine }: Client<Duty>): number {
  return machine.view().heads.find(({ kind }) => kind === 'shift')?.version ?? 0;
}

export const warned = ({ machine }: Client<Duty>, what: DutyView['warnings'][number]): boolean =>
  machine.view().warnings.includes(what);
