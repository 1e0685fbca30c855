/** What the writers of vectors share: a place, a counselor, and randomness that is remembered. */

import { type Bytes, NONE, type Random } from '../../../client_js/src/core/bytes.ts';
import { believed, device, seeded } from './helpers.ts';

export type Vector = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly family: string;
  readonly expect: string;
};

export const circumstances = believed('from_ts');
export const counselor = device('May', circumstances.organisation);

export interface Remembering {
  readonly random: Random;
  /** What was drawn, in order. */
  readonly drawn: Bytes[];
}

export function remembering(name: string): Remembering {
  const random = seeded(`from_ts ${name}`);
  const drawn: Bytes[] = [];
  return {
    drawn,
    random: (length) => {
      const bytes = random(length);
      drawn.push(bytes.slice());
      return bytes;
    },
  };
}

export const first = ({ drawn }: Remembering, at: number): Bytes => drawn[at] ?? NONE;
