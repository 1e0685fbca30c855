/**
 * A device's sealing keys and what else it keeps beside its vault: made when there is none, renewed
 * weekly, and destroyed when nothing sealed to them can still be alive. protocol.md 2, 11.1.
 *
 * Pure: the clock and randomness are arguments, and storing is somebody else's work (`wrap`).
 */

import { type Bytes, NONE, type Random, wipe } from './bytes.ts';
import { deviceHash } from './device.ts';
import {
  decodeEnvelope,
  decodePayload,
  EARLY,
  Kind,
  LONGEST_LIFE,
  type SealingKey,
  sealingKeyForm,
} from './document_types.ts';
import { DamagedVault, Untrusted } from './errors.ts';
import type { HeadSeen } from './heads.ts';
import {
  type KeysContent,
  type KeysOwner,
  SEALING_KEYS_MOST,
  type SealingPair,
  unwrapKeys,
  wrapKeys,
} from './keyring_file.ts';
import { ed25519Public, x25519Public, xwingPublic } from './primitives.ts';
import { signDocument } from './signing.ts';
import type { DeviceVault } from './vault.ts';

export type { SealingPair } from './keyring_file.ts';

const DAY = 86_400;
const RENEW_AGE = 5 * DAY;
const LIFE = LONGEST_LIFE[Kind.sealingKey] ?? 0;
/** No shift lives longer: after it, nothing sealed to an expired key is alive. */
const AFTER_EXPIRY = DAY;
/** What was sealed to an older key may still be under way for this long. */
const AFTER_NEWER = 3600;

interface Held extends SealingPair {
  readonly payload: SealingKey;
}

/** The fingerprint of the device that a vault is for. */
export function deviceOf({ organisation, identity, signing }: DeviceVault): Bytes {
  return deviceHash(organisation, x25519Public(identity), ed25519Public(signing));
}

/** Who a device's keys file belongs to. */
export function keysOwner(vault: DeviceVault): KeysOwner {
  return { organisation: vault.organisation, device: deviceOf(vault), storage: vault.storage };
}

export class Keyring {
  /** The device's fingerprint. */
  readonly device: Bytes;
  private readonly owner: KeysOwner;
  private readonly signing: Bytes;
  /** The newest first. */
  private held: readonly Held[] = [];
  private newerCertificate: Bytes = NONE;
  private newerWarrant: Bytes = NONE;
  private seen: readonly HeadSeen[] = [];
  private changed = false;

  /**
   * `stored`: the bytes that `wrap` gave, where there are any. Raises ForeignVault,
   * UnsupportedVault or DamagedVault for others; then a keyring without `stored` makes a new key.
   */
  constructor(vault: DeviceVault, stored?: Bytes) {
    this.owner = keysOwner(vault);
    this.device = this.owner.device;
    this.signing = vault.signing;
    if (stored === undefined) return;
    const { certificate, warrant, keys, heads } = unwrapKeys(this.owner, stored);
    this.held = newestFirst(keys.map(read));
    this.newerCertificate = certificate;
    this.newerWarrant = warrant;
    this.seen = heads;
  }

  /** Makes the first key, renews one of 5 days, destroys what has served. Call it now and then. */
  tick(now: number, random: Random): void {
    const [newest] = this.held;
    const age = newest === undefined ? RENEW_AGE : now - newest.payload.issued;
    // A key from a future that the clock has left would be refused by everybody else.
    if (age >= RENEW_AGE || age < -EARLY) this.make(now, random);
    this.destroy(({ until }) => until <= now);
  }

  /** The envelope to announce and to be certified with: the newest one that is in its time. */
  newest(now: number): Bytes | undefined {
    return this.held.find(({ payload }) => now < payload.expires)?.envelope;
  }

  /** Every seed that may still open something, the newest first. */
  get seeds(): readonly Bytes[] {
    return this.held.map(({ seed }) => seed);
  }

  /** Until when each key is kept, in seconds: the newest first. */
  get until(): readonly number[] {
    return this.held.map(({ until }) => until);
  }

  /**
   * A packet that was sealed to the key with this place in `seeds` has been opened: what is older
   * has an hour left.
   */
  opened(at: number, now: number): void {
    const last = Math.floor(now) + AFTER_NEWER; // whole seconds are kept; clocks are finer
    if (!this.held.some(({ until }, place) => place > at && until > last)) return;
    this.held = this.held.map((key, place) =>
      place > at && key.until > last ? { ...key, until: last } : key,
    );
    this.changed = true;
  }

  /** A newer certificate than the vault's, or empty. It was checked before it was kept. */
  get certificate(): Bytes {
    return this.newerCertificate;
  }

  get warrant(): Bytes {
    return this.newerWarrant;
  }

  /** Keeps a certificate (and warrant, or NONE) that the rulebook has accepted for this device. */
  adopt(certificate: Bytes, warrant: Bytes): void {
    this.newerCertificate = certificate;
    this.newerWarrant = warrant;
    this.changed = true;
  }

  /** Heads of documents that were seen before (remembered.ts). */
  get heads(): readonly HeadSeen[] {
    return this.seen;
  }

  remember(heads: readonly HeadSeen[]): void {
    this.seen = heads;
    this.changed = true;
  }

  /** The bytes to store, once after every change. */
  takeChanged(random: Random): Bytes | undefined {
    if (!this.changed) return undefined;
    this.changed = false;
    return this.wrap(random);
  }

  wrap(random: Random): Bytes {
    const content: KeysContent = {
      certificate: this.newerCertificate,
      warrant: this.newerWarrant,
      keys: [...this.held].reverse(),
      heads: this.seen,
    };
    return wrapKeys(this.owner, content, random);
  }

  wipe(): void {
    for (const { seed } of this.held) wipe(seed);
    this.held = [];
    wipe(this.owner.storage);
  }

  private make(now: number, random: Random): void {
    const issued = Math.floor(now);
    const seed = random(32);
    const payload: SealingKey = {
      format: 1,
      organisation: this.owner.organisation,
      // Rises also where the storage with the older keys was lost.
      version: Math.max(issued, (this.held[0]?.payload.version ?? 0) + 1),
      issued,
      expires: issued + LIFE,
      device: this.device,
      key: xwingPublic(seed),
    };
    const { raw } = signDocument(sealingKeyForm, payload, this.signing);
    const until = payload.expires + AFTER_EXPIRY;
    this.held = [{ envelope: raw, seed, until, payload }, ...this.held];
    this.destroy((_, place) => place >= SEALING_KEYS_MOST);
    this.changed = true;
  }

  private destroy(which: (key: Held, place: number) => boolean): void {
    const gone = this.held.filter(which);
    if (gone.length === 0) return;
    this.held = this.held.filter((key) => !gone.includes(key));
    for (const { seed } of gone) wipe(seed);
    this.changed = true;
  }
}

/** Our own storage, which only this device could have wrapped: its signatures are not asked again. */
function read(pair: SealingPair): Held {
  try {
    const { payload } = decodeEnvelope(pair.envelope, Kind.sealingKey);
    return { ...pair, payload: decodePayload(sealingKeyForm, payload) };
  } catch (error) {
    if (error instanceof Untrusted) throw new DamagedVault();
    throw error;
  }
}

function newestFirst(keys: readonly Held[]): readonly Held[] {
  return [...keys].sort((a, b) => b.payload.version - a.payload.version);
}
