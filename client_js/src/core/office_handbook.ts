/** A new edition of the handbook, with the shift that brings it to everybody. protocol.md 17.2. */

import type { Bytes } from './bytes.ts';
import { among } from './document_rules.ts';
import { LocalFault } from './errors.ts';
import { makeHandbook } from './handbook.ts';
import { knownHandbooks, nextEdition } from './handbook_carry.ts';
import { handbookProblem } from './handbook_rules.ts';
import type { HandbookContent } from './handbook_view.ts';
import { type Administrator, type Given, type Made, nextShift } from './office.ts';
import { OfficeRefused } from './office_refused.ts';
import { ed25519Public } from './primitives.ts';

const HOUR = 3600;

export interface MadeHandbook extends Made {
  readonly handbook: Bytes;
  readonly version: number;
}

/**
 * The shift of now again, with this handbook in its directory; on the same roster, unless that is due.
 * `seen` is the highest edition that was ever made here. Refused as "bad-handbook" (`about` says
 * where), "handbook-long" where it does not fit, "not-administrator", and like `nextShift`.
 */
export function newHandbook(
  given: Given,
  administrator: Administrator,
  content: HandbookContent,
  seen: number,
): MadeHandbook {
  const { documents, desk, directory, now, random } = given;
  const { administratorSeed: seed } = administrator;
  if (!among(documents.current(now).administratorKeys, ed25519Public(seed))) {
    throw new OfficeRefused('not-administrator');
  }
  const problem = handbookProblem(content);
  if (problem !== undefined) throw new OfficeRefused('bad-handbook', undefined, problem.where);
  const known = knownHandbooks(documents, desk, [directory.handbook], now);
  const { organisation } = documents;
  const version = nextEdition(known, seen, now);
  const edition = { organisation, desk, version, now, before: known[0]?.payload };
  const { raw: handbook } = fitting(() => makeHandbook(content, edition, seed, random));
  const made = nextShift({ ...given, handbook }, administrator, now + HOUR);
  if (made.told === false) throw new OfficeRefused('handbook-long');
  return { ...made, handbook, version };
}

function fitting<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    const tooLong = error instanceof LocalFault && error.code === 'too-long';
    throw tooLong ? new OfficeRefused('handbook-long') : error;
  }
}
