/**
 * What an administrator needs to know before signing anything: charter, roster and shift as the
 * relay serves them, and the directory of who the staff are. protocol.md 3.6, 3.7, 3.10.
 *
 * What has run out is held as something to go on from: just then the next one must be made.
 */

import { type Bytes, equal, NONE } from './bytes.ts';
import { carried } from './carried.ts';
import { checkDismissed } from './dismissed.ts';
import { type Checked, Kind, type Shift } from './document_types.ts';
import { NotOnShift, RemoteFault, Untrusted } from './errors.ts';
import { Fetching } from './fetching.ts';
import { Refusal } from './frames.ts';
import { NoticeEditions } from './notice_editions.ts';
import { type Directory, openDirectory, packetHash } from './packet.ts';
import type { RememberingDocuments } from './remembered.ts';
import type { Problem } from './views.ts';
import type { Answer, Wire } from './wire.ts';

/** In the order in which one rests on the other. */
const KINDS = [Kind.charter, Kind.roster, Kind.shift] as const;
/** Only to be handed on with the rest of what is public. */
const MORE = [Kind.notice, Kind.state] as const;
type Needed = (typeof KINDS)[number];
type Read = Needed | (typeof MORE)[number];

const NOBODY: Directory = { devices: [], officeKeys: [], handbook: NONE };

/** Rules by which a relay shows other documents than were seen before. */
const DISAGREE: readonly string[] = ['rollback', 'fork'];
/** Rules that only say that something has run out, here or under it. */
const OVER: readonly string[] = ['expired', 'missing'];
/**
 * Rules by which a shift is refused whose maker was dismissed since, or whose roster was followed by
 * one without its shift: the connection broke in between.
 */
const DISMISSED: readonly string[] = ['revoked', 'unlisted', 'signer', 'roster-mismatch'];

export class Reading {
  readonly documents: RememberingDocuments;
  /** By all that was opened here. Undefined until then, or where none is sealed to this administrator. */
  directory: Directory | undefined;
  /**
   * What was read rests on something that has run out, and that nothing remembered answers for: it
   * is to be compared with somebody before anything is signed.
   */
  unsure = false;
  /** What was published, also what has run out. */
  readonly notices: NoticeEditions;
  /** The packet is there and not sealed to this administrator. */
  shutOut = false;
  private readonly desk: Bytes;
  private readonly officeSeed: Bytes;
  private readonly answered = new Set<Read>();
  private readonly wrong = new Map<Read, Problem>();
  private readonly disagreeing = new Set<Read>();
  private readonly fetching: Fetching<Read>;

  /** `notices`: the envelopes of those that were read before, oldest first. */
  constructor(
    documents: RememberingDocuments,
    desk: Bytes,
    officeSeed: Bytes,
    wire: Wire,
    notices: readonly Bytes[],
  ) {
    this.notices = new NoticeEditions(notices);
    this.documents = documents;
    this.desk = desk;
    this.officeSeed = officeSeed;
    this.fetching = new Fetching(wire, desk, (kind, answer, now) => this.got(kind, answer, now));
  }

  /** Whether everything was answered since the last `fetchAll`. */
  get ready(): boolean {
    return KINDS.every((kind) => this.answered.has(kind));
  }

  /** Whether the relay has said which notice stands, or that none does. */
  get noticeRead(): boolean {
    return this.answered.has(Kind.notice) && !this.disagreeing.has(Kind.notice);
  }

  /** Whether the relay serves other documents than were seen before. */
  get disagree(): boolean {
    return this.disagreeing.size > 0;
  }

  /** What stands in the way of all signing, the most basic first. */
  get problem(): Problem | undefined {
    for (const kind of KINDS) if (this.wrong.has(kind)) return this.wrong.get(kind);
    return undefined;
  }

  fetchAll(): void {
    this.answered.clear();
    for (const kind of [...KINDS, ...MORE]) this.fetching.get(kind);
  }

  /** The relay has something newer; everything rests on everything, so all of it is read again. */
  changed(kind: number, desk: Bytes): void {
    if (desk.length > 0 && !equal(desk, this.desk)) return;
    if (this.ready) this.fetchAll();
    else if (kind >= Kind.charter && kind <= Kind.state) this.fetching.get(kind as Read);
  }

  tick(now: number): void {
    this.fetching.tick(now);
  }

  /** The relay does not serve this organisation. */
  unknown(): void {
    this.wrong.set(Kind.charter, 'unknown-organisation');
  }

  private got(kind: Read, answer: Answer, now: number): void {
    this.answered.add(kind);
    // Whatever the relay says of it, and before that.
    if (kind === Kind.notice) this.notices.recall(this.documents, this.desk);
    if (answer.name === 'refused' && answer.code === Refusal.noSuchDocument) this.none(kind);
    if (answer.name !== 'document' || answer.kind !== kind) return;
    try {
      this.add(kind, answer.envelopes, now);
      this.takeNotice(kind, answer.envelopes);
      this.wrong.delete(kind);
      this.disagreeing.delete(kind);
      if (kind === Kind.shift) this.open(this.documents.shiftBase(this.desk), answer.packet, now);
    } catch (error) {
      if (!(error instanceof Untrusted)) throw error;
      if (error.rule === 'expired') this.takeNotice(kind, answer.envelopes);
      const [raw] = answer.envelopes;
      const dismissed = kind === Kind.shift && DISMISSED.includes(error.rule);
      if (dismissed && raw !== undefined) this.openDismissed(raw, answer.packet, now);
      else this.refuse(kind, error);
    }
  }

  private takeNotice(kind: Read, [raw]: readonly Bytes[]): void {
    if (kind === Kind.notice && raw !== undefined) this.notices.take(this.documents, this.desk, raw);
  }

  /** The relay says that there is none. It may be so only where none was ever seen. */
  private none(kind: Read): void {
    this.wrong.delete(kind);
    if (kind === Kind.charter) this.unknown();
    else if (this.documents.heads.some((head) => head.kind === kind)) this.disagreeing.add(kind);
    else if (kind === Kind.shift) this.directory ??= NOBODY;
  }

  private add(kind: Read, envelopes: readonly Bytes[], now: number): void {
    const { documents } = this;
    if (kind === Kind.charter) {
      documents.addCharters(envelopes, now);
      return;
    }
    const [raw] = envelopes;
    if (raw === undefined || envelopes.length > 1) throw new Untrusted('shape');
    if (kind === Kind.notice) documents.addNotice(raw, now);
    else if (kind === Kind.state) documents.addState(raw, now);
    else this.addOrBase(kind === Kind.roster, raw, now);
  }

  private addOrBase(isRoster: boolean, raw: Bytes, now: number): void {
    const { documents } = this;
    try {
      if (isRoster) documents.addRoster(raw, now);
      else documents.addShift(raw, now);
    } catch (error) {
      if (!(error instanceof Untrusted) || !OVER.includes(error.rule)) throw error;
      const known = documents.highest(isRoster ? Kind.roster : Kind.shift, isRoster ? NONE : this.desk);
      if (isRoster) documents.addRosterBase(raw, now, true);
      else documents.addShiftBase(raw, now, true);
      this.unsure ||= known === 0;
    }
  }

  /** The shift is of no use any more, but who the staff are must be known to start the next one. */
  private openDismissed(raw: Bytes, packet: Bytes, now: number): void {
    try {
      const shift = checkDismissed(this.documents, this.desk, raw, now);
      this.wrong.delete(Kind.shift);
      this.open(shift, packet, now);
    } catch (error) {
      if (!(error instanceof Untrusted)) throw error;
      this.refuse(Kind.shift, error);
    }
  }

  private open(shift: Checked<Shift> | undefined, packet: Bytes, now: number): void {
    if (shift === undefined || !equal(packetHash(packet), shift.payload.packetHash)) {
      this.wrong.set(Kind.shift, 'documents-untrusted');
      return;
    }
    const { directory: before, documents, desk, officeSeed } = this;
    try {
      const opened = openDirectory(shift, officeSeed, packet);
      this.directory = carried(opened, before, documents, desk, now);
      this.shutOut = false;
    } catch (error) {
      if (!(error instanceof RemoteFault)) throw error;
      // Whoever made this shift has left us out: what was opened before goes on.
      this.shutOut = error instanceof NotOnShift && before === undefined;
      if (!(error instanceof NotOnShift)) this.wrong.set(Kind.shift, 'documents-untrusted');
    }
  }

  private refuse(kind: Read, { rule }: Untrusted): void {
    const needed = KINDS.some((one) => one === kind);
    if (DISAGREE.includes(rule)) this.disagreeing.add(kind);
    else if (rule === 'early') this.wrong.set(kind, 'clock-disagrees');
    else if (rule === 'fingerprint') this.wrong.set(kind, 'wrong-fingerprint');
    // A notice or a state of yesterday is not handed on, and that is all.
    // What rests on something wrong is only wrong because of it.
    else if (needed && this.problem === undefined) this.wrong.set(kind, 'documents-untrusted');
  }
}
