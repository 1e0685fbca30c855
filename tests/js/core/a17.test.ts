import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { utf8 } from '../../../client_js/src/core/bytes.ts';
import { lock } from '../../../client_js/src/core/vault.ts';
import { xwingPublic } from '../../../client_js/src/core/primitives.ts';
import type * as Story from './a17_story.ts';
import { believed, contains, device, seeded } from './helpers.ts';

interface Hand {
  plant: { readonly name: string; readonly from: number } | undefined;
  primitiveNames: readonly string[];
}

const hand = globalThis as unknown as Hand;
const CANARY = 'canary-9b1f44d2';
/**
 * What a conversation never calls: documents and vaults have tests of their own below, and a proof
 * of work (sha256After) only ever sees what is sealed already.
 */
const NOT_TOLD = new Set(['sha256', 'sha256After', 'sign', 'verify', 'ed25519Public', 'argon2id']);

const directory = mkdtempSync(join(tmpdir(), 'noview-a17-'));
after(() => rmSync(directory, { recursive: true, force: true }));

interface Esbuild {
  build(options: object): Promise<unknown>;
}

const load = async <T>(path: string): Promise<T> =>
  (await import(pathToFileURL(resolve(path)).href)) as T;

let story: typeof Story;
let vault: { lock: typeof lock };

before(async () => {
  const { build } = await load<Esbuild>('client_js/node_modules/esbuild/lib/main.js');
  const { throwing } = await load<{ throwing: object }>('tests/js/core/throwing.mjs');
  await build({
    entryPoints: {
      story: resolve('tests/js/core/a17_story.ts'),
      vault: resolve('client_js/src/core/vault.ts'),
    },
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    nodePaths: [resolve('client_js/node_modules')],
    plugins: [throwing],
    logLevel: 'warning',
  });
  story = await load(join(directory, 'story.mjs'));
  vault = await load(join(directory, 'vault.mjs'));
});

const teamSeed = seeded('team')(32);
const stage = {
  canary: CANARY,
  counselor: device('May', believed('a17').organisation),
  teamSeed,
  teamKey: xwingPublic(teamSeed),
  leaky: false,
};

function leaks(told: Story.Told): boolean {
  return told.out.some((bytes) => contains(bytes, utf8(CANARY)));
}

function planted<T>(name: string, from: number, act: () => T): T {
  hand.plant = { name, from };
  try {
    return act();
  } finally {
    hand.plant = undefined;
  }
}

test('a17: with nothing planted the story is told whole, and no canary is in what leaves', () => {
  const told = story.tell(stage);
  // Two steps fail by rule: neither side may speak before the answer.
  assert.equal(told.failed, 2);
  assert.ok(told.out.length > 20);
  assert.ok(!leaks(told));
});

test('a17: each primitive throws in turn, early and late: no canary leaves', async (t) => {
  const whole = story.tell(stage).out.length;
  for (const name of hand.primitiveNames) {
    if (NOT_TOLD.has(name)) continue;
    await t.test(name, () => {
      for (const from of [0, 1, 2, 3, 5, 8, 13, 21, 34, 55]) {
        const told = planted(name, from, () => story.tell(stage));
        assert.ok(!leaks(told), `${name} from call ${from}`);
        if (from === 0) assert.ok(told.out.length < whole, `${name} was not used`);
      }
    });
  }
});

test('a17: a client that falls back to plain text is caught by the same search', () => {
  const told = planted('xchachaSeal', 2, () => story.tell({ ...stage, leaky: true }));
  assert.ok(leaks(told));
});

test('a17: a document is believed only when its signatures could be checked', () => {
  const file = readFileSync('tests/vectors/documents/charter-first.json', 'utf8');
  const vector = JSON.parse(file) as {
    organisation: string;
    now: number;
    documents: { hex: string }[];
  };
  const charter = vector.documents[0]?.hex ?? '';
  const believe = (): boolean => story.believes(vector.organisation, charter, vector.now);
  assert.ok(believe());
  for (const name of ['verify', 'digest']) assert.ok(!planted(name, 0, believe), name);
});

test('a17: a vault is written only when it could be locked', async () => {
  const seed = seeded('vault')(32);
  const content = { kind: 'root', organisation: seed, seed } as const;
  for (const name of ['argon2id', 'expand', 'xchachaSeal']) {
    hand.plant = { name, from: 0 };
    try {
      await assert.rejects(vault.lock(content, 'a passphrase of tests', seeded('salt')), /planted/);
    } finally {
      hand.plant = undefined;
    }
  }
});
