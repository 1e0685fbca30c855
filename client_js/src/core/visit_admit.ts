/** Colleagues whom somebody on a line asks to let in: the survivor decides. protocol.md 9.3. */

import { NONE, type Random } from './bytes.ts';
import { personOf } from './conversation.ts';
import { RemoteFault } from './errors.ts';
import type { Following } from './follow.ts';
import type { AcceptedHello } from './handshake.ts';
import type { Admit } from './messages.ts';
import type { AdmissionAsk, Person } from './views.ts';
import { type Inviting, invite, type Reach } from './visit_invite.ts';
import { type Staff, whoIs } from './visit_people.ts';
import type { Wire } from './wire.ts';

const ASKS_MOST = 8;

interface Admission {
  readonly ask: AdmissionAsk;
  readonly asker: Staff;
  /** The asker's own number for it. */
  readonly theirs: number;
  /** Whoever is there already is only shown what was said before. */
  readonly how: Reach | ((now: number) => void);
}

type Joined = (hello: AcceptedHello, showEarlier: boolean, now: number) => void;

export class Admissions {
  private readonly wire: Wire;
  private readonly following: Following;
  private readonly random: Random;
  private readonly joined: Joined;
  private waiting: Admission[] = [];
  private joining: Inviting[] = [];
  private count = 0;

  constructor(wire: Wire, following: Following, random: Random, joined: Joined) {
    this.wire = wire;
    this.following = following;
    this.random = random;
    this.joined = joined;
  }

  get asks(): readonly AdmissionAsk[] {
    return this.waiting.map(({ ask }) => ask);
  }

  /** Only a colleague whose certificate and sealing key hold is ever shown. */
  asked(asker: Staff, admit: Admit, full: boolean, now: number): void {
    const reach = this.checked(admit, now);
    if (reach === undefined || full || this.waiting.length + this.joining.length >= ASKS_MOST) {
      return answer(asker, admit.request, false, now);
    }
    const purpose = admit.purpose === 1 ? 'join' : 'hand-over';
    this.put(asker, purpose, admit.request, reach, personOf(0, whoIs(reach.certificate)));
  }

  /** Somebody took a knock that was made again: `show` tells them what was said before. */
  arrived(who: Staff, show: (now: number) => void): void {
    this.put(who, 'earlier', 0, show);
  }

  private put(
    asker: Staff,
    purpose: AdmissionAsk['purpose'],
    theirs: number,
    how: Admission['how'],
    colleague?: Person,
  ): void {
    this.count += 1;
    const by = personOf(asker.number, whoIs(asker.certificate));
    const ask = { request: this.count, asker: by, colleague: colleague ?? by, purpose };
    this.waiting.push({ ask, asker, theirs, how });
  }

  decide(request: number, yes: boolean, showEarlier: boolean, now: number): void {
    const admission = this.waiting.find(({ ask }) => ask.request === request);
    if (admission === undefined) return;
    this.waiting = this.waiting.filter((one) => one !== admission);
    const { asker, theirs, how: reach, ask } = admission;
    if (typeof reach === 'function') {
      if (yes && showEarlier) reach(now);
      return;
    }
    const stands = yes && this.following.stands(reach.certificate.hash, now);
    const purpose = ask.purpose === 'join' ? 1 : 2;
    const over = (): void => {
      this.joining = this.joining.filter((one) => one !== inviting);
    };
    const owner = {
      accepted: (hello: AcceptedHello, at: number) => {
        over();
        this.joined(hello, showEarlier, at);
      },
      gaveUp: (at: number) => {
        over();
        answer(asker, theirs, false, at);
      },
    };
    const what = { purpose, lineIdBefore: NONE } as const;
    const { wire, following, random } = this;
    const inviting = stands
      ? invite(wire, following, reach, what, random, owner, now)
      : undefined;
    answer(asker, theirs, inviting !== undefined, now);
    if (inviting !== undefined) this.joining.push(inviting);
  }

  get busy(): boolean {
    return this.joining.some(({ busy }) => busy);
  }

  reconnected(now: number): void {
    for (const inviting of this.joining) inviting.reconnected(now);
  }

  tick(now: number): void {
    for (const inviting of [...this.joining]) inviting.tick(now);
  }

  /** What somebody asked who has left is not decided any more. */
  gone(asker: Staff): void {
    this.waiting = this.waiting.filter((one) => one.asker !== asker);
  }

  clear(): void {
    for (const inviting of this.joining) inviting.drop();
    this.waiting = [];
    this.joining = [];
  }

  private checked(admit: Admit, now: number): Reach | undefined {
    const { documents } = this.following;
    try {
      const certificate = documents.checkCertificate(admit.certificate, now);
      const sealingKey = documents.checkSealingKey(admit.sealingKey, certificate, now);
      return { certificate, sealingKey, w: admit.w };
    } catch (error) {
      if (error instanceof RemoteFault) return undefined;
      throw error;
    }
  }
}

function answer({ thread }: Staff, request: number, yes: boolean, now: number): void {
  thread.send({ type: 'admitted', request, yes }, now);
}
