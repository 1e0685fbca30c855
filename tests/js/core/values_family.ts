/** How the vectors with one right answer are read: padding, values, messages, derivations, chains. */

import assert from 'node:assert/strict';
import { bind, type Bytes, fromHex, hex, pad, u64, unpad } from '../../../client_js/src/core/bytes.ts';
import {
  type Direction,
  makeFrame,
  openFrame,
  type Place,
  refreshed,
  refreshInfo,
  step,
} from '../../../client_js/src/core/chain.ts';
import { checkAlias } from '../../../client_js/src/core/confusables.ts';
import { step as transcriptStep } from '../../../client_js/src/core/transcript.ts';
import { decode, encode, type Value } from '../../../client_js/src/core/encoding.ts';
import {
  readStaffMessage,
  staffMessage,
  type StaffMessage,
} from '../../../client_js/src/core/duty_staff_messages.ts';
import { RemoteFault } from '../../../client_js/src/core/errors.ts';
import { mailboxAddress, writeCapability } from '../../../client_js/src/core/frames.ts';
import { inboxCapability } from '../../../client_js/src/core/handshake.ts';
import { label, type Label } from '../../../client_js/src/core/labels.ts';
import { staffLabel } from '../../../client_js/src/core/labels_staff.ts';
import { decodeMessage, encodeMessage } from '../../../client_js/src/core/messages.ts';
import {
  digest,
  ed25519Public,
  expand,
  expandRaw,
  extract,
  sign,
  x25519,
  x25519Public,
  xwingPublic,
} from '../../../client_js/src/core/primitives.ts';
import { openSealed } from '../../../client_js/src/core/sealing.ts';
import { type Case, items, text, whole } from './case.ts';

export const bytes = (vector: Case, name: string): Bytes => fromHex(text(vector[name]));

export const texts = (value: unknown): readonly string[] => items(value).map(text);

/** A value of protocol.md 1.1 in JSON: binary stands as {"hex": …}. */
export function fromJson(value: unknown): Value {
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') {
    return value;
  }
  if (Array.isArray(value)) return value.map(fromJson);
  return fromHex(text((value as Case)['hex']));
}

/** Runs the opening of a case; undefined where it was refused, as it should be. */
export function opened<T>(vector: Case, open: () => T): T | undefined {
  if (vector['expect'] === 'ok') return open();
  assert.equal(vector['expect'], 'refused');
  assert.throws(open, RemoteFault);
  return undefined;
}

/** Byte by byte: nothing that is not whole is taken for whole. */
export function refusesEveryBeginning(raw: Bytes, open: (part: Bytes) => unknown, stride = 1): void {
  for (let size = 0; size < raw.length; size += stride) {
    assert.throws(() => open(raw.slice(0, size)), RemoteFault);
  }
}

export function readPadding(vector: Case): void {
  const padded = bytes(vector, 'padded');
  const data = opened(vector, () => unpad(padded));
  if (data === undefined) return;
  assert.equal(hex(data), vector['data']);
  assert.equal(hex(pad(data, whole(vector['size']))), hex(padded));
}

export function readEncoding(vector: Case): void {
  const raw = bytes(vector, 'hex');
  const value = opened(vector, () => decode(raw));
  if (value === undefined) return;
  assert.deepEqual(value, fromJson(vector['value']));
  assert.equal(hex(encode(fromJson(vector['value']))), hex(raw));
  refusesEveryBeginning(raw, decode, raw.length < 1000 ? 1 : 501);
}

export function readMessage(vector: Case): void {
  const raw = bytes(vector, 'hex');
  const message = opened(vector, () => decodeMessage(raw));
  if (message === undefined) return;
  assert.equal(message.type, vector['type']);
  if (message.type === 'unknown') {
    assert.equal(hex(message.bytes), hex(raw));
    assert.equal(message.number, vector['number']);
    return;
  }
  assert.equal(hex(encodeMessage(message)), hex(raw));
  assert.deepEqual(decode(raw), fromJson(vector['value']));
  refusesEveryBeginning(raw, decodeMessage, raw.length < 3000 ? 1 : 101);
}

/** As a console does: a line hands it on unread. */
function staffOf(raw: Bytes): StaffMessage | undefined {
  const message = decodeMessage(raw);
  assert.ok(message.type === 'unknown');
  return readStaffMessage(message);
}

export function readStaff(vector: Case): void {
  const raw = bytes(vector, 'hex');
  const message = opened(vector, () => staffOf(raw));
  if (message === undefined) return;
  assert.equal(message.type, vector['type']);
  assert.equal(hex(staffMessage(message).bytes), hex(raw));
  assert.deepEqual(decode(raw), fromJson(vector['value']));
  refusesEveryBeginning(raw, staffOf, raw.length < 3000 ? 1 : 101);
}

function ofLabel(told: Case): Case {
  const parts = texts(told['parts']).map(fromHex);
  const name = Object.values({ ...label, ...staffLabel }).find((one) => one === told['label']);
  assert.ok(name !== undefined, 'a label that is not known here');
  return {
    bind: hex(bind(name, ...parts)),
    digest: hex(digest(name, ...parts)),
    expand: hex(expand(bytes(told, 'key'), name, bytes(told, 'organisation'))),
  };
}

function ofTranscript(told: Case): readonly string[] {
  let hash = digest(label.transcriptStart, bytes(told, 'organisation'));
  const hashes = [hex(hash)];
  items(told['said']).forEach((said, at) => {
    hash = transcriptStep(hash, at + 1, bytes(said, 'author'), text(said['text']));
    hashes.push(hex(hash));
  });
  return hashes;
}

const FUNCTIONS: Readonly<Record<string, (told: Case) => unknown>> = {
  label: ofLabel,
  transcript: ofTranscript,
  bind: (told) => bind(text(told['label']) as Label, ...texts(told['parts']).map(fromHex)),
  extract: (told) => extract(bytes(told, 'salt'), bytes(told, 'secret')),
  hkdf_expand: (told) => expandRaw(bytes(told, 'key'), bytes(told, 'info'), 32),
  u64: (told) => u64(whole(told['number'])),
  x25519: (told) => x25519(bytes(told, 'private'), bytes(told, 'public')),
  x25519_public: (told) => x25519Public(bytes(told, 'private')),
  ed25519_public: (told) => ed25519Public(bytes(told, 'seed')),
  sign: (told) => sign(bytes(told, 'seed'), bytes(told, 'message')),
  xwing_public: (told) => xwingPublic(bytes(told, 'seed')),
  write_capability: (told) => writeCapability(bytes(told, 'r')),
  mailbox_address: (told) => mailboxAddress(bytes(told, 'w')),
  inbox: (told) =>
    inboxCapability(
      bytes(told, 'secret'),
      bytes(told, 'organisation'),
      bytes(told, 'shift_hash'),
    ),
};

export function readDerivation(vector: Case): void {
  const compute = FUNCTIONS[text(vector['function'])];
  assert.ok(compute !== undefined, 'a function that is not known here');
  const output = opened(vector, () => compute(vector['inputs'] as Case));
  if (output === undefined) return;
  assert.deepEqual(output instanceof Uint8Array ? hex(output) : output, vector['output']);
}

export function readChain(vector: Case): void {
  const organisation = bytes(vector, 'organisation');
  let chain = bytes(vector, 'chain');
  for (const told of items(vector['steps'])) {
    const { messageKey, next } = step(chain, organisation);
    assert.equal(hex(messageKey), told['message_key']);
    assert.equal(hex(next), told['next']);
    assert.equal(hex(expand(messageKey, label.commit, organisation)), told['commit']);
    assert.equal(hex(expand(messageKey, label.frameKey, organisation)), told['frame_key']);
    const secret = bytes(told, 'secret');
    chain = secret.length > 0 ? refreshed(next, secret, organisation) : next;
    assert.equal(hex(chain), told['chain_after']);
  }
}

function placeOf(vector: Case): Place {
  return {
    organisation: bytes(vector, 'organisation'),
    lineId: bytes(vector, 'line_id'),
    direction: whole(vector['direction']) as Direction,
    number: whole(vector['number']),
  };
}

export function readFrameOfLine(vector: Case): void {
  const [key, place, frame] = [bytes(vector, 'message_key'), placeOf(vector), bytes(vector, 'frame')];
  const message = opened(vector, () => openFrame(key, place, frame));
  if (message === undefined) return;
  assert.equal(hex(message), vector['message']);
  const least = vector['least'] === undefined ? 0 : whole(vector['least']);
  const again = makeFrame(key, place, message, () => bytes(vector, 'nonce'), least);
  assert.equal(hex(again), hex(frame));
  refusesEveryBeginning(frame, (part) => openFrame(key, place, part));
}

export function readRefresh(vector: Case): void {
  const place = placeOf(vector);
  const info = refreshInfo(place, whole(vector['index']));
  const open = (): Bytes => openSealed(bytes(vector, 'seed'), info, bytes(vector, 'sealed'));
  const secret = opened(vector, open);
  if (secret === undefined) return;
  assert.equal(hex(info), vector['info']);
  assert.equal(hex(secret), vector['secret']);
  const chain = refreshed(bytes(vector, 'next'), secret, place.organisation);
  assert.equal(hex(chain), vector['chain_after']);
}

export function readSealing(vector: Case): void {
  const [seed, info, sealed] = [bytes(vector, 'seed'), bytes(vector, 'info'), bytes(vector, 'sealed')];
  const plaintext = opened(vector, () => openSealed(seed, info, sealed));
  if (plaintext === undefined) return;
  assert.equal(hex(plaintext), vector['plaintext']);
  assert.equal(hex(xwingPublic(seed)), vector['public']);
  refusesEveryBeginning(sealed, (part) => openSealed(seed, info, part), 113);
}

export function readAlias(vector: Case): void {
  const others = vector['others'] as readonly string[];
  const found = checkAlias(text(vector['alias']), others);
  assert.deepEqual([found?.code ?? 'ok', found?.other ?? ''], [vector['expect'], vector['other']]);
}
