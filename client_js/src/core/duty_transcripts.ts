/**
 * Whether colleagues in one conversation are told the same: over their staff line they compare the
 * hash of what both were told, so that a center that lies to one of them is noticed within a round
 * (attack 14). protocol.md 16.5.
 */

import { type Bytes, equal, hex } from './bytes.ts';
import type { Compared, StaffMessage, Transcript } from './duty_staff_messages.ts';
import type { Talk } from './duty_talk.ts';
import type { Range } from './told.ts';
import type { TalkView } from './views.ts';

/** Compared after so many places, or so many seconds; by the other side only when that fails. */
const PLACES = 5;
const SECONDS = 20;
const SECONDS_LATER = 60;

export interface TranscriptsParts {
  readonly organisation: Bytes;
  /** Hash of the own certificate. */
  own(): Bytes;
  talks(): readonly Talk[];
  /** The request that brought one of the two into the other's talk; 0 for none. */
  linkOf(talk: Talk, key: string): number;
  linked(key: string, request: number): Talk | undefined;
  /** Says it on the line to the colleague, which is opened where there is none; false until then. */
  tell(key: string, message: StaffMessage, now: number): boolean;
}

interface Pair {
  readonly talk: Talk;
  readonly key: string;
  /** Up to this place both were told the same. */
  agreed: number;
  /** What this side has said last and has no answer to. */
  sent: Range | undefined;
  at: number;
  compared: boolean;
}

export class Transcripts {
  private readonly parts: TranscriptsParts;
  private pairs: Pair[] = [];
  /** Once two were told different things, that stays. */
  private readonly lied = new Set<Talk>();

  constructor(parts: TranscriptsParts) {
    this.parts = parts;
  }

  of(talk: Talk): TalkView['transcript'] {
    if (this.lied.has(talk)) return 'differs';
    const others = this.others(talk);
    if (others.length === 0) return 'alone';
    const agree = others.every((key) => this.pairs.find(isOf(talk, key))?.compared === true);
    return agree ? 'agrees' : 'unknown';
  }

  /** Whether a line to this colleague must stay: both are in one conversation. */
  needs(key: string): boolean {
    return this.parts.talks().some((talk) => this.goesOn(talk) && this.others(talk).includes(key));
  }

  said(key: string, message: Transcript | Compared, now: number): void {
    const talk = this.talkOf(key, message.request);
    if (talk === undefined) return;
    const pair = this.pair(talk, key, now);
    if (message.type === 'transcript') return this.compare(pair, message, now);
    const { sent } = pair;
    if (sent?.first !== message.first || sent.last !== message.last) return;
    pair.sent = undefined;
    this.decided(pair, message.last, message.agrees);
  }

  tick(now: number): void {
    const talks = this.parts.talks();
    this.pairs = this.pairs.filter(({ talk }) => talks.includes(talk));
    for (const talk of [...this.lied]) if (!talks.includes(talk)) this.lied.delete(talk);
    for (const talk of talks) {
      if (!this.goesOn(talk)) continue;
      for (const key of this.others(talk)) this.due(this.pair(talk, key, now), now);
    }
  }

  forget(): void {
    this.pairs = [];
    this.lied.clear();
  }

  private due(pair: Pair, now: number): void {
    const { talk, key, agreed, sent } = pair;
    const known = talk.told.range;
    if (known === undefined) return;
    const range = { first: Math.max(known.first, agreed + 1), last: known.last };
    const places = range.last - Math.max(range.first - 1, sent?.last ?? 0);
    if (range.first > range.last || this.talkOf(key, this.requestOf(pair)) !== talk) return;
    // One of the two begins; where it does not, the other does.
    const begins = hex(this.parts.own()) < key;
    const seconds = now - pair.at;
    const turn = begins ? places >= PLACES || seconds >= SECONDS : seconds >= SECONDS_LATER;
    if (turn) this.send(pair, range, now);
  }

  private send(pair: Pair, range: Range, now: number): void {
    const { talk, key } = pair;
    const hash = talk.told.hash(this.parts.organisation, range);
    if (hash === undefined) return;
    const request = this.requestOf(pair);
    if (!this.parts.tell(key, { type: 'transcript', request, ...range, hash }, now)) return;
    pair.sent = range;
    pair.at = now;
  }

  /** What a colleague was told, beside what was told here. */
  private compare(pair: Pair, message: Transcript, now: number): void {
    const { request, first, last } = message;
    const ours = pair.talk.told.hash(this.parts.organisation, { first, last });
    pair.at = now;
    if (ours !== undefined) {
      const agrees = equal(ours, message.hash);
      this.decided(pair, last, agrees);
      this.parts.tell(pair.key, { type: 'compared', request, first, last, agrees }, now);
      return;
    }
    // This side knows less: what both know is said from here.
    const known = pair.talk.told.range;
    if (known === undefined) return;
    const both = { first: Math.max(first, known.first), last: Math.min(last, known.last) };
    if (both.first <= both.last) this.send(pair, both, now);
  }

  private decided(pair: Pair, last: number, agrees: boolean): void {
    if (!agrees) return void this.lied.add(pair.talk);
    pair.agreed = Math.max(pair.agreed, last);
    pair.compared = true;
  }

  private pair(talk: Talk, key: string, now: number): Pair {
    const known = this.pairs.find(isOf(talk, key));
    if (known !== undefined) return known;
    const pair = { talk, key, agreed: 0, sent: undefined, at: now, compared: false };
    this.pairs.push(pair);
    return pair;
  }

  private requestOf({ talk, key }: Pair): number {
    return this.parts.linkOf(talk, key);
  }

  /** Without a request, the only talk that both are in and that has none. */
  private talkOf(key: string, request: number): Talk | undefined {
    const shared = (talk: Talk): boolean => this.goesOn(talk) && this.others(talk).includes(key);
    if (request > 0) {
      const talk = this.parts.linked(key, request);
      return talk !== undefined && shared(talk) ? talk : undefined;
    }
    const talks = this.parts.talks().filter((talk) => shared(talk) && this.parts.linkOf(talk, key) === 0);
    return talks.length === 1 ? talks[0] : undefined;
  }

  private goesOn({ open, stage }: Talk): boolean {
    return open && stage === 'talking';
  }

  private others(talk: Talk): readonly string[] {
    const own = hex(this.parts.own());
    return talk.people.map(({ fingerprint }) => fingerprint).filter((key) => key !== own);
  }
}

const isOf =
  (talk: Talk, key: string) =>
  (pair: Pair): boolean =>
    pair.talk === talk && pair.key === key;
