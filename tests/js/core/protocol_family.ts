/** How the vectors that Python wrote are read: asks, hellos, roots and a conversation. */

import assert from 'node:assert/strict';
import { type Bytes, concat, equal, fromHex, hex, unpad } from '../../../client_js/src/core/bytes.ts';
import {
  type Direction,
  openFrame,
  type Place,
  refreshed,
  refreshInfo,
  step,
} from '../../../client_js/src/core/chain.ts';
import {
  type Certificate,
  certificateForm,
  type Checked,
  decodeEnvelope,
  decodePayload,
  documentHash,
  Kind,
} from '../../../client_js/src/core/document_types.ts';
import { decode } from '../../../client_js/src/core/encoding.ts';
import { Untrusted } from '../../../client_js/src/core/errors.ts';
import {
  acceptHello,
  Ask,
  type AskShape,
  type Believed,
  type CheckCertificate,
  openInvitation,
  openKnock,
} from '../../../client_js/src/core/handshake.ts';
import { label } from '../../../client_js/src/core/labels.ts';
import { decodeMessage } from '../../../client_js/src/core/messages.ts';
import {
  digest,
  expand,
  extract,
  x25519,
  x25519Public,
  xwingPublic,
} from '../../../client_js/src/core/primitives.ts';
import { openSealed } from '../../../client_js/src/core/sealing.ts';
import { type Case, items, text, whole } from './case.ts';
import { bytes, fromJson, opened, refusesEveryBeginning, texts } from './values_family.ts';

const field = (vector: Case, name: string): Case => vector[name] as Case;

function believedOf(told: Case): Believed {
  return {
    organisation: bytes(told, 'organisation'),
    shiftHash: bytes(told, 'shift_hash'),
    rosterHash: bytes(told, 'roster_hash'),
  };
}

/** A check that believes exactly the certificates of the case. */
function believing(vector: Case): CheckCertificate {
  return (raw): Checked<Certificate> => {
    if (!texts(vector['certificates']).includes(hex(raw))) throw new Untrusted('unlisted');
    const { payload } = decodeEnvelope(raw, Kind.certificate);
    const hash = documentHash(Kind.certificate, payload);
    return { payload: decodePayload(certificateForm, payload), hash, raw };
  };
}

export function readKnock(vector: Case): void {
  const believed = believedOf(field(vector, 'believed'));
  const sealed = bytes(vector, 'sealed');
  if (vector['ask'] === 'invitation') {
    readInvitation(vector, believed, sealed);
    return;
  }
  const open = (raw: Bytes): ReturnType<typeof openKnock> =>
    openKnock(believed, bytes(vector, 'team_seed'), raw);
  const knock = opened(vector, () => open(sealed));
  if (knock === undefined) return;
  const answers = knock.answers.map(({ question, answer }) => [question, answer]);
  const { language, addressAs, first } = knock;
  assert.deepEqual({ language, address_as: addressAs, first, answers }, vector['text']);
  sameKeys(vector, knock);
  refusesEveryBeginning(sealed, open, 129);
}

function readInvitation(vector: Case, believed: Believed, sealed: Bytes): void {
  const [seed, hash] = [bytes(vector, 'sealing_seed'), bytes(vector, 'certificate_hash')];
  const open = (raw: Bytes): ReturnType<typeof openInvitation> =>
    openInvitation(believed, seed, hash, raw, believing(vector));
  const invitation = opened(vector, () => open(sealed));
  if (invitation === undefined) return;
  const { shape, w, lineIdBefore, purpose, inviter, note } = invitation;
  assert.equal(shape, vector['shape']);
  assert.deepEqual(
    {
      w: hex(w),
      line_id_before: hex(lineIdBefore),
      purpose,
      inviter_certificate: inviter === undefined ? '' : hex(inviter.raw),
      note,
    },
    vector['text'],
  );
  sameKeys(vector, invitation);
  refusesEveryBeginning(sealed, open, 129);
}

function sameKeys(vector: Case, ask: { padded: Bytes; eS: Bytes; uS: Bytes }): void {
  assert.equal(hex(ask.padded), vector['padded']);
  assert.equal(hex(ask.eS), vector['e_s']);
  assert.equal(hex(ask.uS), vector['u_s']);
}

function askOf(vector: Case, believed: Believed): Ask {
  const [identity, invited] = [bytes(vector, 'identity'), bytes(vector, 'certificate_hash')];
  return new Ask(
    whole(vector['shape']) as AskShape,
    believed,
    bytes(vector, 'sealed'),
    invited.length > 0 ? invited : undefined,
    {
      eS: bytes(vector, 'e_s'),
      uS: bytes(vector, 'u_s'),
      padded: bytes(vector, 'padded'),
      identity: identity.length > 0 ? identity : undefined,
    },
  );
}

export function readHello(vector: Case): void {
  const ask = askOf(vector, believedOf(field(vector, 'believed')));
  const append = bytes(vector, 'append');
  const accept = (raw: Bytes): ReturnType<typeof acceptHello> =>
    acceptHello(ask, raw, believing(vector));
  if (vector['expect'] === 'ok') refusesEveryBeginning(append, accept, 129);
  const accepted = opened(vector, () => accept(append));
  assert.equal(ask.usable, accepted === undefined);
  if (accepted === undefined) return;
  assert.equal(hex(accepted.line.lineId), vector['line_id']);
  assert.equal(hex(accepted.w), vector['w_c']);
  assert.equal(hex(accepted.certificate.raw), vector['certificate']);
}

export function readHandshake(vector: Case): void {
  const { organisation, shiftHash, rosterHash } = believedOf(field(vector, 'believed'));
  const [sealed, hello] = [bytes(vector, 'sealed'), bytes(vector, 'hello')];
  const paddedHello = bytes(vector, 'padded_hello');
  assert.equal(hex(digest(label.ask, sealed)), vector['ask_hash']);
  const transcript = digest(
    label.transcript,
    Uint8Array.of(whole(vector['shape'])),
    organisation,
    shiftHash,
    rosterHash,
    sealed,
    hello,
    bytes(vector, 'padded_ask'),
    paddedHello,
  );
  assert.equal(hex(transcript), vector['transcript']);
  const [eS, eC] = [bytes(vector, 'e_s'), bytes(vector, 'e_c')];
  const [identity, inviter] = [bytes(vector, 'identity'), bytes(vector, 'inviter_identity')];
  const shared = [x25519(eS, x25519Public(identity)), x25519(eC, x25519Public(eS))];
  if (inviter.length > 0) shared.push(x25519(inviter, x25519Public(eC)));
  assert.deepEqual(shared.map(hex), vector['shared']);
  const root = extract(transcript, concat(bytes(vector, 'cs'), ...shared));
  assert.equal(hex(root), vector['root']);
  const responder = expand(root, label.chainResponder, organisation);
  const lineId = expand(root, label.lineId, organisation);
  assert.equal(hex(expand(root, label.chainInviter, organisation)), vector['chain_inviter']);
  assert.equal(hex(responder), vector['chain_responder']);
  assert.equal(hex(lineId), vector['line_id']);
  const { messageKey } = step(responder, organisation);
  const ready = openFrame(
    messageKey,
    { organisation, lineId, direction: 1, number: 0 },
    bytes(vector, 'ready'),
  );
  assert.equal(decodeMessage(ready).type, 'ready');
  const fields = decode(unpad(paddedHello));
  assert.ok(Array.isArray(fields));
  const told = [bytes(vector, 'cs'), x25519Public(eC), xwingPublic(bytes(vector, 'u_c'))];
  told.forEach((one, at) => assert.ok(equal(fields[at + 1] as Bytes, one)));
}

export function readConversation(vector: Case): void {
  const [organisation, lineId] = [bytes(vector, 'organisation'), bytes(vector, 'line_id')];
  const ask = askOf({ ...vector, shape: 0, identity: '', certificate_hash: '' }, believedOf(vector));
  const { line } = acceptHello(ask, bytes(vector, 'append'), believing(vector));
  assert.equal(hex(line.lineId), hex(lineId));
  const chains = texts(vector['chains']).map(fromHex);
  const keys = chains.map((chain) => hex(step(chain, organisation).messageKey));
  assert.deepEqual(keys, vector['first_message_keys']);
  const seeds = items(vector['refresh_seeds']).map(texts);
  for (const told of items(vector['frames'])) {
    const direction = whole(told['direction']) as Direction;
    const place: Place = { organisation, lineId, direction, number: whole(told['number']) };
    const { messageKey, next } = step(chains[direction] ?? lineId, organisation);
    const raw = openFrame(messageKey, place, bytes(told, 'frame'));
    assert.deepEqual(decode(raw), fromJson(told['value']));
    const message = decodeMessage(raw);
    chains[direction] = next;
    if (message.type !== 'answer' && message.type !== 'refresh') continue;
    const seed = fromHex(text(seeds[1 - direction]?.[message.index]));
    const secret = openSealed(seed, refreshInfo(place, message.index), message.sealed);
    chains[direction] = refreshed(next, secret, organisation);
    if (message.newKey.length === 0) continue;
    const announced = fromHex(text(seeds[direction]?.[message.newIndex]));
    assert.equal(hex(xwingPublic(announced)), hex(message.newKey));
  }
}
