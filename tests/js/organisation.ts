/** A whole organisation in memory, with its own keys, for tests: documents, devices, packets. */

import { type Bytes, compare } from '../../client_js/src/core/bytes.ts';
import {
  type Certificate,
  certificateForm,
  type Charter,
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
  warrantForm,
} from '../../client_js/src/core/documents.ts';
import { makeHandbook } from '../../client_js/src/core/handbook.ts';
import { EMPTY_HANDBOOK, type HandbookContent } from '../../client_js/src/core/handbook_view.ts';
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
import { shareWork } from './core/share_work.ts';

// Organisations of the same name have the same keys, and sign the same documents.
shareWork();

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
  /** The newest certificate, where there is a newer one than the vault's. */
  readonly certificate?: Bytes;
  /** Hashes of the older ones. */
  readonly before?: readonly Bytes[];
  /** What directories list as its warrant, or NONE. */
  readonly warrant: Bytes;
}

export class Organisation {
  readonly fingerprint: Bytes;
  readonly desk: Bytes;
  charter: Bytes;
  private charterHash: Bytes;
  private charterVersion = 1;
  readonly random: (length: number) => Bytes;
  private readonly root: Bytes;
  private administrator: Bytes;
  private readonly devices = new Map<string, Device>();
  /** Of the newest shift, for those who play a thief of it. */
  teamSeed: Bytes = NONE;
  shiftHash: Bytes = NONE;
  rosterHash: Bytes = NONE;
  private rosterVersion = 0;
  private shiftVersion = 0;

  /** Seed of the key for answers to the organisation, from the next charter on. */
  statistics: Bytes = NONE;

  private readonly name: string;

  constructor(name = 'Harbor') {
    this.name = name;
    this.random = seeded(`organisation ${name}`);
    this.desk = this.random(16);
    this.root = this.random(32);
    this.administrator = this.random(32);
    const charter = encodePayload(charterForm, this.charterFields(1, NONE, NOW));
    this.fingerprint = this.charterHash = documentHash(Kind.charter, charter);
    this.charter = envelope(Kind.charter, new Uint8Array(32), charter, this.root);
  }

  /** Another charter with another administrator; what the one before signed is worth nothing. */
  anotherAdministrator(now: number): Served {
    this.administrator = this.random(32);
    return this.nextCharter(now);
  }

  /** The next charter, with whoever is administrator now. */
  nextCharter(now: number): Served {
    this.charterVersion += 1;
    const fields = this.charterFields(this.charterVersion, this.charterHash, now);
    const payload = encodePayload(charterForm, fields);
    this.charterHash = documentHash(Kind.charter, payload);
    this.charter = envelope(Kind.charter, this.fingerprint, payload, this.root);
    return { kind: Kind.charter, envelope: this.charter, packet: NONE };
  }

  /** A device with its vault; it can serve from the next roster and shift on. */
  device(alias: string, role: Certificate['role'] = 'counselor'): DeviceVault {
    const identity = this.random(32);
    const signing = this.random(32);
    const { payload: certificatePayload, raw: certificate } = this.certify(
      { identity: x25519Public(identity), signing: ed25519Public(signing), alias, role },
      NOW,
    );
    const certificateHash = documentHash(Kind.certificate, certificatePayload);
    const vault: DeviceVault = {
      kind: 'device',
      organisation: this.fingerprint,
      relay: 'wss://relay.invalid',
      desk: this.desk,
      identity,
      signing,
      inbox: this.random(32),
      certificate,
      storage: this.random(32),
      warrant: role === 'supervisor' ? this.warrant(signing, certificateHash) : NONE,
    };
    const keyring = new Keyring(vault);
    keyring.tick(NOW, this.random);
    const sealingKey = keyring.newest(NOW) ?? NONE;
    const keys = keyring.wrap(this.random);
    this.devices.set(alias, { vault, certificateHash, sealingKey, keys, warrant: vault.warrant });
    return vault;
  }

  /** A new certificate for the keys of a device, by the administrator of now, and its warrant. */
  recertify(alias: string, role: Certificate['role'], now: number): Bytes {
    const device = this.devices.get(alias);
    if (device === undefined) throw new Error('no such device');
    const { identity, signing } = device.vault;
    const keys = { identity: x25519Public(identity), signing: ed25519Public(signing) };
    const { payload, raw } = this.certify({ ...keys, alias, role }, now);
    const certificateHash = documentHash(Kind.certificate, payload);
    const before = [...(device.before ?? []), device.certificateHash];
    const warrant = role === 'supervisor' ? this.warrant(signing, certificateHash, now) : NONE;
    this.devices.set(alias, { ...device, certificate: raw, certificateHash, before, warrant });
    return raw;
  }

  /** The office has learned of a newer sealing key, as from a call. */
  learn(alias: string, sealingKey: Bytes): void {
    const device = this.devices.get(alias);
    if (device !== undefined) this.devices.set(alias, { ...device, sealingKey });
  }

  /** The handbook's envelope, of the shifts from now on. */
  handbook: Bytes = NONE;

  /** Signs a handbook with this in it, for the shifts from now on; its newest secret (32 bytes). */
  writeHandbook(content: Partial<HandbookContent>, now: number, version = 1): Bytes {
    const { fingerprint: organisation, desk, random } = this;
    const edition = { organisation, desk, version, now, before: undefined };
    const made = makeHandbook({ ...EMPTY_HANDBOOK, ...content }, edition, this.administrator, random);
    this.handbook = made.raw;
    return made.payload.secrets[0]?.secret ?? NONE;
  }

  /** What the directory says is this device's warrant; another than the office gave, if it is told. */
  listedWarrant(alias: string, planted?: Bytes): Bytes {
    const device = this.devices.get(alias);
    if (device === undefined) throw new Error('no such device');
    if (planted !== undefined) this.devices.set(alias, { ...device, warrant: planted });
    return device.warrant;
  }

  certificateHash(alias: string): Bytes {
    return this.devices.get(alias)?.certificateHash ?? NONE;
  }

  /** The versions that the next roster and shift come after. */
  push(versions: { readonly roster?: number; readonly shift?: number }): void {
    this.rosterVersion = versions.roster ?? this.rosterVersion;
    this.shiftVersion = versions.shift ?? this.shiftVersion;
  }

  /** What the office knows itself to have published, to go on from or to go back to. */
  mark() {
    const { rosterVersion, shiftVersion, rosterHash } = this;
    return { rosterVersion, shiftVersion, rosterHash };
  }

  back(to: ReturnType<Organisation['mark']>): void {
    Object.assign(this, to);
  }

  /** The keys file that a device began with, opened for a console with this vault. */
  keyring(vault: DeviceVault): Keyring {
    const same = (device: Device): boolean =>
      compare(device.vault.storage, vault.storage) === 0;
    return new Keyring(vault, [...this.devices.values()].find(same)?.keys);
  }

  roster(revoked: readonly string[] = [], lives = 7 * DAY, now = NOW): Served {
    const rows = [...this.devices].flatMap(([alias, { certificateHash, before = [] }]) =>
      [certificateHash, ...before].map((hash) => {
        return { certificateHash: hash, expires: NOW + 90 * DAY, revoked: revoked.includes(alias) };
      }),
    );
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
        devices: [...this.devices].map(([alias, { vault, certificate, sealingKey, warrant }]) => ({
          certificate: certificate ?? vault.certificate,
          sealingKey: leftOut.includes(alias) ? NONE : sealingKey,
          warrant,
        })),
        officeKeys: [],
        handbook: this.handbook,
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

  state(version: number, mode: number, text = '', lives = DAY): Served {
    const payload = { ...this.head(version, lives), desk: this.desk, mode, text };
    return this.served(Kind.state, encodePayload(stateForm, payload));
  }

  /** `policy`: the organisation's switches, as `['quiet', 'on']`; `texts`: more of its texts. */
  notice(
    version = 1,
    lives = 30 * DAY,
    policy: readonly (readonly [string, string])[] = [],
    texts: readonly (readonly [string, string])[] = [],
  ): Served {
    const words = [['welcome', 'You can write to us.'] as const, ...texts];
    const payload = {
      ...this.head(version, lives),
      desk: this.desk,
      timezone: 'Europe/Berlin',
      hours: [{ day: 0, opens: 540, closes: 1020 }],
      numbers: [{ number: '116 016', labels: [{ key: 'en', text: 'by phone' }] }],
      texts: [{ language: 'en', words: words.map(([key, text]) => ({ key, text })) }],
      policy: policy.map(([key, text]) => ({ key, text })),
      exitAddress: 'https://example.org',
    };
    return this.served(Kind.notice, encodePayload(noticeForm, payload));
  }

  private charterFields(version: number, previous: Bytes, now: number): Charter {
    return {
      ...this.head(version, 1000 * DAY, now),
      organisation: version === 1 ? NONE : this.fingerprint,
      previous,
      name: this.name,
      threshold: 1,
      rootKeys: [ed25519Public(this.root)],
      administratorKeys: [ed25519Public(this.administrator)],
      purposeKeys:
        this.statistics.length === 0
          ? []
          : [{ purpose: 'statistics', key: xwingPublic(this.statistics) }],
    };
  }

  private certify(
    who: Pick<Certificate, 'identity' | 'signing' | 'alias' | 'role'>,
    now: number,
  ): { readonly payload: Bytes; readonly raw: Bytes } {
    const head = this.head(1, 90 * DAY, now);
    const fields = { ...head, salt: this.random(32), ...who, languages: ['en'] };
    const payload = encodePayload(certificateForm, fields);
    const raw = envelope(Kind.certificate, this.fingerprint, payload, this.administrator);
    return { payload, raw };
  }

  private warrant(signing: Bytes, certificateHash: Bytes, now = NOW): Bytes {
    const fields = {
      ...this.head(1, 90 * DAY, now),
      signing: ed25519Public(signing),
      certificateHash,
      powers: ['shift', 'state'] as const,
    };
    return envelope(
      Kind.warrant,
      this.fingerprint,
      encodePayload(warrantForm, fields),
      this.administrator,
    );
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
