import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NoticeShelf } from '../../../client_js/src/console/notice_shelf.ts';
import { seeded } from '../core/helpers.ts';

const random = seeded('notices');
const [organisation, desk] = [random(32), random(16)];

class Drawer {
  readonly items = new Map<string, string>();
  forbidden = false;
  writes = 0;

  getItem(name: string): string | null {
    if (this.forbidden) throw new DOMException('no', 'SecurityError');
    return this.items.get(name) ?? null;
  }

  setItem(name: string, value: string): void {
    if (this.forbidden) throw new DOMException('full', 'QuotaExceededError');
    this.writes += 1;
    this.items.set(name, value);
  }
}

const editions = (count: number, length = 200): { version: number; raw: Uint8Array }[] =>
  Array.from({ length: count }, (_, at) => ({ version: at + 1, raw: random(length) }));

test('what was read is there again, oldest first; a look that brings nothing new writes nothing', () => {
  const drawer = new Drawer();
  const shelf = new NoticeShelf(organisation, desk, () => drawer);
  assert.deepEqual(shelf.load(), []);
  shelf.keep([]);
  const two = editions(2);
  shelf.keep(two);
  shelf.keep(two);
  assert.equal(drawer.writes, 1);
  assert.deepEqual(new NoticeShelf(organisation, desk, () => drawer).load(), two.map(({ raw }) => raw));
  assert.deepEqual(new NoticeShelf(organisation, random(16), () => drawer).load(), [], 'each desk its own');
});

test('of many the newest are kept, and of large ones as many as a storage has room for', () => {
  const drawer = new Drawer();
  const many = editions(40);
  const shelf = new NoticeShelf(organisation, desk, () => drawer);
  shelf.keep(many);
  assert.deepEqual(shelf.load(), many.slice(-24).map(({ raw }) => raw));
  const large = editions(45, 200_000);
  shelf.keep(large);
  const kept = shelf.load();
  assert.equal(kept.length, 3);
  assert.deepEqual(kept[2], large[44]!.raw);
});

test('what was kept before stays, also where a new unlocking knows none of it', () => {
  const drawer = new Drawer();
  const five = editions(5);
  new NoticeShelf(organisation, desk, () => drawer).keep(five);
  // The administrator's key was changed: of all that lies there, this unlocking believes nothing.
  const [sixth] = [{ raw: random(200) }];
  const later = new NoticeShelf(organisation, desk, () => drawer);
  later.keep([sixth]);
  assert.deepEqual(later.load(), [...five, sixth].map(({ raw }) => raw));
  // What is known already is not written again, and another tab's is not written over.
  const { writes } = drawer;
  const [one, other] = [0, 1].map(() => new NoticeShelf(organisation, desk, () => drawer));
  one!.keep([sixth]);
  assert.equal(drawer.writes, writes);
  const [seventh, eighth] = editions(2);
  other!.keep([sixth, seventh!]);
  one!.keep([sixth, eighth!]);
  assert.deepEqual(one!.load().slice(-3), [sixth, seventh!, eighth!].map(({ raw }) => raw));
});

test('a storage that is forbidden, full or written by somebody else is no history and no fault', () => {
  const drawer = new Drawer();
  const shelf = new NoticeShelf(organisation, desk, () => drawer);
  shelf.keep(editions(1));
  const [name = ''] = drawer.items.keys();
  drawer.items.set(name, 'not base64 at all!');
  assert.deepEqual(shelf.load(), []);
  drawer.forbidden = true;
  assert.deepEqual(shelf.load(), []);
  shelf.keep(editions(2));
});
