/** Asks: the knock and the invitation, made and opened. protocol.md 5.1, 5.2, 5.8. */

import { bind, type Bytes, NONE, pad, type Random, unpad, wipe } from './bytes.ts';
import type { Certificate, Checked } from './document_types.ts';
import { BadHello, LocalFault, RemoteFault } from './errors.ts';
import { label } from './labels.ts';
import { atOnce, type Pieces } from './pieces.ts';
import { makingXwing, x25519Public } from './primitives.ts';
import { openSealed, SEALING_OVERHEAD, sealing } from './sealing.ts';
import {
  bin,
  binUpTo,
  decodeAs,
  encodeAs,
  list,
  oneOf,
  row,
  type Shape,
  text,
  textOfBytes,
} from './shapes.ts';

export const ASK_LENGTH = 4096;
const PADDED_LENGTH = ASK_LENGTH - SEALING_OVERHEAD;

/** 0 a knock, 1 an invitation by a survivor, 2 an invitation between staff. protocol.md 5.4. */
export type AskShape = 0 | 1 | 2;
/** 0 again, 1 join, 2 hand over. */
export type InvitationPurpose = 0 | 1 | 2;

/** Document hashes of the shift used and of the roster that it names. protocol.md 5.1. */
export interface Believed {
  readonly organisation: Bytes;
  readonly shiftHash: Bytes;
  readonly rosterHash: Bytes;
}

export interface KnockText {
  readonly language: string;
  readonly addressAs: string;
  /** At most 1000 bytes of UTF-8. */
  readonly first: string;
  readonly answers: readonly { readonly question: string; readonly answer: string }[];
}

/** Raises Untrusted unless the certificate is good now (protocol.md 3.6). */
export type CheckCertificate = (raw: Bytes) => Checked<Certificate>;

/** A staff device as it takes part in a handshake. */
export interface StaffIdentity {
  /** The X25519 private key. */
  readonly identity: Bytes;
  readonly certificateRaw: Bytes;
}

const bin32 = bin(32);
const bin1216 = bin(1216);
const certificateRaw = binUpTo(2048);

const KNOCK = row({
  format: oneOf(1),
  eS: bin32,
  uS: bin1216,
  language: text(16),
  addressAs: text(64),
  first: textOfBytes(1000),
  answers: list(row({ question: text(256), answer: text(256) }), 8),
});

const INVITATION = row({
  format: oneOf(1),
  eS: bin32,
  uS: bin1216,
  w: bin32,
  lineIdBefore: bin(0, 32),
  purpose: oneOf(0, 1, 2) as Shape<InvitationPurpose>,
  inviterCertificate: certificateRaw,
  note: text(256),
});

/** What the inviter keeps secret until its ask is answered. */
export interface AskSecrets {
  readonly eS: Bytes;
  readonly uS: Bytes;
  readonly padded: Bytes;
  /** The inviter's own X25519 identity, between staff. */
  readonly identity: Bytes | undefined;
}

/** A knock or invitation that was made here and waits for its hello; it is answered once. */
export class Ask {
  readonly shape: AskShape;
  readonly believed: Believed;
  readonly sealed: Bytes;
  /** Whose hello alone is accepted: the certificate that was invited. */
  readonly invited: Bytes | undefined;
  private kept: AskSecrets | undefined;

  constructor(
    shape: AskShape,
    believed: Believed,
    sealed: Bytes,
    invited: Bytes | undefined,
    secrets: AskSecrets,
  ) {
    this.shape = shape;
    this.believed = believed;
    this.sealed = sealed;
    this.invited = invited;
    this.kept = secrets;
  }

  get usable(): boolean {
    return this.kept !== undefined;
  }

  /** For the handshake only. Raises LocalFault when the ask was answered or destroyed. */
  secrets(): AskSecrets {
    if (this.kept === undefined) throw new LocalFault('used');
    return this.kept;
  }

  destroy(): void {
    if (this.kept !== undefined) wipe(this.kept.eS, this.kept.uS, this.kept.padded);
    this.kept = undefined;
  }
}

interface OpenedBase {
  readonly believed: Believed;
  readonly sealed: Bytes;
  readonly padded: Bytes;
  /** The inviter's one-time public keys: X25519 and X-Wing. */
  readonly eS: Bytes;
  readonly uS: Bytes;
}

export interface OpenedKnock extends OpenedBase, KnockText {
  readonly shape: 0;
}

export interface OpenedInvitation extends OpenedBase {
  readonly shape: 1 | 2;
  readonly w: Bytes;
  readonly lineIdBefore: Bytes;
  readonly purpose: InvitationPurpose;
  readonly inviter: Checked<Certificate> | undefined;
  readonly note: string;
}

export type OpenedAsk = OpenedKnock | OpenedInvitation;

export function knockInfo(believed: Believed): Bytes {
  return bind(label.knock, believed.organisation, believed.shiftHash, believed.rosterHash);
}

export function invitationInfo(believed: Believed, certificateHash: Bytes): Bytes {
  const { organisation, shiftHash, rosterHash } = believed;
  return bind(label.invitation, organisation, shiftHash, rosterHash, certificateHash);
}

/** Runs the opening of what came from outside: each of its faults becomes BadHello. */
export function orBadHello<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof RemoteFault) throw new BadHello(error);
    throw error;
  }
}

/** The public halves of an ask's keys, and what is sealed: each has the same length. */
type Plain = (keys: { readonly eS: Bytes; readonly uS: Bytes }) => Bytes;

/** What is half done is wiped where the rest is not wanted any more. */
function* making(
  shape: AskShape,
  believed: Believed,
  plain: Plain,
  to: { readonly key: Bytes; readonly info: Bytes; readonly invited?: Bytes },
  identity: Bytes | undefined,
  random: Random,
): Pieces<Ask> {
  const eS = random(32);
  const uS = random(32);
  let padded = NONE;
  let made: Ask | undefined;
  try {
    const first = x25519Public(eS);
    yield;
    const keys = { eS: first, uS: yield* makingXwing(uS) };
    yield;
    padded = pad(plain(keys), PADDED_LENGTH);
    const sealed = yield* sealing(to.key, to.info, padded, random);
    made = new Ask(shape, believed, sealed, to.invited, { eS, uS, padded, identity });
    return made;
  } finally {
    if (made === undefined) wipe(eS, uS, padded);
  }
}

/** A knock for the team of a shift. Raises LocalFault, at once, for texts that do not fit. */
export function makingKnock(
  believed: Believed,
  teamKey: Bytes,
  { language, addressAs, first, answers }: KnockText,
  random: Random,
): Pieces<Ask> {
  const plain: Plain = (keys) =>
    encodeAs(KNOCK, { format: 1, ...keys, language, addressAs, first, answers });
  pad(plain({ eS: new Uint8Array(32), uS: new Uint8Array(1216) }), PADDED_LENGTH);
  const to = { key: teamKey, info: knockInfo(believed) };
  return making(0, believed, plain, to, undefined, random);
}

export function makeKnock(
  believed: Believed,
  teamKey: Bytes,
  knock: KnockText,
  random: Random,
): Ask {
  return atOnce(makingKnock(believed, teamKey, knock, random));
}

/** Raises BadHello for a knock for another team, shift, roster or organisation, or out of shape. */
export function openKnock(believed: Believed, teamSeed: Bytes, sealed: Bytes): OpenedKnock {
  return orBadHello(() => {
    const padded = openSealed(teamSeed, knockInfo(believed), sealed);
    const { format: _, ...fields } = decodeAs(KNOCK, unpad(padded));
    return { shape: 0, believed, sealed, padded, ...fields };
  });
}

export interface Invitation {
  /** The X-Wing public key of exactly one device, and the hash of its certificate. */
  readonly sealingKey: Bytes;
  readonly certificateHash: Bytes;
  /** Where the answer is appended, as number 0. */
  readonly w: Bytes;
  /** The line that this one takes the place of, or empty. */
  readonly lineIdBefore: Bytes;
  readonly purpose: InvitationPurpose;
  /** Undefined where the survivor's browser invites. */
  readonly inviter: StaffIdentity | undefined;
  readonly note: string;
}

export function makingInvitation(
  believed: Believed,
  invitation: Invitation,
  random: Random,
): Pieces<Ask> {
  const { w, lineIdBefore, purpose, inviter, note, certificateHash } = invitation;
  const inviterCertificate = inviter?.certificateRaw ?? NONE;
  const more = { w, lineIdBefore, purpose, inviterCertificate, note };
  const plain: Plain = (keys) => encodeAs(INVITATION, { format: 1, ...keys, ...more });
  const info = invitationInfo(believed, certificateHash);
  const to = { key: invitation.sealingKey, info, invited: certificateHash };
  return making(inviter === undefined ? 1 : 2, believed, plain, to, inviter?.identity, random);
}

export function makeInvitation(believed: Believed, invitation: Invitation, random: Random): Ask {
  return atOnce(makingInvitation(believed, invitation, random));
}

/** Raises BadHello as `openKnock`, and where the inviter's certificate is not good. */
export function openInvitation(
  believed: Believed,
  sealingSeed: Bytes,
  certificateHash: Bytes,
  sealed: Bytes,
  checkCertificate: CheckCertificate,
): OpenedInvitation {
  return orBadHello(() => {
    const padded = openSealed(sealingSeed, invitationInfo(believed, certificateHash), sealed);
    const { format: _, inviterCertificate, ...fields } = decodeAs(INVITATION, unpad(padded));
    const between = inviterCertificate.length > 0;
    const inviter = between ? checkCertificate(inviterCertificate) : undefined;
    return { shape: between ? 2 : 1, believed, sealed, padded, inviter, ...fields };
  });
}
