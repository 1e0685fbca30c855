/**
 * Which signed documents are to be trusted, decided without clock or network. protocol.md 3.
 *
 * The rulebook of `TrustedDocuments`, the same as in relay/documents.py. Each rule names what
 * `Untrusted.rule` says.
 *
 *  1. An envelope is one strict reading of its bytes, of the expected kind; all but a charter
 *     carry exactly one signature, and only a shift or state may carry one warrant ("shape"). Its
 *     payload is decoded only after the signatures that trust it hold over its bytes.
 *  2. Charter 1 has the pinned fingerprint as its document hash ("fingerprint"), and as many of
 *     its own root keys as its threshold says have signed it ("threshold").
 *  3. Charter n+1 follows charter n: signed by the threshold of n with keys of n and by its own
 *     threshold with its own keys ("threshold"), version n+1 ("gap", "rollback"), and `previous`
 *     is the hash of n ("fork"). Nobody else signs ("signer"), every signature holds ("signature").
 *  4. Nothing but a charter is accepted while the newest charter is expired ("expired"), or older
 *     than the least version that the page pins ("least-charter"), or there is none ("missing").
 *  5. Roster, notice, certificate and warrant are signed by an administrator of the current
 *     charter; shift and state too, or by the device that their warrant names ("signer",
 *     "signature").
 *  6. Every document names this organisation ("organisation"), is in its time at `now` ("early",
 *     "expired"), and lives no longer than its kind may ("life").
 *  7. Versions of roster, notice, shift and state only go up, for each desk by itself: a lower one
 *     is refused ("rollback"), the same version must be the same payload ("fork"), and the next
 *     roster names the hash of the one before ("fork"). Revocation is for ever: a roster in which
 *     a row stands that any believed roster has revoked is refused ("rollback"), whatever rule 11
 *     has made forgotten.
 *  8. A shift is taken with the very roster that it names alone, unexpired ("roster-mismatch").
 *     One that is held stays in use while a newer roster has come and its shift is on the way.
 *  9. A certificate, and the one behind a warrant, stands in the current roster ("unlisted"),
 *     there unexpired ("expired") and not revoked ("revoked"). A warrant grants the power used
 *     ("power").
 * 10. A sealing key is signed by the signing key of a certificate that is good, and names the
 *     fingerprint of that certificate's keys ("signer").
 * 11. The way back from a version pushed too high: a charter without the administrator key behind
 *     a document makes that document and its version forgotten; so does a roster that no longer
 *     lets the certificate behind its warrant stand.
 * 12. State changes only after every check has passed.
 */

import { type Bytes, equal, hex } from './bytes.ts';
import { nextCharter } from './document_charters.ts';
import * as rules from './document_rules.ts';
import { type Held, stillStands, taken, untrusted } from './document_rules.ts';
import {
  type Certificate,
  certificateForm,
  type Charter,
  type Checked,
  decodeEnvelope,
  documentHash,
  type Form,
  type Head,
  Kind,
  type Notice,
  noticeForm,
  type Roster,
  rosterForm,
  type SealingKey,
  type Shift,
  shiftForm,
  type State,
  stateForm,
} from './document_types.ts';
import { LocalFault } from './errors.ts';
import { atOnce, type Pieces } from './pieces.ts';

export { type Held, inTime } from './document_rules.ts';
export * from './document_types.ts';

const DESKS_MOST = 64;

type ByDesk<T> = Map<string, Held<T>>;
/** A charter rests on no administrator. */
export type Taken = Checked<Head> & Partial<Held<Head>>;

/**
 * The newest trusted documents of one organisation. Each `add…` takes an envelope's bytes and the
 * time in seconds, returns true when the document is news and false when it is held already, and
 * raises Untrusted with nothing changed.
 */
export class TrustedDocuments {
  readonly organisation: Bytes;
  protected readonly least: number;
  protected readonly chain: Checked<Charter>[] = [];
  /** Certificate hashes that any believed roster has revoked. */
  protected revoked: ReadonlySet<string> = new Set();
  private heldRoster: Held<Roster> | undefined;
  private readonly notices: ByDesk<Notice> = new Map();
  private readonly shifts: ByDesk<Shift> = new Map();
  private readonly states: ByDesk<State> = new Map();

  constructor(organisation: Bytes, leastCharterVersion = 1) {
    if (organisation.length !== 32) throw new LocalFault('range');
    this.organisation = organisation;
    this.least = leastCharterVersion;
  }

  /** The newest charter; it may be expired. */
  get charter(): Checked<Charter> | undefined {
    return this.chain[this.chain.length - 1];
  }

  /** The newest roster; ask `inTime` before using it. */
  get roster(): Held<Roster> | undefined {
    return this.heldRoster;
  }

  /** The newest notice of a desk; ask `inTime` before using it. */
  notice(desk: Bytes): Held<Notice> | undefined {
    return this.notices.get(hex(desk));
  }

  /** The newest shift of a desk; ask `inTime` before using it. */
  shift(desk: Bytes): Held<Shift> | undefined {
    return this.shifts.get(hex(desk));
  }

  /** The newest state of a desk; ask `inTime` before using it. */
  state(desk: Bytes): Held<State> | undefined {
    return this.states.get(hex(desk));
  }

  /**
   * The whole chain as a relay serves it; the last charter must be in its time. Charters that pass
   * stay, even when a later one is refused.
   */
  addCharters(raws: readonly Bytes[], now: number): boolean {
    return atOnce(this.addingCharters(raws, now));
  }

  *addingCharters(raws: readonly Bytes[], now: number): Pieces<boolean> {
    const known = this.chain.length;
    this.chain.slice(0, raws.length).forEach((held, at) => {
      const { payload } = decodeEnvelope(raws[at] ?? held.raw, Kind.charter);
      if (equal(documentHash(Kind.charter, payload), held.hash)) return;
      throw untrusted(at > 0 ? 'fork' : 'fingerprint');
    });
    if (raws.length < known) throw untrusted('rollback');
    for (const raw of raws.slice(known)) yield* this.addingCharter(raw, now);
    this.current(now);
    return this.chain.length > known;
  }

  /** The next charter (rules 2 and 3). One that is expired is taken as a step. */
  addCharter(raw: Bytes, now: number): boolean {
    return atOnce(this.addingCharter(raw, now));
  }

  private *addingCharter(raw: Bytes, now: number): Pieces<boolean> {
    const charter = yield* nextCharter(this.chain, this.organisation, raw, now);
    if (charter === undefined) return false;
    this.seen(Kind.charter, charter);
    this.taking(Kind.charter, charter, now);
    this.chain.push(charter);
    this.forgetDismissed(charter.payload);
    return true;
  }

  /** Rules 5 to 7. */
  addRoster(raw: Bytes, now: number): boolean {
    const roster = this.byAdministrator(rosterForm, raw, now);
    const held = this.heldRoster;
    const revoked = rules.revokedWith(this.revoked, roster.payload);
    this.seen(Kind.roster, roster);
    if (!rules.isNewer(held, roster.payload, roster.hash)) return false;
    const { version, previous } = roster.payload;
    const isNext = held !== undefined && version === held.payload.version + 1;
    if (isNext && !equal(previous, held.hash)) throw untrusted('fork');
    this.taking(Kind.roster, roster, now);
    this.heldRoster = roster;
    this.revoked = revoked;
    for (const kept of [this.shifts, this.states]) {
      keepOnly(kept, (document) => stillStands(document, roster.payload, now));
    }
    return true;
  }

  /** Rules 5 to 7. */
  addNotice(raw: Bytes, now: number): boolean {
    const notice = this.byAdministrator(noticeForm, raw, now);
    return this.hold(Kind.notice, this.notices, notice, now);
  }

  /** Rules 5 to 9. */
  addShift(raw: Bytes, now: number): boolean {
    const charter = this.current(now);
    const roster = this.currentRoster(now);
    const shift = this.byAuthority(shiftForm, charter, raw, now);
    return this.hold(Kind.shift, this.shifts, shift, now, () =>
      rules.checkNamedRoster(shift.payload, roster),
    );
  }

  /** Rules 5 to 7 and 9. */
  addState(raw: Bytes, now: number): boolean {
    const state = this.byAuthority(stateForm, this.current(now), raw, now);
    return this.hold(Kind.state, this.states, state, now);
  }

  /** A device's certificate that is good now (rules 5, 6 and 9); nothing is kept. */
  checkCertificate(raw: Bytes, now: number): Checked<Certificate> {
    this.current(now);
    const roster = this.currentRoster(now);
    const certificate = this.byAdministrator(certificateForm, raw, now);
    rules.checkStanding(roster.payload, certificate.hash, now);
    return certificate;
  }

  /** The sealing key of a device whose certificate is good now (rules 6, 9 and 10). */
  checkSealingKey(
    raw: Bytes,
    certificate: Checked<Certificate>,
    now: number,
  ): Checked<SealingKey> {
    this.current(now);
    const roster = this.currentRoster(now);
    const key = rules.checkSealingKey(this.organisation, certificate.payload, raw, now);
    rules.checkStanding(roster.payload, certificate.hash, now);
    return key;
  }

  /** The charter that everything else rests on now (rule 4). Raises Untrusted. */
  current(now: number): Charter {
    const charter = this.charter?.payload;
    if (charter === undefined) throw untrusted('missing');
    if (charter.version < this.least) throw untrusted('least-charter');
    rules.checkTime(charter, now);
    return charter;
  }

  /** A subclass that remembers refuses what is lower than it has seen. */
  protected seen(_kind: Kind, _document: Taken): void {}

  /** What passed every check and is held next. */
  protected taking(_kind: Kind, _document: Taken, _now: number): void {}

  private currentRoster(now: number): Held<Roster> {
    if (this.heldRoster === undefined) throw untrusted('missing');
    rules.checkTime(this.heldRoster.payload, now);
    return this.heldRoster;
  }

  private byAdministrator<T extends Head>(form: Form<T>, raw: Bytes, now: number): Held<T> {
    const charter = this.current(now);
    const envelope = decodeEnvelope(raw, form.kind);
    const administrator = rules.byAdministrator(charter, this.organisation, envelope);
    const trust = { administrator, warrant: undefined };
    return taken(form, this.organisation, envelope, raw, now, trust);
  }

  private byAuthority<T extends Head>(
    form: Form<T>,
    charter: Charter,
    raw: Bytes,
    now: number,
  ): Held<T> {
    const envelope = decodeEnvelope(raw, form.kind);
    if (envelope.warrants.length === 0) return this.byAdministrator(form, raw, now);
    const roster = this.currentRoster(now).payload;
    const trust = rules.byWarrant(charter, roster, this.organisation, envelope, now);
    return taken(form, this.organisation, envelope, raw, now, trust);
  }

  private hold<T extends Head & { readonly desk: Bytes }>(
    kind: Kind,
    kept: ByDesk<T>,
    held: Held<T>,
    now: number,
    whole?: () => void,
  ): boolean {
    const desk = hex(held.payload.desk);
    this.seen(kind, held);
    if (!rules.isNewer(kept.get(desk), held.payload, held.hash)) return false;
    whole?.();
    if (!kept.has(desk) && kept.size === DESKS_MOST) throw untrusted('desks');
    this.taking(kind, held, now);
    kept.set(desk, held);
    return true;
  }

  /** Rule 11. */
  private forgetDismissed(charter: Charter): void {
    const stays = (held: Held<unknown>): boolean =>
      rules.among(charter.administratorKeys, held.administrator);
    if (this.heldRoster !== undefined && !stays(this.heldRoster)) this.heldRoster = undefined;
    for (const kept of [this.notices, this.shifts, this.states]) keepOnly(kept, stays);
  }
}

function keepOnly(
  kept: ByDesk<Notice> | ByDesk<Shift> | ByDesk<State>,
  stays: (held: Held<unknown>) => boolean,
): void {
  for (const [desk, held] of kept) if (!stays(held)) kept.delete(desk);
}
