import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bytes } from '../../../client_js/src/core/bytes.ts';
import {
  ed25519Public,
  makingXwing,
  sign,
  verify,
  x25519,
  x25519Public,
  xwingDecapsulate,
  xwingDecapsulating,
  xwingEncapsulating,
  xwingPublic,
} from '../../../client_js/src/core/primitives.ts';
import { seeded } from './helpers.ts';
import { shareWork } from './share_work.ts';

/** What it comes to, and in how many pieces. */
function run<T>(pieces: Generator<unknown, T>): readonly [T, number] {
  for (let count = 0; ; count += 1) {
    const next = pieces.next();
    if (next.done === true) return [next.value, count];
  }
}

function everything(): { readonly all: readonly unknown[]; readonly key: Bytes } {
  const random = seeded('work');
  const seed = random(32);
  const key = xwingPublic(seed);
  const capsule = run(xwingEncapsulating(key, random));
  const signature = sign(seed, key);
  const all = [
    key.slice(),
    capsule,
    signature,
    run(makingXwing(seed)),
    run(xwingDecapsulating(seed, capsule[0].enc)),
    xwingDecapsulate(seed, capsule[0].enc),
    x25519(seed, x25519Public(random(32))),
    verify(ed25519Public(seed), key, signature),
    verify(ed25519Public(seed), key, random(64)),
    // What is drawn afterwards is the same too.
    random(32),
  ];
  return { all, key };
}

test('shared work is what would have been worked out, in as many pieces', () => {
  const { all } = everything();
  shareWork();
  const first = everything();
  assert.deepEqual(first.all, all);
  first.key.fill(0); // whoever wipes theirs wipes only theirs
  assert.deepEqual(everything().all, all);
});
