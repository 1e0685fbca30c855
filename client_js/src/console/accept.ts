/** An administrator's answer, checked against this page and this device before it is kept. Pure. */

import type { Bytes } from '../core/bytes.ts';
import { byAdministrator, checkHead } from '../core/document_rules.ts';
import {
  decodeEnvelope,
  decodePayload,
  Kind,
  TrustedDocuments,
  warrantForm,
} from '../core/documents.ts';
import { Malformed, RemoteFault, Untrusted } from '../core/errors.ts';
import { fromText, type Grant, grantFor, readGrant } from '../core/request.ts';
import type { DeviceVault } from '../core/vault.ts';
import type { Stamped } from './stamped.ts';

export type AnswerProblem = 'foreign-answer' | 'answer-of-another-device' | 'untrusted-answer';

/** The bytes of a pasted line; undefined for what is none. */
export function pasted(text: string): Bytes | undefined {
  try {
    return fromText(text);
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/**
 * The vault with the certificate and warrant of the answer. They must be for this device's own keys
 * and signed by an administrator of the newest charter that the page was stamped with; whether the
 * roster lists the device is seen when it connects.
 */
export function accept(
  stamp: Stamped,
  vault: DeviceVault,
  answer: Bytes,
  now: number,
): DeviceVault | AnswerProblem {
  const ours = forUs(vault, answer);
  if (typeof ours === 'string') return ours;
  const { certificate, warrant } = ours;
  try {
    const { organisation } = vault;
    const documents = new TrustedDocuments(organisation, stamp.leastCharterVersion);
    documents.addCharters(stamp.charters, now);
    const charter = documents.current(now);
    byAdministrator(charter, organisation, decodeEnvelope(certificate, Kind.certificate));
    checkHead(Kind.certificate, grantFor(vault, ours).payload, organisation, now);
    if (warrant.length > 0) {
      const power = decodeEnvelope(warrant, Kind.warrant);
      byAdministrator(charter, organisation, power);
      checkHead(Kind.warrant, decodePayload(warrantForm, power.payload), organisation, now);
    }
    return { ...vault, certificate, warrant };
  } catch (error) {
    if (error instanceof RemoteFault) return 'untrusted-answer';
    throw error;
  }
}

function forUs(vault: DeviceVault, answer: Bytes): Grant | AnswerProblem {
  try {
    const grant = readGrant(answer);
    grantFor(vault, grant);
    return grant;
  } catch (error) {
    if (!(error instanceof RemoteFault)) throw error;
    const others = error instanceof Untrusted && error.rule !== 'shape';
    return others ? 'answer-of-another-device' : 'foreign-answer';
  }
}
