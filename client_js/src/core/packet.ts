/**
 * The staff packet of a shift: the private halves for every device on it, and the directory of who
 * the staff are for every administrator too. protocol.md 3.7.
 *
 * Nothing in a directory is believed before the rulebook has checked it.
 */

import {
  bind,
  type Bytes,
  compare,
  concat,
  equal,
  hex,
  pad,
  padToMultiple,
  type Random,
  u64,
  unpad,
  wipe,
} from './bytes.ts';
import { COMMIT_LENGTH, openCommitted, type Purpose, sealCommitted } from './committed.ts';
import type { Checked, Shift } from './document_types.ts';
import { LocalFault, Malformed, NotOnShift } from './errors.ts';
import { label } from './labels.ts';
import { digest, ed25519Public, expand, xwingPublic } from './primitives.ts';
import { openSealed, seal } from './sealing.ts';
import { bin, binUpTo, decodeAs, encodeAs, list, oneOf, row } from './shapes.ts';

export const PACKET_MOST = 1_048_576;
export const DEVICES_MOST = 1024;
export const OFFICE_KEYS_MOST = 32;
/** Of an envelope in a directory. */
export const LISTED_MOST = 16_384;
/** Of the handbook's envelope. */
export const HANDBOOK_MOST = 262_144;
const SLOT_STEP = 16;
const SLOTS_MOST = Math.ceil((DEVICES_MOST + OFFICE_KEYS_MOST) / SLOT_STEP) * SLOT_STEP;
const NONCE_LENGTH = 24;
const BODY_LENGTH = 128;
const DIRECTORY_STEP = 4096;

const PACKET = row({
  format: oneOf(2),
  slots: list(row({ slot: bin(16), sealed: bin(1168) }), SLOTS_MOST),
  nonce: bin(NONCE_LENGTH),
  body: binUpTo(PACKET_MOST),
  directoryNonce: bin(NONCE_LENGTH),
  directory: binUpTo(PACKET_MOST),
});

const BODY = row({ format: oneOf(1), teamSeed: bin(32), deskSeed: bin(32) });

const DIRECTORY = row({
  format: oneOf(2),
  devices: list(
    row({
      certificate: binUpTo(LISTED_MOST, 1),
      sealingKey: binUpTo(LISTED_MOST),
      warrant: binUpTo(LISTED_MOST),
    }),
    DEVICES_MOST,
  ),
  officeKeys: list(binUpTo(LISTED_MOST, 1), OFFICE_KEYS_MOST),
  handbook: binUpTo(HANDBOOK_MOST),
});

/** A certificate that stands, with what belongs to it: envelopes. */
export interface Listed {
  readonly certificate: Bytes;
  /** The device's newest; empty where the one that was known has run out. */
  readonly sealingKey: Bytes;
  /** That was given with this very certificate; empty where there is none. */
  readonly warrant: Bytes;
}

/**
 * Who the staff are, every certificate that stands and the administrators' office key envelopes; and
 * what they are told: the handbook's envelope, empty where there is none.
 */
export interface Directory {
  readonly devices: readonly Listed[];
  readonly officeKeys: readonly Bytes[];
  readonly handbook: Bytes;
}

/** What everybody on a shift holds: two seeds of 32 bytes. */
export interface PacketSeeds {
  readonly teamSeed: Bytes;
  readonly deskSeed: Bytes;
}

export interface PacketContent extends PacketSeeds {
  readonly directory: Directory;
  /** Which of the sealing seeds given it was sealed to: an index. */
  readonly sealedTo: number;
}

/** Which shift a packet belongs to. */
export interface PacketPlace {
  readonly organisation: Bytes;
  readonly desk: Bytes;
  /** The shift's version. */
  readonly version: number;
}

/** Which slot of a packet is for this sealing key or office key (public, 1216 bytes). */
export function packetSlot(organisation: Bytes, publicKey: Bytes): Bytes {
  return digest(label.packetSlot, organisation, publicKey).slice(0, 16);
}

/** What the shift says of its packet. */
export function packetHash(raw: Bytes): Bytes {
  return digest(label.packet, raw);
}

/**
 * The packet of a shift, sealed to devices (`sealingKeys`) and administrators (`officeKeys`), all
 * X-Wing public keys. Decoys and order hide how many there are and which is which. Raises
 * LocalFault("too-long") above 1 MiB.
 */
export function makePacket(
  place: PacketPlace,
  seeds: PacketSeeds,
  directory: Directory,
  to: { readonly sealingKeys: readonly Bytes[]; readonly officeKeys: readonly Bytes[] },
  random: Random,
): Bytes {
  const { organisation } = place;
  const packetKey = random(32);
  const directoryKey = expand(packetKey, label.directoryKey, organisation);
  const slotFor = (info: Bytes, secret: Bytes) => (publicKey: Bytes) => ({
    slot: packetSlot(organisation, publicKey),
    sealed: seal(publicKey, info, secret, random),
  });
  const deviceSlot = slotFor(infoOf(label.packetKey, place), packetKey);
  const officeSlot = slotFor(infoOf(label.directorySlot, place), directoryKey);
  const slots = [...to.sealingKeys.map(deviceSlot), ...to.officeKeys.map(officeSlot)];
  while (slots.length === 0 || slots.length % SLOT_STEP !== 0) {
    slots.push(slotFor(infoOf(label.packetKey, place), random(32))(xwingPublic(random(32))));
  }
  slots.sort((a, b) => compare(a.slot, b.slot));
  const plain = encodeAs(BODY, { format: 1, ...seeds });
  const body = lockedPart(packetKey, bodyPurpose(place), place, pad(plain, BODY_LENGTH), random);
  const listed = padToMultiple(encodeAs(DIRECTORY, { format: 2, ...directory }), DIRECTORY_STEP);
  const list = lockedPart(directoryKey, directoryPurpose(place), place, listed, random);
  wipe(packetKey, directoryKey, plain);
  if (list.locked.length > PACKET_MOST) throw new LocalFault('too-long');
  const raw = encodeAs(PACKET, {
    format: 2,
    slots,
    nonce: body.nonce,
    body: body.locked,
    directoryNonce: list.nonce,
    directory: list.locked,
  });
  if (raw.length > PACKET_MOST) throw new LocalFault('too-long');
  return raw;
}

/**
 * Opens the packet of a shift that is believed, with one of our sealing seeds. Raises NotOnShift
 * where no slot is ours, Malformed or NotOpened where the packet is not the shift's.
 */
export function openPacket(
  shift: Checked<Shift>,
  sealingSeeds: readonly Bytes[],
  raw: Bytes,
): PacketContent {
  const place = shift.payload;
  const packet = readPacket(place, raw);
  const { at, key: packetKey } = openSlot(packet.slots, label.packetKey, place, sealingSeeds);
  const padded = openPart(packetKey, bodyPurpose(place), place, packet.nonce, packet.body);
  const { teamSeed, deskSeed } = decodeAs(BODY, unpad(padded));
  // The signed shift has the public halves: a packet for other keys serves nobody.
  const { teamKey, deskKey } = place;
  if (!equal(xwingPublic(teamSeed), teamKey) || !equal(ed25519Public(deskSeed), deskKey)) {
    throw new Malformed();
  }
  const directoryKey = expand(packetKey, label.directoryKey, place.organisation);
  const directory = readDirectory(directoryKey, place, packet);
  wipe(packetKey, directoryKey, padded);
  return { teamSeed, deskSeed, directory, sealedTo: at };
}

/**
 * Opens the directory alone, with an administrator's office seed: neither team nor desk key comes
 * out of it. Raises like `openPacket`.
 */
export function openDirectory(shift: Checked<Shift>, officeSeed: Bytes, raw: Bytes): Directory {
  const place = shift.payload;
  const packet = readPacket(place, raw);
  const { key } = openSlot(packet.slots, label.directorySlot, place, [officeSeed]);
  const directory = readDirectory(key, place, packet);
  wipe(key);
  return directory;
}

type Packet = ReturnType<typeof PACKET.read>;
type Part = typeof label.packet | typeof label.directory;
type InPlace = Purpose & { readonly part: Part };

function bodyPurpose({ organisation }: PacketPlace): InPlace {
  const { packet: part, packetCommit: commit, packetBody: key } = label;
  return { part, commit, key, context: [organisation] };
}

function directoryPurpose({ organisation }: PacketPlace): InPlace {
  const { directory: part, directoryCommit: commit, directoryBody: key } = label;
  return { part, commit, key, context: [organisation] };
}

function infoOf(
  name: Part | typeof label.packetKey | typeof label.directorySlot,
  { organisation, desk, version }: PacketPlace,
): Bytes {
  return bind(name, organisation, desk, u64(version));
}

function readPacket(shift: Shift, raw: Bytes): Packet {
  if (raw.length > PACKET_MOST || !equal(packetHash(raw), shift.packetHash)) {
    throw new Malformed();
  }
  return decodeAs(PACKET, raw);
}

function openSlot(
  slots: Packet['slots'],
  name: typeof label.packetKey | typeof label.directorySlot,
  place: PacketPlace,
  seeds: readonly Bytes[],
): { readonly at: number; readonly key: Bytes } {
  const sealedBy = new Map(slots.map(({ slot, sealed }) => [hex(slot), sealed]));
  for (const [at, seed] of seeds.entries()) {
    const sealed = sealedBy.get(hex(packetSlot(place.organisation, xwingPublic(seed))));
    if (sealed === undefined) continue;
    const key = openSealed(seed, infoOf(name, place), sealed);
    if (key.length !== 32) throw new Malformed();
    return { at, key };
  }
  throw new NotOnShift();
}

function readDirectory(key: Bytes, place: PacketPlace, packet: Packet): Directory {
  const { directory, directoryNonce } = packet;
  const padded = openPart(key, directoryPurpose(place), place, directoryNonce, directory);
  const { devices, officeKeys, handbook } = decodeAs(DIRECTORY, unpad(padded));
  return { devices, officeKeys, handbook };
}

/** `commit ‖ ciphertext`: the nonce stands in a field of its own. */
function lockedPart(
  key: Bytes,
  purpose: InPlace,
  place: PacketPlace,
  padded: Bytes,
  random: Random,
): { readonly nonce: Bytes; readonly locked: Bytes } {
  const whole = sealCommitted(key, purpose, infoOf(purpose.part, place), padded, random);
  const end = COMMIT_LENGTH + NONCE_LENGTH;
  const locked = concat(whole.subarray(0, COMMIT_LENGTH), whole.subarray(end));
  return { nonce: whole.slice(COMMIT_LENGTH, end), locked };
}

function openPart(
  key: Bytes,
  purpose: InPlace,
  place: PacketPlace,
  nonce: Bytes,
  locked: Bytes,
): Bytes {
  const whole = concat(locked.subarray(0, COMMIT_LENGTH), nonce, locked.subarray(COMMIT_LENGTH));
  return openCommitted(key, purpose, infoOf(purpose.part, place), whole);
}
