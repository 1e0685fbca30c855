/** The vaults that TypeScript locks, for tests/vectors/from_ts/. */

import { type Bytes, hex, NONE } from '../../../client_js/src/core/bytes.ts';
import {
  type AdministratorVault,
  type DeviceVault,
  lock,
  type RootVault,
  type VaultContent,
} from '../../../client_js/src/core/vault.ts';
import { flipped, seeded } from './helpers.ts';
import { circumstances, counselor, first, remembering, type Vector } from './make_parts.ts';

/** protocol.md 11. */
export async function vaults(): Promise<Vector[]> {
  const random = seeded('from_ts vault');
  const passphrase = 'ﬁve Ⅳ words from é';
  const content: DeviceVault = {
    kind: 'device',
    organisation: circumstances.organisation,
    relay: 'wss://relay.example/v1',
    desk: random(16),
    identity: counselor.identity,
    signing: random(32),
    inbox: random(32),
    storage: random(32),
    certificate: counselor.certificateRaw,
    warrant: random(240),
  };
  const root: RootVault = { kind: 'root', organisation: NONE, seed: random(32) };
  const office: AdministratorVault = {
    kind: 'administrator',
    organisation: circumstances.organisation,
    seed: random(32),
    officeSeed: random(32),
  };
  const locked = async (some: VaultContent): Promise<{ raw: Bytes; drawn: object }> => {
    const coins = remembering(`vault ${some.kind}`);
    const raw = await lock(some, passphrase, coins.random);
    return { raw, drawn: { salt: hex(first(coins, 0)), nonce: hex(first(coins, 1)) } };
  };
  const [device, authority] = [await locked(content), await locked(root)];
  const administrator = await locked(office);
  const vault = (name: string, raw: Bytes, expect: string, more: object = {}): Vector => ({
    name,
    family: 'vault',
    expect,
    passphrase,
    vault: hex(raw),
    ...more,
  });
  const told = {
    organisation: hex(content.organisation),
    relay: content.relay,
    desk: hex(content.desk),
    identity: hex(content.identity),
    signing: hex(content.signing),
    inbox_secret: hex(content.inbox),
    storage_secret: hex(content.storage),
    certificate: hex(content.certificate),
    warrant: hex(content.warrant),
  };
  const { raw } = device;
  const lowered = raw.slice();
  lowered[13 + 9] = 1; // behind the magic: the iterations
  return [
    vault('vault-device', raw, 'ok', { ...device.drawn, kind: 'device', content: told }),
    vault('vault-root', authority.raw, 'ok', {
      ...authority.drawn,
      kind: 'root',
      content: { organisation: '', seed: hex(root.seed) },
    }),
    vault('vault-administrator', administrator.raw, 'ok', {
      ...administrator.drawn,
      kind: 'administrator',
      content: {
        organisation: hex(office.organisation),
        seed: hex(office.seed),
        office_seed: hex(office.officeSeed),
      },
    }),
    vault('vault-wrong-passphrase', raw, 'wrong-passphrase', { passphrase: 'five iv words from e' }),
    vault('vault-changed', flipped(raw, (raw.length - 40) * 8), 'damaged-vault'),
    vault('vault-cut', raw.slice(0, 60), 'damaged-vault'),
    vault('vault-lowered-cost', lowered, 'unsupported-vault'),
    vault('vault-foreign', flipped(raw, 3), 'foreign-vault'),
  ];
}
