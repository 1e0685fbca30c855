/**
 * One invitation of exactly one device: left in its inbox until it is answered, or given up.
 * protocol.md 5.7, 5.8.
 */

import { type Ask, type Believed, type Invitation, makingInvitation } from './asks.ts';
import type { Bytes, Random } from './bytes.ts';
import { type Certificate, type Checked, inTime, type SealingKey } from './documents.ts';
import { RemoteFault, Untrusted } from './errors.ts';
import type { Following } from './follow.ts';
import { Refusal, writeCapability } from './frames.ts';
import { type AcceptedHello, acceptingHello, type CheckCertificate } from './handshake.ts';
import type { Pieces } from './pieces.ts';
import { Hellos } from './visit_hellos.ts';
import { type Mailbox, Mode, type Refused, type Wire } from './wire.ts';

/** Seconds: between two attempts, and of a connection in vain before it is given up. */
const RETRY = 2;
const GIVE_UP_ABSENT = 30;
const GIVE_UP_SILENT = 60;

/** How a device can be reached: its inbox and its sealing key, checked. */
export interface Reach {
  readonly certificate: Checked<Certificate>;
  readonly sealingKey: Checked<SealingKey>;
  readonly w: Bytes;
}

export interface InviteOwner {
  accepted(hello: AcceptedHello, now: number): void;
  gaveUp(now: number): void;
}

type What = Pick<Invitation, 'purpose' | 'lineIdBefore'> & Partial<Pick<Invitation, 'inviter'>>;

/** Undefined where no invitation can be made now: no shift, or no sealing key in its time. */
export function invite(
  wire: Wire,
  following: Following,
  reach: Reach,
  what: What,
  random: Random,
  owner: InviteOwner,
  now: number,
): Inviting | undefined {
  const believed = following.believed(now);
  if (believed === undefined || !inTime(reach.sealingKey.payload, now)) return undefined;
  const check = (at: number) => (raw: Bytes) => {
    // Nothing expired is used for anything new.
    if (following.believed(at) === undefined) throw new Untrusted('expired');
    return following.documents.checkCertificate(raw, at);
  };
  return new Inviting(wire, reach, believed, what, check, random, owner, now);
}

export class Inviting {
  private readonly wire: Wire;
  private readonly reach: Reach;
  private readonly owner: InviteOwner;
  private making: Pieces<Ask> | undefined;
  private ask: Ask | undefined;
  private readonly hellos: Hellos;
  private readonly box: Mailbox;
  private readonly ref: number;
  private retryAt: number | undefined;
  /** Seconds with a connection since the first attempt; the last moment that was counted. */
  private spent = 0;
  private counted: number;
  private absent = false;

  constructor(
    wire: Wire,
    reach: Reach,
    believed: Believed,
    what: What,
    check: (now: number) => CheckCertificate,
    random: Random,
    owner: InviteOwner,
    now: number,
  ) {
    this.wire = wire;
    this.reach = reach;
    this.owner = owner;
    this.counted = now;
    const r = random(32);
    const { certificate, sealingKey } = reach;
    const invitation = {
      inviter: undefined,
      ...what,
      sealingKey: sealingKey.payload.key,
      certificateHash: certificate.hash,
      w: writeCapability(r),
      note: '',
    };
    this.making = makingInvitation(believed, invitation, random);
    this.hellos = new Hellos((append, at) =>
      this.ask && acceptingHello(this.ask, append, check(at), random),
    );
    this.ref = wire.listen((answer, at) => {
      if (answer.name === 'refused') this.refused(answer, at);
    });
    this.box = wire.open(r, 0, Mode.line, {
      deliver: (_, append, at) => this.hellos.came(append, at),
    });
  }

  get busy(): boolean {
    return this.making !== undefined || this.hellos.busy;
  }

  reconnected(now: number): void {
    this.counted = now;
    this.leave();
  }

  tick(now: number): void {
    const made = this.making?.next();
    if (made?.done === true) {
      this.making = undefined;
      this.ask = made.value;
      this.leave();
    }
    if (this.hellos.busy) this.accept(now);
    if (this.wire.up) this.spent += Math.max(0, now - this.counted);
    this.counted = now;
    const most = this.absent ? GIVE_UP_ABSENT : GIVE_UP_SILENT;
    if (this.spent >= most) {
      this.drop();
      this.owner.gaveUp(now);
    } else if (this.retryAt !== undefined && now >= this.retryAt) this.leave();
  }

  /** Destroys the keys; nobody is told. */
  drop(): void {
    this.making?.return(undefined as never);
    this.making = undefined;
    this.hellos.giveUp();
    this.ask?.destroy();
    this.wire.unlisten(this.ref);
    this.wire.close(this.box);
  }

  /** The same bytes each time; the device answers them once. */
  private leave(): void {
    this.retryAt = undefined;
    this.absent = false;
    const { ref, reach, ask } = this;
    if (ask === undefined) return;
    this.wire.send({ name: 'leave', ref, w: reach.w, ciphertext: ask.sealed });
  }

  private refused({ code, detail }: Refused, now: number): void {
    this.absent = code === Refusal.absent;
    this.retryAt = now + Math.max(RETRY, code === Refusal.slowDown ? detail : 0);
  }

  private accept(now: number): void {
    let accepted: AcceptedHello | undefined;
    try {
      accepted = this.hellos.piece(now);
    } catch (error) {
      if (!(error instanceof RemoteFault)) throw error;
      return; // dropped without a trace; the invitation runs out by itself
    }
    if (accepted === undefined) return;
    this.drop();
    this.owner.accepted(accepted, now);
  }
}
