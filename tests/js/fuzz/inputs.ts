/** Inputs for the decoders, as fast-check makes and shrinks them. */

import fc from 'fast-check';
import { type Bytes, concat, utf8 } from '../../../client_js/src/core/bytes.ts';
import { encode, type Value } from '../../../client_js/src/core/encoding.ts';

export const CANARY = 'zqCANARYqz7';

const FOREIGN = [
  [0xc0], [0xc1], [0x80], [0x81, 1, 2], [0xff], [0xe0], [0xd0, 1], [0xca, 0, 0, 0, 0], [0xd4, 1, 0],
  [0xcb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0], [0xdd, 255, 255, 255, 255], [0xdb, 255, 255, 255, 255],
  [0xc6, 255, 255, 255, 255], [0xdc, 255, 255], [0xcc, 1], [0xcd, 0, 1], [0xd9, 1, 97], [0xc5, 0, 0],
  [0x91, 0x91, 0x91, 0x91, 0x91, 0x91, 0x91, 0x91, 0x91, 0x91, 1], [0xa1, 0xff], [0xa3, 0xed, 0xa0, 0x80],
].map((bytes) => Uint8Array.from(bytes));

const { tree } = fc.letrec<{ tree: Value; leaf: Value }>((tie) => ({
  leaf: fc.oneof(
    fc.maxSafeNat(),
    fc.nat(70),
    fc.boolean(),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom('', '\0', '\ufeff', CANARY, 'x'.repeat(65), '__proto__', 'constructor'),
    fc.uint8Array({ maxLength: 40 }),
    fc.constantFrom(16, 31, 32, 33, 64, 1216).map((length) => new Uint8Array(length)),
  ),
  tree: fc.oneof({ maxDepth: 6 }, tie('leaf'), fc.array(tie('tree'), { maxLength: 6 })),
}));

interface Edit {
  readonly at: number;
  readonly what: number;
  readonly bytes: Bytes;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(1_000_000),
  what: fc.nat(5),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 4 }),
    fc.constantFrom(...FOREIGN),
    fc.constant(utf8(CANARY)),
  ),
});

function edited(raw: Bytes, { at, what, bytes }: Edit): Bytes {
  const place = at % (raw.length + 1);
  const [before, after] = [raw.slice(0, place), raw.slice(place)];
  switch (what) {
    case 0:
      return concat(before, Uint8Array.of((after[0] ?? 0) ^ (1 << (at & 7))), after.slice(1));
    case 1:
      return before;
    case 2:
      return concat(before, after.slice(bytes.length));
    case 3:
      return concat(before, bytes, after);
    case 4:
      return concat(before, bytes, after.slice(bytes.length));
    default:
      return concat(raw, bytes);
  }
}

/** Noise, values of protocol.md 1.1, and changed seeds. */
export function inputs(seeds: readonly Bytes[]): fc.Arbitrary<Bytes> {
  const values = tree.map((value) => encode(value));
  const edits = fc.array(edit, { minLength: 1, maxLength: 3 });
  const begun = seeds.length > 0 ? fc.constantFrom(...seeds) : values;
  const changed = fc.tuple(begun, edits).map(([raw, all]) => all.reduce(edited, raw));
  return fc.oneof(
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    { weight: 2, arbitrary: values },
    { weight: 7, arbitrary: changed },
  );
}
