/**
 * What this device is by the organisation's word: the newest certificate and warrant that stand,
 * beside the keys that it renews by itself. protocol.md 3.6, 3.8, 11.1.
 */

import { type Bytes, equal, NONE, type Random, wipe } from './bytes.ts';
import { checkWarrant } from './document_rules.ts';
import {
  type Certificate,
  type Checked,
  inTime,
  type TrustedDocuments,
  type Warrant,
} from './documents.ts';
import { hashOfCertificate, newer, readCertificate, type Sure } from './duty_staff.ts';
import { RemoteFault, Untrusted } from './errors.ts';
import type { Keyring } from './keyring.ts';
import type { Directory } from './packet.ts';
import { ed25519Public, x25519Public } from './primitives.ts';
import type { DeviceVault } from './vault.ts';

export class Own {
  readonly keyring: Keyring;
  /** Public, 32 bytes each. */
  readonly identity: Bytes;
  readonly signing: Bytes;
  /** The newest that was good once; open lines go on with it as long as the roster lists it. */
  certificate: Checked<Certificate> | undefined;
  private readonly vault: DeviceVault;
  private readonly random: Random;

  constructor(vault: DeviceVault, keyring: Keyring, random: Random) {
    this.vault = vault;
    this.keyring = keyring;
    this.random = random;
    this.identity = x25519Public(vault.identity);
    this.signing = ed25519Public(vault.signing);
  }

  /** Returns whether there is a new key to announce. */
  tick(now: number): boolean {
    const [before] = this.keyring.seeds;
    this.keyring.tick(now, this.random);
    return this.keyring.seeds[0] !== before;
  }

  /** The envelope that goes into hellos and cards: the good one, or else what the vault says. */
  get certificateRaw(): Bytes {
    return this.certificate?.raw ?? this.candidates()[0] ?? this.vault.certificate;
  }

  /** Looks at the certificates again. Raises Untrusted where none is good now. */
  check(documents: TrustedDocuments, now: number): Checked<Certificate> {
    let best: Checked<Certificate> | undefined;
    let why = new Untrusted('missing');
    for (const raw of this.candidates()) {
      try {
        const checked = documents.checkCertificate(raw, now);
        if (this.isOurs(checked.payload) && newer(checked.payload, best?.payload)) best = checked;
      } catch (error) {
        if (!(error instanceof Untrusted)) throw error;
        why = error;
      }
    }
    if (best === undefined) throw why;
    this.certificate = best;
    return best;
  }

  /** A directory may hold a newer certificate for these very keys, and a warrant: they are kept. */
  adopt(directory: Directory, documents: TrustedDocuments, now: number): void {
    let best: Certificate | undefined;
    for (const raw of this.candidates()) {
      const known = readCertificate(raw);
      if (known !== undefined && newer(known, best)) best = known;
    }
    const held = this.warrant(documents, now);
    let power = held && this.readWarrant(held, documents, now);
    for (const { certificate: raw, warrant } of directory.devices) {
      // Signatures cost time: only what claims to be ours is looked at.
      const claimed = readCertificate(raw);
      if (claimed === undefined || !this.isOurs(claimed)) continue;
      const given = this.readWarrant(warrant, documents, now);
      const hash = hashOfCertificate(raw) ?? NONE;
      const named = given !== undefined && equal(given.certificateHash, hash);
      if (named && given.issued > (power?.issued ?? -1)) {
        power = given;
        this.keyring.adopt(this.keyring.certificate, warrant);
      }
      if (!newer(claimed, best)) continue;
      try {
        best = documents.checkCertificate(raw, now).payload;
        this.keyring.adopt(raw, this.keyring.warrant);
      } catch (error) {
        if (!(error instanceof Untrusted)) throw error;
      }
    }
  }

  /** This device as a colleague's call would have it; empty where it is not good now. */
  sure(documents: TrustedDocuments, now: number): readonly Sure[] {
    try {
      const certificate = this.check(documents, now);
      const raw = this.keyring.newest(now);
      const sealingKey = raw && documents.checkSealingKey(raw, certificate, now);
      return [{ certificate, sealingKey, warrant: this.warrant(documents, now) }];
    } catch (error) {
      if (error instanceof Untrusted) return [];
      throw error;
    }
  }

  /** The warrant with which this device may sign shifts now; undefined where it may not. */
  warrant(documents: TrustedDocuments, now: number): Bytes | undefined {
    return this.warrants().find((raw) => this.readWarrant(raw, documents, now) !== undefined);
  }

  /** The warrant with which this device may sign states now; undefined where it may not. */
  stateWarrant(documents: TrustedDocuments, now: number): Bytes | undefined {
    return this.warrants().find((raw) => this.readWarrant(raw, documents, now, 'state') !== undefined);
  }

  /** Whether it was ever given one, so that a newer one may lie in the last directory. */
  get hadWarrant(): boolean {
    return this.warrants().length > 0;
  }

  wipe(): void {
    this.certificate = undefined;
    this.keyring.wipe();
    const { identity, signing, inbox, storage } = this.vault;
    wipe(identity, signing, inbox, storage);
  }

  /** What a warrant says with which this device may sign such now; undefined for any other. */
  private readWarrant(
    raw: Bytes,
    documents: TrustedDocuments,
    now: number,
    power: 'shift' | 'state' = 'shift',
  ): Warrant | undefined {
    const [charter, roster] = [documents.charter?.payload, documents.roster?.payload];
    if (charter === undefined || roster === undefined || raw.length === 0) return undefined;
    if (!inTime(charter, now) || !inTime(roster, now)) return undefined;
    try {
      const { warrant } = checkWarrant(charter, roster, documents.organisation, raw, now);
      const ours = equal(warrant.signing, this.signing) && warrant.powers.includes(power);
      return ours ? warrant : undefined;
    } catch (error) {
      if (error instanceof RemoteFault) return undefined;
      throw error;
    }
  }

  private warrants(): readonly Bytes[] {
    return [this.keyring.warrant, this.vault.warrant].filter(({ length }) => length > 0);
  }

  private candidates(): readonly Bytes[] {
    return [this.keyring.certificate, this.vault.certificate].filter(({ length }) => length > 0);
  }

  private isOurs({ identity, signing }: Certificate): boolean {
    return equal(identity, this.identity) && equal(signing, this.signing);
  }
}
