/** A whole organisation in memory, with its own keys, for tests: documents, devices, packets. */

import { bind, type Bytes, compare, concat, padToMultiple, u64 } from '../../client_js/src/core/bytes.ts';
import { COMMIT_LENGTH, sealCommitted } from '../../client_js/src/core/committed.ts';
import {
  certificateForm,
  charterForm,
  documentHash,
  encodeEnvelope,
  encodePayload,
  type Form,
  type Head,
  Kind,
  noticeForm,
  rosterForm,
  sealingKeyForm,
  shiftForm,
  signInput,
  stateForm,
} from '../../client_js/src/core/documents.ts';
import { encode } from '../../client_js/src/core/encoding.ts';
import { label } from '../../client_js/src/core/labels.ts';
import { packetSlot } from '../../client_js/src/core/packet.ts';
import {
  digest,
  ed25519Public,
  sign,
  x25519Public,
  xwingPublic,
} from '../../client_js/src/core/primitives.ts';
import { seal } from '../../client_js/src/core/sealing.ts';
import type { DeviceVault } from '../../client_js/src/core/vault.ts';
import { seeded } from './core/helpers.ts';

export const NOW = 1_800_000_000;
const DAY = 86_400;
const NONE = new Uint8Array(0);

export interface Served {
  readonly kind: number;
  readonly envelope: Bytes;
  readonly packet: Bytes;
}

interface Device {
  readonly vault: DeviceVault;
  readonly certificateHash: Bytes;
  readonly sealingKey: Bytes;
}

export class Organisation {
  readonly fingerprint: Bytes;
  readonly desk: Bytes;
  readonly charter: Bytes;
  readonly random: (length: number) => Bytes;
  private readonly root: Bytes;
  private readonly administrator: Bytes;
  private readonly devices = new Map<string, Device>();
  /** Of the newest shift, for those who play a thief of it. */
  teamSeed: Bytes = NONE;
  shiftHash: Bytes = NONE;
  rosterHash: Bytes = NONE;
  private rosterVersion = 0;
  private shiftVersion = 0;

  constructor(name = 'Harbor') {
    this.random = seeded(`organisation ${name}`);
    this.desk = this.random(16);
    this.root = this.random(32);
    this.administrator = this.random(32);
    const charter = encodePayload(charterForm, {
      ...this.head(1, 1000 * DAY),
      organisation: NONE,
      previous: NONE,
      name,
      threshold: 1,
      rootKeys: [ed25519Public(this.root)],
      administratorKeys: [ed25519Public(this.administrator)],
      purposeKeys: [],
    });
    this.fingerprint = documentHash(Kind.charter, charter);
    this.charter = envelope(Kind.charter, new Uint8Array(32), charter, this.root);
  }

  /** A device with its vault; it can serve from the next roster and shift on. */
  device(alias: string): DeviceVault {
    const identity = this.random(32);
    const signing = this.random(32);
    const seed = this.random(32);
    const certificatePayload = encodePayload(certificateForm, {
      ...this.head(1, 90 * DAY),
      salt: this.random(32),
      identity: x25519Public(identity),
      signing: ed25519Public(signing),
      alias,
      role: 'counselor',
      languages: ['en'],
    });
    const certificateHash = documentHash(Kind.certificate, certificatePayload);
    const sealingKey = xwingPublic(seed);
    const payload = { ...this.head(1, 8 * DAY), certificateHash, key: sealingKey };
    const sealingEnvelope = this.signed(sealingKeyForm, payload, signing);
    const vault: DeviceVault = {
      kind: 'device',
      organisation: this.fingerprint,
      relay: 'wss://relay.invalid',
      desk: this.desk,
      identity,
      signing,
      inbox: this.random(32),
      certificate: envelope(
        Kind.certificate,
        this.fingerprint,
        certificatePayload,
        this.administrator,
      ),
      sealingKeys: [{ envelope: sealingEnvelope, seed }],
    };
    this.devices.set(alias, { vault, certificateHash, sealingKey });
    return vault;
  }

  roster(revoked: readonly string[] = [], lives = 7 * DAY, now = NOW): Served {
    const rows = [...this.devices].map(([alias, { certificateHash }]) => {
      return { certificateHash, expires: NOW + 90 * DAY, revoked: revoked.includes(alias) };
    });
    while (rows.length % 16 !== 0) {
      rows.push({ certificateHash: this.random(32), expires: NOW + DAY, revoked: false });
    }
    rows.sort((a, b) => compare(a.certificateHash, b.certificateHash));
    this.rosterVersion += 1;
    const head = this.head(this.rosterVersion, lives, now);
    const payload = encodePayload(rosterForm, { ...head, previous: this.rosterHash, rows });
    this.rosterHash = documentHash(Kind.roster, payload);
    return this.served(Kind.roster, payload);
  }

  /** Resting on the newest roster; sealed to everyone but those left out. */
  shift(leftOut: readonly string[] = [], lives = DAY, now = NOW): Served {
    this.shiftVersion += 1;
    const [teamSeed, deskSeed, packetKey, nonce] = [32, 32, 32, 24].map((n) => this.random(n));
    if (!teamSeed || !deskSeed || !packetKey || !nonce) throw new Error('unreachable');
    const place = [this.fingerprint, this.desk, u64(this.shiftVersion)];
    const on = [...this.devices].filter(([alias]) => !leftOut.includes(alias));
    const slots = on.map(([, { sealingKey }]) => [
      packetSlot(this.fingerprint, sealingKey),
      seal(sealingKey, bind(label.packetKey, ...place), packetKey, this.random),
    ]);
    const certificates = on.map(([, { vault }]) => vault.certificate);
    const body = sealCommitted(
      packetKey,
      { commit: label.packetCommit, key: label.packetBody, context: [this.fingerprint] },
      bind(label.packet, ...place),
      padToMultiple(encode([1, teamSeed, deskSeed, certificates]), 4096),
      () => nonce,
    );
    const rest = body.slice(COMMIT_LENGTH + nonce.length);
    const packet = encode([1, slots, nonce, concat(body.slice(0, COMMIT_LENGTH), rest)]);
    const payload = encodePayload(shiftForm, {
      ...this.head(this.shiftVersion, lives, now),
      desk: this.desk,
      teamKey: xwingPublic(teamSeed),
      deskKey: ed25519Public(deskSeed),
      rosterVersion: this.rosterVersion,
      rosterHash: this.rosterHash,
      packetHash: digest(label.packet, packet),
    });
    this.teamSeed = teamSeed;
    this.shiftHash = documentHash(Kind.shift, payload);
    return { ...this.served(Kind.shift, payload), packet };
  }

  state(version: number, mode: number): Served {
    const payload = { ...this.head(version, DAY), desk: this.desk, mode, text: '' };
    return this.served(Kind.state, encodePayload(stateForm, payload));
  }

  notice(version = 1, lives = 30 * DAY): Served {
    const payload = {
      ...this.head(version, lives),
      desk: this.desk,
      timezone: 'Europe/Berlin',
      hours: [{ day: 0, opens: 540, closes: 1020 }],
      numbers: [{ number: '116 016', labels: [{ key: 'en', text: 'by phone' }] }],
      texts: [{ language: 'en', words: [{ key: 'welcome', text: 'You can write to us.' }] }],
      policy: [],
      exitAddress: 'https://example.org',
    };
    return this.served(Kind.notice, encodePayload(noticeForm, payload));
  }

  private served(kind: Kind, payload: Bytes): Served {
    const raw = envelope(kind, this.fingerprint, payload, this.administrator);
    return { kind, envelope: raw, packet: NONE };
  }

  private signed<T extends Head>(form: Form<T>, payload: T, seed: Bytes): Bytes {
    return envelope(form.kind, this.fingerprint, encodePayload(form, payload), seed);
  }

  private head(version: number, lives: number, now = NOW) {
    const organisation = this.fingerprint ?? NONE;
    return { format: 1 as const, organisation, version, issued: now, expires: now + lives };
  }
}

function envelope(kind: Kind, organisation: Bytes, payload: Bytes, seed: Bytes): Bytes {
  const signature = sign(seed, signInput(kind, organisation, payload));
  const signatures = [{ key: ed25519Public(seed), signature }];
  return encodeEnvelope({ kind, payload, signatures, warrants: [] });
}
