/**
 * The long run of the TypeScript decoders: other inputs each time. Ends after so many seconds for
 * each target; what breaks the contract is made small and written into tests/fuzz/corpus.
 *
 *   node build/fuzz/search/search.mjs <seconds for each target> [target …]
 */

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { hold, TARGETS } from './contract.ts';
import { inputs } from './inputs.ts';
import { seedsOf } from './seeds.ts';
import type { Target } from './target.ts';

const [, , seconds = '10', ...names] = process.argv;

function kept(target: Target, raw: Uint8Array): string {
  const folder = join('tests/fuzz/corpus', target.name.replace(/ /g, '-'));
  const path = join(folder, `${createHash('sha256').update(raw).digest('hex').slice(0, 16)}.bin`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, raw);
  return path;
}

let broken = 0;
for (const target of TARGETS.filter(({ name }) => names.length === 0 || names.includes(name))) {
  const property = fc.asyncProperty(inputs(seedsOf(target.name)), async (raw) => {
    await hold(target, raw);
  });
  const told = await fc.check(property, {
    interruptAfterTimeLimit: Number(seconds) * 1000,
    markInterruptAsFailure: false,
    numRuns: 100_000_000,
  });
  const [found] = told.counterexample ?? [];
  if (told.failed && found !== undefined) {
    broken += 1;
    console.log(`BROKEN TypeScript ${target.name}: ${kept(target, found)}`);
  } else console.log(`TypeScript ${target.name}: ${told.numRuns} inputs`);
}
process.exitCode = broken > 0 ? 1 : 0;
