/**
 * Who the staff are, also where whoever made the newest shift has left somebody out of its directory:
 * what stood in the one before, and still stands by the rulebook, is carried on. protocol.md 3.15.
 */

import { type Bytes, equal } from './bytes.ts';
import { listedOf, officeKeys } from './office_shift.ts';
import { readStaff } from './office_staff.ts';
import type { Directory, Listed } from './packet.ts';
import type { RememberingDocuments } from './remembered.ts';

/** `newest` as it was opened, with what `before` knows and it does not. */
export function carried(
  newest: Directory,
  before: Directory | undefined,
  documents: RememberingDocuments,
  now: number,
): Directory {
  const charter = documents.charter?.payload;
  const roster = documents.rosterBase?.payload;
  if (before === undefined || charter === undefined || roster === undefined) return newest;
  // Signatures cost time: only what is not there any more is looked at.
  const gone = before.devices.filter((one) => !newest.devices.some((other) => covers(other, one)));
  const { members } = readStaff(documents.organisation, charter, roster, gone, now);
  const lost = before.officeKeys.filter((one) => !among(newest.officeKeys, one));
  const keys = lost.length === 0 ? [] : officeKeys(documents, lost, undefined, now);
  return {
    devices: [...newest.devices, ...members.flatMap(listedOf)],
    officeKeys: [...newest.officeKeys, ...keys.map(({ raw }) => raw)],
  };
}

/** A sealing key may be a newer one; a warrant and a certificate must be the very same. */
function covers(other: Listed, { certificate, sealingKey, warrant }: Listed): boolean {
  return (
    equal(other.certificate, certificate) &&
    (sealingKey.length === 0 || other.sealingKey.length > 0) &&
    (warrant.length === 0 || equal(other.warrant, warrant))
  );
}

function among(some: readonly Bytes[], one: Bytes): boolean {
  return some.some((other) => equal(other, one));
}
