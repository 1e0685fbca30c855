/**
 * Trusted documents that remember: what was believed before this device was locked, so that nothing
 * older is believed afterwards (protocol.md 3.13), and what has run out, so that somebody who may
 * can make the next one (3.15). Staff only; a survivor's page remembers nothing.
 *
 * Heads are refused and forgotten by the rules of `TrustedDocuments`: a lower version is a
 * "rollback", another document of the same version or another one before the next roster a
 * "fork", and rule 11 forgets a head as it forgets a document.
 */

import { type Bytes, compare, equal, hex, NONE } from './bytes.ts';
import * as rules from './document_rules.ts';
import { type Held, taken, untrusted } from './document_rules.ts';
import {
  type Charter,
  decodeEnvelope,
  decodePayload,
  type Form,
  type Head,
  Kind,
  type Roster,
  rosterForm,
  type Shift,
  shiftForm,
} from './document_types.ts';
import { type Taken, TrustedDocuments } from './documents.ts';
import { LocalFault, Untrusted } from './errors.ts';
import { belongTogether, headKey, type HeadSeen } from './heads.ts';

export type { HeadSeen } from './heads.ts';

/** For how long (seconds) after its end a document that nobody remembers is something to go on from. */
export const BASE_MOST = 14 * 86_400;

const CHARTER = headKey(Kind.charter, NONE);

export class RememberingDocuments extends TrustedDocuments {
  private readonly floors = new Map<string, HeadSeen>();
  private expiredRoster: Held<Roster> | undefined;
  private readonly expiredShifts = new Map<string, Held<Shift>>();

  /**
   * `heads`: what `heads` gave before; none at the first time. Raises LocalFault where they cannot
   * be ours: one twice, or without the charter's.
   */
  constructor(organisation: Bytes, leastCharterVersion = 1, heads: readonly HeadSeen[] = []) {
    super(organisation, leastCharterVersion);
    if (!belongTogether(heads)) throw new LocalFault('out-of-shape');
    for (const head of heads) this.floors.set(headKey(head.kind, head.desk), head);
  }

  /** What to remember: the newest of each kind and desk, held now or before, in order. */
  get heads(): readonly HeadSeen[] {
    return [...this.floors.values()].sort((a, b) => a.kind - b.kind || compare(a.desk, b.desk));
  }

  /** The envelopes of all charters, the first one first. */
  get charters(): readonly Bytes[] {
    return this.chain.map(({ raw }) => raw);
  }

  /**
   * Another reader that knows what this one does of a desk's shifts: to try out what was just made,
   * before anybody else sees it.
   */
  copy(desk: Bytes, now: number): RememberingDocuments {
    const other = new RememberingDocuments(this.organisation, this.least, this.heads);
    other.revoked = this.revoked;
    for (const raw of this.charters) other.addCharter(raw, now);
    const { rosterBase } = this;
    const shiftBase = this.shiftBase(desk);
    if (rosterBase !== undefined) {
      if (rules.inTime(rosterBase.payload, now)) other.addRoster(rosterBase.raw, now);
      else other.expiredRoster = rosterBase;
    }
    // As a base only: whoever signed it may have run out since, and it is replaced anyway.
    if (shiftBase !== undefined) other.expiredShifts.set(hex(desk), shiftBase);
    return other;
  }

  /** The newest roster known, also one that has run out: only to make the next one from. */
  get rosterBase(): Held<Roster> | undefined {
    return newer(this.roster, this.expiredRoster);
  }

  /** The newest shift of a desk, also one that has run out: only to make the next one from. */
  shiftBase(desk: Bytes): Held<Shift> | undefined {
    return newer(this.shift(desk), this.expiredShifts.get(hex(desk)));
  }

  /** The highest version of a shift that was ever believed here; 0 for none. */
  shiftVersion(desk: Bytes): number {
    return Math.max(
      this.shiftBase(desk)?.payload.version ?? 0,
      this.floors.get(headKey(Kind.shift, desk))?.version ?? 0,
    );
  }

  /**
   * A roster that has run out and is otherwise good: all signatures, heads and versions. It is
   * nothing but `rosterBase`. Raises Untrusted, "expired" for one of more than 14 days ago that
   * nobody here remembers.
   */
  addRosterBase(raw: Bytes, now: number): void {
    const envelope = decodeEnvelope(raw, Kind.roster);
    const charter = this.current(now);
    const administrator = rules.byAdministrator(charter, this.organisation, envelope);
    const trust = { administrator, warrant: undefined };
    const roster = this.past(rosterForm, raw, now, trust);
    const revoked = rules.revokedWith(this.revoked, roster.payload);
    rules.isNewer(this.rosterBase, roster.payload, roster.hash);
    this.revoked = revoked;
    this.expiredRoster = roster;
  }

  /** The same for a shift that rests on `rosterBase`, whose device still stood when it ran out. */
  addShiftBase(raw: Bytes, now: number): void {
    const envelope = decodeEnvelope(raw, Kind.shift);
    const charter = this.current(now);
    const roster = this.rosterBase;
    if (roster === undefined) throw untrusted('missing');
    rules.checkSignature(envelope, this.organisation, rules.signedBy(envelope));
    const at = pastOf(decodePayload(shiftForm, envelope.payload), now);
    const trust =
      envelope.warrants.length > 0
        ? rules.byWarrant(charter, roster.payload, this.organisation, envelope, at)
        : {
            administrator: rules.byAdministrator(charter, this.organisation, envelope),
            warrant: undefined,
          };
    const shift = this.past(shiftForm, raw, now, trust);
    rules.checkBaseRoster(shift.payload, roster);
    const { desk } = shift.payload;
    rules.isNewer(this.shiftBase(desk), shift.payload, shift.hash);
    this.expiredShifts.set(hex(desk), shift);
  }

  /** Rule 4 with what was remembered: an older charter than before is used for nothing. */
  override current(now: number): Charter {
    const charter = this.charter;
    if (charter !== undefined && charter.payload.version >= this.least) {
      this.check(CHARTER, charter.payload.version, charter.hash);
    }
    return super.current(now);
  }

  protected override seen(kind: Kind, { payload, hash }: Taken): void {
    const key = headKey(kind, deskOf(payload));
    // A step of the chain may be older than the charter of before; it may not fork it.
    const least = kind === Kind.charter ? (this.floors.get(key)?.version ?? 0) : 0;
    if (payload.version >= least) this.check(key, payload.version, hash);
  }

  protected override taking(kind: Kind, document: Taken, now: number): void {
    const { payload } = document;
    const key = headKey(kind, deskOf(payload));
    const floor = this.floors.get(key);
    if (kind === Kind.charter && floor !== undefined && payload.version < floor.version) return;
    if (kind === Kind.roster) this.checkPrevious(payload as Roster, floor);
    const isNews = floor === undefined || payload.version > floor.version;
    this.floors.set(key, headOf(kind, document));
    if (!isNews) return;
    if (kind === Kind.charter) this.forgetFloors(payload as Charter);
    if (kind === Kind.roster) this.forgetUnlisted(payload as Roster, now);
  }

  private check(key: string, version: number, hash: Bytes): void {
    const floor = this.floors.get(key);
    if (floor === undefined || version > floor.version) return;
    if (version < floor.version) throw untrusted('rollback');
    if (!equal(hash, floor.hash)) throw untrusted('fork');
  }

  private checkPrevious(roster: Roster, floor: HeadSeen | undefined): void {
    if (floor === undefined || roster.version !== floor.version + 1) return;
    if (!equal(roster.previous, floor.hash)) throw untrusted('fork');
  }

  /** Rule 11, by a charter newer than the one remembered. */
  private forgetFloors({ administratorKeys }: Charter): void {
    const stays = (administrator: Bytes): boolean => rules.among(administratorKeys, administrator);
    for (const [key, { administrator }] of this.floors) {
      if (administrator.length > 0 && !stays(administrator)) this.floors.delete(key);
    }
    const { expiredRoster } = this;
    if (expiredRoster && !stays(expiredRoster.administrator)) this.expiredRoster = undefined;
    for (const [desk, shift] of this.expiredShifts) {
      if (!stays(shift.administrator)) this.expiredShifts.delete(desk);
    }
  }

  /** Rule 11, by a roster newer than the one remembered. */
  private forgetUnlisted(roster: Roster, now: number): void {
    for (const [key, { warrantCertificate }] of this.floors) {
      if (warrantCertificate.length > 0 && !stands(roster, warrantCertificate, now)) {
        this.floors.delete(key);
      }
    }
    for (const [desk, shift] of this.expiredShifts) {
      if (!rules.stillStands(shift, roster, now)) this.expiredShifts.delete(desk);
    }
  }

  /** What was good until it ran out. */
  private past<T extends Head>(
    form: Form<T>,
    raw: Bytes,
    now: number,
    trust: Pick<Held<T>, 'administrator' | 'warrant'>,
  ): Held<T> {
    const envelope = decodeEnvelope(raw, form.kind);
    const at = pastOf(decodePayload(form, envelope.payload), now);
    const held = taken(form, this.organisation, envelope, raw, at, trust);
    const { version, expires } = held.payload;
    const key = headKey(form.kind, deskOf(held.payload));
    this.check(key, version, held.hash);
    const floor = this.floors.get(key);
    const known = floor !== undefined && equal(floor.hash, held.hash);
    if (!known && now >= expires + BASE_MOST) throw untrusted('expired');
    return held;
  }
}

/** The last moment of a document that has run out, or now. */
function pastOf(payload: Head, now: number): number {
  return Math.min(now, payload.expires - 1);
}

function deskOf(payload: Head & { readonly desk?: Bytes }): Bytes {
  return payload.desk ?? NONE;
}

function headOf(kind: Kind, { payload, hash, administrator, warrant }: Taken): HeadSeen {
  return {
    kind,
    desk: deskOf(payload),
    version: payload.version,
    hash,
    administrator: administrator ?? NONE,
    warrantCertificate: warrant?.certificateHash ?? NONE,
  };
}

function newer<T extends Head>(a: Held<T> | undefined, b: Held<T> | undefined): Held<T> | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.payload.version >= b.payload.version ? a : b;
}

function stands(roster: Roster, certificateHash: Bytes, now: number): boolean {
  try {
    rules.checkStanding(roster, certificateHash, now);
  } catch (error) {
    if (error instanceof Untrusted) return false;
    throw error;
  }
  return true;
}
