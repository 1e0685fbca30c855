/**
 * Calls of other staff devices, as a console on duty hears them: who came back and waits for a
 * shift, whose sealing key is a new one, and which documents they hold. protocol.md 10.8.
 */

import { type Bytes, equal, hex } from './bytes.ts';
import { type Call, type CalledHead, openCall, type Presence } from './call.ts';
import { deviceHash } from './device.ts';
import type { Certificate, Checked, SealingKey, TrustedDocuments } from './documents.ts';
import type { Team } from './duty_shift.ts';
import { NotOpened, RemoteFault } from './errors.ts';
import { isNewer } from './office_staff.ts';
import type { Directory } from './packet.ts';

/** What a relay may make this console open at once, and each second. */
const CALLS_MOST = 60;
const CALLS_PER_SECOND = 8;
/** As many devices as a directory can list. */
const CALLERS_MOST = 1024;
/** Seconds after its last call in which a device counts as waiting for a shift. */
const WAITS = 180;
/** Seconds after its last call in which a device counts as there: two calls and a half. */
export const HEARD_FOR = 150;

/** A device whose certificate is good and that has called. */
export interface Caller {
  readonly device: Bytes;
  readonly certificate: Checked<Certificate>;
  /** The newest that it has called with. */
  readonly sealingKey: Checked<SealingKey> | undefined;
  /** By its own clock, and by ours. */
  readonly at: number;
  readonly heardAt: number;
  /** Since when it calls without being on duty, with a key that no shift is sealed to. */
  readonly waitsSince: number | undefined;
  /** Where it takes invitations, empty for nowhere, and how busy its person is. */
  readonly inbox: Bytes;
  readonly presence: Presence;
}

export interface CallsOwner {
  readonly desk: Bytes;
  readonly documents: TrustedDocuments;
  /** The shifts whose calls this console can open. */
  teams(): readonly Team[];
  /** Of the newest shift. */
  directory(): Directory | undefined;
  /** Says whether these are this device's own keys. */
  isOurs(certificate: Certificate): boolean;
  told(device: Bytes, certificateHash: Bytes, heads: readonly CalledHead[], now: number): void;
  /** Somebody is there of whom this console did not know. */
  came(now: number): void;
  /** A call of somebody on duty that no shift of ours opens. */
  unopened(now: number): void;
}

export class Calls {
  private readonly owner: CallsOwner;
  private readonly callers = new Map<string, Caller>();
  private left = CALLS_MOST;
  private countedAt: number | undefined;

  constructor(owner: CallsOwner) {
    this.owner = owner;
  }

  get all(): readonly Caller[] {
    return [...this.callers.values()];
  }

  /** Those who wait for a shift now. */
  waiting(now: number): readonly Caller[] {
    return this.all.filter((caller) => {
      return caller.waitsSince !== undefined && now - caller.heardAt < WAITS;
    });
  }

  /** What fails any check changes nothing. */
  heard(sealed: Bytes, proven: boolean, now: number): void {
    if (!this.pays(now)) return;
    const opened = this.open(sealed, now);
    if (opened === undefined) {
      if (proven) this.owner.unopened(now);
      return;
    }
    if (opened === 'bad') return;
    const { certificate, at } = opened;
    if (this.owner.isOurs(certificate.payload)) return;
    const { organisation, identity, signing } = certificate.payload;
    const device = deviceHash(organisation, identity, signing);
    const key = hex(device);
    const known = this.callers.get(key);
    // A call that comes again, or late, has nothing new to say.
    if (known !== undefined && at <= known.at) return;
    const sealingKey = newest(opened.sealingKey, known?.sealingKey);
    const waits = !proven && sealingKey !== undefined && !this.listed(sealingKey);
    const waitsSince = waits ? (known?.waitsSince ?? now) : undefined;
    this.callers.delete(key);
    const { inbox, presence } = opened;
    const said = { device, certificate, sealingKey, at, inbox, presence };
    this.callers.set(key, { ...said, heardAt: now, waitsSince });
    for (const oldest of [...this.callers.keys()].slice(0, this.callers.size - CALLERS_MOST)) {
      this.callers.delete(oldest);
    }
    this.owner.told(device, certificate.hash, opened.heads, now);
    // Whoever was gone for long, also without a goodbye, may know nothing of us any more.
    const gone = known === undefined || known.inbox.length === 0 || now - known.heardAt >= HEARD_FOR;
    if (inbox.length > 0 && gone) this.owner.came(now);
  }

  /** There is another shift: who is on it waits no more. */
  anotherShift(): void {
    for (const [key, caller] of [...this.callers]) {
      const { sealingKey } = caller;
      if (sealingKey === undefined || !this.listed(sealingKey)) continue;
      this.callers.set(key, { ...caller, waitsSince: undefined });
    }
  }

  clear(): void {
    this.callers.clear();
  }

  /** Whether the newest shift, as its directory says, was sealed to this key. */
  private listed({ raw }: Checked<SealingKey>): boolean {
    const devices = this.owner.directory()?.devices ?? [];
    return devices.some(({ sealingKey }) => equal(sealingKey, raw));
  }

  private open(sealed: Bytes, now: number): Call | 'bad' | undefined {
    const { documents, desk } = this.owner;
    for (const { believed, content } of this.owner.teams()) {
      try {
        return openCall({ ...believed, desk }, content.teamSeed, sealed, documents, now);
      } catch (error) {
        if (error instanceof NotOpened) continue;
        if (error instanceof RemoteFault) return 'bad';
        throw error;
      }
    }
    return undefined;
  }

  /** Opening a call costs time: a flood of them must not hold up the talks. */
  private pays(now: number): boolean {
    const passed = Math.max(0, now - (this.countedAt ?? now));
    this.countedAt = now;
    this.left = Math.min(CALLS_MOST, this.left + passed * CALLS_PER_SECOND);
    if (this.left < 1) return false;
    this.left -= 1;
    return true;
  }
}

type Key = Checked<SealingKey> | undefined;

/** An old call that comes again must not bring an old key back. */
function newest(called: Key, known: Key): Key {
  if (called === undefined || known === undefined) return called ?? known;
  return isNewer(known.payload, called.payload) ? known : called;
}
