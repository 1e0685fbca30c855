/** Invitations that survivors' browsers leave in this device's inbox. protocol.md 5.8. */

import { type InvitationPurpose, type OpenedInvitation, openInvitation } from './asks.ts';
import { type Bytes, hex, type Random } from './bytes.ts';
import type { Certificate, Checked } from './document_types.ts';
import type { Talk } from './duty_talk.ts';
import type { Team } from './duty_shift.ts';
import { RemoteFault } from './errors.ts';
import { writeCapability } from './frames.ts';
import { type CheckCertificate, makeHello, type StaffIdentity } from './handshake.ts';
import type { Keyring } from './keyring.ts';
import { sha256 } from './primitives.ts';

/** Invitations remembered, so that one that comes twice is answered once. */
const SEEN_MOST = 256;
/** Seconds after its beginning in which a console may be asked to go on with what it lost. */
const AGAIN_FOR = 900;
/** Seconds after it was given to a colleague in which this device may be invited to a talk. */
const COLLEAGUE_FOR = 600;
const COLLEAGUES_MOST = 8;

const PURPOSES = ['again', 'join', 'hand-over'] as const;

/** What an invitation in an inbox of its own must be for, and the language that a colleague told. */
export interface Expected {
  readonly purpose: 'join' | 'hand-over';
  /** Empty where nobody told one. */
  readonly language: string;
}

export interface InvitedOwner {
  /** The talk that had this line and goes on. */
  knows(lineId: Bytes): Talk | undefined;
  /** Whether this line was of a talk that is over. */
  knew(lineId: Bytes): boolean;
  /** A new talk; undefined where there are too many. */
  make(purpose: InvitationPurpose, language: string, now: number): Talk | undefined;
  /** A colleague's console wants a staff line. */
  staff(invitation: OpenedInvitation, now: number): void;
}

export class Invited {
  private readonly staff: () => StaffIdentity;
  private readonly keyring: Keyring;
  private readonly random: Random;
  private readonly owner: InvitedOwner;
  private seen: string[] = [];
  private began: number | undefined;
  /** Until when we may be invited by way of a colleague, once for each. */
  private expected: number[] = [];

  constructor(staff: () => StaffIdentity, keyring: Keyring, random: Random, owner: InvitedOwner) {
    this.staff = staff;
    this.keyring = keyring;
    this.random = random;
    this.owner = owner;
  }

  begin(now: number): void {
    this.began ??= now;
  }

  /** A colleague was told how to reach this device. */
  expect(now: number): void {
    this.expected = [...this.expected, now + COLLEAGUE_FOR].slice(-COLLEAGUES_MOST);
  }

  /**
   * What does not open, is not for this device or not expected leaves no trace. `expected`: it came
   * where a survivor's browser was told to leave one for this; undefined in the shift's inbox. Returns the talk it began or
   * goes on with.
   */
  take(
    sealed: Bytes,
    teams: readonly Team[],
    own: Checked<Certificate>,
    check: CheckCertificate,
    now: number,
    expected?: Expected,
  ): Talk | undefined {
    const name = hex(sha256(sealed));
    if (this.seen.includes(name)) return undefined;
    const invitation = this.open(sealed, teams, own, check);
    if (invitation === undefined) return undefined;
    // Only what opens: nobody can make us forget by leaving nonsense.
    this.seen = [...this.seen, name].slice(-SEEN_MOST);
    if (invitation.shape === 2) {
      if (expected === undefined) this.owner.staff(invitation, now);
      return undefined;
    }
    const talk = this.talkFor(invitation, now, expected);
    if (talk === undefined) return undefined;
    const r = this.random(32);
    try {
      const w = writeCapability(r);
      const { append, line } = makeHello(invitation, this.staff(), w, this.random);
      talk.begin(line, r, now, { w: invitation.w, frame: append });
    } catch (error) {
      if (!(error instanceof RemoteFault)) throw error;
      talk.end('broken', false, now);
    }
    return talk;
  }

  /** Whoever was told the inbox could fill this console otherwise, past the line and its limit. */
  private talkFor(
    { lineIdBefore, purpose }: OpenedInvitation,
    now: number,
    expected: Expected | undefined,
  ): Talk | undefined {
    if (expected !== undefined) {
      if (PURPOSES[purpose] !== expected.purpose) return undefined;
      return this.owner.make(purpose, expected.language, now);
    }
    const known = this.owner.knows(lineIdBefore);
    if (known !== undefined) return purpose === 0 ? known : undefined;
    if (this.owner.knew(lineIdBefore)) return undefined;
    if (purpose === 0) {
      const lately = this.began !== undefined && now < this.began + AGAIN_FOR;
      return lately ? this.owner.make(purpose, '', now) : undefined;
    }
    this.expected = this.expected.filter((until) => now < until);
    return this.expected.shift() === undefined ? undefined : this.owner.make(purpose, '', now);
  }

  private open(
    sealed: Bytes,
    teams: readonly Team[],
    own: Checked<Certificate>,
    check: CheckCertificate,
  ): OpenedInvitation | undefined {
    for (const { believed } of teams) {
      for (const seed of this.keyring.seeds) {
        try {
          return openInvitation(believed, seed, own.hash, sealed, check);
        } catch (error) {
          if (!(error instanceof RemoteFault)) throw error;
        }
      }
    }
    return undefined;
  }
}
