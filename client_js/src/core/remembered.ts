/**
 * Trusted documents that remember: what was believed before this device was locked, so that nothing
 * older is believed afterwards (protocol.md 3.13), and what has run out, so that somebody who may
 * can make the next one (3.15). Staff only; a survivor's page remembers nothing.
 *
 * Heads are refused and forgotten by the rules of `TrustedDocuments`: a lower version is a
 * "rollback", another document of the same version or another one before the next roster a
 * "fork", and rule 11 forgets a head as it forgets a document.
 */

import { type Bytes, hex, NONE } from './bytes.ts';
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
import { Floors } from './floors.ts';
import { headKey, type HeadSeen } from './heads.ts';
import { nextVersion, Numbers, VERSION_FAR } from './numbering.ts';

export type { HeadSeen } from './heads.ts';

export class RememberingDocuments extends TrustedDocuments {
  private readonly floors: Floors;
  protected readonly numbers = new Numbers();
  private expiredRoster: Held<Roster> | undefined;
  private readonly expiredShifts = new Map<string, Held<Shift>>();

  /**
   * `heads`: what `heads` gave before; none at the first time. Raises LocalFault where they cannot
   * be ours: one twice, or without the charter's.
   */
  constructor(organisation: Bytes, leastCharterVersion = 1, heads: readonly HeadSeen[] = []) {
    super(organisation, leastCharterVersion);
    this.floors = new Floors(heads);
    for (const head of heads) this.numbers.saw(headKey(head.kind, head.desk), head);
  }

  /**
   * What to remember: of each kind, desk and authority that stands the newest, held now or before,
   * in order.
   */
  get heads(): readonly HeadSeen[] {
    return this.floors.heads;
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
    other.numbers.add(this.numbers);
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

  /** The highest version of this kind and desk ever believed here, or remembered; 0 for none. */
  highest(kind: Kind, desk: Bytes): number {
    return this.numbers.highest(headKey(kind, desk));
  }

  /** The version of the next roster, notice, shift or state (numbering.ts). */
  nextVersion(kind: Kind, desk: Bytes, now: number): number {
    const place = headKey(kind, desk);
    const base = this.base(kind, desk);
    const standing = [
      base?.payload.version ?? 0,
      ...this.heads.filter((head) => headKey(head.kind, head.desk) === place).map((one) => one.version),
    ].filter((version) => version < VERSION_FAR);
    return nextVersion(this.numbers.highest(place), Math.max(0, ...standing), now);
  }

  private base(kind: Kind, desk: Bytes): Taken | undefined {
    if (kind === Kind.roster) return this.rosterBase;
    if (kind === Kind.notice) return this.notice(desk);
    return kind === Kind.shift ? this.shiftBase(desk) : this.state(desk);
  }

  /** When the last shift of a desk ends that was ever believed here (seconds); 0 for none. */
  shiftEnds(desk: Bytes): number {
    return this.numbers.end(headKey(Kind.shift, desk));
  }

  /**
   * A roster that has run out and is otherwise good: all signatures, heads and versions. It is
   * nothing but `rosterBase`. Raises Untrusted, "expired" where no roster is remembered that this
   * one or an older one could be: then a relay could serve any, unless a person answers for it
   * (`compared`).
   */
  addRosterBase(raw: Bytes, now: number, compared = false): void {
    const envelope = decodeEnvelope(raw, Kind.roster);
    const charter = this.current(now);
    const administrator = rules.byAdministrator(charter, this.organisation, envelope);
    const trust = { administrator, warrant: undefined };
    const roster = this.past(rosterForm, raw, now, trust, compared);
    const revoked = rules.revokedWith(this.revoked, roster.payload);
    rules.isNewer(this.rosterBase, roster.payload, roster.hash);
    this.revoked = revoked;
    this.expiredRoster = roster;
    this.numbers.saw(headKey(Kind.roster, NONE), roster.payload);
  }

  /** The same for a shift that rests on `rosterBase`, whose device still stood when it ran out. */
  addShiftBase(raw: Bytes, now: number, compared = false): void {
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
    const shift = this.past(shiftForm, raw, now, trust, compared);
    rules.checkBaseRoster(shift.payload, roster);
    const { desk } = shift.payload;
    rules.isNewer(this.shiftBase(desk), shift.payload, shift.hash);
    this.expiredShifts.set(hex(desk), shift);
    this.numbers.saw(headKey(Kind.shift, desk), shift.payload);
  }

  /** Rule 4 with what was remembered: an older charter than before is used for nothing. */
  override current(now: number): Charter {
    const charter = this.charter;
    if (charter !== undefined && charter.payload.version >= this.least) {
      this.floors.check(Kind.charter, NONE, charter.payload.version, charter.hash);
    }
    return super.current(now);
  }

  protected override seen(kind: Kind, { payload, hash }: Taken): void {
    const desk = deskOf(payload);
    // A step of the chain may be older than the charter of before; it may not fork it.
    const least = kind === Kind.charter ? (this.floors.top(kind, desk)?.version ?? 0) : 0;
    if (payload.version >= least) this.floors.check(kind, desk, payload.version, hash);
  }

  protected override taking(kind: Kind, document: Taken, now: number): void {
    const { payload } = document;
    const key = headKey(kind, deskOf(payload));
    const floor = this.floors.top(kind, deskOf(payload));
    if (kind === Kind.charter && floor !== undefined && payload.version < floor.version) return;
    if (kind === Kind.roster) this.floors.checkPrevious(payload as Roster);
    this.numbers.saw(key, payload);
    const isNews = floor === undefined || payload.version > floor.version;
    if (isNews && kind === Kind.charter) this.forgetFloors(payload as Charter);
    if (isNews && kind === Kind.roster) this.forgetUnlisted(payload as Roster, now);
    this.floors.saw(headOf(kind, document));
  }

  /** Rule 11, by a charter newer than the one remembered. */
  private forgetFloors(charter: Charter): void {
    const { administratorKeys } = charter;
    this.floors.dismissed(charter);
    const stays = (administrator: Bytes): boolean => rules.among(administratorKeys, administrator);
    const { expiredRoster } = this;
    if (expiredRoster && !stays(expiredRoster.administrator)) this.expiredRoster = undefined;
    for (const [desk, shift] of this.expiredShifts) {
      if (!stays(shift.administrator)) this.expiredShifts.delete(desk);
    }
  }

  /** Rule 11, by a roster newer than the one remembered. */
  private forgetUnlisted(roster: Roster, now: number): void {
    this.floors.unlisted(roster, now);
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
    compared: boolean,
  ): Held<T> {
    const envelope = decodeEnvelope(raw, form.kind);
    const at = pastOf(decodePayload(form, envelope.payload), now);
    const held = taken(form, this.organisation, envelope, raw, at, trust);
    const { version, expires } = held.payload;
    const key = headKey(form.kind, deskOf(held.payload));
    this.floors.check(form.kind, deskOf(held.payload), version, held.hash);
    const known = compared || now < expires || this.numbers.highest(key) > 0;
    if (!known) throw untrusted('expired');
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
