/** What the administrator's part of the console shows and can be told: the contract with its screens. */

import type { Bytes } from './bytes.ts';
import type { HandbookContent, HandbookView } from './handbook_view.ts';
import type { NoticeDraft } from './notice_draft.ts';
import type { NoticeEdition } from './notice_editions.ts';
import type { Connection, HeadView, Problem } from './views.ts';

/** Why something was not done. Each has its own words and a next step on the screen. */
export type AdministerProblem =
  /** The key of this vault is not on the organisation's charter. */
  | 'no-administrator'
  /** The list of who the staff are is not sealed to this administrator, or there is none. */
  | 'no-directory'
  /** Nothing is remembered here, so the list of devices is to be compared with a colleague first. */
  | 'compare-first'
  /** Older documents than this administrator has seen, or other ones of the same version. */
  | 'documents-disagree'
  /** Somebody else has published in the meantime. */
  | 'newer-there'
  | 'relay-refused'
  | 'relay-busy'
  /** Nothing was answered, so it is not known whether it was done. */
  | 'no-answer'
  | 'bad-request'
  | 'other-organisation'
  | 'device-known'
  | 'alias-empty'
  | 'alias-long'
  | 'alias-sign'
  | 'alias-mixed'
  | 'alias-alike'
  | 'bad-languages'
  | 'bad-life'
  | 'roster-full'
  | 'unknown-device'
  /** No device could open the shift. */
  | 'nobody'
  /** `about` says where (handbook_rules.ts). */
  | 'bad-handbook'
  | 'handbook-long'
  /** The notice that stands has not been read yet. */
  | 'notice-unread'
  /** `about` says where (notice_rules.ts). */
  | 'bad-notice'
  | 'notice-long'
  | 'not-possible';

export type DoneKind = 'certified' | 'renewed' | 'revoked' | 'roster' | 'shift' | 'handbook' | 'notice';

/** What the relay answered to what was published. */
export interface PublishResult {
  readonly ok: boolean;
  /** `clash`: somebody else was quicker. */
  readonly stage: 'done' | 'clash' | 'refused' | 'no-answer';
  /** How many of the documents it took. */
  readonly published: number;
  /** Its code of refusal, or 0. */
  readonly code: number;
}

export interface DeviceView {
  /** Hex of the certificate hash. */
  readonly key: string;
  readonly alias: string;
  readonly role: string;
  readonly languages: readonly string[];
  /** Seconds since 1970, as all times here. */
  readonly expires: number;
  /** Whether a current administrator signed its certificate; else it must be renewed. */
  readonly good: boolean;
  /** Until when shifts can be sealed to it; undefined while it has no valid key. */
  readonly keyUntil: number | undefined;
  /** Six groups of five digits, to be compared aloud. */
  readonly fingerprint: string;
}

/** A device that asks for a certificate; nothing of it is believed before it was compared. */
export interface RequestView {
  readonly fingerprint: string;
  readonly alias: string;
  readonly role: string;
  readonly languages: readonly string[];
  /** It stands already, and brings a new sealing key: under which alias. Else empty. */
  readonly known: string;
}

export interface AdministerView {
  readonly stage: 'reading' | 'ready' | 'working' | 'locked';
  readonly connection: Connection;
  /** What is wrong with what the relay serves. */
  readonly problem: Problem | undefined;
  /** Why the last thing was not done. */
  readonly failure: AdministerProblem | undefined;
  /** What of an alias was refused: the signs, or the alias that it looks like; where a handbook is wrong. Else empty. */
  readonly about: string;
  readonly organisation: string;
  readonly charterExpires: number | undefined;
  readonly rosterExpires: number | undefined;
  readonly shiftExpires: number | undefined;
  /** When this part locks itself unless it is used. */
  readonly locksAt: number;
  /** The newest documents that are believed here. */
  readonly heads: readonly HeadView[];
  /** The list of devices that is to be compared with a colleague before anything is signed. */
  readonly compare: { readonly version: number; readonly issued: number } | undefined;
  readonly devices: readonly DeviceView[];
  /** The newest known, to make the next edition from: also where it does not count any more. */
  readonly handbook: { readonly counts: boolean; readonly view: HandbookView } | undefined;
  /** The notices that were read since it was unlocked, the newest last; whether the relay has answered. */
  readonly notices: readonly NoticeEdition[];
  /** Those that were read before and whose administrator key no charter names any more. */
  readonly formerNotices: readonly NoticeEdition[];
  readonly noticeRead: boolean;
  /** Of the newest charter; 0 before there is one. */
  readonly charterVersion: number;
  /** The administrator key of this vault, in hex. */
  readonly me: string;
  readonly request: RequestView | undefined;
  readonly done:
    | {
        readonly kind: DoneKind;
        /** Of the device, if it was about one. */
        readonly alias: string;
        readonly at: number;
        /** Who could not be taken into the new shift. */
        readonly leftOut: readonly string[];
      }
    | undefined;
  /** For the person whose device was certified. */
  readonly grant: { readonly alias: string; readonly file: Bytes; readonly text: string } | undefined;
}

export type AdministerAction =
  /** Somebody is at work here: the lock waits. */
  | { readonly do: 'used' }
  | { readonly do: 'read-request'; readonly file: Bytes }
  | { readonly do: 'read-request-text'; readonly text: string }
  | { readonly do: 'drop-request' }
  /** A colleague sees the same list of devices as `compare` says. */
  | { readonly do: 'compared' }
  /** Only after the fingerprint was compared by voice. */
  | {
      readonly do: 'certify';
      readonly alias: string;
      readonly role: string;
      readonly languages: readonly string[];
      readonly days: number;
    }
  | { readonly do: 'renew'; readonly device: string; readonly days: number }
  | { readonly do: 'revoke'; readonly device: string }
  | { readonly do: 'renew-roster' }
  | { readonly do: 'start-shift'; readonly hours: number }
  /** Signs a new edition of the handbook, and brings it to the staff with a new shift. */
  | { readonly do: 'handbook'; readonly content: HandbookContent }
  /** Signs the next notice. */
  | { readonly do: 'notice'; readonly draft: NoticeDraft }
  | { readonly do: 'close-grant' }
  /** What became of `toPublish`. */
  | { readonly do: 'published'; readonly result: PublishResult }
  | { readonly do: 'lock' };
