/**
 * The next roster: nobody is dropped by mistake, and nobody who was shut out comes back.
 * protocol.md 3.15.
 *
 * A row that is unexpired stays, whoever it stands for. Only for a new device does one give way
 * that is not revoked and that no directory knows: those are the rows that stand for nobody.
 */

import { type Bytes, compare, equal, hex, type Random } from './bytes.ts';
import { Kind, LONGEST_LIFE, type Roster, ROSTER_STEP } from './document_types.ts';
import { OfficeRefused } from './office_refused.ts';

const DAY = 86_400;
export const CERTIFICATE_LIFE = 365 * DAY;
export const ROSTER_LIFE = LONGEST_LIFE[Kind.roster] ?? 0;
/** As in relay/limits.py. */
const ROWS_MOST = 2048;

type Row = Roster['rows'][number];

export interface RosterChange {
  /** Certificates that join: hash and expiry. */
  readonly add: readonly { readonly hash: Bytes; readonly expires: number }[];
  /** Hashes of certificates that are shut out. */
  readonly revoke: readonly Bytes[];
}

/** The next midnight (UTC), so that an expiry does not tell the hour of its making. */
export function endOfDay(moment: number): number {
  return Math.ceil(moment / DAY) * DAY;
}

/**
 * The roster after `base` (payload and hash). `known`: hex of the hashes of all certificates that
 * are somebody's. Raises OfficeRefused: "revoked" for an addition that was shut out before,
 * "unknown-device" for a revocation of what does not stand, "roster-full".
 */
export function rosterAfter(
  base: { readonly payload: Roster; readonly hash: Bytes },
  change: RosterChange,
  known: ReadonlySet<string>,
  now: number,
  random: Random,
): Roster {
  const issued = Math.floor(now);
  const { organisation, version, rows: before } = base.payload;
  let rows: Row[] = before.filter(({ expires }) => expires > issued);
  const find = (hash: Bytes): Row | undefined =>
    rows.find(({ certificateHash }) => equal(certificateHash, hash));
  for (const hash of change.revoke) {
    if (find(hash) === undefined) throw new OfficeRefused('unknown-device');
  }
  rows = rows.map((row) =>
    change.revoke.some((hash) => equal(hash, row.certificateHash)) ? { ...row, revoked: true } : row,
  );
  for (const { hash, expires } of change.add) {
    if (find(hash)?.revoked === true) throw new OfficeRefused('revoked');
    if (find(hash) !== undefined) continue;
    if (rows.length >= before.length) rows = withRoom(rows, known, change, random);
    rows.push({ certificateHash: hash, expires, revoked: false });
  }
  const size = Math.max(before.length, Math.ceil(rows.length / ROSTER_STEP) * ROSTER_STEP);
  if (size > ROWS_MOST) throw new OfficeRefused('roster-full');
  while (rows.length < size) {
    const expires = endOfDay(issued + CERTIFICATE_LIFE);
    rows.push({ certificateHash: random(32), expires, revoked: false });
  }
  rows.sort((a, b) => compare(a.certificateHash, b.certificateHash));
  return {
    format: 1,
    organisation,
    version: version + 1,
    issued,
    expires: issued + ROSTER_LIFE,
    previous: base.hash,
    rows,
  };
}

/** Without one of the rows that stand for nobody, if there is one. */
function withRoom(
  rows: readonly Row[],
  known: ReadonlySet<string>,
  { add }: RosterChange,
  random: Random,
): Row[] {
  // Who knows nobody cannot tell who stands for nobody: then the roster grows.
  if (known.size === 0) return [...rows];
  const added = new Set(add.map(({ hash }) => hex(hash)));
  const spare = rows.filter(({ certificateHash, revoked }) => {
    const name = hex(certificateHash);
    return !revoked && !known.has(name) && !added.has(name);
  });
  const [high = 0, low = 0] = random(2);
  const gone = spare[(high * 256 + low) % Math.max(1, spare.length)];
  return rows.filter((row) => row !== gone);
}
