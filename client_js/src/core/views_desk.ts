/**
 * What the console shows of the organisation's day beyond its own talks: colleagues, staff lines,
 * the desk's state, the handbook. Part of the contract between core and the screens (views.ts).
 */

import type { Note } from './views.ts';

/** Times are seconds since 1970 everywhere here. */

export type Purpose = 'join' | 'hand-over';

/** One of a colleague's talks, by a name that says nothing: for the board and for stepping in. */
export interface TheirTalk {
  readonly key: string;
  readonly since: number;
  /** Since when the survivor waits for an answer there; undefined while nobody waits. */
  readonly waitingSince: number | undefined;
}

/** A colleague whose console was heard in the last minutes. */
export interface ColleagueView {
  /** Hex of the certificate hash. */
  readonly key: string;
  readonly alias: string;
  readonly role: string;
  readonly languages: readonly string[];
  readonly state: 'on-duty' | 'finishing' | 'pause' | 'listening';
  readonly limit: number;
  readonly talks: readonly TheirTalk[];
  /** Whether a staff line can be opened or an introduction asked for. */
  readonly reachable: boolean;
}

/** Somebody asks somebody to come into a conversation; nobody comes without the survivor's yes. */
export interface StaffAskView {
  /** Whom it is with: their key and alias. */
  readonly colleague: string;
  readonly alias: string;
  readonly request: number;
  readonly mine: boolean;
  readonly purpose: Purpose;
  /** A colleague came by themselves (step in), rather than being asked. */
  readonly stepIn: boolean;
  /** Why, where it matters: 'abuse' passes a talk to a supervisor. */
  readonly why: '' | 'abuse';
  /** Own talk that it is about; empty where it is a colleague's, until this console has come in. */
  readonly talk: string;
  readonly language: string;
  /** 'unreached': no line to the colleague came about, so that they never heard of it. */
  readonly stage: 'asked' | 'accepted' | 'declined' | 'unreached' | 'survivor-asked' | 'survivor-no' | 'joined';
  /** Of a hand-over: 'waiting' until it is opened, then gone from both sides when it is closed. */
  readonly catchUp: 'none' | 'waiting' | 'open' | 'gone';
  /** While `catchUp` is 'open'. */
  readonly catchUpText: string;
}

/** A line between two staff devices. */
export interface StaffTalkView {
  /** The colleague's key. */
  readonly colleague: string;
  readonly alias: string;
  readonly role: string;
  readonly stage: 'opening' | 'open' | 'ended';
  readonly notes: readonly Note[];
  readonly typing: boolean;
  readonly unread: number;
  readonly asks: readonly StaffAskView[];
}

export type StateMode = 'open' | 'closed' | 'surge' | 'partner';

/** What a supervisor has signed for the desk (protocol.md 3.3, kind 5). */
export interface StateView {
  readonly mode: StateMode;
  /** Key of a text of the notice, or empty. */
  readonly text: string;
  readonly issued: number;
  readonly expires: number;
}

export type CodeResult = 'none' | 'asked' | 'agreed' | 'match' | 'no-match' | 'declined';

export interface CodeState {
  readonly result: CodeResult;
  /** Whether there is a word, which can be asked for and changed. */
  readonly word: boolean;
  /** For good: the word was changed by somebody of whom nobody knew whether they are the same. */
  readonly anew: boolean;
}

export type DeskAction =
  /** Asks a colleague first; with their yes the survivor is asked. */
  | { readonly do: 'introduce'; readonly talk: string; readonly colleague: string; readonly purpose: Purpose; readonly why: '' | 'abuse' }
  /** A supervisor comes in: the colleague's console asks the survivor at once. */
  | { readonly do: 'step-in'; readonly colleague: string; readonly talk: string; readonly purpose: Purpose }
  | { readonly do: 'staff-open'; readonly colleague: string }
  | { readonly do: 'staff-say'; readonly colleague: string; readonly text: string }
  | { readonly do: 'staff-typing'; readonly colleague: string; readonly on: boolean }
  | { readonly do: 'staff-read'; readonly colleague: string }
  | { readonly do: 'staff-close'; readonly colleague: string }
  | { readonly do: 'staff-answer'; readonly colleague: string; readonly request: number; readonly yes: boolean }
  | { readonly do: 'catch-up'; readonly colleague: string; readonly request: number; readonly text: string }
  | { readonly do: 'catch-up-open'; readonly colleague: string; readonly request: number }
  | { readonly do: 'catch-up-close'; readonly colleague: string; readonly request: number }
  | { readonly do: 'state'; readonly mode: StateMode; readonly text: string; readonly hours: number }
  /** Ends it (a talk) or removes it (a knock), and whoever it was waits for an hour. */
  | { readonly do: 'turn-away'; readonly talk: string }
  | { readonly do: 'turn-away-knock'; readonly key: string }
  | { readonly do: 'code'; readonly talk: string; readonly kind: 'agree' | 'check' | 'renew' }
  /** No new knock for so many minutes; open talks go on. */
  | { readonly do: 'pause'; readonly minutes: number };
