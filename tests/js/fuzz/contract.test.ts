/**
 * The short run of the TypeScript decoders, property-based, the same every time. The contract is in
 * contract.ts, which is bundled here by itself with cryptography that lets everything through.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';

type Contract = typeof import('./contract.ts');
interface Fuzz {
  readonly openCryptography: unknown;
  bundled(name: string, out: string, plugins: readonly unknown[]): Promise<string>;
}

const ROUNDS = 150;
const out = mkdtempSync(join(tmpdir(), 'noview-fuzz-'));
after(() => rmSync(out, { recursive: true, force: true }));

const { bundled, openCryptography } = (await import(
  pathToFileURL(resolve('client_js/fuzz.mjs')).href
)) as Fuzz;
const path = await bundled('contract', out, [openCryptography]);
const contract = (await import(pathToFileURL(path).href)) as Contract;
const { hold, linear, run, TARGETS, every, decoders, REASONS, BrokenContract } = contract;

/** Which vectors are read where nothing sealed has to be made first. */
const READ = new Set(['value', 'client frame', 'relay frame', 'message', 'staff word', 'envelope', 'rulebook']);

for (const target of TARGETS) {
  test(`a51, a52: any bytes give ${target.name} a value or an error of ours`, async () => {
    const taken = await run(target, ROUNDS);
    if (READ.has(target.name)) assert.ok(taken > 0, 'the target drives nothing');
    // a53
    await linear(target);
  });
}

test('every decoder is fuzzed or has a reason', () => {
  const found = every();
  const covered = new Set(TARGETS.flatMap(({ covers }) => covers));
  const forgotten = found.filter((one) => !covered.has(one) && REASONS[one] === undefined);
  assert.deepEqual(forgotten, []);
  assert.deepEqual(Object.keys(REASONS).filter((one) => !found.includes(one)), []);
  assert.deepEqual(Object.keys(REASONS).filter((one) => covered.has(one)), []);
});

test('a planted decoder that is not listed is found', () => {
  for (const planted of [
    'export function readWish(raw: Bytes): Wish {\n  return wish(raw);\n}',
    'export function understood(raw: Bytes): Value {\n  return decode(raw);\n}',
    'function peeled(raw: Bytes): Value {\n  return JSON.parse(raw);\n}\nexport const told = (raw: Bytes): Value => peeled(raw);',
  ]) {
    assert.equal(decoders(planted).length, 1, planted);
  }
  assert.deepEqual(decoders('export function makeWish(seed: Bytes): Bytes {\n  return seed;\n}'), []);
});

const planted = (read: (raw: Uint8Array) => unknown) => ({ name: 'value', covers: [], read });

test('another exception is found', async () => {
  const careless = planted((raw) => (raw as unknown as { none: { more: unknown } }).none.more);
  await assert.rejects(hold(careless, Uint8Array.of(1)), BrokenContract);
});

test('a52: a second form of the same value is found', async () => {
  const lenient = { ...planted((raw) => raw[0]), again: () => Uint8Array.of(1) };
  await assert.rejects(hold(lenient, Uint8Array.of(0xcc, 1)), /another form/);
});

test('a decoder that changes what it is given is found', async () => {
  await assert.rejects(hold(planted((raw) => raw.fill(0)), Uint8Array.of(1)), /changes/);
});

test('a message with what came in is found', async () => {
  const talkative = { ...TARGETS[0], name: 'message', covers: [] };
  const { read = () => undefined } = talkative;
  const telling = planted((raw) => {
    try {
      return read(raw);
    } catch (error) {
      (error as Error).message = new TextDecoder().decode(raw);
      throw error;
    }
  });
  await assert.rejects(hold(telling, new TextEncoder().encode('\xc1zqCANARYqz7')), /repeats/);
});

test('a53: a decoder that goes back and forth is found', async () => {
  const quadratic = planted((raw) => {
    let sum = 0;
    for (let at = 0; at < raw.length; at += 8) for (const one of raw.subarray(at)) sum += one;
    return sum;
  });
  await assert.rejects(linear(quadratic), /time grows/);
});
