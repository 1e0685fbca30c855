/** The staff packet of a shift: the private halves, for every device on it. protocol.md 3.7. */

import { bind, type Bytes, concat, equal, hex, u64, unpad, wipe } from './bytes.ts';
import { COMMIT_LENGTH, openCommitted } from './committed.ts';
import type { Checked, Shift } from './document_types.ts';
import { Malformed, NotOnShift } from './errors.ts';
import { label } from './labels.ts';
import { digest, ed25519Public, xwingPublic } from './primitives.ts';
import { openSealed } from './sealing.ts';
import { bin, binUpTo, decodeAs, list, oneOf, row } from './shapes.ts';

const PACKET_MOST = 1_048_576;
const SLOTS_MOST = 1024;
const CERTIFICATE_MOST = 4096;

const PACKET = row({
  format: oneOf(1),
  slots: list(row({ slot: bin(16), sealed: bin(1168) }), SLOTS_MOST),
  nonce: bin(24),
  body: binUpTo(PACKET_MOST),
});

const BODY = row({
  format: oneOf(1),
  teamSeed: bin(32),
  deskSeed: bin(32),
  certificates: list(binUpTo(CERTIFICATE_MOST), SLOTS_MOST),
});

/** What everybody on a shift holds. */
export interface PacketContent {
  readonly teamSeed: Bytes;
  readonly deskSeed: Bytes;
  /** Certificate envelopes; each is checked by 3.6 before it is believed. */
  readonly certificates: readonly Bytes[];
}

/** Which slot of a packet is for this sealing key (public, 1216 bytes). */
export function packetSlot(organisation: Bytes, sealingKey: Bytes): Bytes {
  return digest(label.packetSlot, organisation, sealingKey).slice(0, 16);
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
  const { organisation, desk, version, packetHash, teamKey, deskKey } = shift.payload;
  if (raw.length > PACKET_MOST || !equal(digest(label.packet, raw), packetHash)) {
    throw new Malformed();
  }
  const packet = decodeAs(PACKET, raw);
  const place = [organisation, desk, u64(version)];
  const ours = new Map(
    sealingSeeds.map((seed) => [hex(packetSlot(organisation, xwingPublic(seed))), seed] as const),
  );
  const mine = packet.slots.find(({ slot }) => ours.has(hex(slot)));
  const seed = mine === undefined ? undefined : ours.get(hex(mine.slot));
  if (mine === undefined || seed === undefined) throw new NotOnShift();
  const packetKey = openSealed(seed, bind(label.packetKey, ...place), mine.sealed);
  const { body, nonce } = packet;
  const padded = openCommitted(
    packetKey,
    { commit: label.packetCommit, key: label.packetBody, context: [organisation] },
    bind(label.packet, ...place),
    concat(body.subarray(0, COMMIT_LENGTH), nonce, body.subarray(COMMIT_LENGTH)),
  );
  wipe(packetKey);
  const { teamSeed, deskSeed, certificates } = decodeAs(BODY, unpad(padded));
  // The signed shift has the public halves: a packet for other keys serves nobody.
  if (!equal(xwingPublic(teamSeed), teamKey) || !equal(ed25519Public(deskSeed), deskKey)) {
    throw new Malformed();
  }
  return { teamSeed, deskSeed, certificates };
}
