/** HPKE base mode (RFC 9180) with X-Wing: one message to a public key. protocol.md 4. */

import { type Bytes, concat, NONE, type Random, u8, utf8 } from './bytes.ts';
import { NotOpened } from './errors.ts';
import { atOnce, type Pieces } from './pieces.ts';
import {
  chachaOpen,
  chachaSeal,
  expandRaw,
  extract,
  XWING_ENC_LENGTH,
  xwingDecapsulating,
  type Capsule,
  xwingEncapsulating,
} from './primitives.ts';

/** A sealed text is this much longer than what is in it. */
export const SEALING_OVERHEAD = XWING_ENC_LENGTH + 16;

const XWING = 0x647a;
const HKDF_SHA256 = 0x0001;
const CHACHA20_POLY1305 = 0x0003;
const VERSION = utf8('HPKE-v1');

const u16 = (value: number): Bytes => Uint8Array.of(value >> 8, value & 255);

export interface Schedule {
  readonly key: Bytes;
  readonly nonce: Bytes;
}

/** `KeySchedule` of RFC 9180 5.1, base mode, for the suite (kem, HKDF-SHA-256, ChaCha20-Poly1305). */
export function keySchedule(kem: number, shared: Bytes, info: Bytes): Schedule {
  const suite = concat(utf8('HPKE'), u16(kem), u16(HKDF_SHA256), u16(CHACHA20_POLY1305));
  const labeledExtract = (salt: Bytes, name: string, secret: Bytes): Bytes =>
    extract(salt, concat(VERSION, suite, utf8(name), secret));
  const context = concat(
    u8(0),
    labeledExtract(NONE, 'psk_id_hash', NONE),
    labeledExtract(NONE, 'info_hash', info),
  );
  const secret = labeledExtract(shared, 'secret', NONE);
  const labeledExpand = (name: string, length: number): Bytes =>
    expandRaw(secret, concat(u16(length), VERSION, suite, utf8(name), context), length);
  return { key: labeledExpand('key', 32), nonce: labeledExpand('base_nonce', 12) };
}

/** `enc(1120) ‖ ciphertext`; `info` always comes from `bind`. Raises RemoteFault for a bad key. */
export function seal(publicKey: Bytes, info: Bytes, plaintext: Bytes, random: Random): Bytes {
  return atOnce(sealing(publicKey, info, plaintext, random));
}

export function* sealing(
  publicKey: Bytes,
  info: Bytes,
  plaintext: Bytes,
  random: Random,
): Pieces<Bytes> {
  return sealIn(yield* xwingEncapsulating(publicKey, random), info, plaintext);
}

/** The same with an encapsulation that was made already, and is used once. */
export function sealIn({ shared, enc }: Capsule, info: Bytes, plaintext: Bytes): Bytes {
  const { key, nonce } = keySchedule(XWING, shared, info);
  return concat(enc, chachaSeal(key, nonce, plaintext));
}

/** What was sealed to the key of this 32-byte seed under this `info`. Raises NotOpened. */
export function* openingSealed(seed: Bytes, info: Bytes, sealed: Bytes): Pieces<Bytes> {
  if (sealed.length < SEALING_OVERHEAD) throw new NotOpened();
  const shared = yield* xwingDecapsulating(seed, sealed.subarray(0, XWING_ENC_LENGTH));
  const { key, nonce } = keySchedule(XWING, shared, info);
  return chachaOpen(key, nonce, sealed.subarray(XWING_ENC_LENGTH));
}

/** As `openingSealed`, at once. */
export const openSealed = (seed: Bytes, info: Bytes, sealed: Bytes): Bytes =>
  atOnce(openingSealed(seed, info, sealed));
