/** Words of the console's vault: joining, unlocking, locking. How to write them: words.ts. */

import type { Trouble } from './words.ts';

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

export interface VaultWords {
  readonly problems: Readonly<Record<VaultProblem, Trouble>>;

  // --- unlocking
  readonly newHere: string;
  readonly gone: string;
  readonly back: string;
  readonly locked: string;
  readonly lockedIdle: (minutes: number) => string;
  readonly answer: string;
  readonly answerText: string;
  readonly answerFile: string;
  readonly answerHint: string;
  readonly answerPaste: string;
  readonly finish: string;

  // --- joining
  readonly enroll: string;
  readonly enrollText: string;
  readonly alias: string;
  readonly aliasHint: string;
  readonly aliasWrong: string;
  readonly role: string;
  readonly language: string;
  readonly languageHint: string;
  /** By their code: languages that browsers do not tell apart by name. */
  readonly languageNames: Readonly<Record<'kmr' | 'ckb', string>>;
  readonly languageAdd: string;
  readonly languagesChosen: (names: string) => string;
  readonly languageRemove: (name: string) => string;
  readonly languageWrong: string;
  readonly make: string;
  readonly making: (percent: number) => string;
  readonly made: string;
  readonly saveTitle: string;
  readonly saveText: string;
  readonly save: string;
  readonly saved: string;
  readonly saveFirst: string;
  readonly request: string;
  readonly requestText: string;
  readonly requestFile: string;
  readonly requestCopy: string;
  readonly requestCopied: string;
  readonly requestNotCopied: string;
  readonly requestLine: string;
  readonly requestCode: string;
  readonly spoken: string;
  readonly spokenText: string;
  readonly next: string;
  readonly nextText: readonly string[];
  readonly done: string;

  // --- passphrases
  readonly passphrase: string;
  readonly passphraseHint: (least: number) => string;
  readonly passphraseAgain: string;
  readonly passphraseShort: (least: number) => string;
  readonly passphraseWeak: string;
  readonly passphraseOther: string;
  readonly draw: string;
  readonly drawn: string;
  readonly drawnText: string;
  readonly level: Readonly<Record<'weak' | 'fair' | 'strong', string>>;
  readonly guessing: (time: string) => string;
  readonly time: Readonly<Record<
    'instant' | 'minutes' | 'hours' | 'days' | 'months' | 'years' | 'thousands' | 'millions',
    (count: number) => string
  >>;
  readonly weakness: Readonly<Record<
    'common' | 'words' | 'keyboard' | 'repeat' | 'sequence' | 'date' | 'own' | 'sentence',
    string
  >>;

  // --- the unlocked vault
  readonly keys: string;
  readonly keysText: string;
  readonly keyUntil: (time: string) => string;
  readonly oldKeyUntil: (time: string) => string;
  readonly lockTitle: string;
  readonly lockKey: (key: string) => string;
  readonly lockIdle: (minutes: number, talking: number) => string;
  readonly lockAsk: (key: string) => string;
  readonly idleWarning: string;
  readonly stay: string;
  readonly change: string;
  readonly changeText: string;
  readonly changeOld: string;
  readonly changeButton: string;
  readonly changed: string;
  readonly changedText: string;
  readonly cancel: string;
  readonly finishedTitle: string;
  readonly finishedText: string;
  readonly goOn: string;
  readonly second: string;
  readonly secondText: readonly string[];
  readonly goneNow: string;
  readonly goneNowText: readonly string[];
  readonly goneCan: string;
  readonly goneCanText: readonly string[];
  readonly goneCannot: string;
  readonly goneCannotText: readonly string[];
}
