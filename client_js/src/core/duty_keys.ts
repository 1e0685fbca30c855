/**
 * What this device is by the organisation's word: the newest certificate and warrant that stand,
 * beside the keys that it renews by itself. protocol.md 3.6, 3.8, 11.1.
 */

import { type Bytes, equal, type Random, wipe } from './bytes.ts';
import { among, byAdministrator, checkHead, checkStanding } from './document_rules.ts';
import {
  type Certificate,
  type Checked,
  decodeEnvelope,
  decodePayload,
  inTime,
  Kind,
  type TrustedDocuments,
  type Warrant,
  warrantForm,
} from './documents.ts';
import { newer, readCertificate, type Sure } from './duty_staff.ts';
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

  /** A directory may hold a newer certificate for these very keys; it is kept. */
  adopt(directory: Directory, documents: TrustedDocuments, now: number): void {
    let best: Certificate | undefined;
    for (const raw of this.candidates()) {
      const known = readCertificate(raw);
      if (known !== undefined && newer(known, best)) best = known;
    }
    for (const { certificate: raw } of directory.devices) {
      // Signatures cost time: only what claims to be ours is looked at.
      const claimed = readCertificate(raw);
      if (claimed === undefined || !this.isOurs(claimed) || !newer(claimed, best)) continue;
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
      return [{ certificate, sealingKey: raw && documents.checkSealingKey(raw, certificate, now) }];
    } catch (error) {
      if (error instanceof Untrusted) return [];
      throw error;
    }
  }

  /** The warrant with which this device may sign shifts now; undefined where it may not. */
  warrant(documents: TrustedDocuments, now: number): Bytes | undefined {
    const [charter, roster] = [documents.charter?.payload, documents.roster?.payload];
    if (charter === undefined || roster === undefined) return undefined;
    if (!inTime(charter, now) || !inTime(roster, now)) return undefined;
    const { organisation } = documents;
    return [this.keyring.warrant, this.vault.warrant].find((raw) => {
      if (raw.length === 0) return false;
      try {
        const envelope = decodeEnvelope(raw, Kind.warrant);
        const key = byAdministrator(charter, organisation, envelope);
        const warrant: Warrant = decodePayload(warrantForm, envelope.payload);
        checkHead(Kind.warrant, warrant, organisation, now);
        checkStanding(roster, warrant.certificateHash, now);
        const ours = equal(warrant.signing, this.signing) && warrant.powers.includes('shift');
        return ours && among(charter.administratorKeys, key);
      } catch (error) {
        if (error instanceof RemoteFault) return false;
        throw error;
      }
    });
  }

  wipe(): void {
    this.certificate = undefined;
    this.keyring.wipe();
    const { identity, signing, inbox, storage } = this.vault;
    wipe(identity, signing, inbox, storage);
  }

  private candidates(): readonly Bytes[] {
    return [this.keyring.certificate, this.vault.certificate].filter(({ length }) => length > 0);
  }

  private isOurs({ identity, signing }: Certificate): boolean {
    return equal(identity, this.identity) && equal(signing, this.signing);
  }
}
