/**
 * A call: a staff device's sealed word to the consoles on duty at its desk. It says that the device
 * is there, which sealing key it has now, and which documents it believes. protocol.md 3.12.
 */

import { bind, type Bytes, pad, type Random, unpad, wipe } from './bytes.ts';
import {
  type Certificate,
  type Checked,
  Kind,
  type SealingKey,
  type TrustedDocuments,
} from './documents.ts';
import { Malformed, NotOpened, Untrusted } from './errors.ts';
import { label } from './labels.ts';
import { sign, verify } from './primitives.ts';
import { openSealed, seal, SEALING_OVERHEAD } from './sealing.ts';
import { bin, binUpTo, decodeAs, encodeAs, list, oneOf, row, uint } from './shapes.ts';

/** What travels in a `call` frame. */
export const CALL_LENGTH = 4096;
const PADDED = CALL_LENGTH - SEALING_OVERHEAD;
/** Seconds that a call may be older, or from a clock ahead. */
const TIME_MOST = 300;
const CALL_HEADS_MOST = 8;
const ENVELOPE_MOST = 4096;

const CALL = row({ format: oneOf(1), payload: binUpTo(PADDED), signature: bin(64) });
const PAYLOAD = row({
  format: oneOf(1),
  certificate: binUpTo(ENVELOPE_MOST, 1),
  sealingKey: binUpTo(ENVELOPE_MOST),
  at: uint(),
  heads: list(
    row({
      kind: uint(5, 1),
      desk: bin(0, 16),
      version: uint(Number.MAX_SAFE_INTEGER, 1),
      hash: bin(32),
    }),
    CALL_HEADS_MOST,
  ),
});

/** What a document was to the caller: enough to notice a fork. */
export interface CalledHead {
  readonly kind: number;
  readonly desk: Bytes;
  readonly version: number;
  readonly hash: Bytes;
}

export interface CallText {
  /** The caller's certificate envelope. */
  readonly certificate: Bytes;
  /** Its newest sealing key envelope, or empty. */
  readonly sealingKey: Bytes;
  /** Seconds. */
  readonly at: number;
  /** At most 8; `desk` is empty for charter and roster. */
  readonly heads: readonly CalledHead[];
}

/** The shift whose team key a call is sealed to. */
export interface CallPlace {
  readonly organisation: Bytes;
  readonly desk: Bytes;
  readonly shiftHash: Bytes;
}

/** A call that was opened and checked. */
export interface Call {
  readonly certificate: Checked<Certificate>;
  readonly sealingKey: Checked<SealingKey> | undefined;
  readonly at: number;
  readonly heads: readonly CalledHead[];
}

const infoOf = ({ organisation, desk, shiftHash }: CallPlace): Bytes =>
  bind(label.call, organisation, desk, shiftHash);

/**
 * 4096 bytes for a `call` frame, signed with the device's signing seed (32 bytes). Raises
 * LocalFault where a certificate is too long for it.
 */
export function sealCall(
  place: CallPlace,
  teamKey: Bytes,
  text: CallText,
  signing: Bytes,
  random: Random,
): Bytes {
  const payload = encodeAs(PAYLOAD, { format: 1, ...text });
  const signature = sign(signing, bind(label.callSignature, place.organisation, payload));
  const plain = encodeAs(CALL, { format: 1, payload, signature });
  return seal(teamKey, infoOf(place), pad(plain, PADDED), random);
}

/**
 * What somebody with a good certificate (3.6) has called, within 300 seconds. Raises NotOpened
 * where it is not sealed to this shift's team key, Malformed or Untrusted where it is not good.
 */
export function openCall(
  place: CallPlace,
  teamSeed: Bytes,
  sealed: Bytes,
  documents: Pick<TrustedDocuments, 'checkCertificate' | 'checkSealingKey'>,
  now: number,
): Call {
  if (sealed.length !== CALL_LENGTH) throw new NotOpened();
  const padded = openSealed(teamSeed, infoOf(place), sealed);
  const { payload, signature } = decodeAs(CALL, unpad(padded));
  wipe(padded);
  const { certificate: raw, sealingKey: keyRaw, at, heads } = decodeAs(PAYLOAD, payload);
  for (const { kind, desk } of heads) {
    if (desk.length !== (kind > Kind.roster ? 16 : 0)) throw new Malformed();
  }
  const certificate = documents.checkCertificate(raw, now);
  const { signing } = certificate.payload;
  if (!verify(signing, bind(label.callSignature, place.organisation, payload), signature)) {
    throw new Untrusted('signature');
  }
  if (at > now + TIME_MOST) throw new Untrusted('early');
  if (at < now - TIME_MOST) throw new Untrusted('expired');
  const sealingKey =
    keyRaw.length > 0 ? documents.checkSealingKey(keyRaw, certificate, now) : undefined;
  return { certificate, sealingKey, at, heads };
}
