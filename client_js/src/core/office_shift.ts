/** The next shift and its packet, for everybody who stands. protocol.md 3.3, 3.7. */

import { type Bytes, equal, hex, NONE, type Random, wipe } from './bytes.ts';
import { Kind, LONGEST_LIFE, type Roster, type Shift } from './document_types.ts';
import { LocalFault, Untrusted } from './errors.ts';
import { OfficeRefused } from './office_refused.ts';
import { checkOfficeKey, type OfficeKey, officeKeyForm } from './office_key.ts';
import { isNewer, type Member, type Shown } from './office_staff.ts';
import { DEVICES_MOST, type Listed, makePacket, packetHash } from './packet.ts';
import { ed25519Public, xwingPublic } from './primitives.ts';
import type { RememberingDocuments } from './remembered.ts';
import { signDocument } from './signing.ts';

const DAY = 86_400;
export const SHIFT_MOST = LONGEST_LIFE[Kind.shift] ?? 0;
const OFFICE_KEY_LIFE = 365 * DAY;
/** An office key with less left is made anew. */
const OFFICE_KEY_LEFT = 60 * DAY;

/** Why a device that stands is not on the shift. */
export interface LeftOut {
  readonly alias: string;
  /** Its certificate is not good any more; or its sealing key has run out. */
  readonly why: 'certificate' | 'key';
}

export interface MadeShift {
  readonly payload: Shift;
  readonly packet: Bytes;
  readonly leftOut: readonly LeftOut[];
  /** How many devices it is sealed to. */
  readonly serving: number;
  /** Whether the handbook given is in its directory: work goes before it where both do not fit. */
  readonly told: boolean;
}

export interface KnownOfficeKey {
  readonly raw: Bytes;
  readonly payload: OfficeKey;
  readonly administrator: Bytes;
}

/** An administrator's own keys: Ed25519 seed, and X-Wing seed of the office key. */
export interface AdministratorSeeds {
  readonly administratorSeed: Bytes;
  readonly officeSeed: Bytes;
}

/**
 * The office keys that directories are sealed to: of those given the newest good one of every
 * administrator, and our own, made where it is missing or runs out.
 */
export function officeKeys(
  documents: RememberingDocuments,
  raws: readonly Bytes[],
  own: AdministratorSeeds | undefined,
  now: number,
): readonly KnownOfficeKey[] {
  const newest = new Map<string, KnownOfficeKey>();
  const take = (raw: Bytes): void => {
    const { payload, administrator } = checkOfficeKey(documents, raw, now);
    const name = hex(administrator);
    const before = newest.get(name);
    if (before === undefined || isNewer(payload, before.payload)) {
      newest.set(name, { raw, payload, administrator });
    }
  };
  for (const raw of raws) {
    try {
      take(raw);
    } catch (error) {
      if (!(error instanceof Untrusted)) throw error;
    }
  }
  if (own !== undefined) {
    const known = newest.get(hex(ed25519Public(own.administratorSeed)));
    const key = xwingPublic(own.officeSeed);
    const lasts = known !== undefined && known.payload.expires > now + OFFICE_KEY_LEFT;
    if (!lasts || !equal(known.payload.key, key)) {
      const issued = Math.floor(now);
      const payload: OfficeKey = {
        format: 1,
        organisation: documents.organisation,
        version: (known?.payload.version ?? 0) + 1,
        issued,
        expires: issued + OFFICE_KEY_LIFE,
        key,
      };
      take(signDocument(officeKeyForm, payload, own.administratorSeed).raw);
    }
  }
  return [...newest.values()];
}

/**
 * A shift until `until` (seconds; at most 24 hours and the roster's end), and never less long than
 * any one before, also one whose maker was shut out: who was on it could use it again. `handbook`
 * is an envelope or NONE. Raises OfficeRefused "directory-full", LocalFault "range".
 */
export function makeShift(
  documents: RememberingDocuments,
  desk: Bytes,
  roster: { readonly payload: Roster; readonly hash: Bytes },
  members: readonly Member[],
  offices: readonly KnownOfficeKey[],
  handbook: Bytes,
  until: number,
  now: number,
  random: Random,
): MadeShift {
  const issued = Math.floor(now);
  const longest = Math.min(issued + SHIFT_MOST, roster.payload.expires);
  const expires = Math.min(Math.max(Math.floor(until), documents.shiftEnds(desk)), longest);
  if (expires <= issued) throw new LocalFault('range');
  const { organisation } = documents;
  const version = documents.nextVersion(Kind.shift, desk, now);
  const devices = members.flatMap(listedOf);
  if (devices.length > DEVICES_MOST) throw new OfficeRefused('directory-full');
  const serving = members.filter(serves);
  const [teamSeed, deskSeed] = [random(32), random(32)];
  const made = fitting(handbook, (told) =>
    makePacket(
      { organisation, desk, version },
      { teamSeed, deskSeed },
      { devices, officeKeys: offices.map(({ raw }) => raw), handbook: told },
      {
        sealingKeys: serving.flatMap(({ sealingKey }) => sealingKey?.payload.key ?? []),
        officeKeys: offices.map(({ payload }) => payload.key),
      },
      random,
    ),
  );
  const payload: Shift = {
    format: 1,
    organisation,
    version,
    issued,
    expires,
    desk,
    teamKey: xwingPublic(teamSeed),
    deskKey: ed25519Public(deskSeed),
    rosterVersion: roster.payload.version,
    rosterHash: roster.hash,
    packetHash: packetHash(made.packet),
  };
  wipe(teamSeed, deskSeed);
  return { payload, ...made, leftOut: members.flatMap(leftOutOf), serving: serving.length };
}

function fitting(
  handbook: Bytes,
  make: (handbook: Bytes) => Bytes,
): { readonly packet: Bytes; readonly told: boolean } {
  try {
    return { packet: make(handbook), told: true };
  } catch (error) {
    if (!(error instanceof LocalFault && error.code === 'too-long')) throw error;
    if (handbook.length === 0) throw new OfficeRefused('directory-full');
    return { ...fitting(NONE, make), told: false };
  }
}

const serves = ({ good, sealingKey }: Member): boolean => good && sealingKey !== undefined;

function leftOutOf(member: Member): readonly LeftOut[] {
  if (serves(member)) return [];
  const { alias } = member.certificate.payload;
  return [{ alias, why: member.good ? 'key' : 'certificate' }];
}

/** All its certificates that stand, so that a later revocation shuts out every one of them. */
export function listedOf({ certificate, older, sealingKey }: Member): readonly Listed[] {
  const listed = ({ raw, warrant }: Shown, key: Bytes): Listed => {
    return { certificate: raw, sealingKey: key, warrant };
  };
  const newest = listed(certificate, sealingKey?.raw ?? NONE);
  return [newest, ...older.map((one) => listed(one, NONE))];
}
