/** What a directory says of devices, read without believing it, and what devices have called since. */

import { type Bytes, hex, NONE } from './bytes.ts';
import {
  type Certificate,
  certificateForm,
  type Checked,
  decodeEnvelope,
  decodePayload,
  documentHash,
  Kind,
  type SealingKey,
  type TrustedDocuments,
} from './documents.ts';
import { RemoteFault } from './errors.ts';
import type { Directory, Listed } from './packet.ts';

/** A device of whose certificate and key this console is sure. */
export interface Sure {
  readonly certificate: Checked<Certificate>;
  readonly sealingKey: Checked<SealingKey> | undefined;
  /** Its envelope, where it is known. */
  readonly warrant?: Bytes | undefined;
}

/** The fields of a certificate, which nobody has checked; undefined for what is none. */
export function readCertificate(raw: Bytes): Certificate | undefined {
  return trying(() =>
    decodePayload(certificateForm, decodeEnvelope(raw, Kind.certificate).payload),
  );
}

/** What rosters and warrants call a certificate; undefined for what is none. */
export function hashOfCertificate(raw: Bytes): Bytes | undefined {
  return trying(() =>
    documentHash(Kind.certificate, decodeEnvelope(raw, Kind.certificate).payload),
  );
}

/** The later it was made the newer it is; then the later it ends. */
export function newer(one: Certificate, than: Certificate | undefined): boolean {
  if (than === undefined) return true;
  return one.issued > than.issued || (one.issued === than.issued && one.expires > than.expires);
}

/** As a directory would list it. */
export function listed({ certificate, sealingKey, warrant = NONE }: Sure): Listed {
  return { certificate: certificate.raw, sealingKey: sealingKey?.raw ?? NONE, warrant };
}

/** Whether the shift was sealed to somebody whom the roster has shut out since. */
export function holdsDismissed(directory: Directory, documents: TrustedDocuments): boolean {
  const rows = documents.roster?.payload.rows ?? [];
  const out = new Set(rows.filter(({ revoked }) => revoked).map((row) => hex(row.certificateHash)));
  if (out.size === 0) return false;
  return directory.devices.some(({ certificate, sealingKey }) => {
    if (sealingKey.length === 0) return false;
    const hash = hashOfCertificate(certificate);
    return hash !== undefined && out.has(hex(hash));
  });
}

function trying<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RemoteFault) return undefined;
    throw error;
  }
}
