/**
 * Who the staff are, also where whoever made the newest shift has left somebody out of its directory:
 * what stood in the one before, and still stands by the rulebook, is carried on. protocol.md 3.15.
 */

import { type Bytes, equal, NONE } from './bytes.ts';
import { bestHandbook } from './handbook_carry.ts';
import { listedOf, officeKeys } from './office_shift.ts';
import { readStaff } from './office_staff.ts';
import type { Directory, Listed } from './packet.ts';
import type { RememberingDocuments } from './remembered.ts';

/**
 * `newest` as it was opened, with what `before` knows and it does not. Of two handbooks the better
 * one goes on (handbook_carry.ts).
 */
export function carried(
  newest: Directory,
  before: Directory | undefined,
  documents: RememberingDocuments,
  desk: Bytes,
  now: number,
): Directory {
  const people = carriedPeople(newest, before, documents, now);
  return { ...people, handbook: carriedHandbook(newest, before, documents, desk, now) };
}

function carriedHandbook(
  newest: Directory,
  before: Directory | undefined,
  documents: RememberingDocuments,
  desk: Bytes,
  now: number,
): Bytes {
  // The same object as before, so that whoever has read it does not read it again.
  if (before !== undefined && equal(before.handbook, newest.handbook)) return before.handbook;
  const known = [...(before === undefined ? [] : [before.handbook]), newest.handbook];
  return bestHandbook(documents, desk, known, now)?.raw ?? NONE;
}

function carriedPeople(
  newest: Directory,
  before: Directory | undefined,
  documents: RememberingDocuments,
  now: number,
): Omit<Directory, 'handbook'> {
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
