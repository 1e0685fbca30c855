/** Files that a person has chosen or dropped, told apart by how they begin. Pure. */

import { type Bytes, utf8 } from '../core/bytes.ts';

/** All of them are a few kilobytes; a larger file is something else and is not read. */
export const MOST_BYTES = 1024 * 1024;

const BEGINNINGS = {
  vault: utf8('noview vault\n'),
  keys: utf8('noview keys\n'),
  grant: utf8('noview grant\n'),
} as const;

export type Kind = keyof typeof BEGINNINGS;

/** At most one of each kind. */
export type Given = Readonly<Partial<Record<Kind, Bytes>>>;

/** What a file is by its first bytes; `undefined` for everything else. */
export function kindOf(raw: Bytes): Kind | undefined {
  const kinds = Object.keys(BEGINNINGS) as Kind[];
  return kinds.find((kind) => BEGINNINGS[kind].every((byte, at) => raw[at] === byte));
}

/** The files by kind. `strange` where one is none of ours, or two are of the same kind. */
export function sort(files: readonly Bytes[]): Given | 'strange' {
  const given: Partial<Record<Kind, Bytes>> = {};
  for (const raw of files) {
    const kind = kindOf(raw);
    if (kind === undefined || given[kind] !== undefined) return 'strange';
    given[kind] = raw;
  }
  return given;
}
