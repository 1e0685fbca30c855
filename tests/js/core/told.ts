/** How vectors write what is a row of an array here. */

import { hex } from '../../../client_js/src/core/bytes.ts';
import type { Presence } from '../../../client_js/src/core/call.ts';

export function toldPresence({ state, limit, talks }: Presence): readonly unknown[] {
  const told = talks.map(({ name, since, waitingSince }) => [hex(name), since, waitingSince]);
  return [state, limit, told];
}
