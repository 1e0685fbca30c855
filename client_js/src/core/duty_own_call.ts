/** The word that this device sends to the consoles on duty. protocol.md 3.12, 16.1. */

import { type Bytes, equal, NONE, type Random } from './bytes.ts';
import { sealCall } from './call.ts';
import { calledHeads, type WatchedDocuments } from './duty_documents.ts';
import type { Own } from './duty_keys.ts';
import type { DutyPresence } from './duty_presence.ts';
import type { Shifts } from './duty_shift.ts';
import { LocalFault } from './errors.ts';
import type { Following } from './follow.ts';
import type { DeviceVault } from './vault.ts';

export interface OwnCallParts {
  readonly vault: DeviceVault;
  readonly own: Own;
  readonly documents: WatchedDocuments;
  readonly following: Following;
  readonly shifts: Shifts;
  readonly random: Random;
}

export class OwnCall {
  private readonly parts: OwnCallParts;
  private readonly presence: DutyPresence;
  private at = 0;

  constructor(parts: OwnCallParts, presence: DutyPresence) {
    this.parts = parts;
    this.presence = presence;
  }

  /** The sealed call, of somebody who is `leaving`; undefined where it cannot be made now. */
  make(leaving: boolean, now: number): Bytes | undefined {
    const { vault, own, documents, following, shifts, random } = this.parts;
    const believed = following.believed(now);
    const shift = shifts.held;
    const newest = own.keyring.newest(now) ?? NONE;
    if (believed === undefined || shift === undefined) return undefined;
    const known = shifts.current(now) !== undefined ? (shifts.directory?.devices ?? []) : [];
    const isKnown = known.some(({ sealingKey }) => equal(sealingKey, newest));
    // Who hears two calls of one second believes the first.
    this.at = Math.max(Math.floor(now), this.at + 1);
    const text = {
      certificate: own.certificateRaw,
      sealingKey: isKnown ? NONE : newest,
      at: this.at,
      heads: calledHeads(documents, vault.desk),
    };
    const place = { ...believed, desk: vault.desk };
    const { inbox, presence } = this.presence.told(leaving);
    // With a certificate that is too long the talks are left out, and then everything; an
    // administrator can still take the device in.
    for (const said of [presence, { ...presence, talks: [] }]) {
      try {
        const whole = { ...text, inbox, presence: said };
        return sealCall(place, shift.payload.teamKey, whole, vault.signing, random);
      } catch (error) {
        if (!(error instanceof LocalFault)) throw error;
      }
    }
    return undefined;
  }
}
