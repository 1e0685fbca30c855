/**
 * The shifts that this device is on with their seeds, the directory that came with the newest, and
 * this device's inboxes. protocol.md 3.6, 3.7, 5.1, 5.7.
 */

import type { Believed } from './asks.ts';
import { type Bytes, equal, wipe } from './bytes.ts';
import { type Certificate, type Checked, inTime, type Shift } from './documents.ts';
import type { Own } from './duty_keys.ts';
import { NotOnShift, RemoteFault } from './errors.ts';
import type { Following } from './follow.ts';
import { deskProofInput, writeCapability } from './frames.ts';
import { inboxCapability } from './handshake.ts';
import type { Contact } from './messages.ts';
import { type Directory, openPacket, type PacketContent, type PacketSeeds } from './packet.ts';
import { sign } from './primitives.ts';
import type { DeviceVault } from './vault.ts';
import type { Problem } from './views.ts';
import { type Mailbox, Mode, type Wire } from './wire.ts';

/** A shift that this device is or was on. */
export interface Team {
  readonly believed: Believed;
  readonly content: PacketSeeds;
  readonly inbox: Mailbox;
  readonly inboxWrite: Bytes;
}

/** The current shift and the one before, whose knocks and invitations are still under way. */
const TEAMS_KEPT = 2;

export interface ShiftOwner {
  invitation(sealed: Bytes, now: number): void;
  /** The same vault was unlocked elsewhere. */
  takenOver(now: number): void;
}

export class Shifts {
  /** The newest first. */
  teams: readonly Team[] = [];
  /** Of the newest packet that opened: who the staff are, in words that nobody has checked. */
  directory: Directory | undefined;
  private readonly vault: DeviceVault;
  private readonly own: Own;
  private readonly following: Following;
  private readonly wire: Wire;
  private readonly owner: ShiftOwner;
  private wrong: Problem | undefined;

  constructor(vault: DeviceVault, own: Own, following: Following, wire: Wire, owner: ShiftOwner) {
    this.vault = vault;
    this.own = own;
    this.following = following;
    this.wire = wire;
    this.owner = owner;
  }

  get certificate(): Checked<Certificate> | undefined {
    return this.own.certificate;
  }

  /** Why this device cannot serve now. */
  problem(now: number): Problem | undefined {
    return this.following.problem(now) ?? this.wrong;
  }

  /** The newest shift of this desk; it may be over. */
  get held(): Checked<Shift> | undefined {
    return this.following.documents.shift(this.vault.desk);
  }

  /** When it ends. */
  get expires(): number | undefined {
    return this.held?.payload.expires;
  }

  /** The seeds of the shift that stands now. */
  current(now: number): Team | undefined {
    const believed = this.following.believed(now);
    const [team] = this.teams;
    if (team === undefined || believed === undefined || this.wrong !== undefined) return undefined;
    return equal(team.believed.shiftHash, believed.shiftHash) ? team : undefined;
  }

  /** Whether the roster still lets this device take part in anything. */
  stands(now: number): boolean {
    const { certificate } = this;
    if (certificate === undefined || !inTime(certificate.payload, now)) return false;
    return this.following.stands(certificate.hash, now);
  }

  /** A new shift or roster was accepted; returns whether the team is another one now. */
  renew(packet: Bytes | undefined, now: number): boolean {
    const believed = this.following.believed(now);
    const content = this.opened(packet, believed, now);
    try {
      this.own.check(this.following.documents, now);
    } catch (error) {
      if (!(error instanceof RemoteFault)) throw error;
      this.wrong = problemOf(error);
      if (content !== undefined) wipe(content.teamSeed, content.deskSeed);
      return false;
    }
    if (content === undefined || believed === undefined) return false;
    this.take(believed, content);
    return true;
  }

  /** What the desk key signs for this connection. */
  proof(team: Team, challenge: Bytes): Bytes {
    const { organisation, desk } = this.vault;
    return sign(team.content.deskSeed, deskProofInput(organisation, desk, challenge));
  }

  /** How a survivor's browser reaches this device when a line is lost. */
  contact(now: number): Contact | undefined {
    const [team] = this.teams;
    const { certificate } = this;
    if (team === undefined || certificate === undefined) return undefined;
    const sealingKey = this.own.keyring.newest(now);
    return sealingKey && { type: 'contact', w: team.inboxWrite, sealingKey };
  }

  wipe(): void {
    for (const team of this.teams) this.drop(team);
    this.teams = [];
    this.directory = undefined;
    this.own.wipe();
  }

  /** What the packet of another shift than ours holds. It may even say what our certificate is. */
  private opened(
    packet: Bytes | undefined,
    believed: Believed | undefined,
    now: number,
  ): PacketContent | undefined {
    const { held } = this;
    const [team] = this.teams;
    const known = team !== undefined && held !== undefined && sameShift(team, held.hash);
    if (known) this.wrong = undefined;
    if (known || packet === undefined || held === undefined || !believed) return undefined;
    try {
      const content = openPacket(held, this.own.keyring.seeds, packet);
      this.own.keyring.opened(content.sealedTo, now);
      this.own.adopt(content.directory, this.following.documents, now);
      this.wrong = undefined;
      return content;
    } catch (error) {
      if (!(error instanceof RemoteFault)) throw error;
      this.wrong = problemOf(error);
      return undefined;
    }
  }

  private take(believed: Believed, content: PacketContent): void {
    const { inbox: secret, organisation } = this.vault;
    const r = inboxCapability(secret, organisation, believed.shiftHash);
    const inboxWrite = writeCapability(r);
    const inbox = this.wire.open(r, 0, Mode.inbox, {
      deliver: (_, sealed, now) => this.owner.invitation(sealed, now),
      taken: (now) => this.owner.takenOver(now),
    });
    const teams = [{ believed, content, inbox, inboxWrite }, ...this.teams];
    for (const old of teams.slice(TEAMS_KEPT)) this.drop(old);
    this.teams = teams.slice(0, TEAMS_KEPT);
    this.directory = content.directory;
  }

  private drop({ content, inbox }: Team): void {
    this.wire.close(inbox);
    wipe(content.teamSeed, content.deskSeed);
  }
}

function sameShift(team: Team, hash: Bytes): boolean {
  return equal(team.believed.shiftHash, hash);
}

function problemOf(error: RemoteFault): Problem {
  // A certificate that does not stand, and a packet without a slot for us, say the same.
  const out = error instanceof NotOnShift || error.code === 'untrusted';
  return out ? 'not-on-shift' : 'documents-untrusted';
}
