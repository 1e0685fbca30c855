/**
 * What the screens know of the words: their types, made from client_js/words/en/*.po by words.mjs.
 *
 * How to write: docs/translating.md. Names that go into a place have been cleaned and isolated by
 * `plain()` before.
 */

import type {
  Console,
  Day,
  Help,
  Numbers,
  Office,
  Practice,
  Settings,
  Shared,
  Survivor,
  Together,
  Tongue,
  Vault,
} from 'noview:words';
import type { SITUATIONS } from '../../core/practice/situations.ts';
import type { AdministerProblem, DoneKind } from '../../core/administer_view.ts';
import type { STAGES } from '../../core/handbook_view.ts';
import type { StaffAskView, StateMode } from '../../core/views_desk.ts';
import type { Delivery, EndReason, HeadView, Problem, Warning } from '../../core/views.ts';

export type { Text } from 'noview:words';

/** Problems that only a console can have; their words stay out of the survivor's page. */
export type StaffProblem =
  | 'wrong-passphrase'
  | 'damaged-vault'
  | 'foreign-vault'
  | 'not-on-shift'
  | 'someone-else-took-it'
  | 'not-turned-away';

/** Problems of both pages that the staff are told in other words: they can ask whoever runs the server. */
export type StaffTold = 'relay-unreachable' | 'unknown-organisation';

/** What can go wrong with keys and files before, or beside, the work itself. */
export type VaultProblem =
  | 'no-certificate'
  | 'strange-file'
  | 'foreign-keys'
  | 'foreign-answer'
  | 'answer-of-another-device'
  | 'untrusted-answer'
  | 'storage-empty'
  | 'storage-damaged'
  | 'storage-unreadable'
  | 'storage-unwritable';

/** Warnings with nothing more to them than a time. */
export type Soon = Exclude<Warning, 'documents-disagree' | 'waiting-for-shift' | 'numbers-full' | 'numbers-later'>;

/** Documents that people compare with one another, by voice. */
export type Compared = HeadView['kind'];

/** What a problem is, and what to do next. */
export interface Trouble {
  readonly what: string;
  readonly next: string;
}

/** A group of the catalog that is asked with a word from outside, and may not know it. */
type Asked = Readonly<Record<string, string>>;

export type SharedWords = Omit<Shared, 'roles'> & Tongue & { readonly roles: Asked };
export type SurvivorWords = Survivor;
export type ConsoleWords = Console;
export type DayWords = Day;
export type HelpWords = Help;
export type NumbersWords = Numbers;
export type OfficeWords = Office;
export type SettingsWords = Settings;
export type PracticeWords = Practice;
export type TogetherWords = Together;
export type VaultWords = Vault;

/** Compiles only where each of the keys has words in the group. */
type Told<Keys extends string, Group extends Readonly<Record<Keys, unknown>>> = Group;

/** What must have words, because the machines may say it. */
export type Complete = [
  Told<Exclude<Problem, StaffProblem>, Shared['problems']>,
  Told<Exclude<Delivery, 'received'>, Shared['delivery']>,
  Told<EndReason, Survivor['endedBecause']>,
  Told<EndReason, Console['endedBecause']>,
  Told<(typeof STAGES)[number], Help['stages']>,
  Told<StaffProblem | StaffTold, Console['problems']>,
  Told<(typeof SITUATIONS)[number], Practice['situations']>,
  Told<VaultProblem, Vault['problems']>,
  Told<StateMode, Together['modes']>,
  Told<StaffAskView['stage'], Together['host']>,
  Told<StaffAskView['stage'], Together['guest']>,
  Told<AdministerProblem, Office['failures']>,
  Told<DoneKind, Office['done']>,
  Told<Soon, Office['soon']>,
  Told<Soon, Office['soonNext']>,
  Told<Compared, Office['compared']>,
];
