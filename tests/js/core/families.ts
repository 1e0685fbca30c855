/** How the vectors of each family are read. Their fields are explained in tests/vectors. */

import assert from 'node:assert/strict';
import { fromHex, hex } from '../../../client_js/src/core/bytes.ts';
import { decode, type Value } from '../../../client_js/src/core/encoding.ts';
import {
  type Certificate,
  type Checked,
  decodeEnvelope,
  documentHash,
  type Kind,
  TrustedDocuments,
} from '../../../client_js/src/core/documents.ts';
import { Malformed, Untrusted } from '../../../client_js/src/core/errors.ts';
import {
  decodeClient,
  decodeRelay,
  encodeClient,
  encodeRelay,
} from '../../../client_js/src/core/frames.ts';
import { type Case, items, text, whole } from './case.ts';
import * as locked from './locked_family.ts';
import * as protocol from './protocol_family.ts';
import * as values from './values_family.ts';

function readFrame(vector: Case): void {
  const raw = fromHex(text(vector['hex']));
  const client = vector['direction'] === 'client';
  const read = (): object => (client ? decodeClient(raw) : decodeRelay(raw));
  if (vector['expect'] !== 'ok') {
    assert.throws(read, Malformed);
    return;
  }
  const [, ...fields] = Object.values(read());
  const [, ...expected] = values.fromJson(vector['value']) as readonly Value[];
  assert.deepEqual(fields, expected);
  const again = client ? encodeClient(decodeClient(raw)) : encodeRelay(decodeRelay(raw));
  assert.equal(hex(again), hex(raw));
}

function give(
  reader: TrustedDocuments,
  document: Case,
  certificate: Checked<Certificate> | undefined,
  now: number,
): Checked<Certificate> | undefined {
  const raw = fromHex(text(document['hex']));
  switch (document['kind']) {
    case 'charter':
      reader.addCharter(raw, now);
      break;
    case 'roster':
      reader.addRoster(raw, now);
      break;
    case 'notice':
      reader.addNotice(raw, now);
      break;
    case 'shift':
      reader.addShift(raw, now);
      break;
    case 'state':
      reader.addState(raw, now);
      break;
    case 'certificate':
      return reader.checkCertificate(raw, now);
    case 'sealing_key':
      assert.ok(certificate !== undefined);
      reader.checkSealingKey(raw, certificate, now);
      break;
    default:
      assert.fail('an unknown kind of document');
  }
  return certificate;
}

function readDocuments(vector: Case): void {
  const least = whole(vector['least_charter_version']);
  const reader = new TrustedDocuments(fromHex(text(vector['organisation'])), least);
  const now = whole(vector['now']);
  const documents = items(vector['documents']);
  const last = documents[documents.length - 1];
  assert.ok(last !== undefined);
  let certificate: Checked<Certificate> | undefined;
  for (const document of documents.slice(0, -1)) {
    certificate = give(reader, document, certificate, now);
  }
  let outcome = 'ok';
  try {
    give(reader, last, certificate, now);
  } catch (error) {
    if (!(error instanceof Untrusted)) throw error;
    outcome = error.rule;
  }
  assert.equal(outcome, vector['expect']);
  if (vector['hash'] !== '') {
    const raw = fromHex(text(last['hex']));
    const [kind] = decode(raw) as readonly Kind[];
    assert.ok(kind !== undefined);
    const { payload } = decodeEnvelope(raw, kind);
    assert.equal(hex(documentHash(kind, payload)), vector['hash']);
  }
}

type Reader = (vector: Case) => void | Promise<void>;

const READERS: Readonly<Record<string, Reader>> = {
  frames: readFrame,
  documents: readDocuments,
  padding: values.readPadding,
  encoding: values.readEncoding,
  messages: values.readMessage,
  derivation: values.readDerivation,
  chain: values.readChain,
  frames_line: values.readFrameOfLine,
  refresh: values.readRefresh,
  sealing: values.readSealing,
  packet: locked.readPacket,
  vault: locked.readVault,
  knock: protocol.readKnock,
  hello: protocol.readHello,
  handshake: protocol.readHandshake,
  conversation: protocol.readConversation,
  aliases: values.readAlias,
};

export const FAMILIES: Readonly<Record<string, Reader>> = {
  ...READERS,
  from_ts(vector) {
    const read = READERS[text(vector['family'])];
    assert.ok(read !== undefined, 'a vector of an unknown family');
    return read(vector);
  },
};
