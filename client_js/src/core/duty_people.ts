/** Whom this console talks with, and how they come: by the waiting line, or by an invitation. */

import type { Bytes, Random } from './bytes.ts';
import type { OpenedInvitation } from './asks.ts';
import { Claims } from './duty_claim.ts';
import { type Expected, Invited } from './duty_invited.ts';
import type { Own } from './duty_keys.ts';
import { WaitingLine } from './duty_line.ts';
import type { Shifts, Team } from './duty_shift.ts';
import type { Talk } from './duty_talk.ts';
import { Talks } from './duty_talks.ts';
import { TurningAway } from './duty_turning.ts';
import { LocalFault } from './errors.ts';
import type { Following } from './follow.ts';
import type { Admit } from './messages.ts';
import { written } from './shapes.ts';
import type { DeviceVault } from './vault.ts';
import type { DutyAction } from './views.ts';
import type { Wire } from './wire.ts';

/** How a colleague can be brought into a talk: the fields of `admit`. */
export type Card = Pick<Admit, 'certificate' | 'sealingKey' | 'w'>;

export type TalkAction = Extract<
  DutyAction,
  { readonly do: 'say' | 'typing' | 'read' | 'end' | 'forget' | 'code' | 'turn-away' }
>;

const OF_TALK: readonly string[] = [
  'say',
  'typing',
  'read',
  'end',
  'forget',
  'code',
  'turn-away',
];

export const isOfTalk = (action: DutyAction): action is TalkAction => OF_TALK.includes(action.do);

const PURPOSES = ['again', 'join', 'hand-over'] as const;

export interface PeopleParts {
  readonly vault: DeviceVault;
  readonly own: Own;
  readonly following: Following;
  readonly shifts: Shifts;
  readonly wire: Wire;
  readonly random: Random;
  readonly clock: () => number;
}

export interface PeopleOwner {
  /** Whether the person is there for new talks, or for those that are open. */
  serves(): boolean;
  /** How many talks there are has changed. */
  changed(): void;
  /** A colleague was quicker. */
  outrun(): void;
  /** Whoever waits in the line could not be turned away. */
  turnedNot(): void;
  /** A colleague's console wants a staff line. */
  staff(invitation: OpenedInvitation, now: number): void;
}

export class DutyPeople {
  readonly line = new WaitingLine();
  readonly talks: Talks;
  /** Whether lines that begin now are quiet ones. */
  readonly quiet: () => boolean;
  private readonly parts: PeopleParts;
  private readonly owner: PeopleOwner;
  private readonly claims: Claims;
  private readonly invited: Invited;
  private readonly turning: TurningAway;
  private requests = 0;

  constructor(parts: PeopleParts, owner: PeopleOwner) {
    this.parts = parts;
    this.owner = owner;
    const { vault, own, shifts, wire, random, clock } = parts;
    const { organisation, desk, identity } = vault;
    const contact = () => shifts.contact(clock());
    const settled = (talk: Talk): void => {
      if (talk.stage !== 'unverified') this.claims.settled(talk);
      owner.changed();
    };
    this.quiet = (): boolean => {
      const policy = parts.following.documents.notice(desk)?.payload.policy;
      return policy?.some(({ key, text }) => key === 'quiet' && text === 'on') === true;
    };
    this.talks = new Talks(wire, organisation, random, contact, settled, this.quiet);
    const ownHash = () => own.certificate?.hash ?? organisation;
    const staff = () => ({ identity, certificateRaw: own.certificateRaw });
    this.invited = new Invited(staff, own.keyring, random, {
      knows: (lineId) => this.talks.knows(lineId),
      knew: (lineId) => this.talks.knew(lineId),
      staff: (invitation, now) => owner.staff(invitation, now),
      make: (purpose, language, now) => {
        const start = { by: PURPOSES[purpose], addressAs: '', language, first: '', answers: [] } as const;
        return this.talks.make(start, ownHash(), now);
      },
    });
    this.turning = new TurningAway(wire, desk);
    this.claims = new Claims(wire, desk, staff, random, {
      talk: ({ addressAs, language, first, answers }, now) =>
        // A claim that is answered after its person has gone off duty is given back.
        owner.serves()
          ? this.talks.make({ by: 'knock', addressAs, language, first, answers }, ownHash(), now)
          : undefined,
      accepted: (knock, talk, fence) => {
        this.line.remove(knock.id);
        this.turning.accepted(talk, knock.id, fence);
        if (talk.stage === 'hello') talk.stage = 'unverified';
        owner.changed();
      },
      lost: (knock, talk, now) => {
        this.line.remove(knock.id);
        if (owner.serves()) owner.outrun();
        if (talk !== undefined && talk.stage !== 'talking') this.talks.forget(talk, now);
      },
    });
  }

  begin(now: number): void {
    this.invited.begin(now);
  }

  waiting(knock: Bytes, sealed: Bytes, waited: number, now: number): void {
    this.claims.shown(this.line.add(knock, sealed, waited, this.openers(), now));
  }

  gone(knock: Bytes, now: number): void {
    this.line.remove(knock);
    this.claims.gone(knock, now);
  }

  /** Another shift, or somebody is there now: what was unreadable may open. */
  readLine(): void {
    this.line.again(this.openers());
  }

  /** What a person does in one talk. Raises LocalFault for what cannot be done or does not fit. */
  act(action: TalkAction, now: number): void {
    const talk = this.talks.mustFind(action.talk);
    if (action.do === 'say') talk.say(written.write(action.text) as string, now);
    else if (action.do === 'typing') talk.typed(action.on, now);
    else if (action.do === 'read') talk.read();
    else if (action.do === 'code') talk.askCode(action.kind, now);
    else if (action.do === 'turn-away') this.turning.fromTalk(talk, now);
    else if (action.do === 'end') talk.end('finished', true, now);
    else {
      this.turning.forget(talk);
      this.talks.forget(talk, now);
    }
  }

  /** The connection is gone, and with it what the relay knew by it. */
  lost(): void {
    this.line.clear();
    this.talks.lost();
    this.turning.lost();
  }

  /** Removes a knock, and whoever it was waits for an hour. Raises LocalFault where it cannot be. */
  turnAway(key: string, room: boolean): void {
    const knock = this.line.get(key);
    if (knock === undefined || knock.claiming) return;
    if (!room) throw new LocalFault('out-of-turn');
    this.turning.fromLine(knock, (how) => {
      // Where it failed, the relay's line is the truth: it may show the knock again already.
      if (how === 'failed') return this.owner.turnedNot();
      this.line.remove(knock.id);
      if (how === 'outrun') this.owner.outrun();
    });
  }

  /** Raises LocalFault for a knock that cannot be taken. */
  claim(key: string, room: boolean): void {
    const knock = this.line.get(key);
    if (knock === undefined || knock.claiming) return;
    if (knock.opened === undefined || !room) throw new LocalFault('out-of-turn');
    this.claims.claim(knock);
  }

  /** `expected`: where only an invitation for this was to come. Returns the talk that came of it. */
  invitation(sealed: Bytes, now: number, expected?: Expected): Talk | undefined {
    const { shifts, following } = this.parts;
    const { certificate, teams } = shifts;
    if (certificate === undefined || !shifts.stands(now)) return undefined;
    const check = (raw: Bytes) => following.documents.checkCertificate(raw, now);
    const talk = this.invited.take(sealed, teams, certificate, check, now, expected);
    this.owner.changed();
    return talk;
  }

  /** What another console needs to ask for this device in one of its talks, for a while and once. */
  card(): Card | undefined {
    const { shifts, own, clock } = this.parts;
    const contact = shifts.contact(clock());
    this.invited.expect(clock());
    const { certificateRaw: certificate } = own;
    return contact && { certificate, sealingKey: contact.sealingKey, w: contact.w };
  }

  /** Asks the survivor to let a colleague in, under the number returned. 9.3. Raises LocalFault. */
  introduce(key: string, card: Card, purpose: 'join' | 'hand-over', now: number): number {
    this.requests += 1;
    const request = this.requests;
    const number = purpose === 'join' ? 1 : 2;
    this.talks.mustFind(key).send({ type: 'admit', request, ...card, purpose: number }, now);
    return request;
  }

  /** Off duty nobody reads what waits, though this console may be there to listen. */
  private openers(): readonly Team[] {
    return this.owner.serves() ? this.parts.shifts.teams : [];
  }
}
