/**
 * Gentle automatic closing of a conversation in which nobody writes any more: it is announced in the
 * conversation, and some minutes later, if still nobody has written, it ends. Nothing is done over a
 * line of which nobody can know whether it brings what was written. Pure.
 */

import type { TalkView } from '../../core/views.ts';
import { lastWord, silentSince } from './marks.ts';
import type { DayRules } from './rules.ts';

/** Minutes between the announcement and the end. */
export const GRACE = 3;

/** Seconds. */
const SENT_WITHIN = 5;

/** Seconds that a line has to stand before anything is done: what was kept for it has come by then. */
export const STEADY = 60;

/** Seconds between two looks; after longer ones the computer slept, or its clock was set. */
export const LATE = 150;

export type Closable = Pick<
  TalkView,
  | 'key'
  | 'stage'
  | 'problem'
  | 'unread'
  | 'waitingSince'
  | 'since'
  | 'theirsAt'
  | 'mineAt'
  | 'typing'
  | 'people'
  | 'notes'
  | 'asks'
>;

/** `tell`: announce it in the conversation; the one who does so says when it was done. */
export interface Step {
  readonly do: 'tell' | 'end';
  readonly talk: string;
}

interface Told {
  /** When it was announced. */
  readonly said: number;
  /** From when its time counts: once the words are there, and anew after every doubt about the line. */
  readonly at: number;
  /** Its time does not run. */
  readonly held: boolean;
  /** The survivor's last word at that time, and the announcement's own time once it is known. */
  readonly theirsAt: number | undefined;
  readonly mineAt: number | undefined;
}

export class Closer {
  private readonly announced = new Map<string, Told>();
  /** Where the person wants no closing, until somebody writes again; the last word at that time. */
  private readonly kept = new Map<string, number | undefined>();
  /** Since when each line stands, as far as one has looked all the while. */
  private readonly stands = new Map<string, number>();
  private looked = 0;

  /** When this conversation ends by itself; undefined where nothing was announced, or nobody knows. */
  endsAt(talk: string): number | undefined {
    const told = this.announced.get(talk);
    return told === undefined || told.held ? undefined : told.at + GRACE * 60;
  }

  /** Asked as time passes, with all conversations there are; `connected`: to the relay. */
  due(talks: readonly Closable[], rules: DayRules, now: number, connected: boolean): readonly Step[] {
    for (const key of [...this.announced.keys(), ...this.kept.keys(), ...this.stands.keys()]) {
      if (talks.every((talk) => talk.key !== key)) this.forget(key);
    }
    if (!connected || now < this.looked || now > this.looked + LATE) this.stands.clear();
    this.looked = now;
    for (const { key, stage, problem } of talks) {
      if (!connected || stage !== 'talking' || problem !== undefined) this.stands.delete(key);
      else if (!this.stands.has(key)) this.stands.set(key, now);
    }
    return talks.flatMap((talk) => this.step(talk, rules, now) ?? []);
  }

  /** The announcement went out at `now`. */
  told({ key, theirsAt }: Closable, now: number): void {
    this.announced.set(key, { said: now, at: now, held: false, theirsAt, mineAt: undefined });
  }

  /** A person wants it to stay open. */
  keep(talk: Closable): void {
    this.announced.delete(talk.key);
    this.kept.set(talk.key, lastWord(talk));
  }

  forget(key?: string): void {
    if (key === undefined) {
      this.announced.clear();
      this.kept.clear();
      this.stands.clear();
    } else {
      this.announced.delete(key);
      this.kept.delete(key);
      this.stands.delete(key);
    }
  }

  /** What was announced there, after this look. */
  private seen(talk: Closable, now: number): Told | undefined {
    const { key, mineAt, typing } = talk;
    const told = this.announced.get(key);
    if (told === undefined) return undefined;
    // Its time is time in which somebody can read it, and answer.
    const stands = reached(talk) ? this.stands.get(key) : undefined;
    // Who has just typed has a minute more.
    const typed = typing.length > 0 ? now - (GRACE - 1) * 60 : 0;
    const at = Math.max(told.at, stands ?? now, typed);
    // The announcement is my own word too, a moment after it was decided; a later one is a person's.
    const own = mineAt !== undefined && mineAt - told.said < SENT_WITHIN ? mineAt : told.said;
    const seen = { ...told, at, held: stands === undefined, mineAt: told.mineAt ?? own };
    this.announced.set(key, seen);
    return seen;
  }

  private step(talk: Closable, { closeAfter }: DayRules, now: number): Step | undefined {
    const { key } = talk;
    const told = this.seen(talk, now);
    const since = silentSince(talk);
    const steady = now >= (this.stands.get(key) ?? now) + STEADY;
    // With a colleague in it or on the way, or words that were not read yet, nothing closes by itself.
    const alone = talk.people.length <= 1 && talk.unread === 0 && !talk.asks.some(going);
    const wrote = told !== undefined && (talk.theirsAt !== told.theirsAt || talk.mineAt !== told.mineAt);
    if (closeAfter === 0 || since === undefined || !alone || wrote) {
      // Typing alone only holds it: whoever types is about to write, or has gone.
      if (wrote || talk.typing.length === 0 || talk.stage === 'ended') this.announced.delete(key);
      return undefined;
    }
    if (told !== undefined) {
      return steady && now >= told.at + GRACE * 60 ? { do: 'end', talk: key } : undefined;
    }
    if (this.kept.has(key) && this.kept.get(key) === lastWord(talk)) return undefined;
    this.kept.delete(key);
    return steady && now >= since + closeAfter * 60 ? { do: 'tell', talk: key } : undefined;
  }
}

/** Whether the last words of this person, which the announcement is, have come to the other side. */
function reached({ notes }: Closable): boolean {
  const mine = notes.filter((note) => note.mine && note.kind === 'text');
  return mine[mine.length - 1]?.delivery === 'delivered';
}

const going = ({ stage }: Closable['asks'][number]): boolean =>
  stage === 'asked' || stage === 'accepted' || stage === 'survivor-asked';
