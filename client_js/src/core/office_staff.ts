/**
 * Who the staff are, read from a directory and the roster: nothing in a directory is believed
 * because it stands there. protocol.md 3.6, 3.7.
 *
 * A certificate stands when its hash is in the roster, unexpired and not revoked: an administrator
 * has put it there. It is good when a current administrator signed it too. After an administrator
 * has left, the devices that they certified stand (their conversations go on) and wait for a
 * new certificate.
 */

import { type Bytes, equal, hex, NONE } from './bytes.ts';
import { deviceHash } from './device.ts';
import * as rules from './document_rules.ts';
import {
  type Certificate,
  certificateForm,
  type Charter,
  type Checked,
  decodeEnvelope,
  decodePayload,
  documentHash,
  type Head,
  Kind,
  type Roster,
  type SealingKey,
  type Warrant,
} from './document_types.ts';
import { Untrusted } from './errors.ts';
import type { Listed } from './packet.ts';

/** A certificate of a device. */
export interface Shown extends Checked<Certificate> {
  /** The envelope of the newest good warrant that was given with it; NONE where there is none. */
  readonly warrant: Bytes;
}

/** A device that stands. */
export interface Member {
  /** The fingerprint of its keys. */
  readonly device: Bytes;
  /** Its newest certificate that stands, a good one first. */
  readonly certificate: Shown;
  /** Whether a current administrator signed it, and it is in its time. */
  readonly good: boolean;
  /** Its other certificates that stand: whoever shuts the device out must shut out these too. */
  readonly older: readonly Shown[];
  /** The newest that is in its time. */
  readonly sealingKey: Checked<SealingKey> | undefined;
}

export interface Staff {
  readonly members: readonly Member[];
}

interface Found {
  readonly certificate: Checked<Certificate>;
  readonly good: boolean;
  readonly key: Checked<SealingKey> | undefined;
  readonly warrant: GoodWarrant | undefined;
}

interface GoodWarrant {
  readonly raw: Bytes;
  readonly payload: Warrant;
}

/** Everybody listed who stands in this roster at `now`. What is not whole is left out. */
export function readStaff(
  organisation: Bytes,
  charter: Charter,
  roster: Roster,
  lists: readonly Listed[],
  now: number,
): Staff {
  const found = new Map<string, Map<string, Found>>();
  for (const { certificate: raw, sealingKey, warrant: given } of lists) {
    const certificate = trying(() => read(organisation, raw));
    if (certificate === undefined) continue;
    if (!holds(() => rules.checkStanding(roster, certificate.hash, now))) continue;
    const { identity, signing } = certificate.payload;
    const device = hex(deviceHash(organisation, identity, signing));
    const key = trying(() =>
      rules.checkSealingKey(organisation, certificate.payload, sealingKey, now),
    );
    const known = found.get(device) ?? new Map<string, Found>();
    const before = known.get(hex(certificate.hash));
    const good = holds(() => checkGood(organisation, charter, raw, certificate.payload, now));
    const warrant = trying(() =>
      checkWarrant(organisation, charter, roster, certificate, given, now),
    );
    known.set(hex(certificate.hash), {
      certificate,
      good,
      key: newest(before?.key, key),
      warrant: issuedLast(before?.warrant, warrant),
    });
    found.set(device, known);
  }
  const members = [...found.values()].map((one) => memberOf(organisation, [...one.values()]));
  return { members };
}

/** The member that has this certificate, newest or older. */
export function memberWith(staff: Staff, certificateHash: Bytes): Member | undefined {
  return staff.members.find(({ certificate, older }) =>
    [certificate, ...older].some(({ hash }) => equal(hash, certificateHash)),
  );
}

function read(organisation: Bytes, raw: Bytes): Checked<Certificate> {
  const { payload: bytes } = decodeEnvelope(raw, Kind.certificate);
  const payload = decodePayload(certificateForm, bytes);
  if (!equal(payload.organisation, organisation)) throw new Untrusted('organisation');
  return { payload, hash: documentHash(Kind.certificate, bytes), raw };
}

function checkGood(
  organisation: Bytes,
  charter: Charter,
  raw: Bytes,
  certificate: Certificate,
  now: number,
): void {
  rules.byAdministrator(charter, organisation, decodeEnvelope(raw, Kind.certificate));
  rules.checkHead(Kind.certificate, certificate, organisation, now);
}

/** One that is another certificate's, or rests on nobody, is of no use and carried no further. */
function checkWarrant(
  organisation: Bytes,
  charter: Charter,
  roster: Roster,
  { payload, hash }: Checked<Certificate>,
  raw: Bytes,
  now: number,
): GoodWarrant {
  const { warrant } = rules.checkWarrant(charter, roster, organisation, raw, now);
  const same = equal(warrant.certificateHash, hash) && equal(warrant.signing, payload.signing);
  if (!same) throw new Untrusted('signer');
  return { raw, payload: warrant };
}

function memberOf(organisation: Bytes, certificates: readonly Found[]): Member {
  const sorted = [...certificates].sort(
    (a, b) =>
      Number(b.good) - Number(a.good) ||
      b.certificate.payload.issued - a.certificate.payload.issued ||
      b.certificate.payload.expires - a.certificate.payload.expires,
  );
  const [first, ...older] = sorted as [Found, ...Found[]];
  const { identity, signing } = first.certificate.payload;
  return {
    device: deviceHash(organisation, identity, signing),
    certificate: shown(first),
    good: first.good,
    older: older.map(shown),
    sealingKey: sorted.map(({ key }) => key).reduce(newest, undefined),
  };
}

function shown({ certificate, warrant }: Found): Shown {
  return { ...certificate, warrant: warrant?.raw ?? NONE };
}

function issuedLast(
  a: GoodWarrant | undefined,
  b: GoodWarrant | undefined,
): GoodWarrant | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return isNewer(b.payload, a.payload) ? b : a;
}

function newest(
  a: Checked<SealingKey> | undefined,
  b: Checked<SealingKey> | undefined,
): Checked<SealingKey> | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return isNewer(b.payload, a.payload) ? b : a;
}

/** Of the keys, certificates or warrants of one owner: the one issued last. */
export function isNewer(a: Head, b: Head): boolean {
  return a.issued > b.issued || (a.issued === b.issued && a.version > b.version);
}

function trying<T>(check: () => T): T | undefined {
  try {
    return check();
  } catch (error) {
    if (error instanceof Untrusted) return undefined;
    throw error;
  }
}

function holds(check: () => void): boolean {
  return (
    trying(() => {
      check();
      return true;
    }) === true
  );
}
