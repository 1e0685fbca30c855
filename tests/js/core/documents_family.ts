/** How the vectors of signed documents are read, with heads of before, office keys and open lines. */

import assert from 'node:assert/strict';
import { type Bytes, fromHex, hex, NONE } from '../../../client_js/src/core/bytes.ts';
import {
  type Certificate,
  type Checked,
  decodeEnvelope,
  documentHash,
  Kind,
  TrustedDocuments,
} from '../../../client_js/src/core/documents.ts';
import { Untrusted } from '../../../client_js/src/core/errors.ts';
import { type Served } from '../../../client_js/src/core/fetching.ts';
import { Following } from '../../../client_js/src/core/follow.ts';
import { decodeClient, encodeRelay } from '../../../client_js/src/core/frames.ts';
import type { HeadSeen } from '../../../client_js/src/core/heads.ts';
import { decode, type Value } from '../../../client_js/src/core/encoding.ts';
import { checkOfficeKey } from '../../../client_js/src/core/office_key.ts';
import { RememberingDocuments } from '../../../client_js/src/core/remembered.ts';
import { Wire } from '../../../client_js/src/core/wire.ts';
import { type Case, items, text, whole } from './case.ts';

export function readDocuments(vector: Case): void {
  const now = whole(vector['now']);
  const documents = items(vector['documents']);
  const last = documents[documents.length - 1];
  assert.ok(last !== undefined);
  if (last['kind'] === 'line') readLine(vector, documents, now);
  else {
    const reader = readerOf(vector);
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
  }
  if (vector['hash'] === '') return;
  assert.equal(hex(hashOf(fromHex(text(last['hex'])))), vector['hash']);
}

function hashOf(raw: Bytes): Bytes {
  const [kind] = decode(raw) as readonly Value[];
  const known = Object.values(Kind).find((one) => one === kind);
  assert.ok(known !== undefined);
  return documentHash(known, decodeEnvelope(raw, known).payload);
}

/** With what it remembers, where the case says something of it. */
export function readerOf(vector: Case): TrustedDocuments {
  const organisation = fromHex(text(vector['organisation']));
  const least = whole(vector['least_charter_version']);
  const heads = vector['heads'];
  if (heads === undefined) return new TrustedDocuments(organisation, least);
  const seen = (heads as readonly (readonly unknown[])[]).map((head): HeadSeen => {
    const [kind, desk, version, hash, administrator, certificate] = head;
    return {
      kind: whole(kind),
      desk: fromHex(text(desk)),
      version: whole(version),
      hash: fromHex(text(hash)),
      administrator: fromHex(text(administrator)),
      warrantCertificate: fromHex(text(certificate)),
    };
  });
  return new RememberingDocuments(organisation, least, seen);
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
    case 'office_key':
      checkOfficeKey(reader, raw, now);
      break;
    default:
      assert.fail('an unknown kind of document');
  }
  return certificate;
}

/** Lines are judged where a machine follows a relay: this plays the relay. */
function readLine(vector: Case, documents: readonly Case[], now: number): void {
  const wire = new Wire();
  const organisation = fromHex(text(vector['organisation']));
  const trusted = new TrustedDocuments(organisation);
  const kinds = [Kind.charter, Kind.roster] as const;
  const following = new Following(trusted, NONE, kinds, wire, () => undefined);
  wire.opened(organisation);
  const charters: Bytes[] = [];
  for (const document of documents) {
    const raw = fromHex(text(document['hex']));
    const kind: Served = document['kind'] === 'charter' ? Kind.charter : Kind.roster;
    if (document['kind'] === 'line') {
      const good = following.stands(hashOf(raw), now);
      assert.equal(good, vector['expect'] === 'ok');
      return;
    }
    if (kind === Kind.charter) charters.push(raw);
    following.changed(kind, NONE);
    for (const asked of wire.drain().map((frame) => decodeClient(frame))) {
      if (asked.name !== 'fetch') continue;
      const envelopes = kind === Kind.charter ? charters : [raw];
      const answer =
        asked.kind === kind
          ? ({ name: 'document', ref: asked.ref, kind, envelopes, packet: NONE } as const)
          : ({ name: 'refused', ref: asked.ref, code: 4, detail: 0 } as const);
      wire.received(encodeRelay(answer), now);
    }
  }
  assert.fail('no line was asked about');
}
