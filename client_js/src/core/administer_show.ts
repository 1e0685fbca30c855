/** What the administrator's machine shows. */

import type { Acts } from './administer_acts.ts';
import type { Reading } from './administer_reading.ts';
import type { Refused } from './administer_refusals.ts';
import type { AdministerProblem, AdministerView } from './administer_view.ts';
import { type Bytes, hex } from './bytes.ts';
import { ed25519Public } from './primitives.ts';
import type { RememberingDocuments } from './remembered.ts';
import type { Connection, HeadView } from './views.ts';

/** The parts of the machine that a screen can see. */
export interface Shown {
  readonly documents: RememberingDocuments;
  readonly reading: Reading;
  readonly acts: Acts;
  readonly seed: Bytes;
  readonly desk: Bytes;
  readonly connection: Connection;
  readonly failure: Refused | undefined;
  readonly working: boolean;
  readonly locked: boolean;
  readonly locksAt: number;
  /** Whether a person must answer for what was read. */
  readonly unsure: boolean;
}

export function administerView(shown: Shown, now: number): AdministerView {
  const { documents, reading, acts, desk, locked, connection, failure } = shown;
  const standing = locked ? undefined : standingProblem(reading, shown.seed);
  const unreachable = connection === 'lost' && !reading.ready;
  return {
    stage: stage(shown),
    connection,
    problem: reading.problem ?? (unreachable ? 'relay-unreachable' : undefined),
    failure: failure?.why ?? standing,
    about: failure?.about ?? '',
    organisation: documents.charter?.payload.name ?? '',
    charterExpires: documents.charter?.payload.expires,
    rosterExpires: documents.rosterBase?.payload.expires,
    shiftExpires: documents.shiftBase(desk)?.payload.expires,
    locksAt: shown.locksAt,
    heads: heads(shown),
    compare: locked ? undefined : toCompare(shown),
    devices: locked ? [] : acts.devices(now),
    handbook: locked ? undefined : acts.handbook(now),
    notices: reading.notices.all,
    formerNotices: reading.notices.former,
    noticeRead: reading.noticeRead,
    charterVersion: documents.charter?.payload.version ?? 0,
    me: locked ? '' : hex(ed25519Public(shown.seed)),
    request: acts.request,
    done: acts.done,
    grant: acts.grant,
  };
}

/** What stands in the way of all signing, and is no fault of the last action. */
export function standingProblem(reading: Reading, seed: Bytes): AdministerProblem | undefined {
  if (reading.disagree) return 'documents-disagree';
  const keys = reading.documents.charter?.payload.administratorKeys.map(hex);
  if (keys !== undefined && !keys.includes(hex(ed25519Public(seed)))) return 'no-administrator';
  return reading.shutOut ? 'no-directory' : undefined;
}

function toCompare({ unsure, documents, reading }: Shown): AdministerView['compare'] {
  const roster = documents.rosterBase?.payload;
  if (!unsure || roster === undefined || !reading.ready) return undefined;
  return { version: roster.version, issued: roster.issued };
}

function stage({ locked, working, reading }: Shown): AdministerView['stage'] {
  if (locked) return 'locked';
  if (working) return 'working';
  return reading.ready ? 'ready' : 'reading';
}

function heads({ documents, desk }: Shown): readonly HeadView[] {
  const all = [
    { kind: 'charter', held: documents.charter },
    { kind: 'roster', held: documents.rosterBase },
    { kind: 'shift', held: documents.shiftBase(desk) },
  ] as const;
  return all.flatMap(({ kind, held }) =>
    held === undefined
      ? []
      : [{ kind, version: held.payload.version, fingerprint: hex(held.hash) }],
  );
}
