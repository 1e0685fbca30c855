/**
 * How a device asks for its certificate and gets it: a request, a grant, as files or as one line of
 * text (which a QR code holds); and everything public of an organisation in one file.
 * protocol.md 11.2.
 */

import { fromBase64url, toBase64url } from './base64.ts';
import { bind, type Bytes, concat, equal, fromUtf8, utf8 } from './bytes.ts';
import { deviceHash } from './device.ts';
import { checkSealingKey } from './document_rules.ts';
import {
  type Certificate,
  certificateForm,
  type Checked,
  decodeEnvelope,
  decodePayload,
  documentHash,
  Kind,
  type SealingKey,
  sealingKeyForm,
  warrantForm,
} from './document_types.ts';
import { decodeFirst } from './encoding.ts';
import { LocalFault, Malformed, Untrusted } from './errors.ts';
import { label } from './labels.ts';
import { ed25519Public, sign, verify, x25519Public } from './primitives.ts';
import { bin, binUpTo, decodeAs, encodeAs, list, oneOf, row, text } from './shapes.ts';
import type { DeviceVault } from './vault.ts';

const REQUEST = utf8('noview request\n');
const GRANT = utf8('noview grant\n');
const ORGANISATION = utf8('noview organisation\n');
const TEXT = 'noview:';
const SIGNATURE = 64;
const PUBLIC_KINDS = [Kind.roster, Kind.notice, Kind.shift, Kind.state] as const;
const FILE_MOST = 8192;
const EXPORT_MOST = 2_097_152;
const DOCUMENT_MOST = 131_072;

const envelope = binUpTo(FILE_MOST);
const ROLES = ['counselor', 'interpreter', 'supervisor', 'administrator', 'trainee'] as const;
const BODY = row({
  format: oneOf(1),
  organisation: bin(32),
  identity: bin(32),
  signing: bin(32),
  alias: text(64, 1),
  role: oneOf(...ROLES),
  languages: list(text(32, 1), 16),
  sealingKey: envelope,
});
const GRANTED = row({ format: oneOf(1), certificate: envelope, warrant: envelope });
const PUBLIC = row({
  format: oneOf(1),
  organisation: bin(32),
  desk: bin(16),
  relay: text(256),
  charters: list(binUpTo(DOCUMENT_MOST, 1), 64, 1),
  others: list(binUpTo(DOCUMENT_MOST, 1), 256),
});

/** What a person asks for; the administrator decides. */
export interface Wish {
  /** 1 to 64 characters. */
  readonly alias: string;
  /** counselor, interpreter, supervisor, administrator or trainee. */
  readonly role: string;
  readonly languages: readonly string[];
}

/** A request whose signature holds. Whose keys these are, only comparing `device` aloud tells. */
export interface DeviceRequest extends Wish {
  readonly organisation: Bytes;
  /** Public keys. */
  readonly identity: Bytes;
  readonly signing: Bytes;
  /** The fingerprint of these keys. */
  readonly device: Bytes;
  /** The device's first sealing key, checked, or undefined: then it calls later. */
  readonly sealingKey: Checked<SealingKey> | undefined;
}

export interface Grant {
  /** Envelopes; `warrant` is empty where the device gets none. */
  readonly certificate: Bytes;
  readonly warrant: Bytes;
}

/** Everything public, for another administrator's machine, a mirror, or a device to enroll. */
export interface PublicExport {
  readonly organisation: Bytes;
  readonly desk: Bytes;
  /** The relay's address. */
  readonly relay: string;
  readonly charters: readonly Bytes[];
  readonly others: readonly Bytes[];
}

/**
 * The file; with `sealingKey` NONE it is short enough for a QR code. Raises LocalFault for a wish
 * that nobody could read.
 */
export function makeRequest(
  vault: Pick<DeviceVault, 'organisation' | 'identity' | 'signing'>,
  wish: Wish,
  sealingKey: Bytes,
): Bytes {
  const { organisation } = vault;
  return signedRequest(organisation, x25519Public(vault.identity), vault.signing, wish, sealingKey);
}

/** The same from the public half of the identity. */
export function signedRequest(
  organisation: Bytes,
  identity: Bytes,
  signingSeed: Bytes,
  wish: Wish,
  sealingKey: Bytes,
): Bytes {
  const signing = ed25519Public(signingSeed);
  const { alias, languages } = wish;
  const role = ROLES.find((one) => one === wish.role);
  if (role === undefined || !distinct(languages)) throw new LocalFault('out-of-shape');
  const fields = { organisation, identity, signing, alias, role, languages, sealingKey };
  const body = encodeAs(BODY, { format: 1, ...fields });
  const signature = sign(signingSeed, bind(label.request, organisation, body));
  return concat(REQUEST, body, signature);
}

/**
 * A request to this organisation. Raises Malformed (no request), Untrusted: "organisation",
 * "signature", or what is wrong with its sealing key. One that has run out is left out, since a
 * request may have been on its way for a week.
 */
export function readRequest(organisation: Bytes, raw: Bytes, now: number): DeviceRequest {
  const rest = behind(REQUEST, raw, FILE_MOST);
  const { length } = decodeFirst(rest);
  const [body, signature] = [rest.slice(0, length), rest.slice(length)];
  if (signature.length !== SIGNATURE) throw new Malformed();
  const { format: _, sealingKey: key, ...fields } = decodeAs(BODY, body);
  if (!distinct(fields.languages)) throw new Malformed();
  if (!equal(fields.organisation, organisation)) throw new Untrusted('organisation');
  if (!verify(fields.signing, bind(label.request, organisation, body), signature)) {
    throw new Untrusted('signature');
  }
  const device = deviceHash(organisation, fields.identity, fields.signing);
  return { ...fields, device, sealingKey: keyOf(organisation, fields, key, now) };
}

export function makeGrant(grant: Grant): Bytes {
  return concat(GRANT, encodeAs(GRANTED, { format: 1, ...grant }));
}

/** The envelopes of a grant, in shape; the rulebook decides about them. Raises Malformed. */
export function readGrant(raw: Bytes): Grant {
  const { certificate, warrant } = decodeAs(GRANTED, behind(GRANT, raw, FILE_MOST));
  return { certificate, warrant };
}

/**
 * The certificate of a grant, for the device with these public keys. An administrator's signature
 * is checked with the documents when there is a connection; what is for others is refused at once:
 * Untrusted "shape", "organisation" or "signer".
 */
export function checkGrant(
  { certificate: raw, warrant }: Grant,
  organisation: Bytes,
  { identity, signing }: { readonly identity: Bytes; readonly signing: Bytes },
): Checked<Certificate> {
  const { payload: bytes } = decodeEnvelope(raw, Kind.certificate);
  const payload = decodePayload(certificateForm, bytes);
  const hash = documentHash(Kind.certificate, bytes);
  if (!equal(payload.organisation, organisation)) throw new Untrusted('organisation');
  const ours = equal(payload.identity, identity) && equal(payload.signing, signing);
  if (!ours) throw new Untrusted('signer');
  if (warrant.length > 0) {
    const given = decodePayload(warrantForm, decodeEnvelope(warrant, Kind.warrant).payload);
    if (!equal(given.organisation, organisation)) throw new Untrusted('organisation');
    const fits = equal(given.certificateHash, hash) && equal(given.signing, signing);
    if (!fits) throw new Untrusted('signer');
  }
  return { payload, hash, raw };
}

/** The same for the device of a vault. */
export function grantFor(vault: DeviceVault, grant: Grant): Checked<Certificate> {
  const keys = { identity: x25519Public(vault.identity), signing: ed25519Public(vault.signing) };
  return checkGrant(grant, vault.organisation, keys);
}

export function makeExport(content: PublicExport): Bytes {
  return concat(ORGANISATION, encodeAs(PUBLIC, { format: 1, ...content }));
}

/**
 * Raises Malformed, or Untrusted("shape") for a document that is not public. The rulebook decides
 * about every document in it.
 */
export function readExport(raw: Bytes): PublicExport {
  const { format: _, ...content } = decodeAs(PUBLIC, behind(ORGANISATION, raw, EXPORT_MOST));
  for (const charter of content.charters) decodeEnvelope(charter, Kind.charter);
  for (const other of content.others) {
    // Of an envelope the second byte is its kind: no other form of it decodes.
    const kind = PUBLIC_KINDS.find((one) => one === other[1]);
    if (kind === undefined) throw new Untrusted('shape');
    decodeEnvelope(other, kind);
  }
  return content;
}

/** `noview:` and base64url without padding: one line, for a QR code or a message. */
export function toText(raw: Bytes): string {
  return TEXT + toBase64url(raw);
}

/** The bytes of such a line, white space around it allowed. Raises Malformed. */
export function fromText(line: string): Bytes {
  const trimmed = line.replace(/^[ \t-\r]+|[ \t-\r]+$/g, '');
  if (!trimmed.startsWith(TEXT) || trimmed.length > TEXT.length + EXPORT_MOST) throw new Malformed();
  return fromBase64url(trimmed.slice(TEXT.length));
}

/** A chosen file that may hold the bytes or the line of text. */
export function fromFile(raw: Bytes): Bytes {
  const isText = utf8(TEXT).every((byte, at) => raw[at] === byte);
  return isText && raw.length <= 2 * FILE_MOST ? fromText(fromUtf8(raw)) : raw;
}

const distinct = (words: readonly string[]): boolean => new Set(words).size === words.length;

function behind(magic: Bytes, raw: Bytes, most: number): Bytes {
  if (raw.length > most || !magic.every((byte, at) => raw[at] === byte)) throw new Malformed();
  return raw.slice(magic.length);
}

function keyOf(
  organisation: Bytes,
  device: { readonly identity: Bytes; readonly signing: Bytes },
  raw: Bytes,
  now: number,
): Checked<SealingKey> | undefined {
  if (raw.length === 0) return undefined;
  try {
    return checkSealingKey(organisation, device, raw, now);
  } catch (error) {
    if (!(error instanceof Untrusted) || error.rule !== 'expired') throw error;
    // Everything but its time holds all the same.
    const { payload } = decodeEnvelope(raw, Kind.sealingKey);
    checkSealingKey(organisation, device, raw, decodePayload(sealingKeyForm, payload).issued);
    return undefined;
  }
}
