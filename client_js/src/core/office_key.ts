/**
 * Office keys (kind 9): the key with which an administrator reads who the staff are. They are never
 * public and no survivor's page knows them, so they have a room of their own. protocol.md 3.3.
 */

import type { Bytes } from './bytes.ts';
import { byAdministrator, taken } from './document_rules.ts';
import {
  type Checked,
  decodeEnvelope,
  type Form,
  form,
  type Head,
  head,
  Kind,
} from './document_types.ts';
import type { TrustedDocuments } from './documents.ts';
import { bin, row } from './shapes.ts';

export interface OfficeKey extends Head {
  readonly format: 1;
  /** X-Wing public key, 1216 bytes. */
  readonly key: Bytes;
}

export const officeKeyForm: Form<OfficeKey> = form(
  Kind.officeKey,
  row({ ...head, key: bin(1216) }),
);

/**
 * An office key that an administrator of the current charter signed, in its time (rules 4 to 6);
 * nothing is kept. `administrator` is who signed it. Raises Untrusted.
 */
export function checkOfficeKey(
  documents: TrustedDocuments,
  raw: Bytes,
  now: number,
): Checked<OfficeKey> & { readonly administrator: Bytes } {
  const charter = documents.current(now);
  const envelope = decodeEnvelope(raw, Kind.officeKey);
  const administrator = byAdministrator(charter, documents.organisation, envelope);
  const trust = { administrator, warrant: undefined };
  return taken(officeKeyForm, documents.organisation, envelope, raw, now, trust);
}
