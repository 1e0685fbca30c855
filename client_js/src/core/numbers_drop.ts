/**
 * What staff tell the statistics: tallies, incidents, hours. Sealed as survivors' answers are, with a
 * proof that somebody with the organisation's handbook made it. protocol.md 15.7.
 *
 * Staff only: survey.ts, which the survivor's page carries, knows nothing of this.
 */

import { bind, type Bytes, equal, fromHex, hex, pad, type Random, unpad, utf8 } from './bytes.ts';
import { encode } from './encoding.ts';
import { LocalFault, NotOpened, RemoteFault } from './errors.ts';
import { type Handbook, SECRET_KEPT } from './handbook.ts';
import { label } from './labels.ts';
import { staffLabel } from './labels_staff.ts';
import { digest, expand, extract } from './primitives.ts';
import { openSealed, seal, SEALING_OVERHEAD } from './sealing.ts';
import { decodeAs, encodeAs, list, oneOf, row, text, uint } from './shapes.ts';

export const DROP_LENGTH = 2048;
export const NAME_LENGTH = 16;
const NONCE_LENGTH = 8;
const MAC_LENGTH = 16;

export const STAFF_KINDS = ['tally', 'incident', 'hours'] as const;
export type StaffKind = (typeof STAFF_KINDS)[number];
/** What is counted: what staff tell, and what survivors answer. */
export const KINDS = [...STAFF_KINDS, 'survey'] as const;
export type Kind = (typeof KINDS)[number];
/** Answers of one survivor (15.1). */
const SURVEY_MOST = 8;

/** What the console says of itself begins with a dot, which no key of a handbook does. */
export const OWN = {
  language: '.language',
  minutes: '.minutes',
  hour: '.hour',
  alias: '.alias',
  talks: '.talks',
} as const;
const NONCE = '.nonce';
const MAC = '.mac';

export type Entry = readonly [key: string, value: string];

export interface StaffDrop {
  readonly kind: StaffKind;
  /** Since 1970, UTC. */
  readonly day: number;
  readonly entries: readonly Entry[];
}

/** What came out of a drop: of staff, with its proof looked at; or of a survivor, who has none. */
export interface OpenedDrop {
  readonly kind: Kind;
  readonly day: number;
  readonly entries: readonly Entry[];
}

export interface DropPlace {
  readonly organisation: Bytes;
  readonly desk: Bytes;
}

const SHAPE = row({
  format: oneOf(1),
  kind: text(16),
  day: uint(),
  answers: list(row({ question: text(32), answer: text(256) }), 24, 1),
});

/** By what a relay knows a drop (16 bytes). protocol.md 15.2. */
export function dropName(sealed: Bytes): Bytes {
  return digest(label.dropName, sealed).slice(0, NAME_LENGTH);
}

/** What a console signs to collect. protocol.md 15.3. */
export function collectInput({ organisation, desk }: DropPlace, challenge: Bytes): Bytes {
  return bind(label.collect, organisation, desk, challenge);
}

function macOf(place: DropPlace, secret: Bytes, drop: StaffDrop, nonce: Bytes): Bytes {
  const { organisation, desk } = place;
  const key = expand(secret, staffLabel.tally, organisation);
  const day = new Uint8Array(8);
  new DataView(day.buffer).setBigUint64(0, BigInt(drop.day));
  const parts = [utf8(drop.kind), day, encode(drop.entries), nonce];
  // Extract is HMAC-SHA-256 with its first argument as the key (RFC 5869, 2.2).
  return extract(key, bind(staffLabel.tallyMac, organisation, desk, ...parts)).slice(0, MAC_LENGTH);
}

/**
 * The handbook's secrets (the newest first) that prove a drop now: one that a newer took the place of
 * proves for 31 days from then, also where nobody has signed an edition since. protocol.md 15.7.
 */
export function provingSecrets({ secrets }: Pick<Handbook, 'secrets'>, now: number): readonly Bytes[] {
  const good = secrets.filter((_, at) => (secrets[at - 1]?.made ?? now) > now - SECRET_KEPT);
  return good.map(({ secret }) => secret);
}

/** What leaves: 2048 bytes. Raises LocalFault where it does not fit. */
export function makeStaffDrop(
  place: DropPlace & { readonly random: Random },
  key: Bytes,
  secret: Bytes,
  drop: StaffDrop,
): Bytes {
  const { organisation, desk, random } = place;
  const nonce = random(NONCE_LENGTH);
  const mac = macOf(place, secret, drop, nonce);
  const proof: readonly Entry[] = [[NONCE, hex(nonce)], [MAC, hex(mac)]];
  const answers = [...drop.entries, ...proof].map(([question, answer]) => ({ question, answer }));
  const plain = encodeAs(SHAPE, { format: 1, kind: drop.kind, day: drop.day, answers });
  const room = DROP_LENGTH - SEALING_OVERHEAD;
  if (plain.length >= room) throw new LocalFault('out-of-shape');
  return seal(key, bind(label.drop, organisation, desk), pad(plain, room), random);
}

/**
 * What a drop is: one that staff made, or answers of a survivor; another kind; or one that claims to
 * be staff's and does not prove it, or says a key twice. Raises NotOpened where no seed opens it.
 */
export function openDrop(
  place: DropPlace,
  seeds: readonly Bytes[],
  secrets: readonly Bytes[],
  sealed: Bytes,
): OpenedDrop | 'other' | 'forged' {
  const plain = opened(place, seeds, sealed);
  let told;
  try {
    told = decodeAs(SHAPE, unpad(plain));
  } catch (error) {
    if (error instanceof RemoteFault) throw new NotOpened();
    throw error;
  }
  const entries = told.answers.map(({ question, answer }): Entry => [question, answer]);
  if (told.kind === 'survey') {
    if (entries.length > SURVEY_MOST) throw new NotOpened();
    return hasTwice(entries) ? 'forged' : { kind: told.kind, day: told.day, entries };
  }
  const kind = STAFF_KINDS.find((one) => one === told.kind);
  if (kind === undefined) return 'other';
  const mac = value(entries.pop(), MAC, MAC_LENGTH);
  const nonce = value(entries.pop(), NONCE, NONCE_LENGTH);
  if (mac === undefined || nonce === undefined) return 'forged';
  // One conversation is counted once at each question, whoever of the staff made it.
  if (hasTwice(entries)) return 'forged';
  const drop = { kind, day: told.day, entries };
  return secrets.some((secret) => equal(macOf(place, secret, drop, nonce), mac)) ? drop : 'forged';
}

function hasTwice(entries: readonly Entry[]): boolean {
  return new Set(entries.map(([key]) => key)).size < entries.length;
}

function opened({ organisation, desk }: DropPlace, seeds: readonly Bytes[], sealed: Bytes): Bytes {
  if (sealed.length !== DROP_LENGTH) throw new NotOpened();
  const info = bind(label.drop, organisation, desk);
  for (const seed of seeds) {
    try {
      return openSealed(seed, info, sealed);
    } catch (error) {
      if (!(error instanceof NotOpened)) throw error;
    }
  }
  throw new NotOpened();
}

function value(entry: Entry | undefined, key: string, length: number): Bytes | undefined {
  if (entry?.[0] !== key || entry[1].length !== 2 * length) return undefined;
  try {
    return fromHex(entry[1]);
  } catch (error) {
    if (error instanceof RemoteFault) return undefined;
    throw error;
  }
}
