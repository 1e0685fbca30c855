/** Invitations that survivors' browsers leave in this device's inbox. protocol.md 5.8. */

import { type OpenedInvitation, openInvitation } from './asks.ts';
import { type Bytes, hex, type Random } from './bytes.ts';
import type { Certificate, Checked } from './document_types.ts';
import type { Talk } from './duty_talk.ts';
import type { Team } from './duty_shift.ts';
import { RemoteFault } from './errors.ts';
import { writeCapability } from './frames.ts';
import { type CheckCertificate, makeHello } from './handshake.ts';
import { sha256 } from './primitives.ts';
import type { DeviceVault } from './vault.ts';

/** Invitations remembered, so that one that comes twice is answered once. */
const SEEN_MOST = 256;

export class Invited {
  private readonly vault: DeviceVault;
  private readonly random: Random;
  /** The talk that goes on, or a new one; undefined where there are too many. */
  private readonly talkFor: (invitation: OpenedInvitation, now: number) => Talk | undefined;
  private seen: string[] = [];

  constructor(vault: DeviceVault, random: Random, talkFor: Invited['talkFor']) {
    this.vault = vault;
    this.random = random;
    this.talkFor = talkFor;
  }

  /** What does not open, or is not for this device, leaves no trace. */
  take(
    sealed: Bytes,
    teams: readonly Team[],
    own: Checked<Certificate>,
    check: CheckCertificate,
    now: number,
  ): void {
    const name = hex(sha256(sealed));
    if (this.seen.includes(name)) return;
    this.seen = [...this.seen, name].slice(-SEEN_MOST);
    const invitation = this.open(sealed, teams, own, check);
    // Lines between staff devices come with a later version.
    if (invitation === undefined || invitation.shape !== 1) return;
    const talk = this.talkFor(invitation, now);
    if (talk === undefined) return;
    const { identity, certificate: certificateRaw } = this.vault;
    const r = this.random(32);
    try {
      const w = writeCapability(r);
      const { append, line } = makeHello(invitation, { identity, certificateRaw }, w, this.random);
      talk.begin(line, r, now, { w: invitation.w, frame: append });
    } catch (error) {
      if (!(error instanceof RemoteFault)) throw error;
      talk.end('broken', false, now);
    }
  }

  private open(
    sealed: Bytes,
    teams: readonly Team[],
    own: Checked<Certificate>,
    check: CheckCertificate,
  ): OpenedInvitation | undefined {
    for (const { believed } of teams) {
      for (const { seed } of this.vault.sealingKeys) {
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
