/**
 * The console's machine: on duty at one desk, with several talks side by side.
 *
 * Frames, time and what the person does go in; frames and a view come out (views.ts).
 */

import type { Bytes, Random } from './bytes.ts';
import { Kind, TrustedDocuments } from './documents.ts';
import { Claims } from './duty_claim.ts';
import { Invited } from './duty_invited.ts';
import { WaitingLine } from './duty_line.ts';
import { Proof } from './duty_proof.ts';
import { Shifts } from './duty_shift.ts';
import { Talks } from './duty_talks.ts';
import { dutyView } from './duty_view.ts';
import { LocalFault, Malformed } from './errors.ts';
import { Following } from './follow.ts';
import { Refusal } from './frames.ts';
import type { Admit } from './messages.ts';
import { written } from './shapes.ts';
import type { Keyring } from './keyring.ts';
import type { DeviceVault } from './vault.ts';
import type { Connection, DutyAction, DutyView, Machine, Problem } from './views.ts';
import { type Event, Wire } from './wire.ts';

export interface DutySetting {
  /** An unlocked device; its secrets are wiped by `lock`. */
  readonly vault: DeviceVault;
  /** Of this device; wiped by `lock` too. */
  readonly keyring: Keyring;
  readonly random: Random;
}

/** How a colleague can be brought into a talk: the fields of `admit`. */
export type Card = Pick<Admit, 'certificate' | 'sealingKey' | 'w'>;

const PURPOSES = ['again', 'join', 'hand-over'] as const;

export class Duty implements Machine<DutyView, DutyAction> {
  private readonly vault: DeviceVault;
  private readonly wire = new Wire();
  readonly following: Following;
  readonly shifts: Shifts;
  readonly proof: Proof;
  readonly line = new WaitingLine();
  readonly talks: Talks;
  private readonly claims: Claims;
  private readonly invited: Invited;
  private requests = 0;
  connection: Connection = 'connecting';
  trouble: Problem | undefined;
  locked = false;
  private now = 0;

  constructor({ vault, keyring, random }: DutySetting) {
    this.vault = vault;
    const { wire } = this;
    const { organisation, desk, identity, certificate: certificateRaw } = vault;
    const kinds = [Kind.charter, Kind.roster, Kind.shift] as const;
    const documents = new TrustedDocuments(organisation);
    this.following = new Following(documents, desk, kinds, wire, (kind, packet, now) => {
      if (kind !== Kind.charter) this.renew(kind === Kind.shift ? packet : undefined, now);
    });
    this.shifts = new Shifts(vault, keyring, this.following, wire, {
      invitation: (sealed, now) => this.invitation(sealed, now),
      takenOver: () => {
        this.trouble = 'taken-over';
        this.offDuty();
      },
    });
    const contact = () => this.shifts.contact(this.now);
    this.talks = new Talks(wire, organisation, random, contact, (talk) => {
      if (talk.stage !== 'unverified') this.claims.settled(talk);
      this.proof.changed();
    });
    const taken = () => this.talks.taken;
    const outdated = () => this.following.fetchAll();
    this.proof = new Proof(wire, desk, this.shifts, taken, outdated, () => this.now);
    const own = () => this.shifts.certificate?.hash ?? organisation;
    this.invited = new Invited(vault, keyring, random, {
      knows: (lineId) => this.talks.knows(lineId),
      knew: (lineId) => this.talks.knew(lineId),
      make: (purpose, now) => {
        const start = { by: PURPOSES[purpose], addressAs: '', language: '', first: '' };
        return this.talks.make(start, own(), now);
      },
    });
    this.claims = new Claims(wire, desk, { identity, certificateRaw }, random, {
      talk: ({ addressAs, language, first }, now) =>
        this.talks.make({ by: 'knock', addressAs, language, first }, own(), now),
      accepted: (knock, talk) => {
        this.line.remove(knock.id);
        if (talk.stage === 'hello') talk.stage = 'unverified';
        this.proof.changed();
      },
      lost: (knock, talk, now) => {
        this.line.remove(knock.id);
        this.trouble = 'someone-else-took-it';
        if (talk !== undefined && talk.stage !== 'talking') this.talks.forget(talk, now);
      },
    });
  }

  opened(now: number): void {
    this.run(now, () => {
      this.invited.begin(now);
      this.wire.opened(this.vault.organisation);
      this.following.fetchAll();
      this.wire.reopen();
      this.talks.reconnected(now);
    });
  }

  lost(now: number): void {
    this.run(now, () => {
      this.connection = 'lost';
      this.wire.lost();
      this.proof.lost();
      this.line.clear();
      this.talks.lost();
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
    this.run(now, () => {
      this.wire.tick(now);
      this.following.tick(now);
      this.talks.tick(now);
      this.dismissed(now);
      this.proof.tick(now);
    });
  }

  /** Raises LocalFault for what cannot be done now, or a text that does not fit; nothing changes. */
  act(action: DutyAction, now: number): void {
    if (this.locked) return;
    this.run(now, () => this.did(action, now), LocalFault);
  }

  drain(): readonly Bytes[] {
    return this.wire.drain();
  }

  wants(): 'socket' | 'none' {
    return this.locked ? 'none' : 'socket';
  }

  view(): DutyView {
    return dutyView(this, this.now);
  }

  /** What another console needs to ask for this device in one of its talks, for a while and once. */
  card(): Card | undefined {
    const contact = this.shifts.contact(this.now);
    this.invited.expect(this.now);
    const { certificate } = this.vault;
    return contact && { certificate, sealingKey: contact.sealingKey, w: contact.w };
  }

  /** Asks the survivor to let a colleague in. protocol.md 9.3. Raises LocalFault. */
  introduce(key: string, card: Card, purpose: 'join' | 'hand-over', now: number): void {
    this.requests += 1;
    const request = this.requests;
    const number = purpose === 'join' ? 1 : 2;
    this.talks.mustFind(key).send({ type: 'admit', request, ...card, purpose: number }, now);
  }

  private did(action: DutyAction, now: number): void {
    this.trouble = undefined;
    if (action.do === 'lock') this.lock(now);
    else if (action.do === 'on-duty') this.proof.want('on-duty');
    else if (action.do === 'finish') this.proof.want('finishing');
    else if (action.do === 'off-duty') this.offDuty();
    else if (action.do === 'limit') this.proof.most(action.limit);
    else if (action.do === 'claim') this.claim(action.key);
    else if (action.do === 'renew-shift' || action.do === 'auto-shift') {
      throw new LocalFault('out-of-turn');
    } else {
      const talk = this.talks.mustFind(action.talk);
      if (action.do === 'say') talk.say(written.write(action.text) as string, now);
      else if (action.do === 'typing') talk.typed(action.on, now);
      else if (action.do === 'read') talk.read();
      else if (action.do === 'end') talk.end('finished', true, now);
      else this.talks.forget(talk, now);
    }
  }

  private claim(key: string): void {
    const knock = this.line.get(key);
    if (knock === undefined || knock.claiming) return;
    if (knock.opened === undefined || !this.proof.holds || this.proof.capacity === 0) {
      throw new LocalFault('out-of-turn');
    }
    this.claims.claim(knock);
  }

  private event(event: Event, now: number): void {
    if (event.name === 'joined') {
      this.connection = 'connected';
      this.proof.joined(event.challenge);
    } else if (event.name === 'changed') this.following.changed(event.kind, event.desk);
    else if (event.name === 'gone') this.line.remove(event.knock);
    else if (event.name === 'waiting') {
      const { knock, sealed, waited } = event;
      this.claims.shown(this.line.add(knock, sealed, waited, this.shifts.teams, now));
    } else if (event.name === 'refused') {
      if (event.code === Refusal.unknownOrganisation) this.following.unknown();
      // The shift that was proved is over; the next proof comes with the next shift.
      if (event.code === Refusal.notOnDuty) this.notOnDuty();
    }
  }

  /** A new roster or shift: this device may be on another team now, or on none. */
  private renew(packet: Bytes | undefined, now: number): void {
    if (this.shifts.renew(packet, now)) {
      this.line.again(this.shifts.teams);
      this.proof.over();
      this.talks.tellContact(now);
    }
    this.dismissed(now);
    if (this.shifts.current(now) === undefined) this.notOnDuty();
    this.proof.changed();
  }

  /** Where the organisation has revoked this device, or its roster has run out. */
  private dismissed(now: number): void {
    if (this.shifts.certificate === undefined || this.shifts.stands(now)) return;
    this.talks.endAll('revoked', now);
    this.notOnDuty();
  }

  private invitation(sealed: Bytes, now: number): void {
    const { certificate, teams } = this.shifts;
    if (certificate === undefined || !this.shifts.stands(now)) return;
    const check = (raw: Bytes) => this.following.documents.checkCertificate(raw, now);
    this.invited.take(sealed, teams, certificate, check, now);
    this.proof.changed();
  }

  private offDuty(): void {
    this.proof.want('off-duty');
    this.line.clear();
  }

  private notOnDuty(): void {
    this.proof.over();
    this.line.clear();
  }

  private lock(now: number): void {
    this.locked = true;
    this.offDuty();
    for (const talk of this.talks.all) this.talks.forget(talk, now);
    this.shifts.wipe();
    this.wire.wipe();
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
      } finally {
        this.line.clear();
        this.shifts.wipe();
        this.wire.wipe();
      }
    }
  }
}
