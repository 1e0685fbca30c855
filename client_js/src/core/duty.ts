/**
 * The console's machine: on duty at one desk, with several talks side by side.
 *
 * Frames, time and what the person does go in; frames and a view come out (views.ts).
 */

import type { Bytes } from './bytes.ts';
import { Kind } from './documents.ts';
import { act } from './duty_acts.ts';
import type { DutyDesk } from './duty_desk.ts';
import type { Own } from './duty_keys.ts';
import type { DutyNumbers } from './duty_numbers.ts';
import { dutyParts, type DutySetting } from './duty_parts.ts';
import type { Card, DutyPeople } from './duty_people.ts';
import type { Proof } from './duty_proof.ts';
import { Publications } from './duty_publications.ts';
import type { Shifts } from './duty_shift.ts';
import type { DeskState } from './duty_state.ts';
import type { Upkeep } from './duty_upkeep.ts';
import { dutyView } from './duty_view.ts';
import { LocalFault, Malformed } from './errors.ts';
import type { Following } from './follow.ts';
import { Refusal } from './frames.ts';
import type { PublishItem } from './publisher.ts';
import { soonest } from './quiet.ts';
import type { DeviceVault } from './vault.ts';
import type { Connection, DutyAction, DutyView, Machine, Problem } from './views.ts';
import type { Event, Wire } from './wire.ts';

export type { DutySetting } from './duty_parts.ts';
export type { Card } from './duty_people.ts';

export class Duty implements Machine<DutyView, DutyAction> {
  readonly own: Own;
  readonly following: Following;
  readonly shifts: Shifts;
  readonly proof: Proof;
  readonly people: DutyPeople;
  readonly upkeep: Upkeep;
  readonly state: DeskState;
  readonly numbers: DutyNumbers;
  private readonly publications: Publications;
  readonly desk: DutyDesk;
  private readonly vault: DeviceVault;
  private readonly wire: Wire;
  connection: Connection = 'connecting';
  trouble: Problem | undefined;
  locked = false;
  private lastKeys: Bytes | undefined;
  private now = 0;

  constructor(setting: DutySetting) {
    const parts = dutyParts(setting, {
      clock: () => this.now,
      document: (kind, packet, now) => this.renew(kind, packet, now),
      takenOver: (now) => this.takenOver(now),
      outrun: () => {
        this.trouble = 'someone-else-took-it';
      },
      turnedNot: () => {
        this.trouble = 'not-turned-away';
      },
    });
    this.vault = setting.vault;
    this.wire = parts.wire;
    this.own = parts.own;
    this.following = parts.following;
    this.shifts = parts.shifts;
    this.proof = parts.proof;
    this.people = parts.people;
    this.upkeep = parts.upkeep;
    this.state = parts.state;
    this.numbers = parts.numbers;
    this.publications = new Publications(parts.state, parts.upkeep.renewal);
    this.desk = parts.desk;
  }

  get line(): DutyPeople['line'] {
    return this.people.line;
  }

  get talks(): DutyPeople['talks'] {
    return this.people.talks;
  }

  opened(now: number): void {
    this.run(now, () => {
      this.people.begin(now);
      this.wire.opened(this.vault.organisation);
      this.following.fetchAll();
      this.wire.reopen();
      this.talks.reconnected(now);
      this.numbers.reconnected(now);
      this.desk.reconnected(now);
    });
  }

  lost(now: number): void {
    this.run(now, () => {
      this.connection = 'lost';
      this.wire.lost();
      this.proof.lost();
      this.upkeep.lost();
      this.people.lost();
      this.desk.lost();
    });
  }

  frame(raw: Bytes, now: number): void {
    if (this.locked) return;
    const take = (): void => {
      const event = this.wire.received(raw, now);
      if (event !== undefined) this.event(event, now);
    };
    this.run(now, take, Malformed);
  }

  tick(now: number): void {
    if (this.locked) return;
    this.run(now, () => {
      this.wire.tick(now);
      this.following.tick(now);
      this.talks.tick(now);
      this.dismissed(now);
      this.desk.tick(now);
      this.upkeep.tick(now);
      this.proof.tick(now);
      this.numbers.stage(this.proof.wanted, now);
      this.numbers.tick(now);
    });
  }

  /** Raises LocalFault for what cannot be done now, or a text that does not fit; nothing changes. */
  act(action: DutyAction, now: number): void {
    if (this.locked) return;
    const did = (): void => {
      this.did(action, now);
      if (!this.locked) this.numbers.stage(this.proof.wanted, now);
    };
    this.run(now, did, LocalFault);
  }

  drain(): readonly Bytes[] {
    return this.wire.drain();
  }

  due(): number | undefined {
    return soonest([this.talks, this.desk]);
  }

  wants(): 'socket' | 'none' {
    return this.locked ? 'none' : 'socket';
  }

  view(): DutyView {
    return dutyView(this, this.now);
  }

  /** The bytes of the keys file, once after every change; the last ones also after `lock`. */
  takeChanged(): Bytes | undefined {
    if (!this.locked) {
      this.run(this.now, () => {
        this.lastKeys = this.upkeep.takeChanged();
      });
    }
    const last = this.lastKeys;
    this.lastKeys = undefined;
    return last;
  }

  /** A shift or state to publish, once; what came of it is told to `published`. */
  toPublish(): readonly PublishItem[] | undefined {
    return this.locked ? undefined : this.publications.take(this.now);
  }

  published(ok: boolean, now: number): void {
    if (!this.locked) this.run(now, () => this.publications.published(ok, now));
  }

  /** What another console needs to ask for this device in one of its talks, for a while and once. */
  card(): Card | undefined {
    return this.people.card();
  }

  /** Asks the survivor to let a colleague in. protocol.md 9.3. Raises LocalFault. */
  introduce(key: string, card: Card, purpose: 'join' | 'hand-over', now: number): void {
    this.people.introduce(key, card, purpose, now);
  }

  private did(action: DutyAction, now: number): void {
    this.trouble = undefined;
    if (action.do === 'lock') this.lock(now);
    else act(this, action, now);
  }

  private event(event: Event, now: number): void {
    if (event.name === 'joined') {
      this.connection = 'connected';
      this.proof.joined(event.challenge);
    } else if (event.name === 'changed') this.following.changed(event.kind, event.desk);
    else if (event.name === 'gone') this.people.gone(event.knock, now);
    else if (event.name === 'waiting') {
      this.people.waiting(event.knock, event.sealed, event.waited, now);
    } else if (event.name === 'called') {
      this.upkeep.called(event.desk, event.sealed, event.proven, now);
    } else if (event.name === 'refused') {
      if (event.code === Refusal.unknownOrganisation) this.following.unknown();
      // The shift that was proved is over; the next proof comes with the next shift.
      if (event.code === Refusal.notOnDuty) this.notOnDuty();
    }
  }

  /** A new document: this device may be on another team now, or on none. */
  private renew(kind: number, packet: Bytes, now: number): void {
    this.state.changed();
    if (kind === Kind.state) this.upkeep.remember(now);
    if (kind === Kind.notice || kind === Kind.state) return;
    if (kind === Kind.charter) return this.upkeep.changed(false, now);
    const another = this.shifts.renew(kind === Kind.shift ? packet : undefined, now);
    if (another) {
      this.people.readLine();
      this.proof.over();
      this.talks.tellContact(now);
    }
    this.dismissed(now);
    if (this.shifts.current(now) === undefined) this.notOnDuty();
    this.upkeep.changed(another, now);
    this.proof.changed();
  }

  /** Where the organisation has revoked this device, or its roster has run out. */
  private dismissed(now: number): void {
    if (this.shifts.certificate === undefined || this.shifts.stands(now)) return;
    this.talks.endAll('revoked', now);
    this.desk.endAll('revoked', now);
    this.notOnDuty();
  }

  /** The same vault was unlocked elsewhere: this console keeps its talks, and nothing else. */
  private takenOver(now: number): void {
    this.trouble = 'taken-over';
    this.desk.endAll('left', now);
    this.upkeep.takenOver();
    this.proof.leave();
    this.line.clear();
  }

  private notOnDuty(): void {
    this.proof.over();
    this.line.clear();
  }

  private lock(now: number): void {
    this.lastKeys = this.upkeep.takeChanged();
    this.numbers.over(now);
    this.locked = true;
    this.upkeep.goodbye(now);
    this.proof.leave();
    for (const talk of this.talks.all) this.talks.forget(talk, now);
    this.desk.endAll('left', now);
    this.forget();
  }

  /** Whatever fails that nobody thought of ends every talk, visibly, with nothing sent or kept. */
  private run(now: number, act: () => void, passes?: typeof LocalFault | typeof Malformed): void {
    this.now = now;
    try {
      act();
    } catch (error) {
      if (passes !== undefined && error instanceof passes) throw error;
      this.wire.lost();
      this.trouble = 'encryption-failed';
      this.locked = true;
      try {
        this.talks.endAll('broken', now);
        this.desk.endAll('broken', now);
      } finally {
        this.forget();
      }
    }
  }

  private forget(): void {
    this.numbers.forget();
    this.line.clear();
    this.desk.forget();
    this.upkeep.wipe();
    this.shifts.wipe();
    this.wire.wipe();
  }
}
