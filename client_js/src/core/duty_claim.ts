/**
 * From a knock to a talk: claim, hello, accept. protocol.md 5.3, 5.6, 10.5.
 *
 * Where the connection is lost in between, nobody knows whether the survivor has the hello. If the
 * same knock is shown again, it has not, and the same bytes are given again.
 */

import { type Bytes, equal, type Random } from './bytes.ts';
import { LineBroken, RemoteFault } from './errors.ts';
import { writeCapability } from './frames.ts';
import { type KnockText, makeHello, type StaffIdentity } from './handshake.ts';
import type { Knock } from './duty_line.ts';
import type { Talk } from './duty_talk.ts';
import type { Answer, Wire } from './wire.ts';

/** How often a hello is given again before the survivor's browser counts as refusing it. */
const GIVEN_AGAIN_MOST = 3;

interface Given {
  readonly talk: Talk;
  /** The relay's number of the knock. */
  id: Bytes;
  readonly sealed: Bytes;
  readonly hello: Bytes;
  again: number;
}

export interface ClaimOwner {
  /** A talk for this knock; undefined where there are too many. */
  talk(knock: KnockText, now: number): Talk | undefined;
  /** The talk is ours now; `fence` proves it. */
  accepted(knock: Knock, talk: Talk, fence: number): void;
  /** Somebody else has it, or the survivor has gone. */
  lost(knock: Knock, talk: Talk | undefined, now: number): void;
}

export class Claims {
  private readonly wire: Wire;
  private readonly desk: Bytes;
  private readonly staff: () => StaffIdentity;
  private readonly random: Random;
  private readonly owner: ClaimOwner;
  private given: Given[] = [];

  constructor(
    wire: Wire,
    desk: Bytes,
    staff: () => StaffIdentity,
    random: Random,
    owner: ClaimOwner,
  ) {
    this.wire = wire;
    this.desk = desk;
    this.staff = staff;
    this.random = random;
    this.owner = owner;
  }

  claim(knock: Knock): void {
    knock.claiming = true;
    const { desk } = this;
    this.wire.ask(
      (ref) => ({ name: 'claim', ref, desk, knock: knock.id }),
      (answer, now) => this.claimed(knock, answer, now),
    );
  }

  /** A knock is shown (again): true where it was answered already and the answer was lost. */
  shown(knock: Knock): boolean {
    const given = this.given.find(({ sealed }) => equal(sealed, knock.sealed));
    if (given === undefined || !given.talk.open || given.again >= GIVEN_AGAIN_MOST) return false;
    given.again += 1;
    this.claim(knock);
    return true;
  }

  /** The mailbox in which our answer to this knock lies is closed. */
  gone(id: Bytes, now: number): void {
    this.given.find((one) => equal(one.id, id))?.talk.withdrawn(now);
  }

  /** The survivor has answered, or the talk is over. */
  settled(talk: Talk): void {
    this.given = this.given.filter((one) => one.talk !== talk);
  }

  private claimed(knock: Knock, answer: Answer, now: number): void {
    const before = this.given.find(({ sealed }) => equal(sealed, knock.sealed));
    if (answer.name !== 'claimed') return this.owner.lost(knock, before?.talk, now);
    const { fence } = answer;
    const given = before ?? this.give(knock, now);
    const { desk } = this;
    if (given !== undefined) given.id = knock.id;
    else {
      this.wire.ask(
        (ref) => ({ name: 'release', ref, desk, knock: knock.id, fence }),
        () => undefined,
      );
      return this.owner.lost(knock, undefined, now);
    }
    this.wire.ask(
      (ref) => ({ name: 'accept', ref, desk, knock: knock.id, fence, ciphertext: given.hello }),
      (done, at) => {
        if (done.name === 'done') this.owner.accepted(knock, given.talk, fence);
        else this.owner.lost(knock, given.talk, at);
      },
    );
  }

  private give(knock: Knock, now: number): Given | undefined {
    if (knock.opened === undefined) return undefined;
    const r = this.random(32);
    const w = writeCapability(r);
    try {
      const { append, line } = makeHello(knock.opened, this.staff(), w, this.random);
      const talk = this.owner.talk(knock.opened, now);
      if (talk === undefined) return undefined;
      talk.begin(line, r, now);
      const given = { talk, id: knock.id, sealed: knock.sealed, hello: append, again: 0 };
      this.given.push(given);
      return given;
    } catch (error) {
      // The knock holds keys that cannot be used. A line that breaks before anything has come in
      // is our own failure, and nothing that a colleague did.
      if (error instanceof RemoteFault && !(error instanceof LineBroken)) return undefined;
      throw error;
    }
  }
}
