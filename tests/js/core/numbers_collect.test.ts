/** Collecting from a relay that is not believed: pages, proofs, circles, and a connection that breaks. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, compare, hex } from '../../../client_js/src/core/bytes.ts';
import {
  type ClientFrame,
  decodeClient,
  encodeRelay,
  Refusal,
  type RelayFrame,
} from '../../../client_js/src/core/frames.ts';
import { Collector } from '../../../client_js/src/core/numbers_collect.ts';
import { collectInput, dropName } from '../../../client_js/src/core/numbers_drop.ts';
import { ed25519Public, verify } from '../../../client_js/src/core/primitives.ts';
import { NOW, seeded } from './helpers.ts';

const random = seeded('collect');
const PLACE = { organisation: random(32), desk: random(16) };
const SEED = random(32);
const WARRANT = random(300);
const CHALLENGE = random(32);

/** So many drops, as a relay orders them. */
const drops = (count: number): Bytes[] =>
  Array.from({ length: count }, () => random(2048)).sort((a, b) => compare(dropName(a), dropName(b)));

/** A relay that gives pages of so many, and forgets. */
class Shelf {
  readonly seen: ClientFrame[] = [];
  kept: Bytes[];
  private readonly page: number;

  constructor(kept: Bytes[], page = 2) {
    this.kept = kept;
    this.page = page;
  }

  answer(frame: ClientFrame): RelayFrame | undefined {
    this.seen.push(frame);
    if (frame.name === 'join') return { name: 'joined', challenge: CHALLENGE };
    if (frame.name === 'collect' || frame.name === 'collected') {
      const signed = verify(frame.signer, collectInput(PLACE, CHALLENGE), frame.signature);
      assert.ok(signed && hex(frame.signer) === hex(ed25519Public(SEED)));
      assert.equal(hex(frame.warrant), hex(WARRANT));
    }
    if (frame.name === 'collect') {
      const above = this.kept.filter((one) => compare(dropName(one), frame.after) > 0);
      const some = above.slice(0, this.page).map((sealed) => ({ day: 1, sealed }));
      return { name: 'drops', ref: frame.ref, drops: some, more: above.length > this.page };
    }
    if (frame.name !== 'collected') return undefined;
    const gone = new Set(frame.names.map(hex));
    this.kept = this.kept.filter((one) => !gone.has(hex(dropName(one))));
    return { name: 'done', ref: frame.ref };
  }
}

type Answering = Pick<Shelf, 'answer'>;

function pump(collector: Collector, shelf: Answering): void {
  for (let out = collector.drain(); out.length > 0; out = collector.drain()) {
    for (const raw of out) {
      const said = shelf.answer(decodeClient(raw));
      if (said !== undefined) collector.frame(encodeRelay(said), NOW);
    }
  }
}

function begun(shelf: Answering): Collector {
  const collector = new Collector(PLACE, { seed: SEED, warrant: WARRANT });
  collector.opened();
  pump(collector, shelf);
  return collector;
}

test('all pages are read, and the relay forgets exactly what is named', () => {
  const all = drops(5);
  const shelf = new Shelf([...all]);
  const collector = begun(shelf);
  assert.equal(collector.view().stage, 'read');
  assert.deepEqual(collector.drops.map(hex), all.map(hex));
  const names = all.slice(1, 4).map(dropName);
  collector.act({ do: 'forget', names });
  pump(collector, shelf);
  assert.equal(collector.view().stage, 'done');
  assert.deepEqual(shelf.kept.map(hex), [all[0], all[4]].map((one) => hex(one ?? random(1))));
  assert.equal(collector.wants(), 'none');
});

test('many names go in several frames, none longer than the relay takes', () => {
  const shelf = new Shelf([]);
  const collector = begun(shelf);
  collector.act({ do: 'forget', names: Array.from({ length: 1100 }, () => random(16)) });
  pump(collector, shelf);
  const frames = shelf.seen.flatMap((frame) => (frame.name === 'collected' ? [frame.names.length] : []));
  assert.deepEqual(frames, [500, 500, 100]);
  assert.equal(collector.view().stage, 'done');
});

test('nothing to forget is nothing to say', () => {
  const shelf = new Shelf(drops(1));
  const collector = begun(shelf);
  collector.act({ do: 'forget', names: [] });
  pump(collector, shelf);
  assert.equal(collector.view().stage, 'done');
  assert.ok(!shelf.seen.some(({ name }) => name === 'collected'));
});

test('a connection that breaks begins again, and forgets what was named', () => {
  const all = drops(5);
  const shelf = new Shelf([...all]);
  const collector = new Collector(PLACE, { seed: SEED, warrant: WARRANT });
  collector.opened();
  collector.lost();
  collector.opened();
  pump(collector, shelf);
  assert.equal(collector.drops.length, 5);
  collector.act({ do: 'forget', names: all.map(dropName) });
  collector.lost();
  collector.opened();
  pump(collector, shelf);
  assert.equal(collector.view().stage, 'done');
  assert.equal(shelf.kept.length, 0);
});

test('a relay that turns in circles, or gives without end, is given up', () => {
  const same = drops(3);
  const circles: Answering = {
    answer(frame) {
      if (frame.name === 'join') return { name: 'joined', challenge: CHALLENGE };
      if (frame.name !== 'collect') return undefined;
      return { name: 'drops', ref: frame.ref, drops: same.map((sealed) => ({ day: 1, sealed })), more: true };
    },
  };
  const collector = begun(circles);
  assert.deepEqual([collector.view().stage, collector.view().code], ['refused', Refusal.malformed]);
  assert.equal(collector.drops.length, 0);
  assert.equal(collector.wants(), 'none');
});

test('a refusal is said, and "slow down" is waited for', () => {
  let slow = true;
  const shelf = new Shelf(drops(1));
  const answer = (code: number): Answering => ({
    answer: (frame) =>
      frame.name === 'collect' && slow ? { name: 'refused', ref: frame.ref, code, detail: 7 } : shelf.answer(frame),
  });
  const refused = begun(answer(Refusal.badProof));
  assert.deepEqual([refused.view().stage, refused.view().code], ['refused', Refusal.badProof]);
  const waits = begun(answer(Refusal.slowDown));
  slow = false;
  waits.tick(NOW + 6);
  pump(waits, shelf);
  assert.equal(waits.view().stage, 'reading');
  waits.tick(NOW + 7);
  pump(waits, shelf);
  assert.equal(waits.view().stage, 'read');
});
