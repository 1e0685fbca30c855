/** How the vectors of what travels are read: devices, keys files, requests, grants, exports, calls. */

import assert from 'node:assert/strict';
import { type Bytes, hex, NONE } from '../../../client_js/src/core/bytes.ts';
import { openCall } from '../../../client_js/src/core/call.ts';
import { deviceHash, spoken } from '../../../client_js/src/core/device.ts';
import {
  type Certificate,
  certificateForm,
  type Checked,
  decodeEnvelope,
  decodePayload,
  documentHash,
  type Form,
  type Head,
  type SealingKey,
  sealingKeyForm,
} from '../../../client_js/src/core/document_types.ts';
import {
  DamagedVault,
  ForeignVault,
  RemoteFault,
  UnsupportedVault,
  Untrusted,
} from '../../../client_js/src/core/errors.ts';
import { unwrapKeys, wrapKeys } from '../../../client_js/src/core/keyring_file.ts';
import { ed25519Public } from '../../../client_js/src/core/primitives.ts';
import {
  checkGrant,
  fromText,
  makeExport,
  makeGrant,
  readExport,
  readGrant,
  readRequest,
  signedRequest,
  toText,
} from '../../../client_js/src/core/request.ts';
import { type Case, text, whole } from './case.ts';
import { NOW } from './helpers.ts';
import { bytes, opened, texts } from './values_family.ts';
import { toldPresence } from './told.ts';

/** Undefined where the case is refused with the very code that it says. */
function decided<T>(vector: Case, read: () => T): T | undefined {
  if (vector['expect'] === 'ok') return read();
  assert.throws(read, (error) => error instanceof RemoteFault && codeOf(error) === vector['expect']);
  return undefined;
}

function codeOf(error: RemoteFault): string {
  if (error instanceof ForeignVault) return 'foreign-keys';
  if (error instanceof UnsupportedVault) return 'unsupported-keys';
  if (error instanceof DamagedVault) return 'damaged-keys';
  return error instanceof Untrusted ? error.rule : error.code;
}

const contentOf = (vector: Case): Case => vector['content'] as Case;

export function readDevice(vector: Case): void {
  const keys = [bytes(vector, 'identity'), bytes(vector, 'signing')] as const;
  const device = deviceHash(bytes(vector, 'organisation'), ...keys);
  assert.deepEqual([hex(device), spoken(device)], [vector['device'], vector['spoken']]);
}

export function readKeys(vector: Case): void {
  const owner = {
    organisation: bytes(vector, 'organisation'),
    device: bytes(vector, 'device'),
    storage: bytes(vector, 'storage_secret'),
  };
  const raw = bytes(vector, 'keys');
  const found = decided(vector, () => unwrapKeys(owner, raw));
  if (found === undefined) return;
  const told = {
    certificate: hex(found.certificate),
    warrant: hex(found.warrant),
    keys: found.keys.map(({ envelope, seed, until }) => [hex(envelope), hex(seed), until]),
    heads: found.heads.map((head) => [
      head.kind,
      hex(head.desk),
      head.version,
      ...[head.hash, head.administrator, head.warrantCertificate].map((one) => hex(one)),
    ]),
  };
  assert.deepEqual(told, contentOf(vector));
  assert.equal(hex(wrapKeys(owner, found, () => bytes(vector, 'nonce'))), hex(raw));
}

export function readRequestVector(vector: Case): void {
  const [organisation, raw] = [bytes(vector, 'organisation'), bytes(vector, 'request')];
  const request = decided(vector, () => readRequest(organisation, raw, NOW));
  if (request === undefined) return;
  const content = contentOf(vector);
  const { identity, signing, alias, role, languages, sealingKey, device } = request;
  const told = {
    identity: hex(identity),
    signing: hex(signing),
    alias,
    role,
    languages,
    sealing_key: hex(sealingKey?.raw ?? NONE),
    device: hex(device),
  };
  assert.deepEqual(told, content);
  const line = text(vector['text']);
  assert.equal(toText(raw), line);
  assert.equal(hex(fromText(line)), hex(raw));
  const seed = bytes(vector, 'signing_seed');
  assert.equal(hex(ed25519Public(seed)), hex(signing));
  const wish = { alias, role, languages };
  const again = signedRequest(organisation, identity, seed, wish, sealingKey?.raw ?? NONE);
  assert.equal(hex(again), hex(raw));
}

export function readGrantVector(vector: Case): void {
  const raw = bytes(vector, 'grant');
  const keys = { identity: bytes(vector, 'identity'), signing: bytes(vector, 'signing') };
  const grant = decided(vector, () => {
    const found = readGrant(raw);
    checkGrant(found, bytes(vector, 'organisation'), keys);
    return found;
  });
  if (grant === undefined) return;
  const { certificate, warrant } = grant;
  assert.deepEqual({ certificate: hex(certificate), warrant: hex(warrant) }, contentOf(vector));
  assert.equal(hex(makeGrant(grant)), hex(raw));
}

export function readPublic(vector: Case): void {
  const raw = bytes(vector, 'public');
  const found = decided(vector, () => readExport(raw));
  if (found === undefined) return;
  const { organisation, desk, relay, charters, others } = found;
  const listed = (some: readonly Bytes[]): string[] => some.map((one) => hex(one));
  const told = { organisation: hex(organisation), desk: hex(desk), relay };
  assert.deepEqual(
    { ...told, charters: listed(charters), others: listed(others) },
    contentOf(vector),
  );
  assert.equal(hex(makeExport(found)), hex(raw));
}

export function readText(vector: Case): void {
  const line = text(vector['text']);
  const raw = decided(vector, () => fromText(line));
  if (raw === undefined) return;
  assert.equal(hex(raw), vector['hex']);
  assert.equal(toText(raw) === line, vector['canonical']);
}

export function readCall(vector: Case): void {
  const place = {
    organisation: bytes(vector, 'organisation'),
    desk: bytes(vector, 'desk'),
    shiftHash: bytes(vector, 'shift_hash'),
  };
  const believed = texts(vector['certificates']);
  const documents = {
    checkCertificate(raw: Bytes): Checked<Certificate> {
      if (!believed.includes(hex(raw))) throw new Untrusted('unlisted');
      return unchecked(certificateForm, raw);
    },
    checkSealingKey: (raw: Bytes): Checked<SealingKey> => unchecked(sealingKeyForm, raw),
  };
  const [seed, sealed] = [bytes(vector, 'team_seed'), bytes(vector, 'sealed')];
  const now = whole(vector['now']);
  const call = opened(vector, () => openCall(place, seed, sealed, documents, now));
  if (call === undefined) return;
  const told = {
    certificate: hex(call.certificate.raw),
    sealing_key: hex(call.sealingKey?.raw ?? NONE),
    at: call.at,
    heads: call.heads.map(({ kind, desk, version, hash }) => [kind, hex(desk), version, hex(hash)]),
    inbox: hex(call.inbox),
    presence: toldPresence(call.presence),
  };
  assert.deepEqual(told, contentOf(vector));
}

function unchecked<T extends Head>(form: Form<T>, raw: Bytes): Checked<T> {
  const { payload } = decodeEnvelope(raw, form.kind);
  return { payload: decodePayload(form, payload), hash: documentHash(form.kind, payload), raw };
}

