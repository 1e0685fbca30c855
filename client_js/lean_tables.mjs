// The constants of SHA-2 in three lines instead of 2 KB of digits that nothing compresses: FIPS 180-4
// defines them as the first bits of the roots of the first primes (4.2.2, 4.2.3, 5.3.3, 5.3.5). The
// build compares every one with what the library has, and stops where one differs.

/** 64 bits behind the point of the second or third root of each of the first primes. */
export const roots = (count, power) => {
  const primes = [];
  const found = [];
  for (let n = 2n; found.length < count; n += 1n) {
    if (primes.some((prime) => n % prime === 0n)) continue;
    primes.push(n);
    // Newton's way down, from above the greatest root there is here.
    let root;
    let next = 8n << 64n;
    do {
      root = next;
      next = ((power - 1n) * root + (n << (64n * power)) / root ** (power - 1n)) / power;
    } while (next < root);
    found.push(BigInt.asUintN(64, root));
  }
  return found;
};

const high = (values) => values.map((value) => value >> 32n);
const halves = (values) => values.flatMap((value) => [value >> 32n, BigInt.asUintN(32, value)]);

/** By file: which constants, what they must be, and the code in their place. */
const SHA2 = /hashes[\\/]sha2\.js$/;
const STARTS = /hashes[\\/]_md\.js$/;
const TABLES = [
  {
    file: STARTS,
    from: /export const SHA256_IV = [^;]*;/,
    is: high(roots(8, 2n)),
    to: `export const roots = ${roots};
const half = (one) => [Number(one >> 32n), Number(one & 0xffffffffn)];
export const SHA512_IV = /* @__PURE__ */ (() => Uint32Array.from(roots(8, 2n).flatMap(half)))();
export const SHA256_IV = /* @__PURE__ */ (() => SHA512_IV.filter((_, i) => i % 2 === 0))();`,
  },
  { file: STARTS, from: /export const SHA512_IV = [^;]*;/, is: halves(roots(8, 2n)), to: "" },
  {
    file: SHA2,
    from: /const SHA256_K = [^;]*;/,
    is: high(roots(64, 3n)),
    to: `import { roots } from "./_md.js";
const K512 = /* @__PURE__ */ (() => u64.split(roots(80, 3n)))();
const SHA256_K = /* @__PURE__ */ (() => K512[0].slice(0, 64))();`,
  },
  { file: SHA2, from: /const K512 = [^;]*\.map\([^;]*;/, is: roots(80, 3n), to: "" },
];

/** The library's file with each table made where it is used. Raises where one is not as expected. */
export function withoutTables(path, source) {
  let lean = source;
  const own = TABLES.filter(({ file }) => file.test(path));
  // All are compared before the first is exchanged.
  const found = own.map(({ from, is }) => {
    const [table] = from.exec(source) ?? [];
    const numbers = (table?.match(/0x[0-9a-f]+/g) ?? []).map(BigInt);
    if (String(numbers) !== String(is)) throw new Error(`${path}: not the constants of SHA-2`);
    return table;
  });
  own.forEach(({ to }, at) => {
    lean = lean.replace(found[at], () => to);
  });
  return lean;
}
