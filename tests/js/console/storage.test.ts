import assert from 'node:assert/strict';
import test from 'node:test';
import { merge } from '../../../client_js/src/console/merge.ts';
import {
  fromBase64,
  keptHere,
  KeyShelf,
  load,
  type Shelf,
  shelfName,
  store,
  toBase64,
} from '../../../client_js/src/console/storage.ts';
import { equal, hex } from '../../../client_js/src/core/bytes.ts';
import { VaultFault } from '../../../client_js/src/core/errors.ts';
import { Keyring, keysOwner } from '../../../client_js/src/core/keyring.ts';
import { unwrapKeys } from '../../../client_js/src/core/keyring_file.ts';
import type { DeviceVault } from '../../../client_js/src/core/vault.ts';
import { seeded } from '../core/helpers.ts';
import { Desk, NOW } from './desk.ts';

const DAY = 86_400;
const random = seeded('storage');

class Drawer implements Shelf {
  readonly items = new Map<string, string>();
  forbidden: 'nothing' | 'writing' | 'everything' = 'nothing';

  getItem(name: string): string | null {
    if (this.forbidden === 'everything') throw new DOMException('no', 'SecurityError');
    return this.items.get(name) ?? null;
  }

  setItem(name: string, value: string): void {
    if (this.forbidden !== 'nothing') throw new DOMException('full', 'QuotaExceededError');
    this.items.set(name, value);
  }
}

/** One tab: its shelf and its keyring, as an unlocked console holds them. */
class Tab {
  readonly shelf: KeyShelf;
  readonly keyring: Keyring;

  constructor(vault: DeviceVault, drawer: Drawer, file?: Uint8Array) {
    const own = { ...vault, storage: vault.storage.slice() };
    this.shelf = new KeyShelf(keysOwner(own), random, () => drawer);
    this.keyring = new Keyring(own, this.shelf.load(file));
  }

  tick(now: number): this {
    this.keyring.tick(now, random);
    const changed = this.keyring.takeChanged(random);
    if (changed !== undefined) this.shelf.keep(changed);
    return this;
  }

  get seeds(): string[] {
    return this.keyring.seeds.map(hex);
  }
}

function setting(): { vault: DeviceVault; drawer: Drawer; stored: () => string[] } {
  const [vault, drawer] = [new Desk().device(), new Drawer()];
  const owner = keysOwner(vault);
  const stored = (): string[] => {
    const text = drawer.items.get(shelfName(owner.device));
    return text === undefined ? [] : unwrapKeys(owner, fromBase64(text)).keys.map(({ seed }) => hex(seed));
  };
  return { vault, drawer, stored };
}

test('keys are there again after the next unlocking', () => {
  const { vault, drawer } = setting();
  const first = new Tab(vault, drawer);
  assert.equal(first.shelf.trouble, 'storage-empty');
  first.tick(NOW);
  const second = new Tab(vault, drawer);
  assert.equal(second.shelf.trouble, undefined);
  assert.deepEqual(second.seeds, first.seeds);
  assert.match([...drawer.items.keys()].join(), /^noview-keys-[0-9a-f]{16}$/);
});

test('two tabs: neither loses a key that the other has made', () => {
  const { vault, drawer, stored } = setting();
  new Tab(vault, drawer).tick(NOW);
  const [one, other] = [new Tab(vault, drawer), new Tab(vault, drawer)];
  one.tick(NOW + 6 * DAY);
  other.tick(NOW + 6 * DAY + 1);
  const all = new Set([...one.seeds, ...other.seeds]);
  assert.equal(all.size, 3);
  assert.deepEqual(new Set(stored()), all);
});

test('control: a shelf that only writes would have lost the key of the other tab', () => {
  const { vault, drawer, stored } = setting();
  const [one, other] = [new Tab(vault, drawer), new Tab(vault, drawer)];
  one.tick(NOW);
  other.keyring.tick(NOW + 1, random);
  drawer.setItem(one.shelf.name, toBase64(other.keyring.wrap(random)));
  assert.ok(!stored().includes(one.seeds[0] ?? ''));
});

test('what another tab overwrote in the same moment is put back when the browser tells of it', () => {
  const { vault, drawer, stored } = setting();
  const [one, other] = [new Tab(vault, drawer), new Tab(vault, drawer)];
  one.tick(NOW);
  other.keyring.tick(NOW + 1, random);
  drawer.setItem(one.shelf.name, toBase64(other.keyring.wrap(random)));
  one.shelf.again();
  assert.deepEqual(new Set(stored()), new Set([...one.seeds, ...other.seeds]));
  const settled = drawer.items.get(one.shelf.name);
  one.shelf.again();
  other.shelf.again();
  assert.equal(drawer.items.get(one.shelf.name), settled, 'they do not answer each other for ever');
});

test('a keys file is taken in once, beside what is there already', () => {
  const { vault, drawer, stored } = setting();
  const terminal = new Keyring(vault);
  terminal.tick(NOW - DAY, random);
  const file = terminal.wrap(random);
  new Tab(vault, drawer).tick(NOW);
  const taken = new Tab(vault, drawer, file);
  assert.equal(taken.seeds.length, 2);
  assert.deepEqual(new Set(stored()), new Set(taken.seeds));
  assert.equal(new Tab(vault, new Drawer(), file).shelf.trouble, undefined);
  const another = { ...vault, signing: random(32) };
  assert.throws(() => new Tab(another, new Drawer(), file), VaultFault);
});

test('storage that is forbidden, full or damaged is said, and the work goes on', () => {
  for (const forbidden of ['writing', 'everything'] as const) {
    const { vault, drawer } = setting();
    drawer.forbidden = forbidden;
    const tab = new Tab(vault, drawer).tick(NOW);
    assert.equal(tab.seeds.length, 1);
    const expected = forbidden === 'writing' ? 'storage-unwritable' : 'storage-unreadable';
    assert.equal(tab.shelf.trouble, expected);
  }
  const { vault, drawer } = setting();
  const tab = new Tab(vault, drawer).tick(NOW);
  for (const broken of ['', '%%%', 'AAAA', toBase64(random(5000))]) {
    drawer.setItem(tab.shelf.name, broken);
    const again = new Tab(vault, drawer);
    assert.equal(again.shelf.trouble, 'storage-damaged', broken.slice(0, 10));
    again.tick(NOW);
    assert.equal(new Tab(vault, drawer).shelf.trouble, undefined, 'the new key is kept');
  }
});

test('a flipped bit anywhere in the storage is noticed', () => {
  const { vault, drawer } = setting();
  const tab = new Tab(vault, drawer).tick(NOW);
  const good = fromBase64(drawer.items.get(tab.shelf.name) ?? '');
  for (let at = 0; at < good.length; at += 97) {
    const bad = good.slice();
    bad[at] = (bad[at] ?? 0) ^ 4;
    drawer.setItem(tab.shelf.name, toBase64(bad));
    assert.equal(new Tab(vault, drawer).shelf.trouble, 'storage-damaged', `byte ${at}`);
  }
});

test('nothing in the storage can be read: no seed, no envelope, no length of use', () => {
  const { vault, drawer } = setting();
  const tab = new Tab(vault, drawer).tick(NOW);
  const one = fromBase64(drawer.items.get(tab.shelf.name) ?? '');
  const owner = keysOwner(vault);
  const [pair] = unwrapKeys(owner, one).keys;
  assert.ok(pair);
  for (const secret of [pair.seed, pair.envelope, vault.storage, vault.signing, vault.identity]) {
    assert.ok(!hex(one).includes(hex(secret)));
  }
  assert.ok(hex(one).includes(hex(owner.device)), 'the search finds what is there');
  tab.tick(NOW + 6 * DAY);
  assert.equal(fromBase64(drawer.items.get(tab.shelf.name) ?? '').length, one.length);
});

test('merging keeps the shorter time of a key, the higher head, and the newer certificate', () => {
  const desk = new Desk();
  const vault = desk.device();
  const keyring = new Keyring(vault);
  keyring.tick(NOW, random);
  const content = unwrapKeys(keysOwner(vault), keyring.wrap(random));
  const [key] = content.keys;
  assert.ok(key);
  const sooner = { ...content, keys: [{ ...key, until: NOW + 60 }] };
  assert.equal(merge(content, sooner).keys[0]?.until, NOW + 60);
  assert.equal(merge(sooner, content).keys[0]?.until, NOW + 60);

  const [administrator, another] = [random(32), random(32)];
  const head = (version: number, administrator: Uint8Array) => {
    const hash = random(32);
    const place = { kind: 2, desk: new Uint8Array(0), warrantCertificate: new Uint8Array(0) };
    return { ...content, heads: [{ ...place, version, hash, administrator }] };
  };
  for (const both of [
    merge(head(3, administrator), head(7, administrator)),
    merge(head(7, administrator), head(3, administrator)),
  ]) {
    assert.deepEqual(both.heads.map(({ version }) => version), [7]);
  }
  // What another administrator had signed stays the least, should the first one leave.
  const two = merge(head(7, administrator), head(3, another));
  assert.deepEqual(two.heads.map(({ version }) => version), [3, 7]);

  const dated = (issued: number) => {
    const [certificate, warrant] = desk.papers(vault, desk.administrator, issued);
    return { ...content, certificate, warrant };
  };
  const [old, fresh] = [dated(NOW), dated(NOW + DAY)];
  for (const both of [merge(old, fresh), merge(fresh, old)]) {
    assert.ok(equal(both.certificate, fresh.certificate) && equal(both.warrant, fresh.warrant));
  }
  // A certificate that was renewed alone takes no warrant away.
  const alone = { ...fresh, warrant: new Uint8Array(0) };
  for (const both of [merge(old, alone), merge(alone, old)]) {
    assert.ok(equal(both.certificate, fresh.certificate) && equal(both.warrant, old.warrant));
  }
});

test('the plain way of others who keep something here fails quietly', () => {
  const drawer = new Drawer();
  const device = random(32);
  assert.equal(load(device, () => drawer), undefined);
  assert.equal(store(device, random(10), () => drawer), true);
  assert.equal(load(device, () => drawer)?.length, 10);
  drawer.forbidden = 'everything';
  assert.equal(store(device, random(10), () => drawer), false);
  assert.equal(load(device, () => drawer), undefined);
});

test('whether any keys lie here is known before a vault is opened; where it is forbidden, none do', () => {
  const name = shelfName(random(32));
  assert.equal(keptHere(() => []), false);
  assert.equal(keptHere(() => ['language', 'noview']), false);
  assert.equal(keptHere(() => ['language', name]), true);
  assert.equal(
    keptHere(() => {
      throw new DOMException('no', 'SecurityError');
    }),
    false,
  );
});
