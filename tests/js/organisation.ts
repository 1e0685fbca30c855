/** A whole organisation in memory, with its own keys, for tests: documents, devices, packets. */

import { type Bytes, compare } from '../../client_js/src/core/bytes.ts';
import {
  certificateForm,
  charterForm,
  decodeEnvelope,
  decodePayload,
  documentHash,
  encodeEnvelope,
  encodePayload,
  Kind,
  noticeForm,
  rosterForm,
  sealingKeyForm,
  shiftForm,
  signInput,
  stateForm,
} from '../../client_js/src/core/documents.ts';
import { Keyring } from '../../client_js/src/core/keyring.ts';
import { makePacket, packetHash } from '../../client_js/src/core/packet.ts';
import {
  ed25519Public,
  sign,
  x25519Public,
  xwingPublic,
} from '../../client_js/src/core/primitives.ts';
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
  /** The newest sealing key's envelope, when the device was made. */
  readonly sealingKey: Bytes;
  /** The keys file. */
  readonly keys: Bytes;
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
      storage: this.random(32),
      warrant: NONE,
    };
    const keyring = new Keyring(vault);
    keyring.tick(NOW, this.random);
    const sealingKey = keyring.newest(NOW) ?? NONE;
    const keys = keyring.wrap(this.random);
    this.devices.set(alias, { vault, certificateHash, sealingKey, keys });
    return vault;
  }

  /** The keys file that a device began with, opened for a console with this vault. */
  keyring(vault: DeviceVault): Keyring {
    const same = ({ vault: { certificate } }: Device): boolean =>
      compare(certificate, vault.certificate) === 0;
    return new Keyring(vault, [...this.devices.values()].find(same)?.keys);
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
    const [teamSeed, deskSeed] = [this.random(32), this.random(32)];
    const on = [...this.devices].filter(([alias]) => !leftOut.includes(alias));
    const publicKey = ({ sealingKey }: Device): Bytes =>
      decodePayload(
        sealingKeyForm,
        decodeEnvelope(sealingKey, Kind.sealingKey).payload,
      ).key;
    const packet = makePacket(
      { organisation: this.fingerprint, desk: this.desk, version: this.shiftVersion },
      { teamSeed, deskSeed },
      {
        devices: on.map(([, { vault, sealingKey }]) => ({
          certificate: vault.certificate,
          sealingKey,
        })),
        officeKeys: [],
      },
      { sealingKeys: on.map(([, one]) => publicKey(one)), officeKeys: [] },
      this.random,
    );
    const payload = encodePayload(shiftForm, {
      ...this.head(this.shiftVersion, lives, now),
      desk: this.desk,
      teamKey: xwingPublic(teamSeed),
      deskKey: ed25519Public(deskSeed),
      rosterVersion: this.rosterVersion,
      rosterHash: this.rosterHash,
      packetHash: packetHash(packet),
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
