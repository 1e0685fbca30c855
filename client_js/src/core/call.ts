/**
 * A call: a staff device's sealed word to the consoles on duty at its desk. It says that the device
 * is there, which sealing key it has now, which documents it believes, and how busy its person is.
 * protocol.md 3.12, 16.1.
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
export const CALL_TALKS_MOST = 12;
const LIMIT_MOST = 16;

const CALL = row({ format: oneOf(1), payload: binUpTo(PADDED), signature: bin(64) });
const PRESENCE = row({
  state: oneOf(0, 1, 2, 3),
  limit: uint(LIMIT_MOST),
  talks: list(row({ name: bin(4), since: uint(), waitingSince: uint() }), CALL_TALKS_MOST),
});

const PAYLOAD = row({
  format: oneOf(2),
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
  inbox: bin(0, 32),
  presence: PRESENCE,
});

/** What a document was to the caller: enough to notice a fork. */
export interface CalledHead {
  readonly kind: number;
  readonly desk: Bytes;
  readonly version: number;
  readonly hash: Bytes;
}

/** By their number in a call. */
export const PRESENCE_STATES = ['on-duty', 'finishing', 'pause', 'listening'] as const;

/** How busy somebody is: nothing of what is said. Times are seconds. */
export interface Presence {
  /** Place in PRESENCE_STATES. */
  readonly state: 0 | 1 | 2 | 3;
  readonly limit: number;
  /** At most 12; a name of 4 random bytes each. `waitingSince` is 0 while nobody waits. */
  readonly talks: readonly {
    readonly name: Bytes;
    readonly since: number;
    readonly waitingSince: number;
  }[];
}

/** Of a device that only asks to be taken into a shift. */
export const ABSENT: Presence = { state: 3, limit: 0, talks: [] };

export interface CallText {
  /** The caller's certificate envelope. */
  readonly certificate: Bytes;
  /** Its newest sealing key envelope, or empty. */
  readonly sealingKey: Bytes;
  /** Seconds. */
  readonly at: number;
  /** At most 8; `desk` is empty for charter and roster. */
  readonly heads: readonly CalledHead[];
  /** Where a colleague can leave an invitation: the `w` of the inbox, or empty for nowhere. */
  readonly inbox: Bytes;
  readonly presence: Presence;
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
  readonly inbox: Bytes;
  readonly presence: Presence;
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
  const payload = encodeAs(PAYLOAD, { format: 2, ...text });
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
  const told = decodeAs(PAYLOAD, payload);
  const { certificate: raw, sealingKey: keyRaw, at, heads, inbox, presence } = told;
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
  return { certificate, sealingKey, at, heads, inbox, presence };
}
