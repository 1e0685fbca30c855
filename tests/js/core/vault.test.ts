import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type Bytes, concat, padToMultiple, utf8 } from '../../../client_js/src/core/bytes.ts';
import { encode } from '../../../client_js/src/core/encoding.ts';
import { LocalFault, VaultFault } from '../../../client_js/src/core/errors.ts';
import { sealCommitted } from '../../../client_js/src/core/committed.ts';
import { label } from '../../../client_js/src/core/labels.ts';
import { argon2id } from '../../../client_js/src/core/primitives.ts';
import {
  type DeviceVault,
  lock,
  unlock,
  type VaultContent,
} from '../../../client_js/src/core/vault.ts';
import { contains, flipped, pick, seeded } from './helpers.ts';
import { shareWork } from './share_work.ts';

const random = seeded('vaults');
const PASSPHRASE = 'correct horse battery staple';
const MAGIC = 'noview vault\n';

const content: DeviceVault = {
  kind: 'device',
  organisation: random(32),
  relay: 'wss://relay.example/v1',
  desk: random(16),
  identity: random(32),
  signing: random(32),
  inbox: random(32),
  storage: random(32),
  certificate: random(420),
  warrant: random(250),
};

let vault: Bytes;
before(async () => {
  vault = await lock(content, PASSPHRASE, random);
});

/** Refused with this code; whether a key was derived from the passphrase before. */
async function refused(raw: Bytes, code: string, passphrase = PASSPHRASE): Promise<boolean> {
  let derived = false;
  await assert.rejects(unlock(raw, passphrase, () => (derived = true)), (error) => {
    assert.ok(error instanceof VaultFault, String(error));
    assert.equal(error.code, code);
    return true;
  });
  return derived;
}

test('a vault opens with its passphrase, and says how far it is meanwhile', async () => {
  const steps: number[] = [];
  assert.deepEqual(await unlock(vault, PASSPHRASE, (done) => steps.push(done)), content);
  assert.ok(steps.length > 5 && steps.every((done) => done >= 0 && done <= 1));
});

test('the screen lives while a vault is unlocked', async () => {
  let beats = 0;
  const heart = setInterval(() => (beats += 1), 10);
  await unlock(vault, PASSPHRASE);
  clearInterval(heart);
  assert.ok(beats >= 3, `${beats} beats`);
});

test('a passphrase is the same however it was typed', async () => {
  shareWork(); // the two above needed the real work; from here on the answers count
  const composed = 'ein Café für alle';
  const raw = await lock(content, composed.normalize('NFD'), random);
  assert.deepEqual(await unlock(raw, composed.normalize('NFC')), content);
});

test('a wrong passphrase is told from a damaged and from a foreign file', async () => {
  await refused(vault, 'wrong-passphrase', 'correct horse battery stapler');
  await refused(flipped(vault, (vault.length - 1) * 8), 'damaged-vault');
  await refused(vault.slice(0, -1), 'damaged-vault');
  await refused(concat(vault, random(1)), 'damaged-vault');
  await refused(utf8(MAGIC), 'damaged-vault');
  await refused(random(2000), 'foreign-vault');
  await refused(random(0), 'foreign-vault');
  await refused(concat(utf8(MAGIC), random(70_000)), 'damaged-vault');
});

test('no change of any bit opens', async () => {
  for (let round = 0; round < 4; round += 1) {
    const changed = flipped(vault, pick(random, vault.length * 8));
    await assert.rejects(unlock(changed, PASSPHRASE), VaultFault);
  }
});

test('a44: lowered and raised costs, other versions and kinds are refused at once', async () => {
  const body = random(72 + 512);
  const salt = random(16);
  const header = (...fields: readonly (number | string)[]): Bytes =>
    concat(utf8(MAGIC), encode([...fields, salt]), body);
  for (const wrong of [
    header(1, 'device', 1, 65536),
    header(1, 'device', 3, 8),
    header(1, 'device', 3, 2 ** 31),
    header(2, 'device', 3, 65536),
    header(1, 'admin', 3, 65536),
  ]) {
    assert.equal(await refused(wrong, 'unsupported-vault'), false, 'no key is derived for it');
  }
  assert.equal(await refused(header(1, 'device', 3, 65536), 'wrong-passphrase'), true, 'the control');
});

const SALT = random(16);

/** A vault whose keys are right and whose plaintext is this. */
async function holding(kind: string, plain: Bytes): Promise<Bytes> {
  const header = concat(utf8(MAGIC), encode([1, kind, 3, 65536, SALT]));
  const key = await argon2id(utf8(PASSPHRASE), SALT, 3, 65536, () => undefined);
  const purpose = { commit: label.vaultCommit, key: label.vaultKey, context: [] };
  return concat(header, sealCommitted(key, purpose, header, padToMultiple(plain, 512), random));
}

test('a44: another format inside is refused as such, and one out of shape as damage', async () => {
  const [organisation, seed] = [random(32), random(32)];
  const inside = async (kind: string, ...fields: readonly (number | Bytes)[]): Promise<Bytes> =>
    holding(kind, encode(fields));
  await refused(await inside('device', 1, organisation, seed), 'unsupported-vault');
  await refused(await inside('administrator', 1, organisation, seed), 'unsupported-vault');
  await refused(await inside('root', 2, organisation, seed, seed), 'unsupported-vault');
  await refused(await inside('administrator', 2, organisation, seed), 'damaged-vault');
  await refused(await inside('root', 1, organisation, random(31)), 'damaged-vault');
  // The control: what is right opens.
  const good = await inside('administrator', 2, organisation, seed, seed);
  const administrator = { kind: 'administrator', organisation, seed, officeSeed: seed };
  assert.deepEqual(await unlock(good, PASSPHRASE), administrator);
});

test('a device that is not certified yet, and an administrator, have vaults too', async () => {
  const fresh = { ...content, certificate: random(0), warrant: random(0) };
  assert.deepEqual(await unlock(await lock(fresh, PASSPHRASE, random), PASSPHRASE), fresh);
  const administrator: VaultContent = {
    kind: 'administrator',
    organisation: random(0),
    seed: random(32),
    officeSeed: random(32),
  };
  const raw = await lock(administrator, PASSPHRASE, random);
  assert.deepEqual(await unlock(raw, PASSPHRASE), administrator);
});

test('a short passphrase is refused', async () => {
  await assert.rejects(lock(content, 'thirteen char', random), LocalFault);
  // What looks long and is short in NFKC, and the other way round.
  await assert.rejects(lock(content, 'e\u0301'.repeat(13), random), LocalFault);
  const root: VaultContent = { kind: 'root', organisation: random(0), seed: random(32) };
  assert.deepEqual(await unlock(await lock(root, '🌊'.repeat(14), random), '🌊'.repeat(14)), root);
});

test('nothing that is secret stands in the file', () => {
  for (const secret of [content.identity, content.signing, content.inbox, content.storage]) {
    assert.ok(!contains(vault, secret));
  }
});
