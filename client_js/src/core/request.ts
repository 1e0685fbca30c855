/**
 * How a device asks for its certificate and gets it: a request, a grant, as files or as one line of
 * text (which a QR code holds); and everything public of an organisation in one file.
 * protocol.md 11.2.
 */

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
  warrantForm,
} from './document_types.ts';
import { decodeFirst } from './encoding.ts';
import { Malformed, Untrusted } from './errors.ts';
import { label } from './labels.ts';
import { ed25519Public, sign, verify, x25519Public } from './primitives.ts';
import { bin, binUpTo, decodeAs, encodeAs, list, oneOf, row, text } from './shapes.ts';
import type { DeviceVault } from './vault.ts';

const REQUEST = utf8('noview request\n');
const GRANT = utf8('noview grant\n');
const ORGANISATION = utf8('noview organisation\n');
const TEXT = 'noview:';
const SIGNATURE = 64;
const FILE_MOST = 65_536;
const ENVELOPE_MOST = 16_384;
const EXPORT_MOST = 8_388_608;
const DOCUMENT_MOST = 131_072;

const envelope = binUpTo(ENVELOPE_MOST);
const BODY = row({
  format: oneOf(1),
  organisation: bin(32),
  identity: bin(32),
  signing: bin(32),
  alias: text(64),
  role: text(32),
  languages: list(text(32, 1), 16),
  sealingKey: envelope,
});
const GRANTED = row({ format: oneOf(1), certificate: binUpTo(ENVELOPE_MOST, 1), warrant: envelope });
const PUBLIC = row({
  format: oneOf(1),
  organisation: bin(32),
  desk: bin(16),
  relay: text(2048),
  charters: list(binUpTo(DOCUMENT_MOST, 1), 64, 1),
  others: list(binUpTo(DOCUMENT_MOST, 1), 256),
});

/** What a person asks for; the administrator decides. */
export interface Wish {
  readonly alias: string;
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

/** The file; with `sealingKey` NONE it is short enough for a QR code. */
export function makeRequest(vault: DeviceVault, wish: Wish, sealingKey: Bytes): Bytes {
  const { organisation } = vault;
  const [identity, signing] = [x25519Public(vault.identity), ed25519Public(vault.signing)];
  const { alias, role, languages } = wish;
  const fields = { organisation, identity, signing, alias, role, languages, sealingKey };
  const body = encodeAs(BODY, { format: 1, ...fields });
  const signature = sign(vault.signing, bind(label.request, organisation, body));
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
 * The certificate of a grant, for this very device. An administrator's signature is checked with
 * the documents when there is a connection; what is for other keys is refused at once: Untrusted
 * "organisation" or "signer".
 */
export function grantFor(vault: DeviceVault, grant: Grant): Checked<Certificate> {
  const { organisation } = vault;
  const { payload: bytes } = decodeEnvelope(grant.certificate, Kind.certificate);
  const payload = decodePayload(certificateForm, bytes);
  const hash = documentHash(Kind.certificate, bytes);
  if (!equal(payload.organisation, organisation)) throw new Untrusted('organisation');
  const ours = deviceHash(organisation, x25519Public(vault.identity), ed25519Public(vault.signing));
  if (!equal(deviceHash(organisation, payload.identity, payload.signing), ours)) {
    throw new Untrusted('signer');
  }
  if (grant.warrant.length > 0) {
    const { payload: inner } = decodeEnvelope(grant.warrant, Kind.warrant);
    const warrant = decodePayload(warrantForm, inner);
    if (!equal(warrant.certificateHash, hash)) throw new Untrusted('signer');
  }
  return { payload, hash, raw: grant.certificate };
}

export function makeExport(content: PublicExport): Bytes {
  return concat(ORGANISATION, encodeAs(PUBLIC, { format: 1, ...content }));
}

/** Raises Malformed. The rulebook decides about every document in it. */
export function readExport(raw: Bytes): PublicExport {
  const { format: _, ...content } = decodeAs(PUBLIC, behind(ORGANISATION, raw, EXPORT_MOST));
  return content;
}

/** `noview:` and base64url without padding: one line, for a QR code or a message. */
export function toText(raw: Bytes): string {
  let binary = '';
  for (const byte of raw) binary += String.fromCharCode(byte);
  return TEXT + btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** The bytes of such a line, white space around it allowed. Raises Malformed. */
export function fromText(line: string): Bytes {
  const trimmed = line.trim();
  const coded = trimmed.slice(TEXT.length);
  if (!trimmed.startsWith(TEXT) || coded.length > 2 * FILE_MOST || !/^[\w-]+$/.test(coded)) {
    throw new Malformed();
  }
  let binary: string;
  try {
    binary = atob(coded.replace(/-/g, '+').replace(/_/g, '/'));
  } catch {
    throw new Malformed();
  }
  const raw = Uint8Array.from(binary, (char) => char.charCodeAt(0));
  // One reading: what base64 could also have written otherwise is refused.
  if (toText(raw) !== trimmed) throw new Malformed();
  return raw;
}

/** A chosen file that may hold the bytes or the line of text. */
export function fromFile(raw: Bytes): Bytes {
  const isText = utf8(TEXT).every((byte, at) => raw[at] === byte);
  return isText && raw.length <= 2 * FILE_MOST ? fromText(fromUtf8(raw)) : raw;
}

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
    if (error instanceof Untrusted && error.rule === 'expired') return undefined;
    throw error;
  }
}
