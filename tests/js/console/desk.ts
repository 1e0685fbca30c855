/** An organisation's page and administrator, and devices, for the console's own tests. */

import { type Bytes, NONE } from '../../../client_js/src/core/bytes.ts';
import {
  certificateForm,
  charterForm,
  documentHash,
  encodeEnvelope,
  encodePayload,
  Kind,
  signInput,
  warrantForm,
} from '../../../client_js/src/core/document_types.ts';
import { ed25519Public, sign, x25519Public } from '../../../client_js/src/core/primitives.ts';
import { makeGrant } from '../../../client_js/src/core/request.ts';
import { signDocument } from '../../../client_js/src/core/signing.ts';
import type { DeviceVault } from '../../../client_js/src/core/vault.ts';
import type { Stamped } from '../../../client_js/src/console/stamped.ts';
import { seeded } from '../core/helpers.ts';

export const NOW = 1_800_000_000;
const DAY = 86_400;
const PHRASE = 'otter granite violin nine cactus';
export const passphrase = PHRASE;

export class Desk {
  readonly random = seeded('the console');
  readonly root = this.random(32);
  readonly administrator = this.random(32);
  readonly stamp: Stamped;

  constructor() {
    const head = { format: 1 as const, version: 1, issued: NOW, expires: NOW + 900 * DAY };
    const payload = encodePayload(charterForm, {
      ...head,
      organisation: NONE,
      previous: NONE,
      name: 'Night Line',
      threshold: 1,
      rootKeys: [ed25519Public(this.root)],
      administratorKeys: [ed25519Public(this.administrator)],
      purposeKeys: [],
    });
    const fingerprint = documentHash(Kind.charter, payload);
    const signature = sign(this.root, signInput(Kind.charter, new Uint8Array(32), payload));
    const signatures = [{ key: ed25519Public(this.root), signature }];
    this.stamp = {
      fingerprint,
      leastCharterVersion: 1,
      desk: this.random(16),
      relay: 'wss://relay.invalid',
      charters: [encodeEnvelope({ kind: Kind.charter, payload, signatures, warrants: [] })],
      name: 'Night Line',
      notice: NONE,
      title: 'Home',
    };
  }

  device(): DeviceVault {
    return {
      kind: 'device',
      organisation: this.stamp.fingerprint,
      relay: this.stamp.relay,
      desk: this.stamp.desk,
      identity: this.random(32),
      signing: this.random(32),
      inbox: this.random(32),
      storage: this.random(32),
      certificate: NONE,
      warrant: NONE,
    };
  }

  /** A certificate and warrant for a device, signed by `by`; `issued` in seconds. */
  papers(vault: DeviceVault, by = this.administrator, issued = NOW): [Bytes, Bytes] {
    const { organisation } = vault;
    const head = { format: 1 as const, organisation, version: 1, issued, expires: issued + 90 * DAY };
    const certificate = signDocument(
      certificateForm,
      {
        ...head,
        salt: this.random(32),
        identity: x25519Public(vault.identity),
        signing: ed25519Public(vault.signing),
        alias: 'Noor',
        role: 'supervisor',
        languages: ['en'],
      },
      by,
    );
    const signing = ed25519Public(vault.signing);
    const power = { ...head, signing, certificateHash: certificate.hash, powers: ['shift'] as const };
    return [certificate.raw, signDocument(warrantForm, power, by).raw];
  }

  grant(vault: DeviceVault, by = this.administrator, issued = NOW): Bytes {
    const [certificate, warrant] = this.papers(vault, by, issued);
    return makeGrant({ certificate, warrant });
  }
}
