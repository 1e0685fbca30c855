/** What two consoles of the same device have kept, as one: nothing newer is lost. Pure. */

import { type Bytes, equal, hex } from '../core/bytes.ts';
import {
  certificateForm,
  decodeEnvelope,
  decodePayload,
  Kind,
  sealingKeyForm,
  warrantForm,
} from '../core/document_types.ts';
import { authorityKey, fewest } from '../core/heads.ts';
import { type KeysContent, SEALING_KEYS_MOST, type SealingPair } from '../core/keyring_file.ts';

const madeAt = ({ envelope }: SealingPair): number =>
  decodePayload(sealingKeyForm, decodeEnvelope(envelope, Kind.sealingKey).payload).version;

const issuedAt = (certificate: Bytes): number =>
  certificate.length === 0
    ? 0
    : decodePayload(certificateForm, decodeEnvelope(certificate, Kind.certificate).payload).issued;

const warrantedAt = (warrant: Bytes): number =>
  warrant.length === 0
    ? 0
    : decodePayload(warrantForm, decodeEnvelope(warrant, Kind.warrant).payload).issued;

/** The warrant that was given last: it counts by itself, whatever certificate came with it. */
export function laterWarrant(one: Bytes, other: Bytes): Bytes {
  return warrantedAt(other) > warrantedAt(one) ? other : one;
}

/**
 * Every key that either of them holds, in the order in which they were made, each for the shorter of
 * its two times; the newer certificate, the newer warrant; of every head the higher version.
 */
export function merge(one: KeysContent, other: KeysContent): KeysContent {
  const keys = new Map<string, SealingPair>();
  for (const key of [...one.keys, ...other.keys]) {
    const name = hex(key.envelope);
    const known = keys.get(name);
    keys.set(name, known === undefined || key.until < known.until ? key : known);
  }
  const heads = new Map<string, KeysContent['heads'][number]>();
  for (const head of [...one.heads, ...other.heads]) {
    const name = authorityKey(head);
    if (head.version > (heads.get(name)?.version ?? 0)) heads.set(name, head);
  }
  const newer = issuedAt(other.certificate) > issuedAt(one.certificate) ? other : one;
  return {
    certificate: newer.certificate,
    warrant: laterWarrant(one.warrant, other.warrant),
    keys: [...keys.values()].sort((a, b) => madeAt(a) - madeAt(b)).slice(-SEALING_KEYS_MOST),
    heads: fewest([...heads.values()]),
  };
}

/** Whether `content` tells something that `than` does not. */
export function tellsMore(content: KeysContent, than: KeysContent): boolean {
  const known = (key: SealingPair): boolean =>
    than.keys.some(({ envelope, until }) => equal(envelope, key.envelope) && until <= key.until);
  const seen = (head: KeysContent['heads'][number]): boolean =>
    than.heads.some(
      (one) => authorityKey(one) === authorityKey(head) && one.version >= head.version,
    );
  return (
    !content.keys.every(known) ||
    !content.heads.every(seen) ||
    issuedAt(content.certificate) > issuedAt(than.certificate) ||
    warrantedAt(content.warrant) > warrantedAt(than.warrant)
  );
}
