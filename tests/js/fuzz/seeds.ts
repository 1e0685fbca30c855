/** Where fuzzing starts: the raw bytes of the shared vectors, and what is kept in tests/fuzz/corpus. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bytes, concat, fromHex, utf8 } from '../../../client_js/src/core/bytes.ts';
import { decode, type Value } from '../../../client_js/src/core/encoding.ts';

type Case = Readonly<Record<string, unknown>>;

/** A longer vector makes each change slow and says nothing new. */
const SMALL = 10_000;

function cases(family: string): readonly Case[] {
  const folder = join('tests/vectors', family);
  const names = readdirSync(folder).sort();
  return names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Case);
}

const hexOf = (family: string, field: string, keep: (one: Case) => boolean = () => true): Bytes[] =>
  cases(family).filter(keep).map((one) => fromHex(one[field] as string));

const last = (one: Case): Bytes => {
  const documents = one['documents'] as readonly { readonly hex: string }[];
  return fromHex(documents[documents.length - 1]?.hex ?? '');
};

/** The payloads of the documents of a kind. */
function payloads(kind: number): Bytes[] {
  return cases('documents').flatMap((one) => {
    try {
      const [found, payload] = decode(last(one)) as readonly Value[];
      return found === kind && payload instanceof Uint8Array ? [payload] : [];
    } catch {
      return [];
    }
  });
}

const texts = (family: string): Bytes[] =>
  cases(family).flatMap((one) => (typeof one['text'] === 'string' ? [utf8(one['text'])] : []));

const STAMP = {
  organisation: '00'.repeat(32),
  least_charter_version: 1,
  desk: '00'.repeat(16),
  relay: 'wss://relay.example',
  name: 'Harbor',
  notice: 'hello',
  title: 'Notes',
  charters: ['AAAA'],
};

const BEGIN: Readonly<Record<string, () => readonly Bytes[]>> = {
  value: () => hexOf('encoding', 'hex'),
  'client frame': () => hexOf('frames', 'hex', (one) => one['direction'] === 'client'),
  'relay frame': () => hexOf('frames', 'hex', (one) => one['direction'] === 'relay'),
  message: () => hexOf('messages', 'hex'),
  line: () => hexOf('messages', 'hex', (one) => one['expect'] === 'ok'),
  'staff word': () => hexOf('staff', 'hex'),
  padding: () => hexOf('padding', 'padded'),
  'keys file': () => hexOf('keys', 'keys'),
  'vault file': () => hexOf('vault', 'vault'),
  handbook: () => hexOf('handbook', 'handbook'),
  request: () => hexOf('request', 'request'),
  grant: () => hexOf('grant', 'grant'),
  export: () => hexOf('public', 'public'),
  text: () => texts('text'),
  pasted: () => texts('text'),
  file: () => texts('request'),
  envelope: () => cases('documents').map(last),
  certificate: () => cases('documents').map(last),
  rulebook: () => cases('documents').map((one, at) => concat(Uint8Array.of(at >> 8, at & 255), last(one))),
  'ledger file': () => [utf8('noview numbers\n')],
  stamp: () => [utf8(JSON.stringify(STAMP))],
  'console stamp': () => [utf8(JSON.stringify(STAMP)), utf8('['.repeat(5000))],
  words: () => [utf8('[{"shared":{"code":"en"},"survivor":{"exit":"x"}},["en","x"]]')],
  hexadecimal: () => [utf8('00ff')],
  storage: () => [utf8('AAAA')],
  'chosen files': () => [utf8('noview vault\n'), utf8('noview keys\n')],
  page: () =>
    cases('page').map((one) => utf8(one['before'] as string)).slice(0, 3),
};

/** What a target begins with. */
export function seedsOf(name: string): readonly Bytes[] {
  const [, kind] = /^payload (\d)$/.exec(name) ?? [];
  const found = kind === undefined ? (BEGIN[name]?.() ?? []) : payloads(Number(kind));
  const folder = join('tests/fuzz/corpus', name.replace(/ /g, '-'));
  const kept = existsSync(folder) ? readdirSync(folder).sort() : [];
  const files = kept.map((file) => new Uint8Array(readFileSync(join(folder, file))));
  return [...found, ...files].filter(({ length }) => length <= SMALL);
}
