/**
 * The next notice of a desk, signed by an administrator: the twin of `noview-org notice set`.
 * protocol.md 3.3, 3.15. It has passed the rulebook before it is given out.
 */

import { equal, NONE } from './bytes.ts';
import { Kind, type Notice, noticeForm } from './document_types.ts';
import { Untrusted } from './errors.ts';
import type { NoticeFields } from './notice_draft.ts';
import { OfficeRefused } from './office_refused.ts';
import { type Administrator, type Given, type Made, trialOf } from './office_trial.ts';
import { ed25519Public } from './primitives.ts';
import { signDocument } from './signing.ts';

const NOTICE_LIFE = 365 * 86_400;

/** Raises Untrusted for a charter that has run out, OfficeRefused "not-administrator". */
export function nextNotice(
  given: Given,
  { administratorSeed }: Pick<Administrator, 'administratorSeed'>,
  fields: NoticeFields,
): Made {
  const { documents, desk, now } = given;
  const trial = trialOf(given);
  const keys = trial.current(now).administratorKeys;
  if (!keys.some((key) => equal(key, ed25519Public(administratorSeed)))) {
    throw new OfficeRefused('not-administrator');
  }
  const issued = Math.floor(now);
  const payload: Notice = {
    format: 1,
    organisation: documents.organisation,
    version: documents.nextVersion(Kind.notice, desk, now),
    issued,
    expires: issued + NOTICE_LIFE,
    desk,
    ...fields,
  };
  const { raw } = signDocument(noticeForm, payload, administratorSeed);
  // A reader that holds the same version already would call it no news: then nothing was made.
  if (!trial.addNotice(raw, now)) throw new Untrusted('fork');
  return { items: [{ envelope: raw, packet: NONE }], leftOut: [], serving: 0 };
}
