import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, hex } from '../../../client_js/src/core/bytes.ts';
import type { Checked, Shift } from '../../../client_js/src/core/document_types.ts';
import { decode, type Value } from '../../../client_js/src/core/encoding.ts';
import { LocalFault, NotOnShift, RemoteFault } from '../../../client_js/src/core/errors.ts';
import {
  type Directory,
  makePacket,
  openDirectory,
  openPacket,
  packetHash,
} from '../../../client_js/src/core/packet.ts';
import { ed25519Public, xwingPublic } from '../../../client_js/src/core/primitives.ts';
import { contains, flipped, NOW, pick, seeded } from './helpers.ts';

const random = seeded('packets');
const organisation = random(32);
const desk = random(16);
const teamSeed = random(32);
const deskSeed = random(32);
const seeds = [random(32), random(32), random(32)];
const offices = [random(32), random(32)];
const directory: Directory = {
  devices: [
    { certificate: random(400), sealingKey: random(1400), warrant: random(420) },
    { certificate: random(410), sealingKey: random(0), warrant: random(0) },
  ],
  officeKeys: [random(1350)],
  handbook: random(5000),
};

const publics = (some: readonly Bytes[]): Bytes[] => some.map((seed) => xwingPublic(seed));

function packet(version: number, devices: readonly Bytes[] = seeds, team = teamSeed): Bytes {
  return makePacket(
    { organisation, desk, version },
    { teamSeed: team, deskSeed },
    directory,
    { sealingKeys: publics(devices), officeKeys: publics(offices) },
    random,
  );
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
    packetHash: packetHash(raw),
  };
  return { payload, hash: random(32), raw: random(10) };
}

const slotsOf = (raw: Bytes): string[] => {
  const [, slots] = decode(raw) as readonly [Value, readonly (readonly [Bytes, Bytes])[]];
  return slots.map(([slot]) => hex(slot));
};

test('every device on the shift opens the packet, with an old or a new sealing key', () => {
  const raw = packet(3);
  for (const seed of seeds) {
    const content = openPacket(shift(raw, 3), [random(32), seed], raw);
    assert.deepEqual(content, { teamSeed, deskSeed, directory, sealedTo: 1 });
  }
});

test('an administrator opens the directory alone, and no key of the team', () => {
  const raw = packet(3);
  for (const seed of offices) {
    assert.deepEqual(openDirectory(shift(raw, 3), seed, raw), directory);
    assert.throws(() => openPacket(shift(raw, 3), [seed], raw), RemoteFault);
  }
  const [device] = seeds;
  assert.ok(device !== undefined);
  assert.throws(() => openDirectory(shift(raw, 3), device, raw), RemoteFault);
});

test('whoever is not on the shift is told so', () => {
  const raw = packet(3);
  assert.throws(() => openPacket(shift(raw, 3), [random(32)], raw), NotOnShift);
  assert.throws(() => openPacket(shift(raw, 3), [], raw), NotOnShift);
  assert.throws(() => openDirectory(shift(raw, 3), random(32), raw), NotOnShift);
});

test('neither the number of slots nor their order says who is on the shift', () => {
  for (const count of [0, 1, 3]) {
    const slots = slotsOf(packet(3, seeds.slice(0, count)));
    assert.equal(slots.length, 16);
    assert.deepEqual(slots, [...slots].sort());
    assert.equal(new Set(slots).size, 16);
  }
  const many = Array.from({ length: 15 }, () => random(32));
  assert.equal(slotsOf(packet(3, many)).length, 32);
});

test('a packet with others in it looks the same and holds nothing in the clear', () => {
  const raw = packet(3);
  assert.equal(packet(3, seeds.slice(1)).length, raw.length);
  const inside = directory.devices.flatMap(({ certificate, sealingKey, warrant }) => [
    certificate.subarray(0, 32),
    sealingKey.subarray(0, 32),
    warrant.subarray(0, 32),
  ]);
  for (const secret of [teamSeed, deskSeed, ...inside]) {
    if (secret.length > 0) assert.ok(!contains(raw, secret));
  }
});

test('another packet than the one that the shift names is refused', () => {
  const [one, two] = [packet(3), packet(3)];
  assert.throws(() => openPacket(shift(one, 3), seeds, two), RemoteFault);
  assert.throws(() => openPacket(shift(one, 3), seeds, flipped(one, 70_000)), RemoteFault);
});

test('no change of any bit opens with the directory that was sealed, even where a shift names it', () => {
  const raw = packet(3);
  for (let round = 0; round < 30; round += 1) {
    const changed = flipped(raw, pick(random, raw.length * 8));
    try {
      // Some bits are in the slots of others; then everything else is as it was.
      const content = openPacket(shift(changed, 3), seeds, changed);
      assert.deepEqual([content.teamSeed, content.directory], [teamSeed, directory]);
    } catch (error) {
      assert.ok(error instanceof RemoteFault, String(error));
    }
  }
});

test('a13: a packet of another shift does not open, even where a shift names it', () => {
  const raw = packet(3);
  assert.throws(() => openPacket(shift(raw, 4), seeds, raw), RemoteFault);
  const [office] = offices;
  assert.ok(office !== undefined);
  assert.throws(() => openDirectory(shift(raw, 4), office, raw), RemoteFault);
});

test('a packet with other keys than the signed ones is refused', () => {
  const raw = packet(3, seeds, random(32));
  assert.throws(() => openPacket(shift(raw, 3), seeds, raw), RemoteFault);
});

test('a packet that nobody could publish is not made', () => {
  const devices = Array.from({ length: 700 }, () => ({
    certificate: random(400),
    sealingKey: random(1400),
    warrant: random(420),
  }));
  const to = { sealingKeys: [], officeKeys: [] };
  const place = { organisation, desk, version: 1 };
  const made = (): Bytes =>
    makePacket(place, { teamSeed, deskSeed }, { devices, officeKeys: [], handbook: random(0) }, to, random);
  assert.throws(made, LocalFault);
});
