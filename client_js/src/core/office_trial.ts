/**
 * The steps of office.ts: each document is made from what a reader of its own believes, and then
 * given to that reader, so that nothing leaves here that the rulebook would refuse.
 */

import { type Bytes, equal, NONE, type Random } from './bytes.ts';
import { bestHandbook } from './handbook_carry.ts';
import { Kind, type Roster, rosterForm, shiftForm } from './document_types.ts';
import { OfficeRefused } from './office_refused.ts';
import { type RosterChange, rosterAfter } from './office_roster.ts';
import { type AdministratorSeeds, type LeftOut, makeShift, officeKeys } from './office_shift.ts';
import { readStaff, type Staff } from './office_staff.ts';
import type { Directory, Listed } from './packet.ts';
import { ed25519Public } from './primitives.ts';
import type { PublishItem } from './publisher.ts';
import type { RememberingDocuments } from './remembered.ts';
import { type Signed, signDocument } from './signing.ts';
import { Spares } from './spares.ts';

/** What everything is made from. */
export interface Given {
  readonly documents: RememberingDocuments;
  readonly desk: Bytes;
  /** Of the newest packet that could be opened, as it is: nothing in it needs to be checked before. */
  readonly directory: Directory;
  /** What devices have called since: certificate and sealing key envelopes. */
  readonly learned?: readonly Listed[];
  /** A new edition, in the place of the directory's handbook. */
  readonly handbook?: Bytes;
  readonly now: number;
  readonly random: Random;
}

/** An unlocked administrator's vault. */
export type Administrator = AdministratorSeeds;
/** A device with a warrant for shifts. */
export interface Supervisor {
  readonly deviceSeed: Bytes;
  readonly warrant: Bytes;
}
export type Signer = Administrator | Supervisor;

/** What to publish, in this order. */
export interface Made {
  readonly items: readonly PublishItem[];
  /** Devices that stand and are not on the new shift. */
  readonly leftOut: readonly LeftOut[];
  /** How many devices the new shift is sealed to; 0 where there is none. */
  readonly serving: number;
  /** False where its directory had no room for the handbook; see `MadeShift`. */
  readonly told?: boolean;
}

/** A reader of its own, in which what is made is tried out. */
export function trialOf({ documents, desk, now }: Given): RememberingDocuments {
  documents.current(now);
  return documents.copy(desk, now);
}

/** The newest roster known, also one that has run out. */
export function baseOf({ documents }: Given): Signed<Roster> {
  const base = documents.rosterBase;
  if (base === undefined) throw new OfficeRefused('no-roster');
  return base;
}

/** Who stands by this roster. */
export function readBy(
  { directory, learned = [], now }: Given,
  documents: RememberingDocuments,
  roster: Signed<Roster>,
  more: readonly Listed[] = [],
): Staff {
  const lists = [...directory.devices, ...learned, ...more];
  const charter = documents.current(now);
  return readStaff(documents.organisation, charter, roster.payload, lists, now);
}

/** Makes the next roster and lets the trial believe it. */
export function rosterInto(
  given: Given,
  trial: RememberingDocuments,
  { administratorSeed, officeSeed }: Administrator,
  change: RosterChange,
): PublishItem {
  const { now } = given;
  const keys = trial.current(now).administratorKeys;
  if (!keys.some((key) => equal(key, ed25519Public(administratorSeed)))) {
    throw new OfficeRefused('not-administrator');
  }
  const base = baseOf(given);
  const version = trial.nextVersion(Kind.roster, NONE, now);
  const spares = new Spares(trial.organisation, officeSeed);
  const payload = rosterAfter(base, change, version, spares, now);
  const { raw } = signDocument(rosterForm, payload, administratorSeed);
  trial.addRoster(raw, now);
  return { envelope: raw, packet: NONE };
}

/** The same for the next shift, on the trial's roster; `more` are devices just certified. */
export function shiftInto(
  given: Given,
  trial: RememberingDocuments,
  signer: Signer,
  more: readonly Listed[],
  until: number,
): Made {
  const { desk, now, random } = given;
  const { roster } = trial;
  if (roster === undefined) throw new OfficeRefused('no-roster');
  const { members } = readBy(given, trial, roster, more);
  const own = 'administratorSeed' in signer ? signer : undefined;
  const offices = officeKeys(trial, given.directory.officeKeys, own, now);
  const handbooks = given.handbook ? [given.handbook] : [given.directory.handbook];
  const handbook = bestHandbook(trial, desk, handbooks, now)?.raw ?? NONE;
  const made = makeShift(trial, desk, roster, members, offices, handbook, until, now, random);
  const { raw } =
    'administratorSeed' in signer
      ? signDocument(shiftForm, made.payload, signer.administratorSeed)
      : signDocument(shiftForm, made.payload, signer.deviceSeed, signer.warrant);
  trial.addShift(raw, now);
  const { packet, leftOut, serving, told } = made;
  return { items: [{ envelope: raw, packet }], leftOut, serving, told };
}
