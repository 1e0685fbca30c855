/**
 * Making the documents of every day: shifts, rosters, certificates, revocations. protocol.md 3.
 *
 * Pure, and the twin of `noview-org`. Everything that is returned has been accepted by the rulebook
 * (`RememberingDocuments`) in the order in which it is to be published; nothing changes here until
 * the caller has published it and reads it back. Raises Untrusted where what is there does not
 * carry what is to be made, and OfficeRefused for what must not be done.
 */

import { type Bytes, equal, NONE } from './bytes.ts';
import { checkAlias, tidyAlias } from './confusables.ts';
import {
  type Certificate,
  certificateForm,
  type Checked,
  warrantForm,
} from './document_types.ts';
import { Untrusted } from './errors.ts';
import { OfficeRefused } from './office_refused.ts';
import { endOfDay } from './office_roster.ts';
import { type Member, memberWith, type Staff } from './office_staff.ts';
import type { PublishItem } from './publisher.ts';
import type { DeviceRequest, Grant, Wish } from './request.ts';
import { signDocument } from './signing.ts';
import {
  type Administrator,
  baseOf,
  type Given,
  type Made,
  readBy,
  rosterInto,
  shiftInto,
  type Signer,
  trialOf,
} from './office_trial.ts';

export { type OfficeCode, OfficeRefused } from './office_refused.ts';
export type { LeftOut } from './office_shift.ts';
export { type Member, memberWith, type Staff } from './office_staff.ts';
export type { Administrator, Given, Made, Signer, Supervisor } from './office_trial.ts';
export type { PublishItem } from './publisher.ts';

const HOUR = 3600;
const DAY = 86_400;
const DAYS_MOST = 3 * 365;
const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
/** A roster with less left is renewed together with a shift. */
const ROSTER_LEFT = 3 * DAY;
const POWERS = ['shift', 'state'] as const;
const ROLES: readonly Certificate['role'][] = [
  'counselor',
  'interpreter',
  'supervisor',
  'administrator',
  'trainee',
];

export interface Certified extends Made {
  readonly certificate: Checked<Certificate>;
  /** For the device: its certificate, and its warrant or NONE. */
  readonly grant: Grant;
}

/** Every device that stands now, by the newest roster known, also one that has run out. */
export function staffOf(given: Given): Staff {
  return readBy(given, given.documents, baseOf(given));
}

/**
 * A shift until `until` (seconds): at most 24 hours, never past the roster, never shorter than the
 * one before. An administrator renews the roster with it when that is due. Refused as "nobody"
 * where no device could open it.
 */
export function nextShift(given: Given, signer: Signer, until: number): Made {
  const trial = trialOf(given);
  const { roster } = trial;
  const { now } = given;
  const due = roster === undefined || roster.payload.expires - now < ROSTER_LEFT;
  const items: PublishItem[] = [];
  if (due && 'administratorSeed' in signer) {
    items.push(rosterInto(given, trial, signer, { add: [], revoke: [] }));
  }
  const shift = shiftInto(given, trial, signer, [], until);
  if (shift.serving === 0) throw new OfficeRefused('nobody');
  return { ...shift, items: [...items, ...shift.items] };
}

/**
 * The same roster for another week, and a shift that names it: no other is taken with it. Without
 * one where no shift is in its time, or nobody could open it: who is on one stays on it then.
 */
export function nextRoster(given: Given, administrator: Administrator): Made {
  const { documents, desk, now } = given;
  const trial = trialOf(given);
  const item = rosterInto(given, trial, administrator, { add: [], revoke: [] });
  const alone = { items: [item], leftOut: [], serving: 0 };
  const before = documents.shiftBase(desk);
  if (before === undefined || before.payload.expires <= now) return alone;
  const shift = shiftInto(given, trial, administrator, [], now + HOUR);
  return shift.serving === 0 ? alone : { ...shift, items: [item, ...shift.items] };
}

/**
 * A certificate for the device of a request, after its fingerprint was compared aloud; with the
 * warrant of its role, and a roster and shift that know it. `wish` is what the administrator
 * decided; a life is 1 to 1095 days.
 */
export function certify(
  given: Given,
  administrator: Administrator,
  request: DeviceRequest,
  wish: Wish & { readonly days: number },
): Certified {
  const { documents } = given;
  if (!equal(request.organisation, documents.organisation)) throw new Untrusted('organisation');
  const staff = staffOf(given);
  if (staff.members.some(({ device }) => equal(device, request.device))) {
    throw new OfficeRefused('device-known');
  }
  const aliases = staff.members.map(({ certificate }) => certificate.payload.alias);
  const wrong = checkAlias(wish.alias, aliases);
  if (wrong !== undefined) throw new OfficeRefused('bad-alias', wrong);
  checkLanguages(wish.languages);
  const role = ROLES.find((one) => one === wish.role);
  if (role === undefined) throw new OfficeRefused('bad-role');
  const { identity, signing, sealingKey } = request;
  const alias = tidyAlias(wish.alias);
  const fields = { identity, signing, alias, role, languages: wish.languages };
  return granted(given, administrator, fields, wish.days, sealingKey?.raw ?? NONE);
}

/**
 * A new certificate for the same keys of a device that stands (by any of its certificates). The old
 * ones stand for two more days, so that no conversation ends.
 */
export function renewDevice(
  given: Given,
  administrator: Administrator,
  certificateHash: Bytes,
  days: number,
): Certified {
  const member = memberWith(staffOf(given), certificateHash);
  if (member === undefined) throw new OfficeRefused('unknown-device');
  const { identity, signing, alias, role, languages } = member.certificate.payload;
  const fields = { identity, signing, alias, role, languages };
  const renewed = certificatesOf(member);
  return granted(given, administrator, fields, days, member.sealingKey?.raw ?? NONE, renewed);
}

/**
 * Shuts a device out, with every certificate that its keys have: a roster that says so, and a shift
 * sealed without it, also where nobody is left.
 */
export function revoke(given: Given, administrator: Administrator, certificateHash: Bytes): Made {
  const member = memberWith(staffOf(given), certificateHash);
  const hashes = member === undefined ? [certificateHash] : certificatesOf(member);
  const trial = trialOf(given);
  const item = rosterInto(given, trial, administrator, { add: [], revoke: hashes });
  const shift = shiftInto(given, trial, administrator, [], given.now + HOUR);
  return { ...shift, items: [item, ...shift.items] };
}

type Fields = Pick<Certificate, 'identity' | 'signing' | 'alias' | 'role' | 'languages'>;

function granted(
  given: Given,
  administrator: Administrator,
  fields: Fields,
  days: number,
  sealingKey: Bytes,
  renewed: readonly Bytes[] = [],
): Certified {
  if (!Number.isInteger(days) || days < 1 || days > DAYS_MOST) throw new OfficeRefused('bad-life');
  const { documents, random, now } = given;
  const seed = administrator.administratorSeed;
  const issued = Math.floor(now);
  const head = { format: 1, organisation: documents.organisation, version: 1, issued } as const;
  const expires = endOfDay(issued + days * DAY);
  const signed = signDocument(
    certificateForm,
    { ...head, expires, salt: random(32), ...fields },
    seed,
  );
  const { hash, raw } = signed;
  const trial = trialOf(given);
  const change = { add: [{ hash, expires }], revoke: [], renewed };
  const item = rosterInto(given, trial, administrator, change);
  const certificate = trial.checkCertificate(raw, now);
  const powers = fields.role === 'supervisor' || fields.role === 'administrator';
  const warrant = powers
    ? signDocument(
        warrantForm,
        { ...head, expires, signing: fields.signing, certificateHash: hash, powers: [...POWERS] },
        seed,
      ).raw
    : NONE;
  const listed = { certificate: raw, sealingKey, warrant };
  const shift = shiftInto(given, trial, administrator, [listed], now + HOUR);
  const grant = { certificate: raw, warrant };
  return { ...shift, items: [item, ...shift.items], certificate, grant };
}

function certificatesOf({ certificate, older }: Member): readonly Bytes[] {
  return [certificate, ...older].map(({ hash }) => hash);
}

function checkLanguages(languages: readonly string[]): void {
  const good = languages.every((one) => LANGUAGE.test(one) && one.length <= 16);
  const distinct = new Set(languages).size === languages.length;
  if (!good || !distinct || languages.length < 1 || languages.length > 64) {
    throw new OfficeRefused('bad-languages');
  }
}
