/**
 * Encryption that commits to its key: `commit(32) ‖ nonce(24) ‖ XChaCha20-Poly1305`.
 *
 * XChaCha20-Poly1305 alone lets one ciphertext open under two keys (attack 18), so the commitment
 * is compared, in constant time, before anything is opened. protocol.md 3.7, 6.2 and 11.
 */

import { type Bytes, concat, equal, type Random } from './bytes.ts';
import { NotOpened } from './errors.ts';
import type { Label } from './labels.ts';
import { expand, xchachaOpen, xchachaSeal } from './primitives.ts';

export const COMMIT_LENGTH = 32;
const NONCE_LENGTH = 24;
/** `commit`, nonce and the tag of 16 bytes. */
export const COMMITTED_OVERHEAD = COMMIT_LENGTH + NONCE_LENGTH + 16;

/** Whether that is as long as what was padded to a multiple of `step` and sealed. */
export const isWhole = ({ length }: Bytes, step: number): boolean =>
  length > COMMITTED_OVERHEAD && (length - COMMITTED_OVERHEAD) % step === 0;

/** Which two keys are derived, and what they are bound to besides the label. */
export interface Purpose {
  readonly commit: Label;
  readonly key: Label;
  readonly context: readonly Bytes[];
}

export function sealCommitted(
  secret: Bytes,
  purpose: Purpose,
  data: Bytes,
  plaintext: Bytes,
  random: Random,
): Bytes {
  const commit = expand(secret, purpose.commit, ...purpose.context);
  const key = expand(secret, purpose.key, ...purpose.context);
  const nonce = random(NONCE_LENGTH);
  return concat(commit, nonce, xchachaSeal(key, nonce, data, plaintext));
}

/** Whether `sealed` begins with the commitment to `secret`. */
export function commits(secret: Bytes, purpose: Purpose, sealed: Bytes): boolean {
  const commit = expand(secret, purpose.commit, ...purpose.context);
  return equal(commit, sealed.subarray(0, COMMIT_LENGTH));
}

/** Raises NotOpened. */
export function openCommitted(secret: Bytes, purpose: Purpose, data: Bytes, sealed: Bytes): Bytes {
  if (!commits(secret, purpose, sealed)) throw new NotOpened();
  const key = expand(secret, purpose.key, ...purpose.context);
  const body = COMMIT_LENGTH + NONCE_LENGTH;
  return xchachaOpen(key, sealed.slice(COMMIT_LENGTH, body), data, sealed.slice(body));
}
