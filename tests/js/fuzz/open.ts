/**
 * Cryptography that lets everything through, so that what is inside is fuzzed and not a MAC: the
 * same as tests/fuzz/transparent.py. client_js/fuzz.mjs puts these in the place of what
 * core/primitives.ts, core/sealing.ts and core/committed.ts export under the same names.
 */

import { createHash } from 'node:crypto';
import { concat } from '../../../client_js/src/core/bytes.ts';
import { NotOpened } from '../../../client_js/src/core/errors.ts';

type Bytes = Uint8Array;

const ENC = 1120;
const TAG = 16;
const NONCE_END = 56;

export function* openingSealed(_seed: Bytes, _info: Bytes, sealed: Bytes): Generator<void, Bytes> {
  return openSealed(_seed, _info, sealed);
}

export function openSealed(_seed: Bytes, _info: Bytes, sealed: Bytes): Bytes {
  if (sealed.length < ENC + TAG) throw new NotOpened();
  return sealed.slice(ENC, sealed.length - TAG);
}

export function commits(_secret: Bytes, _purpose: unknown, _sealed: Bytes): boolean {
  return true;
}

export function openCommitted(
  _secret: Bytes,
  _purpose: unknown,
  _data: Bytes,
  sealed: Bytes,
): Bytes {
  if (sealed.length < NONCE_END + TAG) throw new NotOpened();
  return sealed.slice(NONCE_END, sealed.length - TAG);
}

export function verify(publicKey: Bytes, _input: Bytes, signature: Bytes): boolean {
  return publicKey.length === 32 && signature.length === 64;
}

export function x25519(secret: Bytes, publicKey: Bytes): Bytes {
  if (publicKey.length !== 32) throw new NotOpened();
  const both = createHash('sha256').update(secret).update(publicKey);
  return new Uint8Array(both.digest());
}

export function xwingPublic(seed: Bytes): Bytes {
  return concat(...Array.from({ length: 38 }, () => seed));
}

export function ed25519Public(seed: Bytes): Bytes {
  return seed.slice();
}

export function argon2id(): Promise<Bytes> {
  return Promise.resolve(new Uint8Array(32));
}
