/** What the two machines show and what a person can do: the contract between core and the screens. */

import type { HandbookView } from './handbook_view.ts';
import type {
  CodeState,
  ColleagueView,
  DeskAction,
  StaffAskView,
  StaffTalkView,
  StateView,
} from './views_desk.ts';

export type Connection = 'connecting' | 'connected' | 'lost';

/** Catalog keys for problems; each has its own words and a next step on the screen. */
export type Problem =
  | 'relay-unreachable'
  | 'wrong-fingerprint'
  | 'unknown-organisation'
  | 'documents-untrusted'
  | 'shift-expired'
  | 'roster-expired'
  | 'clock-disagrees'
  | 'desk-closed'
  | 'line-full'
  | 'slow-down'
  | 'unsupported-browser'
  | 'line-broken'
  | 'encryption-failed'
  | 'wrong-passphrase'
  | 'damaged-vault'
  | 'foreign-vault'
  | 'not-on-shift'
  | 'taken-over'
  | 'someone-else-took-it'
  | 'not-turned-away';

export interface Person {
  /** Stable within the conversation: 1, 2, … (0 is the survivor). */
  readonly number: number;
  readonly alias: string;
  readonly role: string;
  readonly languages: readonly string[];
  /** Hex of the certificate hash, for those who want to compare. */
  readonly fingerprint: string;
}

export type Delivery = 'sending' | 'delivered' | 'received' | 'not-delivered';

export interface Note {
  /** Place in the transcript, or 0 while it has none; `key` is stable for the view library. */
  readonly key: string;
  readonly kind: 'text' | 'joined' | 'left' | 'gap' | 'remade' | 'not-understood' | 'ended';
  /** Person number; 0 is the survivor. */
  readonly from: number;
  /** Alias of `from` at that time; empty for the survivor and where nobody told it. */
  readonly alias: string;
  readonly mine: boolean;
  readonly text: string;
  readonly delivery: Delivery;
  /** True where the words came by way of the survivor's browser from someone else. */
  readonly passedOn: boolean;
}

export interface Phone {
  readonly number: string;
  readonly label: string;
}

export interface NoticeView {
  readonly organisation: string;
  readonly languages: readonly string[];
  /** A text of the notice in a language; falls back to the first language, unless `only` this one is wanted. */
  text(language: string, key: string, only?: boolean): string;
  phones(language: string): readonly Phone[];
  /** A switch of the organisation; empty where it set none. */
  policy(key: string): string;
  readonly hours: readonly { readonly day: number; readonly opens: number; readonly closes: number }[];
  readonly timezone: string;
  readonly exitAddress: string;
}

export interface AdmissionAsk {
  readonly request: number;
  readonly asker: Person;
  readonly colleague: Person;
  /** 'earlier': has come by a knock made again, so nobody asks, and may read what was said before? */
  readonly purpose: 'join' | 'hand-over' | 'earlier';
}

export type EndReason =
  | 'finished'
  | 'left'
  | 'broken'
  | 'closed'
  | 'revoked'
  /** The survivor did nothing for as long as the organisation lets a chat stand open. */
  | 'idle'
  /** The survivor asked not to be written to again. */
  | 'unwanted';

export interface VisitView {
  readonly stage: 'loading' | 'ready' | 'waiting' | 'talking' | 'ended' | 'refused';
  readonly connection: Connection;
  readonly problem: Problem | undefined;
  readonly notice: NoticeView | undefined;
  /** Whether a person can knock now, as far as the signed state and shift say. */
  readonly desk: 'open' | 'closed' | 'unknown';
  /** The key of the notice's text that says why, or that it takes longer; empty for none. */
  readonly said?: string | undefined;
  /** Whether somebody else answers for this desk at the moment. */
  readonly partner?: boolean | undefined;
  /** Until when a signed state closes the desk (seconds since 1970), where one does. */
  readonly until?: number | undefined;
  /** `minutes`: by how the line has moved; undefined while nobody can say. */
  readonly place:
    | { readonly ahead: number; readonly serving: boolean; readonly minutes: number | undefined }
    | undefined;
  readonly people: readonly Person[];
  readonly notes: readonly Note[];
  /** Person numbers that are typing. */
  readonly typing: readonly number[];
  readonly asks: readonly AdmissionAsk[];
  /** Who asks for the code word: 1 to agree on one, 2 to check it, 3 to agree on another. */
  readonly code?: { readonly asker: Person; readonly kind: number } | undefined;
  /** When the chat closes because nobody touches the page, once that is near. */
  readonly closes: number | undefined;
  readonly ended: { readonly reason: EndReason; readonly byMe: boolean } | undefined;
  /** After the end: the organisation asks, and answers can be sent; then, that they are on their way. */
  readonly survey?: 'asked' | 'sent' | undefined;
}

/** `question` is a key of the notice's texts, `answer` what the person chose or wrote. */
export interface Answered {
  readonly question: string;
  readonly answer: string;
}

export type VisitAction =
  | {
      readonly do: 'knock';
      readonly language: string;
      readonly addressAs: string;
      readonly first: string;
      /** To the team: why somebody is here (`caller`), and the organisation's questions. */
      readonly answers?: readonly Answered[];
    }
  | { readonly do: 'withdraw' }
  | { readonly do: 'say'; readonly text: string }
  | { readonly do: 'typing'; readonly on: boolean }
  /** A key or a touch: she is still there. */
  | { readonly do: 'here' }
  | { readonly do: 'admit'; readonly request: number; readonly yes: boolean; readonly showEarlier: boolean }
  /** To that person alone; empty for not now. It is not kept and no part of the conversation. */
  | { readonly do: 'code'; readonly person: number; readonly word: string }
  /** `unwanted`: and asks that nobody writes to her again. */
  | { readonly do: 'end'; readonly unwanted?: boolean }
  /** While `survey` is 'asked', once: to the organisation alone, never to a counselor. */
  | { readonly do: 'survey'; readonly answers: readonly Answered[] }
  /** Quick exit: wipe everything at once; `end` is sent if the socket is open. */
  | { readonly do: 'leave' };

export interface KnockView {
  readonly key: string;
  readonly language: string;
  readonly addressAs: string;
  readonly first: string;
  readonly answers: readonly Answered[];
  readonly waited: number;
  /** Seconds since 1970 when this view was told `waited`. */
  readonly toldAt: number;
  readonly state: 'waiting' | 'claiming' | 'unreadable';
}

export interface TalkView {
  readonly key: string;
  readonly addressAs: string;
  readonly language: string;
  readonly answers: readonly Answered[];
  readonly stage: 'hello' | 'unverified' | 'talking' | 'ended';
  /** How it came: from the waiting line, or by an invitation from the survivor's browser. */
  readonly by: 'knock' | 'again' | 'join' | 'hand-over';
  readonly notes: readonly Note[];
  readonly people: readonly Person[];
  readonly typing: readonly number[];
  readonly unread: number;
  readonly waitingForMe: boolean;
  /** Since when, while it is so. */
  readonly waitingSince: number | undefined;
  /** When they first answered; undefined until then. */
  readonly since: number | undefined;
  /** The survivor's last word, and mine. */
  readonly theirsAt: number | undefined;
  readonly mineAt: number | undefined;
  readonly ended: { readonly reason: EndReason; readonly byMe: boolean } | undefined;
  readonly problem: Problem | undefined;
  /**
   * Whether colleagues in this conversation were told the same words in the same order: 'alone'
   * where nobody else is in it, 'unknown' until somebody has compared. protocol.md 16.
   */
  readonly transcript: 'alone' | 'unknown' | 'agrees' | 'differs';
  /** The code word: who writes counts as verified only while it is 'match' and not anew. */
  readonly code: CodeState;
  /** Whether who is there can be turned away for an hour; after it was tried, what came of it. */
  readonly turnAway: 'cannot' | 'can' | 'done' | 'failed';
  /** Whom this console has asked to come into it. */
  readonly asks: readonly StaffAskView[];
}

/** What the console says long before something runs out, or where something is not as it should be. */
export type Warning =
  /** Less than 2 hours left, or less than 12 where nobody here renews it by itself. */
  | 'shift-soon'
  /** Less than 2 days left. */
  | 'roster-soon'
  /** Less than 60 days left. */
  | 'charter-soon'
  /** This device's certificate has less than 30 days left. */
  | 'certificate-soon'
  /** Another console was shown other documents than this one; no new knock is taken meanwhile. */
  | 'documents-disagree'
  /** This device has called and waits to be taken into the next shift. */
  | 'waiting-for-shift'
  /** The relay has no room for what was counted here; it waits and is tried again. */
  | 'numbers-full'
  | 'numbers-later';

/** What two people compare by voice when documents disagree. */
export interface HeadView {
  readonly kind: 'charter' | 'roster' | 'shift';
  readonly version: number;
  /** Hex of the document hash. */
  readonly fingerprint: string;
}

export interface DutyView {
  readonly stage: 'connecting' | 'off-duty' | 'on-duty' | 'finishing' | 'refused';
  readonly connection: Connection;
  readonly problem: Problem | undefined;
  readonly organisation: string;
  /** What the organisation tells survivors, with the questions that they may have answered. */
  readonly notice: NoticeView | undefined;
  /** What the organisation tells its staff; a console works without. */
  readonly handbook: HandbookView | undefined;
  readonly alias: string;
  readonly role: string;
  /** What this person speaks, as the certificate says; none says nothing about it. */
  readonly languages: readonly string[];
  /** Hex of this device's certificate hash; empty without one. */
  readonly fingerprint: string;
  /** Seconds since 1970, as all times here. */
  readonly shiftExpires: number | undefined;
  readonly rosterExpires: number | undefined;
  readonly charterExpires: number | undefined;
  readonly certificateExpires: number | undefined;
  /** Until when the newest sealing key is kept, and each older one. */
  readonly keys: { readonly until: number; readonly old: readonly number[] };
  /** Whether this device may start shifts. */
  readonly mayShift: boolean;
  /** Whether it does so by itself, and how many hours each shift lives. */
  readonly autoShift: { readonly on: boolean; readonly hours: number };
  /** Good devices that have called and are not on the shift. */
  readonly returning: readonly { readonly alias: string; readonly role: string }[];
  readonly warnings: readonly Warning[];
  /** Whose consoles have signed that they were shown other documents. */
  readonly disagreeing: readonly { readonly alias: string; readonly role: string }[];
  /** The newest documents that this console believes. */
  readonly heads: readonly HeadView[];
  readonly limit: number;
  /** Until when no new knock is taken because the person asked for a pause. */
  readonly pausedUntil: number | undefined;
  /** Whether what is counted can be told: the organisation has a key for it, and a handbook. */
  readonly counts: boolean;
  readonly knocks: readonly KnockView[];
  /** Who waits, without a word of theirs: also off duty for whoever may start shifts; undefined if untold. */
  readonly inLine: { readonly count: number; readonly since: number | undefined } | undefined;
  readonly talks: readonly TalkView[];
  /** Those whose consoles were heard lately, without this one. */
  readonly colleagues: readonly ColleagueView[];
  readonly staffTalks: readonly StaffTalkView[];
  /** What stands for the desk; undefined where nothing was signed, or it has run out. */
  readonly state: StateView | undefined;
  /** Whether this device may sign another, and what became of the last that it has made. */
  readonly mayState: boolean;
  readonly stateGoing: 'none' | 'going' | 'failed';
}

/** A tally of the handbook and the choice that was made; what was left out is not there. */
export interface Counted {
  readonly key: string;
  readonly choice: string;
}

export type DutyAction =
  | DeskAction
  | { readonly do: 'on-duty' }
  | { readonly do: 'finish' }
  | { readonly do: 'off-duty' }
  | { readonly do: 'limit'; readonly limit: number }
  | { readonly do: 'claim'; readonly key: string }
  | { readonly do: 'say'; readonly talk: string; readonly text: string }
  | { readonly do: 'typing'; readonly talk: string; readonly on: boolean }
  | { readonly do: 'read'; readonly talk: string }
  | { readonly do: 'end'; readonly talk: string }
  | { readonly do: 'forget'; readonly talk: string }
  /** Starts a new shift now, for everybody who stands. */
  | { readonly do: 'renew-shift'; readonly hours: number }
  | { readonly do: 'auto-shift'; readonly on: boolean; readonly hours: number }
  /** What is counted of a talk at its end, and of an incident: choices of the handbook, never words. */
  | { readonly do: 'tally'; readonly talk: string; readonly answers: readonly Counted[] }
  | { readonly do: 'incident'; readonly answers: readonly Counted[] }
  | { readonly do: 'lock' };

/** Every machine, as the transport sees it. Times are seconds since 1970. */
export interface Machine<V, A> {
  opened(now: number): void;
  lost(now: number): void;
  /** Raises Malformed for what no relay says; the connection is to be given up then. */
  frame(raw: Uint8Array, now: number): void;
  tick(now: number): void;
  /** Raises LocalFault for what does not fit or cannot be done now; nothing has changed then. */
  act(action: A, now: number): void;
  drain(): readonly Uint8Array[];
  view(): V;
  wants(): 'socket' | 'none';
  /** When `tick` is wanted next, to the moment; without it, or later, about every second. */
  due?(): number | undefined;
  /** True while `tick` has long work to go on with; the transport then calls it again at once. */
  busy?(): boolean;
}

export type Random = (length: number) => Uint8Array;
