import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Bytes, concat, fromHex, hex } from '../../../client_js/src/core/bytes.ts';
import { inTime, type TrustedDocuments } from '../../../client_js/src/core/documents.ts';
import { checkOfficeKey } from '../../../client_js/src/core/office_key.ts';
import { RememberingDocuments } from '../../../client_js/src/core/remembered.ts';
import { encodeEnvelope, Kind, decodeEnvelope } from '../../../client_js/src/core/document_types.ts';
import { type Rule, Untrusted } from '../../../client_js/src/core/errors.ts';
import type { Case } from './case.ts';
import { readerOf } from './documents_family.ts';
import { flipped, pick, seeded } from './helpers.ts';

interface File {
  readonly organisation: string;
  readonly least_charter_version: number;
  readonly now: number;
  readonly documents: readonly { readonly kind: string; readonly hex: string }[];
  readonly expect: string;
}

const DIRECTORY = 'tests/vectors/documents';
const read = (name: string): File =>
  JSON.parse(readFileSync(`${DIRECTORY}/${name}`, 'utf8')) as File;
const everything = read('everything.json');
const DESK = Uint8Array.from({ length: 16 }, (_, at) => at);

const reader = (file: File): TrustedDocuments => readerOf(file as unknown as Case);

function add(documents: TrustedDocuments, kind: string, raw: Bytes, now: number): boolean {
  if (kind === 'charter') return documents.addCharter(raw, now);
  if (kind === 'roster') return documents.addRoster(raw, now);
  if (kind === 'notice') return documents.addNotice(raw, now);
  if (kind === 'shift') return documents.addShift(raw, now);
  if (kind === 'state') return documents.addState(raw, now);
  if (kind === 'certificate') documents.checkCertificate(raw, now);
  if (kind === 'office_key') checkOfficeKey(documents, raw, now);
  return false;
}

function given(file: File, upto = file.documents.length): TrustedDocuments {
  const documents = reader(file);
  for (const { kind, hex: raw } of file.documents.slice(0, upto)) {
    add(documents, kind, fromHex(raw), file.now);
  }
  return documents;
}

const snapshot = (documents: TrustedDocuments): string =>
  [
    documents.charter,
    documents.roster,
    documents.notice(DESK),
    documents.shift(DESK),
    documents.state(DESK),
  ]
    .map((held) => (held === undefined ? '-' : hex(held.hash)))
    .concat(documents instanceof RememberingDocuments ? heads(documents) : [])
    .join();

const heads = (documents: RememberingDocuments): string[] =>
  documents.heads.map(({ kind, version, hash }) => `${kind} ${version} ${hex(hash)}`);

function refuses(rule: Rule, act: () => unknown): void {
  assert.throws(act, (error) => error instanceof Untrusted && error.rule === rule);
}

test('a good set of documents is believed, once', () => {
  const documents = given(everything);
  assert.ok(!snapshot(documents).includes('-'));
  for (const { kind, hex: raw } of everything.documents) {
    assert.equal(add(documents, kind, fromHex(raw), everything.now), false, kind);
  }
  const shift = documents.shift(DESK);
  assert.ok(shift !== undefined && inTime(shift.payload, everything.now));
  assert.ok(!inTime(shift.payload, shift.payload.expires));
  assert.equal(documents.shift(new Uint8Array(16)), undefined);
});

test('whatever is refused has changed nothing', () => {
  let refused = 0;
  for (const name of readdirSync(DIRECTORY)) {
    const file = read(name);
    const last = file.documents[file.documents.length - 1];
    if (file.expect === 'ok' || last === undefined) continue;
    if (last.kind === 'sealing_key' || last.kind === 'line') continue;
    const documents = given(file, file.documents.length - 1);
    const before = snapshot(documents);
    assert.throws(() => add(documents, last.kind, fromHex(last.hex), file.now), Untrusted, name);
    assert.equal(snapshot(documents), before, name);
    refused += 1;
  }
  assert.ok(refused > 60);
});

test('a1, a2: no bit of any document can be changed: keys, hashes, names, numbers', () => {
  const random = seeded('documents');
  for (const [at, { kind, hex: raw }] of everything.documents.entries()) {
    const documents = given(everything, at);
    const before = snapshot(documents);
    const bytes = fromHex(raw);
    for (let round = 0; round < 40; round += 1) {
      const changed = flipped(bytes, pick(random, bytes.length * 8));
      assert.throws(() => add(documents, kind, changed, everything.now), Untrusted);
    }
    assert.throws(() => add(documents, kind, concat(bytes, random(1)), everything.now), Untrusted);
    assert.throws(() => add(documents, kind, bytes.slice(0, -1), everything.now), Untrusted);
    assert.equal(snapshot(documents), before);
    assert.ok(add(documents, kind, bytes, everything.now));
  }
});

test('a3: an older roster is a rollback', () => {
  const file = read('roster-rollback.json');
  const documents = given(file, file.documents.length - 1);
  const old = file.documents[file.documents.length - 1]?.hex ?? '';
  refuses('rollback', () => documents.addRoster(fromHex(old), file.now));
});

test('a4: past its expiry a roster is used for nothing new', () => {
  const documents = given(everything);
  const roster = documents.roster;
  const shift = everything.documents.find(({ kind }) => kind === 'shift')?.hex ?? '';
  assert.ok(roster !== undefined);
  refuses('expired', () => documents.addShift(fromHex(shift), roster.payload.expires));
});

test('a5: two clients on different heads notice when they compare', () => {
  const file = read('roster-fork.json');
  const documents = given(file, file.documents.length - 1);
  const other = file.documents[file.documents.length - 1]?.hex ?? '';
  refuses('fork', () => documents.addRoster(fromHex(other), file.now));
});

test('a16: a document is nothing of another kind', () => {
  const kinds = ['charter', 'roster', 'notice', 'shift', 'state', 'certificate'];
  for (const { kind, hex: raw } of everything.documents) {
    for (const other of kinds) {
      if (other === kind) continue;
      const documents = given(everything);
      assert.throws(() => add(documents, other, fromHex(raw), everything.now), Untrusted);
      // Nor when the kind outside the signature is changed to fit.
      const [number, own] = [Kind[other as keyof typeof Kind], Kind[kind as keyof typeof Kind]];
      const envelope = decodeEnvelope(fromHex(raw), own);
      if (envelope.signatures.length !== 1) continue;
      const relabeled = encodeEnvelope({ ...envelope, kind: number, warrants: [] });
      assert.throws(() => add(documents, other, relabeled, everything.now), Untrusted);
    }
  }
});

test('the whole chain as a relay serves it: nothing left out, nothing swapped', () => {
  const second = read('charter-second.json');
  const [first = '', next = ''] = second.documents.map((document) => document.hex);
  const documents = reader(second);
  assert.ok(documents.addCharters([fromHex(first), fromHex(next)], second.now));
  assert.ok(!documents.addCharters([fromHex(first), fromHex(next)], second.now));
  refuses('rollback', () => documents.addCharters([fromHex(first)], second.now));
  refuses('fingerprint', () => documents.addCharters([fromHex(next), fromHex(next)], second.now));
  refuses('fork', () => documents.addCharters([fromHex(first), fromHex(first)], second.now));
  const empty = reader(second);
  refuses('missing', () => empty.addCharters([], second.now));
  refuses('fingerprint', () => empty.addCharters([fromHex(next)], second.now));
});

test('an error names its rule and repeats nothing of the document', () => {
  const other = fromHex(read('charter-other-fingerprint.json').documents[0]?.hex ?? '');
  try {
    reader(everything).addCharter(other, everything.now);
    assert.fail('believed');
  } catch (error) {
    assert.ok(error instanceof Untrusted && error.rule === 'fingerprint');
    assert.ok(!error.message.includes('Harbor'));
  }
});
