/**
 * Whether colleagues in one conversation are told the same: over their staff line they compare the
 * hash of what both were told, so that a center that lies to one of them is noticed within a round
 * (attack 14). protocol.md 16.5.
 */

import { type Bytes, equal, hex } from './bytes.ts';
import { Compared, LATE } from './duty_compared.ts';
import type { Compared as Answer, StaffMessage, Transcript } from './duty_staff_messages.ts';
import type { Talk } from './duty_talk.ts';
import type { Message } from './messages.ts';
import type { Range } from './told.ts';
import type { TalkView } from './views.ts';

/** Compared after so many places, or so many seconds; by the other side only when that fails. */
const PLACES = 5;
const SECONDS = 20;
const SECONDS_LATER = 60;

export interface TranscriptsParts {
  readonly organisation: Bytes;
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
  readonly compared: Compared;
  /** What this side has said last and has no answer to. */
  sent: Range | undefined;
  at: number;
  /** Whether it was compared without a request: then no other talk is taken for it. */
  plain: boolean;
}

export class Transcripts {
  private readonly parts: TranscriptsParts;
  private pairs: Pair[] = [];
  /** Once two were told different things, that stays. */
  private readonly lied = new Set<Talk>();
  /** When somebody last compared a talk in which they do not stand here. */
  private readonly unseen = new WeakMap<Talk, number>();

  constructor(parts: TranscriptsParts) {
    this.parts = parts;
  }

  of(talk: Talk, now: number): TalkView['transcript'] {
    if (this.lied.has(talk)) return 'differs';
    if (now - (this.unseen.get(talk) ?? -Infinity) < LATE) return 'unknown';
    const others = this.others(talk);
    if (others.length === 0) return 'alone';
    // Words that are given no place are shown to nobody.
    if (now - (talk.unplacedSince ?? now) >= LATE) return 'unknown';
    const { range } = talk.told;
    const agree = others.every((key) => this.find(talk, key)?.compared.holds(range, now) === true);
    return agree ? 'agrees' : 'unknown';
  }

  /** What the survivor's browser says in a talk, after the talk has heard it. */
  heard(talk: Talk, message: Message, now: number): void {
    if (message.type === 'people') return this.listed(talk, now);
    const place = placeOf(message) ?? (message.type === 'placed' ? talk.told.range?.last : undefined);
    if (place === undefined) return;
    for (const pair of this.pairs) if (pair.talk === talk) pair.compared.told(place, now);
  }

  /** Whether a line to this colleague must stay: both are in one conversation. */
  needs(key: string): boolean {
    return this.parts.talks().some((talk) => this.goesOn(talk) && this.others(talk).includes(key));
  }

  said(key: string, message: Transcript | Answer, now: number): void {
    const talk = this.talkOf(key, message.request);
    if (talk === undefined) return this.strange(key, message, now);
    const pair = this.pair(talk, key, now);
    if (message.type === 'transcript') return this.compare(pair, message, now);
    const { sent } = pair;
    if (sent?.first !== message.first || sent.last !== message.last) return;
    pair.sent = undefined;
    pair.compared.answered(sent.first);
    this.decided(pair, sent, message.agrees);
  }

  tick(now: number): void {
    const talks = this.parts.talks();
    this.pairs = this.pairs.filter(({ talk }) => talks.includes(talk));
    for (const talk of [...this.lied]) if (!talks.includes(talk)) this.lied.delete(talk);
    for (const talk of talks) {
      if (!this.goesOn(talk)) continue;
      this.listed(talk, now);
      for (const pair of this.pairs) if (pair.talk === talk) this.due(pair, now);
    }
  }

  forget(): void {
    this.pairs = [];
    this.lied.clear();
  }

  /** Those who stand in it now; whoever comes back is compared from the beginning. */
  private listed(talk: Talk, now: number): void {
    const others = this.others(talk);
    this.pairs = this.pairs.filter((pair) => pair.talk !== talk || others.includes(pair.key));
    for (const key of others) this.pair(talk, key, now);
  }

  private due(pair: Pair, now: number): void {
    const { talk, key, compared, sent } = pair;
    const known = talk.told.range;
    if (known === undefined) return;
    const range = compared.next(known);
    const places = range.last - Math.max(range.first - 1, sent?.last ?? 0);
    if (range.first > range.last || this.talkOf(key, this.requestOf(pair)) !== talk) return;
    // One of the two begins; where it does not, the other does.
    const begins = hex(talk.me) < key;
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
    const { talk, key, compared, sent } = pair;
    const ours = talk.told.hash(this.parts.organisation, { first, last });
    if (sent !== undefined) compared.answered(sent.first);
    if (ours !== undefined) {
      const agrees = equal(ours, message.hash);
      // Where it may be about another talk, it proves nothing.
      if (!agrees && request === 0 && this.plainly(key).length > 1) return;
      pair.at = now;
      compared.answered(first);
      this.decided(pair, { first, last }, agrees);
      this.parts.tell(key, { type: 'compared', request, first, last, agrees }, now);
      return;
    }
    pair.at = now;
    compared.mark(last, now);
    // This side knows less: what both know is said from here.
    const known = talk.told.range;
    if (known === undefined) return;
    const both = { first: Math.max(first, known.first), last: Math.min(last, known.last) };
    if (both.first <= both.last) this.send(pair, both, now);
  }

  private decided(pair: Pair, range: Range, agrees: boolean): void {
    if (!agrees) return void this.lied.add(pair.talk);
    pair.compared.agrees(range);
    pair.plain ||= this.requestOf(pair) === 0;
  }

  /** Both know which talk this is about, and here the colleague does not stand in it. */
  private strange(key: string, { type, request }: Transcript | Answer, now: number): void {
    const talk = request > 0 ? this.parts.linked(key, request) : undefined;
    const strange = talk !== undefined && this.goesOn(talk) && !this.others(talk).includes(key);
    if (type === 'transcript' && strange) this.unseen.set(talk, now);
  }

  private find(talk: Talk, key: string): Pair | undefined {
    return this.pairs.find((pair) => pair.talk === talk && pair.key === key);
  }

  private pair(talk: Talk, key: string, now: number): Pair {
    const known = this.find(talk, key);
    if (known !== undefined) return known;
    const compared = new Compared(talk.told.range);
    const pair = { talk, key, compared, sent: undefined, at: now, plain: false };
    this.pairs.push(pair);
    return pair;
  }

  private requestOf({ talk, key }: Pair): number {
    return this.parts.linkOf(talk, key);
  }

  /**
   * Without a request, the only talk that both are in and that has none; where a page lists somebody
   * in another one, still the one that was compared before.
   */
  private talkOf(key: string, request: number): Talk | undefined {
    if (request > 0) {
      const talk = this.parts.linked(key, request);
      return talk !== undefined && this.shared(talk, key) ? talk : undefined;
    }
    const talks = this.plainly(key);
    return talks.length === 1 ? talks[0] : talks.find((talk) => this.find(talk, key)?.plain);
  }

  private plainly(key: string): readonly Talk[] {
    const talks = this.parts.talks().filter((talk) => this.shared(talk, key));
    return talks.filter((talk) => this.parts.linkOf(talk, key) === 0);
  }

  private shared(talk: Talk, key: string): boolean {
    return this.goesOn(talk) && this.others(talk).includes(key);
  }

  private goesOn({ open, stage }: Talk): boolean {
    return open && stage === 'talking';
  }

  /** A certificate that was renewed since is no other device: the page knows the one of then. */
  private others(talk: Talk): readonly string[] {
    const own = hex(talk.me);
    return talk.people.map(({ fingerprint }) => fingerprint).filter((key) => key !== own);
  }
}

/** What was told at its time, and not afterwards. */
function placeOf(message: Message): number | undefined {
  if (message.type === 'text') return message.id;
  return message.type === 'passed' && !message.earlier ? message.place : undefined;
}
