/**
 * The next roster: nobody is dropped by mistake, and nobody who was shut out comes back.
 * protocol.md 3.15.
 *
 * A row that is unexpired stays, whoever it stands for. Only for a new device does one give way:
 * one of the administrator's own that stand for nobody. Where there is none, the roster grows.
 */

import { type Bytes, compare, equal } from './bytes.ts';
import { Kind, LONGEST_LIFE, type Roster, ROSTER_STEP } from './document_types.ts';
import { OfficeRefused } from './office_refused.ts';
import type { Spares } from './spares.ts';

const DAY = 86_400;
export const CERTIFICATE_LIFE = 365 * DAY;
/** What is left, at most, of a certificate for whose device there is a newer one: no line lives longer. */
export const RENEWED_LEFT = 2 * DAY;
export const ROSTER_LIFE = LONGEST_LIFE[Kind.roster] ?? 0;
/** As in relay/limits.py. */
const ROWS_MOST = 2048;

type Row = Roster['rows'][number];

export interface RosterChange {
  /** Certificates that join: hash and expiry. */
  readonly add: readonly { readonly hash: Bytes; readonly expires: number }[];
  /** Hashes of certificates that are shut out. */
  readonly revoke: readonly Bytes[];
  /** Hashes of certificates for whose device a newer one joins: they end in two days. */
  readonly renewed?: readonly Bytes[];
}

/** The next midnight (UTC), so that an expiry does not tell the hour of its making. */
export function endOfDay(moment: number): number {
  return Math.ceil(moment / DAY) * DAY;
}

/**
 * The roster after `base` (payload and hash), with this version. Raises OfficeRefused: "revoked" for
 * an addition that was shut out before, "unknown-device" for a revocation of what does not stand,
 * "roster-full".
 */
export function rosterAfter(
  base: { readonly payload: Roster; readonly hash: Bytes },
  change: RosterChange,
  version: number,
  spares: Spares,
  now: number,
): Roster {
  const issued = Math.floor(now);
  const { organisation, rows: before } = base.payload;
  let rows: Row[] = before.filter(({ expires }) => expires > issued);
  const find = (hash: Bytes): Row | undefined =>
    rows.find(({ certificateHash }) => equal(certificateHash, hash));
  for (const hash of change.revoke) {
    if (find(hash) === undefined) throw new OfficeRefused('unknown-device');
  }
  rows = rows.map((row) => changed(row, change, issued));
  for (const { hash, expires } of change.add) {
    if (find(hash)?.revoked === true) throw new OfficeRefused('revoked');
    if (find(hash) !== undefined) continue;
    if (rows.length >= before.length) rows = withRoom(rows, spares);
    rows.push({ certificateHash: hash, expires, revoked: false });
  }
  const size = Math.max(before.length, Math.ceil(rows.length / ROSTER_STEP) * ROSTER_STEP);
  const there = [...before, ...rows].map(({ certificateHash }) => certificateHash);
  const fresh = spares.fresh(size - rows.length, there, before.length);
  if (size > ROWS_MOST || rows.length + fresh.length < size) throw new OfficeRefused('roster-full');
  const expires = endOfDay(issued + CERTIFICATE_LIFE);
  rows.push(...fresh.map((certificateHash) => ({ certificateHash, expires, revoked: false })));
  rows.sort((a, b) => compare(a.certificateHash, b.certificateHash));
  return {
    format: 1,
    organisation,
    version,
    issued,
    expires: issued + ROSTER_LIFE,
    previous: base.hash,
    rows,
  };
}

function changed(row: Row, { revoke, renewed = [] }: RosterChange, issued: number): Row {
  const among = (hashes: readonly Bytes[]): boolean =>
    hashes.some((hash) => equal(hash, row.certificateHash));
  const ends = among(renewed) ? endOfDay(issued + RENEWED_LEFT) : row.expires;
  const expires = Math.min(row.expires, ends);
  return { ...row, expires, revoked: row.revoked || among(revoke) };
}

/** Without one of our own rows that stand for nobody, the one made first, if there is one. */
function withRoom(rows: readonly Row[], spares: Spares): Row[] {
  const place = ({ revoked, certificateHash }: Row): number =>
    (revoked ? undefined : spares.placeOf(certificateHash)) ?? Infinity;
  const first = Math.min(...rows.map(place));
  return rows.filter((row) => first === Infinity || place(row) !== first);
}
