/** How the vectors that TypeScript wrote are read: knock, hello, line and vault. */

import assert from 'node:assert/strict';
import { type Bytes, fromHex, hex } from '../../../client_js/src/core/bytes.ts';
import {
  type Direction,
  openFrame,
  type Place,
  refreshed,
  refreshInfo,
  step,
} from '../../../client_js/src/core/chain.ts';
import {
  certificateForm,
  type Certificate,
  type Checked,
  decodeEnvelope,
  decodePayload,
  documentHash,
  Kind,
} from '../../../client_js/src/core/document_types.ts';
import { NotOpened, RemoteFault, VaultFault } from '../../../client_js/src/core/errors.ts';
import { acceptHello, Ask, type Believed, openKnock } from '../../../client_js/src/core/handshake.ts';
import { decodeMessage } from '../../../client_js/src/core/messages.ts';
import { openSealed } from '../../../client_js/src/core/sealing.ts';
import { unlock } from '../../../client_js/src/core/vault.ts';
import { type Case, items, text, whole } from './case.ts';

const bytes = (vector: Case, name: string): Bytes => fromHex(text(vector[name]));

function believedOf(vector: Case): Believed {
  return {
    organisation: bytes(vector, 'organisation'),
    shiftHash: bytes(vector, 'shift_hash'),
    rosterHash: bytes(vector, 'roster_hash'),
  };
}

function unchecked(raw: Bytes): Checked<Certificate> {
  const { payload } = decodeEnvelope(raw, Kind.certificate);
  const hash = documentHash(Kind.certificate, payload);
  return { payload: decodePayload(certificateForm, payload), hash, raw };
}

export function readKnock(vector: Case): void {
  const open = (): ReturnType<typeof openKnock> =>
    openKnock(believedOf(vector), bytes(vector, 'team_seed'), bytes(vector, 'sealed'));
  if (vector['expect'] !== 'ok') {
    assert.throws(open, RemoteFault);
    return;
  }
  const { language, addressAs, first, answers } = open();
  assert.equal(language, vector['language']);
  assert.equal(addressAs, vector['address_as']);
  assert.equal(first, vector['first']);
  assert.deepEqual(
    answers.map(({ question, answer }) => [question, answer]),
    vector['answers'],
  );
}

export function readHello(vector: Case): void {
  const ask = new Ask(0, believedOf(vector), bytes(vector, 'sealed'), undefined, {
    eS: bytes(vector, 'e_s'),
    uS: bytes(vector, 'u_s'),
    padded: bytes(vector, 'padded'),
    identity: undefined,
  });
  const accept = (): ReturnType<typeof acceptHello> =>
    acceptHello(ask, bytes(vector, 'append'), unchecked);
  if (vector['expect'] !== 'ok') {
    assert.throws(accept, RemoteFault);
    assert.ok(ask.usable);
    return;
  }
  const { line, certificate, w } = accept();
  assert.equal(hex(line.lineId), vector['line_id']);
  assert.equal(hex(certificate.raw), vector['certificate']);
  assert.equal(hex(w), vector['w']);
}

export function readLine(vector: Case): void {
  const [organisation, lineId] = [bytes(vector, 'organisation'), bytes(vector, 'line_id')];
  const chains = [bytes(vector, 'chain_inviter'), bytes(vector, 'chain_responder_1')];
  for (const entry of items(vector['frames'])) {
    const direction = whole(entry['direction']) as Direction;
    const place: Place = { organisation, lineId, direction, number: whole(entry['number']) };
    const chain = chains[direction] ?? lineId;
    const { messageKey, next } = step(chain, organisation);
    const open = (): Bytes => openFrame(messageKey, place, bytes(entry, 'frame'));
    if (vector['expect'] !== 'ok') {
      assert.throws(open, NotOpened);
      return;
    }
    const opened = open();
    assert.equal(hex(opened), entry['message']);
    const message = decodeMessage(opened);
    chains[direction] = next;
    if (message.type !== 'answer' && message.type !== 'refresh') continue;
    const info = refreshInfo(place, message.index);
    const secret = openSealed(bytes(entry, 'seed'), info, message.sealed);
    chains[direction] = refreshed(next, secret, organisation);
  }
}

/** A value with its bytes as hex and its names as the vectors write them. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return hex(value);
  if (Array.isArray(value)) return value.map((item: object) => Object.values(item).map(plain));
  return value;
}

export async function readVault(vector: Case): Promise<void> {
  const open = unlock(bytes(vector, 'vault'), text(vector['passphrase']));
  if (vector['expect'] !== 'ok') {
    await assert.rejects(
      open,
      (error) => error instanceof VaultFault && error.code === vector['expect'],
    );
    return;
  }
  const { kind, ...content } = await open;
  assert.equal(kind, vector['kind']);
  const told = Object.entries(content).map(([name, value]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    plain(value),
  ]);
  assert.deepEqual(Object.fromEntries(told), vector['content']);
}
