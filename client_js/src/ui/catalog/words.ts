/**
 * Every word on the screens has its place here; a catalog that lacks one does not compile.
 *
 * How to write: short sentences that a child of twelve can read. Calm. No company talk, no emoji.
 * `name` arguments have been cleaned and isolated by `plain()` before they come here.
 */

import type { Delivery, EndReason, Problem } from '../../core/views.ts';

export type Direction = 'ltr' | 'rtl';

/** Problems that only a console can have; their words stay out of the survivor's page. */
export type StaffProblem =
  | 'wrong-passphrase'
  | 'damaged-vault'
  | 'foreign-vault'
  | 'not-on-shift'
  | 'someone-else-took-it';

/** Problems of both pages that the staff are told in other words: they can ask whoever runs the server. */
export type StaffTold = 'relay-unreachable' | 'unknown-organisation';

/** What a problem is, and what to do next. */
export interface Trouble {
  readonly what: string;
  readonly next: string;
}

export interface SharedWords {
  readonly code: string;
  /** The language's own name for itself. */
  readonly ownName: string;
  readonly direction: Direction;
  readonly you: string;
  readonly someone: string;
  readonly and: (all: readonly string[]) => string;
  readonly roles: Readonly<Record<string, string>>;
  readonly delivery: Readonly<Record<Delivery, string>>;
  readonly problems: Readonly<Record<Exclude<Problem, StaffProblem>, Trouble>>;
  readonly connected: string;
  readonly connecting: string;
  readonly lost: string;
  readonly keepWriting: string;
  readonly joined: (name: string) => string;
  readonly left: (name: string) => string;
  readonly gap: string;
  readonly remade: string;
  readonly notUnderstood: string;
  readonly chatEnded: string;
  readonly passedOn: (name: string) => string;
  readonly typing: (names: string) => string;
  readonly messages: string;
  readonly newest: string;
  readonly compose: string;
  readonly composeHint: string;
  readonly send: string;
  readonly tooLong: (length: number, most: number) => string;
  readonly notSent: string;
  readonly notTaken: string;
  readonly days: readonly [string, string, string, string, string, string, string];
  readonly everyDay: string;
  readonly dayRange: (first: string, last: string) => string;
  readonly allDay: string;
  readonly timeRange: (opens: string, closes: string) => string;
  readonly phones: string;
  readonly language: string;
}

export interface SurvivorWords {
  readonly title: string;
  readonly exit: string;
  readonly exitHelp: string;
  readonly loading: string;
  readonly openNow: string;
  readonly closedNow: string;
  readonly unknownNow: string;
  readonly hours: string;
  readonly hoursIn: (timezone: string) => string;
  readonly whoFor: string;
  readonly whoForText: string;
  readonly whoAnswers: string;
  readonly whoAnswersText: (organisation: string) => string;
  readonly kept: string;
  readonly keptText: string;
  readonly good: string;
  readonly safetyText: string;
  readonly start: string;
  readonly closedText: string;
  readonly before: string;
  readonly beforeText: string;
  readonly name: string;
  readonly nameHint: string;
  readonly tongue: string;
  readonly first: string;
  readonly firstHint: string;
  readonly firstTooLong: string;
  readonly knock: string;
  readonly back: string;
  readonly waiting: string;
  readonly place: (ahead: number) => string;
  readonly nobodyServing: string;
  readonly waitingText: string;
  readonly withdraw: string;
  readonly talking: (names: string) => string;
  readonly talkingAlone: string;
  readonly whoReads: (names: string) => string;
  readonly nobodyReads: string;
  readonly verifiedBy: (organisation: string) => string;
  readonly speaks: (languages: string) => string;
  readonly fingerprint: string;
  readonly fingerprintText: string;
  readonly askJoin: (asker: string, colleague: string, role: string) => string;
  readonly askHandOver: (asker: string, colleague: string, role: string) => string;
  readonly askText: string;
  readonly yesEarlier: string;
  readonly yesFromNow: string;
  readonly no: string;
  readonly end: string;
  readonly endQuestion: string;
  readonly endText: string;
  readonly endConfirm: string;
  readonly endCancel: string;
  readonly ended: string;
  readonly endedBecause: Readonly<Record<EndReason, string>>;
  readonly endedText: string;
  readonly another: string;
  readonly erase: string;
  readonly erased: string;
  readonly erasedText: string;
  readonly again: string;
  readonly refused: string;
  readonly refusedText: string;
}

export interface ConsoleWords {
  readonly title: string;
  readonly skipWaiting: string;
  readonly skipTalks: string;
  readonly unlock: string;
  readonly unlockText: string;
  readonly problems: Readonly<Record<StaffProblem | StaffTold, Trouble>>;
  readonly vaultFile: string;
  readonly vaultHint: string;
  readonly vaultChosen: (name: string) => string;
  readonly passphrase: string;
  readonly unlockButton: string;
  readonly unlocking: (percent: number) => string;
  readonly chooseFirst: string;
  readonly duty: Readonly<Record<'connecting' | 'off-duty' | 'on-duty' | 'finishing' | 'refused', string>>;
  readonly onDuty: string;
  readonly finish: string;
  readonly offDuty: string;
  readonly lock: string;
  readonly limit: string;
  readonly limitText: (limit: number) => string;
  readonly fewer: string;
  readonly more: string;
  readonly shiftEnds: (time: string) => string;
  readonly signedInAs: (alias: string, role: string) => string;
  readonly waitingLine: string;
  readonly waitingCount: (count: number) => string;
  readonly nobodyWaits: string;
  readonly notOnDuty: string;
  readonly atLimit: string;
  readonly noName: string;
  readonly noFirst: string;
  readonly firstSays: string;
  readonly waited: (minutes: number) => string;
  readonly claim: string;
  readonly claimOf: (name: string) => string;
  readonly claiming: string;
  readonly unreadable: string;
  readonly talks: string;
  readonly noTalks: string;
  readonly noTalksText: string;
  readonly sideBySide: string;
  readonly oneAtATime: string;
  readonly talkWith: (name: string) => string;
  readonly unread: (count: number) => string;
  readonly waitingForMe: string;
  readonly hello: string;
  readonly unverified: string;
  readonly identity: string;
  readonly alsoHere: (names: string) => string;
  readonly end: string;
  readonly endQuestion: string;
  readonly endText: string;
  readonly endConfirm: string;
  readonly endCancel: string;
  readonly endedBecause: Readonly<Record<EndReason, string>>;
  readonly endedByMe: string;
  readonly forget: string;
  readonly help: string;
  readonly helpKeys: string;
  readonly helpKeysText: readonly string[];
  readonly helpCare: string;
  readonly helpCareText: readonly string[];
  readonly newMessage: (name: string) => string;
  readonly newKnock: string;
  readonly lockQuestion: string;
  readonly lockText: string;
  readonly lockConfirm: string;
  readonly lockCancel: string;
  readonly failed: string;
  readonly failedText: string;
  readonly reload: string;
}
