/**
 * The next notice of a desk, signed by an administrator: the twin of `noview-org notice set`.
 * protocol.md 3.3, 3.15. It has passed the rulebook before it is given out.
 */

import { equal, NONE } from './bytes.ts';
import { Kind, type Notice, noticeForm } from './document_types.ts';
import { Untrusted } from './errors.ts';
import type { NoticeFields } from './notice_draft.ts';
import { VERSION_FAR } from './numbering.ts';
import { OfficeRefused } from './office_refused.ts';
import { type Administrator, type Given, type Made, trialOf } from './office_trial.ts';
import { ed25519Public } from './primitives.ts';
import { signDocument } from './signing.ts';

const NOTICE_LIFE = 365 * 86_400;

/** What every reader takes (protocol.md 3.9). */
const ENVELOPE_MOST = 131_072;

/**
 * `before` is the version of the newest one that was read, also where it has run out; 0 for none.
 * Undefined where it is too long. Raises Untrusted for a charter that has run out, OfficeRefused
 * "not-administrator".
 */
export function nextNotice(
  given: Given,
  { administratorSeed }: Pick<Administrator, 'administratorSeed'>,
  fields: NoticeFields,
  before: number,
): Made | undefined {
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
    version: versionAfter(documents.nextVersion(Kind.notice, desk, now), before),
    issued,
    expires: issued + NOTICE_LIFE,
    desk,
    timezone: fields.timezone,
    hours: fields.hours,
    numbers: fields.numbers,
    texts: fields.texts,
    policy: fields.policy,
    exitAddress: fields.exitAddress,
  };
  const { raw } = signDocument(noticeForm, payload, administratorSeed);
  if (raw.length > ENVELOPE_MOST) return undefined;
  // A reader that holds the same version already would call it no news: then nothing was made.
  if (!trial.addNotice(raw, now)) throw new Untrusted('fork');
  return { items: [{ envelope: raw, packet: NONE }], leftOut: [], serving: 0 };
}

/** One that has run out is not remembered, and yet the relay takes nothing lower. */
function versionAfter(next: number, before: number): number {
  return before < VERSION_FAR ? Math.max(next, before + 1) : next;
}
