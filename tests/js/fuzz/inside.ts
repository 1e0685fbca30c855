/** What opens to a given plaintext, with the cryptography of open.ts. */

import { readFileSync } from 'node:fs';
import { Ask } from '../../../client_js/src/core/asks.ts';
import { type Bytes, concat, fromHex, pad, padToMultiple, utf8 } from '../../../client_js/src/core/bytes.ts';
import type { Certificate, Checked, SealingKey, Shift } from '../../../client_js/src/core/documents.ts';
import {
  certificateForm,
  decodeEnvelope,
  decodePayload,
  documentHash,
  Kind,
} from '../../../client_js/src/core/document_types.ts';
import { encode } from '../../../client_js/src/core/encoding.ts';
import { packetHash, packetSlot } from '../../../client_js/src/core/packet.ts';

const told = JSON.parse(readFileSync('tests/fuzz/world.json', 'utf8')) as Record<string, string>;
const at = (name: string): Bytes => fromHex(told[name] ?? '');

export const world = {
  organisation: at('organisation'),
  desk: at('desk'),
  device: at('device'),
  identity: at('identity'),
  signing: at('signing'),
  administrator: at('administrator'),
  now: parseInt(told['now'] ?? '', 16),
};
export const seed = Uint8Array.from({ length: 32 }, (_, n) => n);
export const believed = {
  organisation: world.organisation,
  shiftHash: new Uint8Array(32),
  rosterHash: new Uint8Array(32),
};
const TAG = new Uint8Array(16);
const ENC = new Uint8Array(1120);

const padded = (plain: Bytes, size: number): Bytes =>
  plain.length < size ? pad(plain, size) : plain.slice(0, size);

export const sealed = (plain: Bytes, size: number): Bytes =>
  concat(ENC, padded(plain, size - 1136), TAG);

export const locked = (plain: Bytes, step: number): Bytes =>
  concat(new Uint8Array(56), padToMultiple(plain, step), TAG);

/** Takes every certificate that can be read. */
export function believing(raw: Bytes): Checked<Certificate> {
  const { payload: bytes } = decodeEnvelope(raw, Kind.certificate);
  const payload = decodePayload(certificateForm, bytes);
  return { payload, hash: documentHash(Kind.certificate, bytes), raw };
}

export const documents = {
  checkCertificate: believing,
  checkSealingKey: (raw: Bytes): Checked<SealingKey> => ({ raw }) as Checked<SealingKey>,
};

export const ask = (): Ask =>
  new Ask(0, believed, new Uint8Array(4096), undefined, {
    eS: seed.slice(),
    uS: seed.slice(),
    padded: new Uint8Array(2960),
    identity: undefined,
  });

/** Frame 0 of a line: `ready`. */
export const ready = (): Bytes => locked(encode([0]), 440);

/** A packet with a slot for `seed` as an administrator's or a device's key. */
export function packetOf(directory: Bytes): Bytes {
  const body = concat(new Uint8Array(32), pad(encode([1, seed, seed]), 128), TAG);
  const list = concat(new Uint8Array(32), padToMultiple(directory, 4096), TAG);
  const own = concat(...Array.from({ length: 38 }, () => seed));
  const slot = [packetSlot(world.organisation, own), concat(ENC, seed, TAG)];
  return encode([2, [slot], new Uint8Array(24), body, new Uint8Array(24), list]);
}

/** A shift that says of this packet that it is its own. */
export function shiftOf(raw: Bytes): Checked<Shift> {
  const { organisation, desk } = world;
  const teamKey = concat(...Array.from({ length: 38 }, () => seed));
  const payload = { organisation, desk, version: 7, teamKey, deskKey: seed, packetHash: packetHash(raw) };
  return { payload } as unknown as Checked<Shift>;
}

export const keysFile = (plain: Bytes): Bytes =>
  concat(utf8('noview keys\n'), encode([1, world.device]), locked(plain, 4096));

export const vaultFile = (kind: string, plain: Bytes): Bytes =>
  concat(utf8('noview vault\n'), encode([1, kind, 3, 65536, new Uint8Array(16)]), locked(plain, 512));

export const ledgerFile = (plain: Bytes): Bytes =>
  concat(utf8('noview numbers\n'), encode([1, world.organisation]), locked(plain, 4096));
