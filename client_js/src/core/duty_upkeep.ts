/**
 * What a console does by itself, without its person: it renews its keys, calls, hears calls,
 * compares documents and starts the next shift. protocol.md 3.8, 10.8, 11.1.
 */

import { type Bytes, equal, hex, NONE, type Random } from './bytes.ts';
import { carried } from './carried.ts';
import { Base } from './duty_base.ts';
import { Calling } from './duty_calling.ts';
import { type Caller, Calls } from './duty_calls.ts';
import { calledHeads, sameHeads, type WatchedDocuments } from './duty_documents.ts';
import { Heads } from './duty_heads.ts';
import { OwnCall } from './duty_own_call.ts';
import { DutyPresence } from './duty_presence.ts';
import { HandbookReader } from './handbook_carry.ts';
import type { Handbook } from './handbook.ts';
import type { HandbookView } from './handbook_view.ts';
import type { Own } from './duty_keys.ts';
import type { Proof } from './duty_proof.ts';
import { Renewal } from './duty_renewal.ts';
import type { Shifts } from './duty_shift.ts';
import { listed } from './duty_staff.ts';
import type { Talk } from './duty_talk.ts';
import { LocalFault } from './errors.ts';
import type { Following } from './follow.ts';
import { nextShift } from './office.ts';
import type { Directory } from './packet.ts';
import type { PublishItem } from './publisher.ts';
import type { DeviceVault } from './vault.ts';
import type { Wire } from './wire.ts';

/** Seconds between two looks at the own warrant, which may run out. */
const LOOK_EVERY = 60;
/** Seconds within which every supervisor's console on duty has called twice. */
const HEARD = 600;
const RENEWERS: readonly string[] = ['supervisor', 'administrator'];

export interface UpkeepParts {
  readonly vault: DeviceVault;
  readonly own: Own;
  readonly documents: WatchedDocuments;
  readonly following: Following;
  readonly shifts: Shifts;
  readonly wire: Wire;
  readonly random: Random;
  readonly proof: Proof;
  talks(): readonly Talk[];
}

export class Upkeep {
  readonly calls: Calls;
  readonly calling: Calling;
  readonly heads: Heads;
  readonly renewal: Renewal;
  readonly presence: DutyPresence;
  private readonly parts: UpkeepParts;
  private readonly base: Base;
  private readonly reader: HandbookReader;
  /** Who the staff are by all that was opened here. */
  private carried: Directory | undefined;
  /** The same vault was unlocked elsewhere: that console keeps the keys and starts the shifts. */
  private away = false;
  private warrant: Bytes | undefined;
  private lookAt = 0;
  private onDutySince: number | undefined;
  /** Whether new talks have to wait, and who was shown other documents, as of the last look. */
  private contradicted = false;
  private forked = false;
  private others: readonly string[] = [];

  constructor(parts: UpkeepParts) {
    this.parts = parts;
    const { own, documents, following, shifts, wire, random, vault } = parts;
    const { desk } = vault;
    this.reader = new HandbookReader(desk);
    const lookAgain = (): void => following.fetchAll();
    this.heads = new Heads({
      heads: () => calledHeads(documents, desk),
      stands: (hash, now) => following.stands(hash, now),
      lookAgain,
    });
    this.calls = new Calls({
      desk,
      documents,
      teams: () => shifts.teams,
      directory: () => shifts.directory,
      isOurs: ({ identity, signing }) =>
        equal(identity, own.identity) && equal(signing, own.signing),
      told: (device, hash, heads, now) => this.heads.told(device, hash, heads, now),
      unopened: (now) => this.heads.unopened(now),
      came: (now) => this.calling.greet(now),
    });
    this.presence = new DutyPresence({
      proof: parts.proof,
      following,
      random,
      callers: () => this.calls.all,
      directory: () => this.carried,
      talks: () => parts.talks(),
      inbox: () => shifts.teams[0]?.inboxWrite ?? NONE,
    });
    const call = new OwnCall(parts, this.presence);
    this.calling = new Calling(wire, desk, random, {
      reason: (now) => this.reason(now),
      make: (leaving, now) => call.make(leaving, now),
    });
    this.base = new Base(wire, {
      desk,
      documents,
      seeds: () => own.keyring.seeds,
      opened: (directory, now) => {
        own.adopt(directory, documents, now);
        this.carried = carried(directory, this.carried, documents, desk, now);
        this.lookAt = 0;
      },
      // The warrant held may be worth nothing since an administrator has left.
      wanted: (now) => {
        const lost = shifts.directory === undefined && following.believed(now) === undefined;
        return lost && (this.mayShift || own.hadWarrant);
      },
    });
    this.renewal = new Renewal(random, {
      documents,
      desk,
      mayShift: () => this.mayShift && !this.away && following.ready,
      directory: () => this.directory(),
      waiting: (now) => this.calls.waiting(now),
      contradicted: () => documents.contradicted,
      make: (expires, now) => this.make(expires, now),
      lookAgain,
    });
  }

  /** Whether this device may start shifts. */
  get mayShift(): boolean {
    return this.warrant !== undefined;
  }

  /** Whether this console is to hear calls also while its person is off duty. */
  get listens(): boolean {
    return this.mayShift && !this.away;
  }

  /** Whether no new talk is begun for now. */
  get paused(): boolean {
    return this.contradicted || this.forked;
  }

  /** What the organisation tells its staff now, of the newest shift that was opened here. */
  handbook(now: number): HandbookView | undefined {
    return this.reader.view(this.parts.documents, this.carried?.handbook, now);
  }

  /** The same as it was signed, with its secrets. */
  signedHandbook(now: number): Handbook | undefined {
    return this.reader.current(this.parts.documents, this.carried?.handbook, now);
  }

  /** Colleagues whose consoles were shown other documents. */
  get disagreeing(): readonly Caller[] {
    if (this.others.length === 0) return [];
    return this.calls.all.filter(({ device }) => this.others.includes(hex(device)));
  }

  /** Whether somebody is there who starts the next shift, as far as this console can know. */
  renewed(now: number): boolean {
    if (this.listens) return this.renewal.on;
    // Only who is on duty hears the others, and not at once.
    if (this.onDutySince === undefined || now - this.onDutySince < HEARD) return true;
    return this.calls.all.some(({ certificate, heardAt }) => {
      return RENEWERS.includes(certificate.payload.role) && now - heardAt < HEARD;
    });
  }

  /** Whether anything says that others are shown other documents. */
  disagree(now: number): boolean {
    return this.paused || this.others.length > 0 || this.heads.sealedElsewhere(now);
  }

  takenOver(): void {
    this.away = true;
  }

  /** The bytes of the keys file, once after every change. */
  takeChanged(): Bytes | undefined {
    const { own, random } = this.parts;
    return this.away ? undefined : own.keyring.takeChanged(random);
  }

  lost(): void {
    this.calling.lost();
  }

  called(desk: Bytes, sealed: Bytes, proven: boolean, now: number): void {
    if (!equal(desk, this.parts.vault.desk)) return;
    this.calls.heard(sealed, proven, now);
    this.look(now);
  }

  /** A document was fetched and believed; `anotherShift` where this device is on another now. */
  changed(anotherShift: boolean, now: number): void {
    const waited = this.calls.waiting(now);
    if (anotherShift) {
      this.base.directory = undefined;
      const { shifts, documents, vault } = this.parts;
      const { directory } = shifts;
      this.carried = directory && carried(directory, this.carried, documents, vault.desk, now);
      this.calls.anotherShift();
      this.heads.anotherShift();
    }
    this.remember(now);
    this.heads.changed(now);
    this.renewal.changed(anotherShift, anotherShift ? waited : [], now);
    this.lookAt = 0;
    this.look(now);
  }

  tick(now: number): void {
    if (this.parts.own.tick(now)) this.calling.soon(now);
    this.look(now);
    this.base.tick(now);
    if (this.presence.changed()) this.calling.changed(now);
    this.calling.tick(now);
    this.renewal.tick(now);
  }

  /** The person leaves: whoever is on duty need not wait to miss them. */
  goodbye(now: number): void {
    this.calling.goodbye(now);
  }

  wipe(): void {
    this.presence.wipe();
    this.calls.clear();
    this.base.directory = this.carried = undefined;
  }

  private look(now: number): void {
    const { own, documents, proof } = this.parts;
    const before = [this.listens, this.paused];
    if (now >= this.lookAt) {
      this.warrant = own.warrant(documents, now);
      this.lookAt = now + LOOK_EVERY;
    }
    this.contradicted = documents.contradicted;
    this.others = this.heads.disagreeing(now);
    this.forked = this.heads.forked(now);
    this.onDutySince = proof.holds ? (this.onDutySince ?? now) : undefined;
    if (before[0] !== this.listens || before[1] !== this.paused) proof.changed();
  }

  /** What is believed now, so that nothing older is believed after the next unlocking. */
  remember(now: number): void {
    const { own, documents } = this.parts;
    if (sameHeads(documents.heads, own.keyring.heads)) return;
    own.keyring.remember(documents.heads);
    this.calling.news(now);
  }

  private reason(now: number): 'returning' | 'on-duty' | undefined {
    const { following, shifts } = this.parts;
    if (this.parts.proof.holds) return 'on-duty';
    if (this.away || following.believed(now) === undefined) return undefined;
    return shifts.current(now) === undefined && shifts.stands(now) ? 'returning' : undefined;
  }

  private directory(): Directory | undefined {
    return this.carried;
  }

  private make(expires: number, now: number): readonly PublishItem[] {
    const { vault, own, documents, random } = this.parts;
    const directory = this.directory();
    const { warrant } = this;
    if (directory === undefined || warrant === undefined) throw new LocalFault('out-of-turn');
    const learned = [...this.calls.all, ...own.sure(documents, now)].map(listed);
    const given = { documents, desk: vault.desk, directory, learned, now, random };
    const signer = { deviceSeed: vault.signing, warrant };
    const { items } = nextShift(given, signer, expires);
    return [...documents.lostBelow.map((envelope) => ({ envelope, packet: NONE })), ...items];
  }
}
