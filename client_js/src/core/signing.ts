/** Signing documents: one payload, one signature. protocol.md 3.1. */

import type { Bytes } from './bytes.ts';
import {
  documentHash,
  encodeEnvelope,
  encodePayload,
  type Form,
  type Head,
  signInput,
} from './document_types.ts';
import { LocalFault } from './errors.ts';
import { ed25519Public, sign } from './primitives.ts';

/** A document that was just made: its fields, document hash and envelope. */
export interface Signed<T> {
  readonly payload: T;
  readonly hash: Bytes;
  readonly raw: Bytes;
}

/**
 * The envelope of a payload (of any kind but a charter), signed with an Ed25519 seed (32 bytes),
 * with the warrant that a device's shift or state needs. Raises LocalFault for what is out of shape.
 */
export function signDocument<T extends Head>(
  form: Form<T>,
  payload: T,
  seed: Bytes,
  warrant?: Bytes,
): Signed<T> {
  if (payload.organisation.length !== 32) throw new LocalFault('out-of-shape');
  const bytes = encodePayload(form, payload);
  const input = signInput(form.kind, payload.organisation, bytes);
  const raw = encodeEnvelope({
    kind: form.kind,
    payload: bytes,
    signatures: [{ key: ed25519Public(seed), signature: sign(seed, input) }],
    warrants: warrant === undefined ? [] : [warrant],
  });
  return { payload, hash: documentHash(form.kind, bytes), raw };
}
