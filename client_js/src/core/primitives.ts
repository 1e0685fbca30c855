/**
 * The only file that touches a cryptographic library. protocol.md 1.3.
 *
 * Everything is synchronous and takes its randomness as an argument. What a library throws leaves
 * here as NotOpened, without the library's words.
 */

import { chacha20poly1305, xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { ed25519, x25519 as curve } from '@noble/curves/ed25519.js';
import { bytesToNumberLE } from '@noble/curves/utils.js';
import { argon2idAsync } from '@noble/hashes/argon2.js';
import { expand as hkdfExpand, extract as hkdfExtract } from '@noble/hashes/hkdf.js';
import { sha256 as sha2, sha512 } from '@noble/hashes/sha2.js';
import { ml_kem768_x25519 as xwing } from '@noble/post-quantum/hybrid.js';
import { bind, type Bytes, concat, type Random } from './bytes.ts';
import { NotOpened } from './errors.ts';
import type { Label } from './labels.ts';

export const XWING_ENC_LENGTH = 1120;

export function sha256(bytes: Bytes): Bytes {
  return sha2(bytes);
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
    throw new NotOpened('X25519 refused a key');
  }
  if (shared.every((byte) => byte === 0)) throw new NotOpened('X25519 refused a key');
  return shared;
}

export function ed25519Public(seed: Bytes): Bytes {
  return ed25519.getPublicKey(seed);
}

export function sign(seed: Bytes, input: Bytes): Bytes {
  return ed25519.sign(input, seed);
}

/**
 * RFC 8032, strict: canonical encodings only, neither key nor point of small order, and the
 * equation without the cofactor. The library alone also takes what holds only up to a point of
 * small order; libsodium, on the other side of the wire, does not.
 */
export function verify(publicKey: Bytes, input: Bytes, signature: Bytes): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    if (!ed25519.verify(signature, input, publicKey, { zip215: false })) return false;
    const { Point } = ed25519;
    const encodedPoint = signature.subarray(0, 32);
    const point = Point.fromBytes(encodedPoint, false);
    const hash = sha512(concat(encodedPoint, publicKey, input));
    const challenge = Point.Fn.create(bytesToNumberLE(hash));
    const left = Point.BASE.multiplyUnsafe(bytesToNumberLE(signature.subarray(32)));
    const right = Point.fromBytes(publicKey, false).multiplyUnsafe(challenge).add(point);
    return !point.isSmallOrder() && left.equals(right);
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
    throw new NotOpened('a ciphertext does not open');
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
    throw new NotOpened('a sealed text does not open');
  }
}

/** X-Wing public key (1216 bytes) of a 32-byte seed. */
export function xwingPublic(seed: Bytes): Bytes {
  return xwing.getPublicKey(seed);
}

/** A fresh shared secret (32) and its encapsulation (1120) for a public key (1216). NotOpened. */
export function xwingEncapsulate(publicKey: Bytes, random: Random): { shared: Bytes; enc: Bytes } {
  const coins = random(64);
  try {
    const { sharedSecret, cipherText } = xwing.encapsulate(publicKey, coins);
    return { shared: sharedSecret, enc: cipherText };
  } catch {
    throw new NotOpened('X-Wing refused a public key');
  }
}

/** Raises NotOpened. */
export function xwingDecapsulate(seed: Bytes, enc: Bytes): Bytes {
  try {
    return xwing.decapsulate(enc, seed);
  } catch {
    throw new NotOpened('X-Wing refused an encapsulation');
  }
}

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
