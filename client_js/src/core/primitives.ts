/**
 * The only file that touches a cryptographic library. protocol.md 1.3.
 *
 * Everything is synchronous and takes its randomness as an argument. What a library throws leaves
 * here as NotOpened, without the library's words.
 */

import { chacha20poly1305, xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { pow } from '@noble/curves/abstract/modular.js';
import { montgomery } from '@noble/curves/abstract/montgomery.js';
import { bytesToNumberLE } from '@noble/curves/utils.js';
import { getPublicKey, hashes, Point, sign as signWith } from '@noble/ed25519';
import { argon2idAsync } from '@noble/hashes/argon2.js';
import { expand as hkdfExpand, extract as hkdfExtract } from '@noble/hashes/hkdf.js';
import { sha256 as sha2, sha512 } from '@noble/hashes/sha2.js';
import { sha3_256, shake256 } from '@noble/hashes/sha3.js';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { bind, type Bytes, concat, NONE, type Random, utf8, wipe } from './bytes.ts';
import { NotOpened } from './errors.ts';
import type { Label } from './labels.ts';
import { atOnce, type Pieces } from './pieces.ts';

/** 2^255 − 19. The library's own x25519 brings all of the Edwards curve with it: 7 KB on a phone. */
const P = 2n ** 255n - 19n;
const curve = montgomery({
  P,
  type: 'x25519',
  adjustScalarBytes: clamp,
  powPminus2: (x) => pow(x, P - 2n, P),
});
hashes.sha512 = sha512;

/** RFC 7748, section 5: which bits of a scalar are fixed. */
function clamp(scalar: Bytes): Bytes {
  scalar[0] = (scalar[0] ?? 0) & 248;
  scalar[31] = ((scalar[31] ?? 0) & 127) | 64;
  return scalar;
}

export function sha256(bytes: Bytes): Bytes {
  return sha2(bytes);
}

/** SHA-256 of `prefix ‖ rest` for many a `rest`: the prefix is hashed once. */
export function sha256After(prefix: Bytes): (rest: Bytes) => Bytes {
  const begun = sha2.create().update(prefix);
  return (rest) => begun.clone().update(rest).digest();
}

/** `H(label, …)`. protocol.md 1.3. */
export function digest(label: Label, ...parts: readonly Bytes[]): Bytes {
  return sha2(bind(label, ...parts));
}

/** HKDF-Extract with SHA-256 (RFC 5869). */
export function extract(salt: Bytes, secret: Bytes): Bytes {
  return hkdfExtract(sha2, secret, salt);
}

/** HKDF-Expand with SHA-256 (RFC 5869), `info` as it is; only HPKE needs it. */
export function expandRaw(key: Bytes, info: Bytes, length: number): Bytes {
  return hkdfExpand(sha2, key, info, length);
}

/** `HKDF-Expand(key, bind(label, …context), 32)`; the context begins with the organisation. */
export function expand(key: Bytes, label: Label, ...context: readonly Bytes[]): Bytes {
  return hkdfExpand(sha2, key, bind(label, ...context), 32);
}

export function x25519Public(secret: Bytes): Bytes {
  return curve.getPublicKey(secret);
}

/** RFC 7748. Raises NotOpened where the result is all zero (a public key of small order). */
export function x25519(secret: Bytes, publicKey: Bytes): Bytes {
  let shared: Bytes;
  try {
    shared = curve.getSharedSecret(secret, publicKey);
  } catch {
    throw new NotOpened();
  }
  if (shared.every((byte) => byte === 0)) throw new NotOpened();
  return shared;
}

export function ed25519Public(seed: Bytes): Bytes {
  return getPublicKey(seed);
}

export function sign(seed: Bytes, input: Bytes): Bytes {
  return signWith(input, seed);
}

/**
 * RFC 8032, strict: canonical encodings only, neither key nor point of small order, and the
 * equation without the cofactor. The library's own verification also takes what holds only up to
 * a point of small order; libsodium, on the other side of the wire, does not.
 */
export function verify(publicKey: Bytes, input: Bytes, signature: Bytes): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    const encodedPoint = signature.subarray(0, 32);
    const point = Point.fromBytes(encodedPoint, false);
    const key = Point.fromBytes(publicKey, false);
    const hash = sha512(concat(encodedPoint, publicKey, input));
    const challenge = bytesToNumberLE(hash) % Point.CURVE().n;
    // Raises for a scalar that is not below the order of the group.
    const left = Point.BASE.multiply(bytesToNumberLE(signature.subarray(32)), false);
    const right = key.multiply(challenge, false).add(point);
    return !key.isSmallOrder() && !point.isSmallOrder() && left.equals(right);
  } catch {
    return false;
  }
}

export function xchachaSeal(key: Bytes, nonce: Bytes, data: Bytes, plaintext: Bytes): Bytes {
  return xchacha20poly1305(key, nonce, data).encrypt(plaintext);
}

/** Raises NotOpened. */
export function xchachaOpen(key: Bytes, nonce: Bytes, data: Bytes, ciphertext: Bytes): Bytes {
  try {
    return xchacha20poly1305(key, nonce, data).decrypt(ciphertext);
  } catch {
    throw new NotOpened();
  }
}

export function chachaSeal(key: Bytes, nonce: Bytes, plaintext: Bytes): Bytes {
  return chacha20poly1305(key, nonce).encrypt(plaintext);
}

/** Raises NotOpened. */
export function chachaOpen(key: Bytes, nonce: Bytes, ciphertext: Bytes): Bytes {
  try {
    return chacha20poly1305(key, nonce).decrypt(ciphertext);
  } catch {
    throw new NotOpened();
  }
}

// X-Wing: ML-KEM-768 and X25519 as one KEM (draft-connolly-cfrg-xwing-kem, 5.2 to 5.4). The secret
// stands as long as either half does. The library's own brings two other curves with it.

export const XWING_ENC_LENGTH = 1120;
const PUBLIC_LENGTH = 1216;
const ML_KEM_PUBLIC = 1184;
const ML_KEM_CIPHERTEXT = 1088;
const ML_KEM_SEED = 64;
const LABEL = utf8('\\.//^\\');

function combine(mlKem: Bytes, dh: Bytes, ephemeral: Bytes, publicKey: Bytes): Bytes {
  const all = concat(mlKem, dh, ephemeral, publicKey, LABEL);
  const shared = sha3_256(all);
  wipe(all, mlKem, dh);
  return shared;
}

/** X-Wing public key (1216 bytes) of a 32-byte seed. */
export function* makingXwing(seed: Bytes): Pieces<Bytes> {
  const expanded = shake256(seed, { dkLen: ML_KEM_SEED + 32 });
  try {
    const mlKem = ml_kem768.keygen(expanded.slice(0, ML_KEM_SEED)).publicKey;
    yield;
    return concat(mlKem, x25519Public(expanded.subarray(ML_KEM_SEED)));
  } finally {
    wipe(expanded);
  }
}

export function xwingPublic(seed: Bytes): Bytes {
  return atOnce(makingXwing(seed));
}

/** A shared secret (32), and its encapsulation (1120) for a public key. */
export interface Capsule {
  readonly shared: Bytes;
  readonly enc: Bytes;
}

/** A fresh one for a public key (1216). Raises NotOpened. */
export function* xwingEncapsulating(publicKey: Bytes, random: Random): Pieces<Capsule> {
  if (publicKey.length !== PUBLIC_LENGTH) throw new NotOpened();
  const dhPublic = publicKey.subarray(ML_KEM_PUBLIC);
  const coins = random(64);
  const secret = coins.subarray(32);
  let dh = NONE;
  try {
    const ephemeral = x25519Public(secret);
    yield;
    dh = x25519(secret, dhPublic);
    yield;
    const mlKem = publicKey.slice(0, ML_KEM_PUBLIC);
    const { sharedSecret, cipherText } = ml_kem768.encapsulate(mlKem, coins.slice(0, 32));
    const shared = combine(sharedSecret, dh, ephemeral, dhPublic);
    return { shared, enc: concat(cipherText, ephemeral) };
  } catch {
    throw new NotOpened();
  } finally {
    wipe(coins, dh);
  }
}

export const xwingEncapsulate = (publicKey: Bytes, random: Random): Capsule =>
  atOnce(xwingEncapsulating(publicKey, random));

/** The shared secret of an encapsulation. Raises NotOpened. */
export function* xwingDecapsulating(seed: Bytes, enc: Bytes): Pieces<Bytes> {
  if (enc.length !== XWING_ENC_LENGTH) throw new NotOpened();
  const expanded = shake256(seed, { dkLen: ML_KEM_SEED + 32 });
  const secret = expanded.subarray(ML_KEM_SEED);
  const mlKemSeed = expanded.slice(0, ML_KEM_SEED);
  const { secretKey } = ml_kem768.keygen(mlKemSeed);
  let dh = NONE;
  try {
    yield;
    const ephemeral = enc.subarray(ML_KEM_CIPHERTEXT);
    dh = x25519(secret, ephemeral);
    yield;
    const own = x25519Public(secret);
    yield;
    const mlKem = ml_kem768.decapsulate(enc.slice(0, ML_KEM_CIPHERTEXT), secretKey);
    return combine(mlKem, dh, ephemeral, own);
  } finally {
    wipe(expanded, mlKemSeed, secretKey, dh);
  }
}

export const xwingDecapsulate = (seed: Bytes, enc: Bytes): Bytes =>
  atOnce(xwingDecapsulating(seed, enc));

/** Argon2id (RFC 9106, 1.3), one lane, 32 bytes; lets the screen live meanwhile. */
export function argon2id(
  passphrase: Bytes,
  salt: Bytes,
  iterations: number,
  memoryKiB: number,
  progress: (done: number) => void,
): Promise<Bytes> {
  return argon2idAsync(passphrase, salt, {
    t: iterations,
    m: memoryKiB,
    p: 1,
    dkLen: 32,
    asyncTick: 20,
    onProgress: progress,
  });
}
