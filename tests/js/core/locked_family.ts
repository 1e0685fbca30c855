/** How the vectors of the staff packet and of the vault are read. */

import assert from 'node:assert/strict';
import { type Bytes, fromHex, hex } from '../../../client_js/src/core/bytes.ts';
import type { Checked, Shift } from '../../../client_js/src/core/document_types.ts';
import { NotOnShift, VaultFault } from '../../../client_js/src/core/errors.ts';
import {
  type Directory,
  openDirectory,
  openPacket,
  packetHash,
} from '../../../client_js/src/core/packet.ts';
import { lock, unlock, type VaultContent } from '../../../client_js/src/core/vault.ts';
import { type Case, text, whole } from './case.ts';
import { shareWork } from './share_work.ts';
import { bytes, opened, texts } from './values_family.ts';

export function readPacket(vector: Case): void {
  const payload = {
    organisation: bytes(vector, 'organisation'),
    desk: bytes(vector, 'desk'),
    version: whole(vector['version']),
    packetHash: bytes(vector, 'hash'),
    teamKey: bytes(vector, 'team_key'),
    deskKey: bytes(vector, 'desk_key'),
  } as Shift;
  const shift: Checked<Shift> = { payload, hash: payload.packetHash, raw: payload.packetHash };
  const seeds = texts(vector['seeds']).map(fromHex);
  const open = (): ReturnType<typeof openPacket> =>
    openPacket(shift, seeds, bytes(vector, 'packet'));
  if (vector['expect'] === 'not-on-shift') {
    assert.throws(open, NotOnShift);
    return;
  }
  const content = opened(vector, open);
  if (content === undefined) return;
  const { teamSeed, deskSeed, directory } = content;
  assert.deepEqual(
    { team_seed: hex(teamSeed), desk_seed: hex(deskSeed), ...told(directory) },
    vector['content'],
  );
}

export function readDirectory(vector: Case): void {
  const packet = bytes(vector, 'packet');
  const payload = {
    organisation: bytes(vector, 'organisation'),
    desk: bytes(vector, 'desk'),
    version: whole(vector['version']),
    packetHash: packetHash(packet),
  } as Shift;
  const shift: Checked<Shift> = { payload, hash: payload.packetHash, raw: payload.packetHash };
  const open = (): Directory => openDirectory(shift, bytes(vector, 'office_seed'), packet);
  if (vector['expect'] === 'not-on-shift') {
    assert.throws(open, NotOnShift);
    return;
  }
  const directory = opened(vector, open);
  if (directory !== undefined) assert.deepEqual(told(directory), vector['content']);
}

function told({ devices, officeKeys, handbook }: Directory): object {
  return {
    devices: devices.map(({ certificate, sealingKey, warrant }) =>
      [certificate, sealingKey, warrant].map((part) => hex(part)),
    ),
    office_keys: officeKeys.map((one) => hex(one)),
    handbook: hex(handbook),
  };
}

function vaultOf(kind: string, told: Case): VaultContent {
  const organisation = bytes(told, 'organisation');
  if (kind === 'root') return { kind, organisation, seed: bytes(told, 'seed') };
  if (kind === 'administrator') {
    return {
      kind,
      organisation,
      seed: bytes(told, 'seed'),
      officeSeed: bytes(told, 'office_seed'),
    };
  }
  if (kind === 'statistics') {
    const seeds = (told['seeds'] as unknown as readonly [string, number][]).map(([seed, until]) => {
      return { seed: fromHex(seed), until };
    });
    return { kind, organisation, seeds };
  }
  return {
    kind: 'device',
    organisation,
    relay: text(told['relay']),
    desk: bytes(told, 'desk'),
    identity: bytes(told, 'identity'),
    signing: bytes(told, 'signing'),
    inbox: bytes(told, 'inbox_secret'),
    storage: bytes(told, 'storage_secret'),
    certificate: bytes(told, 'certificate'),
    warrant: bytes(told, 'warrant'),
  };
}

export async function readVault(vector: Case): Promise<void> {
  shareWork(); // many of these files have one passphrase and one salt
  const [raw, passphrase] = [bytes(vector, 'vault'), text(vector['passphrase'])];
  if (vector['expect'] !== 'ok') {
    await assert.rejects(
      unlock(raw, passphrase),
      (error) => error instanceof VaultFault && error.code === vector['expect'],
    );
    return;
  }
  const content = vaultOf(text(vector['kind']), vector['content'] as Case);
  assert.deepEqual(await unlock(raw, passphrase), content);
  const draw = (size: number): Bytes => bytes(vector, size === 16 ? 'salt' : 'nonce');
  assert.equal(hex(await lock(content, passphrase, draw)), hex(raw));
}
