/**
 * The words of those who keep the organisation running: what runs out, shifts, devices.
 *
 * Written as words.ts says. A `time` has been put into words, a `name` has been through `plain()`.
 */

import type { AdministerProblem, DoneKind } from '../../core/administer_view.ts';
import type { HeadView, Warning } from '../../core/views.ts';
import type { Trouble } from './words.ts';

/** Warnings with nothing more to them than a time. */
export type Soon = Exclude<Warning, 'documents-disagree' | 'waiting-for-shift'>;

/** Documents that people compare with one another, by voice. */
export type Compared = HeadView['kind'];

export interface OfficeWords {
  readonly warnings: string;
  readonly soon: Readonly<Record<Soon, (time: string) => string>>;
  readonly soonNext: Readonly<Record<Soon, string>>;
  /** For somebody who can renew the shift at once. */
  readonly shiftSoonMine: string;
  readonly waitingForShift: Trouble;
  readonly askAgain: string;
  readonly disagree: Trouble;
  readonly disagreeSteps: readonly string[];
  readonly compare: string;
  readonly compared: Readonly<Record<Compared, (version: number) => string>>;
  readonly stalled: Readonly<Record<'shift' | 'roster', Trouble>>;
  readonly stalledMine: string;
  readonly endedMark: string;

  readonly keys: string;
  readonly keysUntil: (time: string) => string;
  readonly keysOld: (time: string) => string;
  readonly keysNoOld: string;
  readonly keysNone: string;
  readonly certificateUntil: (time: string) => string;
  readonly shiftKeyUntil: (time: string) => string;
  readonly openTalks: (count: number, time: string) => string;

  readonly shift: string;
  readonly shiftEnds: (time: string) => string;
  readonly shiftOver: string;
  /** Before the server has said what there is: nothing may be called missing. */
  readonly shiftNotRead: string;
  readonly rosterEnds: (time: string) => string;
  readonly rosterOver: string;
  readonly rosterNotRead: string;
  readonly hours: string;
  readonly hoursText: (hours: number) => string;
  readonly renewShift: string;
  readonly renewShiftText: string;
  /** What to do when the relay did not answer. */
  readonly renewLate: string;
  readonly autoOn: string;
  readonly autoOff: string;
  readonly autoTurnOn: string;
  readonly autoTurnOff: string;
  readonly autoText: string;
  readonly returning: string;
  readonly returningText: string;
  readonly nobodyReturns: string;

  readonly administer: string;
  readonly administerClose: string;
  readonly administerText: string;
  readonly administerUnlock: string;
  readonly administerFile: string;
  readonly administerFileHint: string;
  readonly administerLock: string;
  readonly administerLocksAt: (time: string) => string;
  readonly administerLocked: string;
  readonly reading: string;
  readonly working: string;
  readonly compareFirst: string;
  readonly compareFirstText: (version: number, time: string) => string;
  readonly compareFirstSteps: string;
  readonly compareFirstDone: string;
  readonly failures: Readonly<Record<AdministerProblem, Trouble>>;
  /** For a refused alias: which signs, or which name it looks like. */
  readonly about: (name: string) => string;
  readonly done: Readonly<Record<DoneKind, (name: string, time: string) => string>>;

  readonly devices: string;
  readonly noDevices: string;
  readonly deviceUntil: (time: string) => string;
  readonly deviceNotGood: string;
  readonly deviceKeyUntil: (time: string) => string;
  readonly deviceNoKey: string;
  readonly deviceSpeaks: (languages: string) => string;
  readonly deviceFingerprint: string;
  readonly renewDevice: string;
  readonly renewDeviceOf: (name: string) => string;
  readonly renewDeviceText: string;
  readonly revoke: string;
  readonly revokeOf: (name: string) => string;
  readonly revokeQuestion: (name: string) => string;
  readonly revokeText: string;
  readonly revokeConfirm: string;
  readonly revokeCancel: string;

  readonly certify: string;
  readonly certifyText: string;
  readonly requestFile: string;
  readonly requestPasted: string;
  readonly requestPastedHint: string;
  readonly requestRead: string;
  readonly requestNothing: string;
  readonly known: (name: string) => string;
  readonly knownText: string;
  readonly takeIn: string;
  readonly voice: string;
  readonly voiceText: string;
  readonly voiceDone: string;
  readonly voiceWrong: string;
  readonly voiceWrongText: string;
  readonly alias: string;
  readonly aliasHint: string;
  readonly role: string;
  readonly roleHint: string;
  readonly languages: string;
  readonly languagesHint: string;
  readonly lives: string;
  readonly livesText: (days: number) => string;
  readonly sign: string;
  readonly cancel: string;
  readonly grant: string;
  readonly grantText: (name: string) => string;
  readonly grantSave: string;
  readonly grantCopied: string;
  readonly grantClose: string;

  readonly documents: string;
  readonly charterEnds: (time: string) => string;
  readonly renewRoster: string;
  readonly renewRosterText: string;
  readonly startShift: string;
  readonly startShiftText: string;
  readonly leftOut: (names: string) => string;
  readonly export: string;
  readonly exportText: string;
}
