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
import { Shifts } from './duty_shift.ts';
import { Talk, type TalkStart } from './duty_talk.ts';
import { LocalFault, Malformed } from './errors.ts';
import { Following } from './follow.ts';
import { Refusal } from './frames.ts';
import type { Admit } from './messages.ts';
import { written } from './shapes.ts';
import type { DeviceVault } from './vault.ts';
import type { Connection, DutyAction, DutyView, Machine, Problem } from './views.ts';
import { type Answer, type Event, Wire } from './wire.ts';

export interface DutySetting {
  /** An unlocked device; its secrets are wiped by `lock`. */
  readonly vault: DeviceVault;
  readonly random: Random;
}

/** How a colleague can be brought into a talk: the fields of `admit`. */
export type Card = Pick<Admit, 'certificate' | 'sealingKey' | 'w'>;

const LIMIT_FIRST = 3;
const LIMIT_MOST = 16;
const TALKS_MOST = 32;
const PURPOSES = ['again', 'join', 'hand-over'] as const;

export class Duty implements Machine<DutyView, DutyAction> {
  private readonly vault: DeviceVault;
  private readonly random: Random;
  private readonly wire = new Wire();
  private readonly following: Following;
  private readonly shifts: Shifts;
  private readonly line = new WaitingLine();
  private readonly claims: Claims;
  private readonly invited: Invited;
  private talks: Talk[] = [];
  private made = 0;
  private connection: Connection = 'connecting';
  private wanted: 'off-duty' | 'on-duty' | 'finishing' = 'off-duty';
  private challenge: Bytes | undefined;
  /** The capacity that the relay was told; undefined while it knows of no duty. */
  private told: number | undefined;
  private proveAt: number | undefined;
  private limit = LIMIT_FIRST;
  private trouble: Problem | undefined;
  private locked = false;
  private now = 0;

  constructor({ vault, random }: DutySetting) {
    this.vault = vault;
    this.random = random;
    const { organisation, desk, identity, certificate: certificateRaw } = vault;
    const kinds = [Kind.charter, Kind.roster, Kind.shift] as const;
    const documents = new TrustedDocuments(organisation);
    this.following = new Following(documents, desk, kinds, this.wire, (kind, packet, now) => {
      if (kind !== Kind.charter) this.renew(kind === Kind.shift ? packet : undefined, now);
    });
    this.shifts = new Shifts(vault, this.following, this.wire, {
      invitation: (sealed, now) => this.invitation(sealed, now),
      takenOver: () => {
        this.trouble = 'taken-over';
        this.offDuty();
      },
    });
    this.invited = new Invited(vault, random, ({ lineIdBefore, purpose }, now) => {
      const known = this.talks.find((talk) => talk.knows(lineIdBefore));
      if (known !== undefined) return known;
      const blank = { addressAs: '', language: '', first: '' };
      return this.keep(this.talk({ by: PURPOSES[purpose], ...blank }, now));
    });
    this.claims = new Claims(this.wire, desk, { identity, certificateRaw }, random, {
      talk: ({ opened }, now) => {
        const { addressAs = '', language = '', first = '' } = opened ?? {};
        const talk = this.talk({ by: 'knock', addressAs, language, first }, now);
        this.talks.push(talk);
        return talk;
      },
      accepted: (knock, talk) => {
        this.line.remove(knock.id);
        if (talk.stage === 'hello') talk.stage = 'unverified';
        this.tellCapacity();
      },
      lost: (knock, talk, now) => {
        this.line.remove(knock.id);
        this.trouble = 'someone-else-took-it';
        if (talk === undefined || talk.stage === 'talking') return;
        talk.end('broken', false, now);
        this.forget(talk);
      },
    });
  }

  opened(now: number): void {
    this.run(now, () => {
      this.wire.opened(this.vault.organisation);
      this.following.fetchAll();
      this.wire.reopen();
      for (const talk of this.talks) talk.reconnected(now);
    });
  }

  lost(now: number): void {
    this.run(now, () => {
      this.connection = 'lost';
      this.wire.lost();
      this.notOnDuty();
      this.challenge = undefined;
      for (const talk of this.talks) {
        talk.lost();
        // It may have been accepted; if not, the knock is shown again.
        if (talk.stage === 'hello') talk.stage = 'unverified';
      }
    });
  }

  frame(raw: Bytes, now: number): void {
    if (this.locked) return;
    const took = (): void => {
      const event = this.wire.received(raw, now);
      if (event !== undefined) this.event(event, now);
    };
    this.run(now, took, Malformed);
  }

  tick(now: number): void {
    this.run(now, () => {
      this.wire.tick(now);
      this.following.tick(now);
      for (const talk of [...this.talks]) talk.tick(now);
      if (this.shifts.certificate !== undefined && !this.shifts.stands(now)) this.dismissed(now);
      if (this.proveAt !== undefined && now >= this.proveAt) this.prove();
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
    const { now } = this;
    const certificate = this.shifts.certificate?.payload;
    const { documents } = this.following;
    return {
      stage: this.stage(),
      connection: this.connection,
      problem: this.trouble ?? this.problem(),
      organisation: documents.charter?.payload.name ?? '',
      alias: certificate?.alias ?? '',
      role: certificate?.role ?? '',
      shiftExpires: documents.shift(this.vault.desk)?.payload.expires,
      limit: this.limit,
      knocks: this.line.view(),
      talks: this.talks.map((talk) => talk.view(now)),
    };
  }

  /** What another console needs to ask for this device in one of its talks. */
  card(): Card | undefined {
    const contact = this.shifts.contact(this.now);
    const { certificate } = this.vault;
    return contact && { certificate, sealingKey: contact.sealingKey, w: contact.w };
  }

  /** Asks the survivor to let a colleague in. protocol.md 9.3. */
  introduce(key: string, card: Card, purpose: 'join' | 'hand-over', now: number): void {
    this.made += 1;
    const request = this.made;
    const number = purpose === 'join' ? 1 : 2;
    this.mustFind(key).send({ type: 'admit', request, ...card, purpose: number }, now);
  }

  private did(action: DutyAction, now: number): void {
    this.trouble = undefined;
    if (action.do === 'lock') this.lock(now);
    else if (action.do === 'on-duty' || action.do === 'finish') {
      this.wanted = action.do === 'finish' ? 'finishing' : 'on-duty';
      this.tellCapacity();
    } else if (action.do === 'off-duty') this.offDuty();
    else if (action.do === 'limit') {
      this.limit = Math.max(1, Math.min(LIMIT_MOST, Math.floor(action.limit)));
      this.tellCapacity();
    } else if (action.do === 'claim') this.claim(action.key);
    else if (action.do === 'say') {
      const talk = this.mustFind(action.talk);
      // Before the answer this may be anybody: nothing personal goes out. protocol.md 5.6.
      if (talk.stage !== 'talking') throw new LocalFault('out-of-turn', 'not verified yet');
      talk.say(written.write(action.text) as string, now);
    } else if (action.do === 'typing') this.mustFind(action.talk).typed(action.on, now);
    else if (action.do === 'read') this.mustFind(action.talk).read();
    else if (action.do === 'end') this.mustFind(action.talk).end('finished', true, now);
    else this.forget(this.mustFind(action.talk), now);
  }

  private claim(key: string): void {
    const knock = this.line.get(key);
    if (knock === undefined || knock.claiming) return;
    const free = knock.opened !== undefined && this.told !== undefined && this.capacity() > 0;
    if (!free) throw new LocalFault('out-of-turn', 'this knock cannot be taken now');
    this.claims.claim(knock);
  }

  private event(event: Event, now: number): void {
    if (event.name === 'joined') {
      this.connection = 'connected';
      this.challenge = event.challenge;
      this.prove();
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
      this.told = undefined;
      for (const talk of this.talks) talk.tellContact(now);
    }
    if (this.shifts.certificate !== undefined && !this.shifts.stands(now)) this.dismissed(now);
    if (this.shifts.current(now) === undefined) this.notOnDuty();
    if (this.told === undefined) this.prove();
  }

  /** The organisation has revoked this device, or its roster has run out. */
  private dismissed(now: number): void {
    for (const talk of this.talks) talk.end('revoked', false, now);
    this.notOnDuty();
  }

  private invitation(sealed: Bytes, now: number): void {
    const { certificate, teams } = this.shifts;
    if (certificate === undefined || !this.shifts.stands(now)) return;
    const check = (raw: Bytes) => this.following.documents.checkCertificate(raw, now);
    this.invited.take(sealed, teams, certificate, check, now);
    this.tellCapacity();
  }

  private talk(start: Omit<TalkStart, 'key'>, now: number): Talk {
    this.made += 1;
    const who = {
      organisation: this.vault.organisation,
      certificateHash: this.shifts.certificate?.hash ?? this.vault.desk,
    };
    const contact = () => this.shifts.contact(this.now);
    const changed = (): void => {
      if (talk.stage !== 'unverified') this.claims.settled(talk);
      this.tellCapacity();
    };
    const key = `t${this.made}`;
    const talk: Talk = new Talk({ key, ...start }, who, this.wire, this.random, contact, changed, now);
    return talk;
  }

  private keep(talk: Talk): Talk | undefined {
    if (this.talks.length >= TALKS_MOST) return undefined;
    this.talks.push(talk);
    return talk;
  }

  private forget(talk: Talk, now = this.now): void {
    talk.end('left', true, now);
    talk.forget();
    this.talks = this.talks.filter((one) => one !== talk);
  }

  private mustFind(key: string): Talk {
    const talk = this.talks.find((one) => one.key === key);
    if (talk === undefined) throw new LocalFault('out-of-turn', 'no such talk');
    return talk;
  }

  private capacity(): number {
    const taken = this.talks.filter(({ open, stage }) => open && stage !== 'hello').length;
    return this.wanted === 'on-duty' ? Math.max(0, this.limit - taken) : 0;
  }

  private tellCapacity(): void {
    if (this.told !== this.capacity()) this.prove();
  }

  /** Goes on duty with the capacity of now, or says that it has changed. */
  private prove(): void {
    this.proveAt = undefined;
    const team = this.shifts.current(this.now);
    const { challenge } = this;
    if (this.wanted === 'off-duty' || team === undefined || challenge === undefined) return;
    const { desk } = this.vault;
    const capacity = this.capacity();
    const signature = this.shifts.proof(team, challenge);
    this.wire.ask(
      (ref) => ({ name: 'duty', ref, desk, capacity, signature }),
      (answer, now) => this.proved(capacity, answer, now),
    );
  }

  private proved(capacity: number, answer: Answer, now: number): void {
    if (answer.name === 'done') {
      this.told = capacity;
      if (this.wanted !== 'off-duty') this.tellCapacity();
    } else if (answer.name === 'refused') {
      this.notOnDuty();
      if (answer.code === Refusal.slowDown) this.proveAt = now + Math.max(1, answer.detail);
      else if (answer.code === Refusal.badProof) this.following.fetchAll();
    }
  }

  private offDuty(): void {
    const { desk } = this.vault;
    this.wanted = 'off-duty';
    this.notOnDuty();
    this.wire.ask((ref) => ({ name: 'off', ref, desk }), () => undefined);
  }

  private notOnDuty(): void {
    this.told = undefined;
    this.proveAt = undefined;
    this.line.clear();
  }

  private lock(now: number): void {
    this.locked = true;
    this.offDuty();
    for (const talk of [...this.talks]) this.forget(talk, now);
    this.shifts.wipe();
    this.wire.wipe();
  }

  private stage(): DutyView['stage'] {
    if (this.locked) return 'refused';
    if (this.problem() !== undefined && this.shifts.current(this.now) === undefined) return 'refused';
    if (this.wanted === 'off-duty') return this.following.ready ? 'off-duty' : 'connecting';
    return this.told === undefined ? 'connecting' : this.wanted;
  }

  private problem(): Problem | undefined {
    const found = this.shifts.problem(this.now);
    if (found !== undefined) return found;
    const never = this.connection === 'lost' && !this.following.ready;
    return never ? 'relay-unreachable' : undefined;
  }

  /** Whatever fails that nobody thought of ends every talk, visibly, with nothing sent. */
  private run(now: number, act: () => void, passes?: typeof LocalFault | typeof Malformed): void {
    this.now = now;
    try {
      act();
    } catch (error) {
      if (passes !== undefined && error instanceof passes) throw error;
      this.wire.lost();
      this.trouble = 'encryption-failed';
      for (const talk of this.talks) talk.end('broken', false, now);
      this.locked = true;
    }
  }
}

