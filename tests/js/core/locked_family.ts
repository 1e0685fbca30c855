/** How the vectors of the staff packet and of the vault are read. */

import assert from 'node:assert/strict';
import { type Bytes, fromHex, hex } from '../../../client_js/src/core/bytes.ts';
import type { Checked, Shift } from '../../../client_js/src/core/document_types.ts';
import { NotOnShift, VaultFault } from '../../../client_js/src/core/errors.ts';
import { openPacket } from '../../../client_js/src/core/packet.ts';
import { lock, unlock, type VaultContent } from '../../../client_js/src/core/vault.ts';
import { type Case, items, text, whole } from './case.ts';
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
  const { teamSeed, deskSeed, certificates } = content;
  assert.deepEqual(
    {
      team_seed: hex(teamSeed),
      desk_seed: hex(deskSeed),
      certificates: certificates.map((one) => hex(one)),
    },
    vector['content'],
  );
}

function vaultOf(kind: string, told: Case): VaultContent {
  const organisation = bytes(told, 'organisation');
  if (kind === 'root' || kind === 'administrator') {
    return { kind, organisation, seed: bytes(told, 'seed') };
  }
  const pairs = items(told['sealing_keys']).map(texts);
  return {
    kind: 'device',
    organisation,
    relay: text(told['relay']),
    desk: bytes(told, 'desk'),
    identity: bytes(told, 'identity'),
    signing: bytes(told, 'signing'),
    inbox: bytes(told, 'inbox_secret'),
    certificate: bytes(told, 'certificate'),
    sealingKeys: pairs.map(([envelope, seed]) => ({
      envelope: fromHex(text(envelope)),
      seed: fromHex(text(seed)),
    })),
  };
}

export async function readVault(vector: Case): Promise<void> {
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
