/** How the parts of the console's machine hang together. */

import './frames_staff.ts';
import type { Bytes, Random } from './bytes.ts';
import { Kind } from './documents.ts';
import { DutyDesk } from './duty_desk.ts';
import { WatchedDocuments } from './duty_documents.ts';
import { Own } from './duty_keys.ts';
import type { DutyNumbers } from './duty_numbers.ts';
import { dutyNumbers } from './duty_numbers_owner.ts';
import { DutyPeople } from './duty_people.ts';
import { Proof } from './duty_proof.ts';
import { Shifts } from './duty_shift.ts';
import { DeskState } from './duty_state.ts';
import { Upkeep } from './duty_upkeep.ts';
import { Following } from './follow.ts';
import type { Keyring } from './keyring.ts';
import type { DeviceVault } from './vault.ts';
import { Wire } from './wire.ts';

export interface DutySetting {
  /** An unlocked device; its secrets are wiped by `lock`. */
  readonly vault: DeviceVault;
  /** Of this device; wiped by `lock` too. */
  readonly keyring: Keyring;
  readonly random: Random;
}

export interface DutyParts {
  readonly wire: Wire;
  readonly own: Own;
  readonly following: Following;
  readonly shifts: Shifts;
  readonly proof: Proof;
  readonly people: DutyPeople;
  readonly upkeep: Upkeep;
  readonly state: DeskState;
  readonly numbers: DutyNumbers;
  readonly desk: DutyDesk;
}

/** What the machine does when one of its parts calls. */
export interface DutyHooks {
  clock(): number;
  /** A document was fetched and believed. */
  document(kind: number, packet: Bytes, now: number): void;
  /** The same vault was unlocked elsewhere. */
  takenOver(now: number): void;
  /** A colleague was quicker. */
  outrun(): void;
  /** Whoever waits in the line could not be turned away. */
  turnedNot(): void;
}

export function dutyParts({ vault, keyring, random }: DutySetting, hooks: DutyHooks): DutyParts {
  const { organisation, desk } = vault;
  const wire = new Wire();
  const documents = new WatchedDocuments(organisation, 1, keyring.heads);
  const kinds = [Kind.charter, Kind.roster, Kind.notice, Kind.shift, Kind.state] as const;
  const following = new Following(
    documents,
    desk,
    kinds,
    wire,
    (kind, packet, now) => hooks.document(kind, packet, now),
    (kind, now) => documents.none(kind, desk, now),
  );
  const own = new Own(vault, keyring, random);
  const shifts: Shifts = new Shifts(vault, own, following, wire, {
    invitation: (sealed, now) => void people.invitation(sealed, now),
    takenOver: (now) => hooks.takenOver(now),
  });
  const clock = (): number => hooks.clock();
  const duties = {
    taken: () => people.talks.taken,
    paused: () => upkeep.paused,
    listens: () => upkeep.listens,
    outdated: () => following.fetchAll(),
  };
  const proof = new Proof(wire, desk, shifts, duties, clock);
  const shared = { vault, own, following, shifts, wire, random };
  const upkeep: Upkeep = new Upkeep({
    ...shared,
    documents,
    proof,
    talks: () => people.talks.all,
  });
  const people: DutyPeople = new DutyPeople(
    { ...shared, clock },
    {
      serves: () => proof.wanted !== 'off-duty',
      changed: () => proof.changed(),
      outrun: () => hooks.outrun(),
      turnedNot: () => hooks.turnedNot(),
      staff: (invitation, now) => colleagues.invited(invitation, now),
    },
  );
  const state = new DeskState(vault, own, following, documents);
  const numbers = dutyNumbers({ ...shared, upkeep, people, clock });
  const { presence } = upkeep;
  const colleagues: DutyDesk = new DutyDesk({ ...shared, people, presence });
  return { wire, own, following, shifts, proof, people, upkeep, state, numbers, desk: colleagues };
}
