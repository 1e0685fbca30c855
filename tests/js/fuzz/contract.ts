/**
 * What holds for every decoder, whatever it is given: any bytes give a value or one of the project's
 * own errors; no message repeats what came in; what was accepted is written again as the very same
 * bytes; and the time grows no faster than the input. The same as tests/fuzz/contract.py.
 */

import fc from 'fast-check';
import { type Bytes, concat, equal, hex, utf8 } from '../../../client_js/src/core/bytes.ts';
import { NoviewError } from '../../../client_js/src/core/errors.ts';
import { BadStamp } from '../../../client_js/src/ui/organisation.ts';
import { CANARY, inputs } from './inputs.ts';
import { seedsOf } from './seeds.ts';
import type { Target } from './target.ts';
import { OWN } from './targets_own.ts';
import { SHARED } from './targets_shared.ts';

export { decoders, every } from './complete.ts';
export { REASONS } from './exceptions.ts';
export const TARGETS: readonly Target[] = [...SHARED, ...OWN];

export class BrokenContract extends Error {}

const TOLD = [CANARY, hex(utf8(CANARY)), btoa(CANARY).slice(0, 12)].map((one) => one.toLowerCase());

/** Gives a decoder some bytes; whether it took them. Raises BrokenContract. */
export async function hold(target: Target, raw: Bytes): Promise<boolean> {
  const given = raw.slice();
  let value: unknown;
  try {
    value = await target.read(given);
  } catch (error) {
    const ours = error instanceof NoviewError || error instanceof BadStamp;
    if (!ours) throw new BrokenContract(`${target.name}: ${String((error as Error).name)}`);
    const said = `${error.message} ${JSON.stringify(error)}`.toLowerCase();
    if (TOLD.some((form) => said.includes(form))) {
      throw new BrokenContract(`${target.name}: repeats what came in`);
    }
    return false;
  }
  if (!equal(given, raw)) throw new BrokenContract(`${target.name}: changes what it is given`);
  if (target.again !== undefined && !equal(target.again(value as never), raw)) {
    throw new BrokenContract(`${target.name}: another form of what it took`);
  }
  return true;
}

/** The short run of a target, the same every time; how many inputs it took. */
export async function run(target: Target, rounds: number, seed = 7): Promise<number> {
  const begun = seedsOf(target.name);
  let taken = 0;
  for (const raw of begun) taken += Number(await hold(target, raw));
  const property = fc.asyncProperty(inputs(begun), async (raw) => {
    taken += Number(await hold(target, raw));
  });
  await fc.assert(property, { numRuns: rounds, seed, endOnFailure: true });
  return taken;
}

const SMALL = 4096;
const LARGE = 65_536;
const STEEPEST = 5;
/** Milliseconds below which no ratio says anything. */
const GRAIN = 4;

const SWOLLEN: readonly ((size: number) => Bytes)[] = [
  (size) => concat(Uint8Array.of(0xdd, 0, 0, size >> 9, 0), new Uint8Array(size).fill(1)),
  (size) => new Uint8Array(size).fill(0x91),
  (size) => concat(Uint8Array.of(0xdb, 0, size >> 16, (size >> 8) & 255, size & 255), new Uint8Array(size).fill(97)),
  (size) => concat(Uint8Array.of(0xc6, 0, size >> 16, (size >> 8) & 255, size & 255), new Uint8Array(size)),
  (size) => new Uint8Array(size),
];

async function spent(target: Target, raw: Bytes): Promise<number> {
  const began = process.cpuUsage();
  await hold(target, raw);
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

/** Sixteen times the input takes about sixteen times as long. Raises BrokenContract. */
export async function linear(target: Target): Promise<void> {
  for (const make of SWOLLEN) {
    let good = false;
    for (let tries = 0; tries < 3 && !good; tries += 1) {
      const slow = await spent(target, make(LARGE));
      const bound = (STEEPEST * LARGE) / SMALL;
      good = slow <= (GRAIN * LARGE) / SMALL || slow <= bound * (await spent(target, make(SMALL)));
    }
    if (!good) throw new BrokenContract(`${target.name}: time grows faster than the input`);
  }
}
