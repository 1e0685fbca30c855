import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bind, type Bytes, concat, padToMultiple, u64 } from '../../../client_js/src/core/bytes.ts';
import { sealCommitted } from '../../../client_js/src/core/committed.ts';
import type { Checked, Shift } from '../../../client_js/src/core/document_types.ts';
import { encode } from '../../../client_js/src/core/encoding.ts';
import { NotOnShift, RemoteFault } from '../../../client_js/src/core/errors.ts';
import { label } from '../../../client_js/src/core/labels.ts';
import { openPacket, packetSlot } from '../../../client_js/src/core/packet.ts';
import { digest, ed25519Public, xwingPublic } from '../../../client_js/src/core/primitives.ts';
import { seal } from '../../../client_js/src/core/sealing.ts';
import { flipped, NOW, seeded } from './helpers.ts';

const random = seeded('packets');
const organisation = random(32);
const desk = random(16);
const teamSeed = random(32);
const deskSeed = random(32);
const seeds = [random(32), random(32), random(32)];
const certificates = [random(400), random(410)];

function packet(version: number, devices: readonly Bytes[], team = teamSeed): Bytes {
  const place = [organisation, desk, u64(version)];
  const packetKey = random(32);
  const slots = devices.map((seed) => {
    const key = xwingPublic(seed);
    const info = bind(label.packetKey, ...place);
    return [packetSlot(organisation, key), seal(key, info, packetKey, random)];
  });
  const decoys = Array.from({ length: 16 - slots.length }, () => [random(16), random(1168)]);
  const plain = encode([1, team, deskSeed, certificates]);
  const body = sealCommitted(
    packetKey,
    { commit: label.packetCommit, key: label.packetBody, context: [organisation] },
    bind(label.packet, ...place),
    padToMultiple(plain, 4096),
    random,
  );
  const nonce = body.slice(32, 56);
  return encode([1, [...decoys, ...slots], nonce, concat(body.slice(0, 32), body.slice(56))]);
}

function shift(raw: Bytes, version: number): Checked<Shift> {
  const payload: Shift = {
    format: 1,
    organisation,
    version,
    issued: NOW,
    expires: NOW + 3600,
    desk,
    teamKey: xwingPublic(teamSeed),
    deskKey: ed25519Public(deskSeed),
    rosterVersion: 1,
    rosterHash: random(32),
    packetHash: digest(label.packet, raw),
  };
  return { payload, hash: random(32), raw: random(10) };
}

test('every device on the shift opens the packet, with an old or a new sealing key', () => {
  const raw = packet(3, seeds);
  for (const seed of seeds) {
    const content = openPacket(shift(raw, 3), [random(32), seed], raw);
    assert.deepEqual(content, { teamSeed, deskSeed, certificates });
  }
});

test('a device that is not on the shift is told so', () => {
  const raw = packet(3, seeds);
  assert.throws(() => openPacket(shift(raw, 3), [random(32)], raw), NotOnShift);
  assert.throws(() => openPacket(shift(raw, 3), [], raw), NotOnShift);
});

test('another packet than the one that the shift names is refused', () => {
  const [one, two] = [packet(3, seeds), packet(3, seeds)];
  assert.throws(() => openPacket(shift(one, 3), seeds, two), RemoteFault);
  assert.throws(() => openPacket(shift(one, 3), seeds, flipped(one, 70_000)), RemoteFault);
});

test('a13: a packet of another shift does not open, even where a shift names it', () => {
  const raw = packet(3, seeds);
  assert.throws(() => openPacket(shift(raw, 4), seeds, raw), RemoteFault);
});

test('a packet with other keys than the signed ones is refused', () => {
  const raw = packet(3, seeds, random(32));
  assert.throws(() => openPacket(shift(raw, 3), seeds, raw), RemoteFault);
});
