/**
 * Gentle automatic closing of a conversation in which nobody writes any more: it is announced in the
 * conversation, and some minutes later, if still nobody has written, it ends. Pure.
 */

import type { TalkView } from '../../core/views.ts';
import { lastWord, silentSince } from './marks.ts';
import type { DayRules } from './rules.ts';

/** Minutes between the announcement and the end. */
export const GRACE = 3;

/** Seconds. */
const SENT_WITHIN = 5;

export type Closable = Pick<
  TalkView,
  'key' | 'stage' | 'unread' | 'waitingSince' | 'since' | 'theirsAt' | 'mineAt' | 'typing' | 'people'
>;

/** `tell`: announce it in the conversation; the one who does so says when it was done. */
export interface Step {
  readonly do: 'tell' | 'end';
  readonly talk: string;
}

interface Told {
  /** When it was announced, or so much later as somebody has typed since. */
  readonly at: number;
  /** The survivor's last word at that time, and the announcement's own time once it is known. */
  readonly theirsAt: number | undefined;
  readonly mineAt: number | undefined;
}

export class Closer {
  private readonly announced = new Map<string, Told>();
  /** Where the person wants no closing, until somebody writes again; the last word at that time. */
  private readonly kept = new Map<string, number | undefined>();

  /** When this conversation ends by itself; undefined where nothing was announced. */
  endsAt(talk: string): number | undefined {
    const told = this.announced.get(talk);
    return told && told.at + GRACE * 60;
  }

  /** Asked as time passes, with all conversations there are. */
  due(talks: readonly Closable[], rules: DayRules, now: number): readonly Step[] {
    for (const key of [...this.announced.keys(), ...this.kept.keys()]) {
      if (talks.every((talk) => talk.key !== key)) this.forget(key);
    }
    return talks.flatMap((talk) => this.step(talk, rules, now) ?? []);
  }

  /** The announcement went out at `now`. */
  told({ key, theirsAt }: Closable, now: number): void {
    this.announced.set(key, { at: now, theirsAt, mineAt: undefined });
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
    } else {
      this.announced.delete(key);
      this.kept.delete(key);
    }
  }

  /** What was announced there, after this look. */
  private seen({ key, mineAt, typing }: Closable, now: number): Told | undefined {
    const told = this.announced.get(key);
    if (told === undefined) return undefined;
    // Who has just typed has a minute more.
    const at = typing.length > 0 ? Math.max(told.at, now - (GRACE - 1) * 60) : told.at;
    // The announcement is my own word too, a moment after it was decided; a later one is a person's.
    const own = mineAt !== undefined && mineAt - told.at < SENT_WITHIN ? mineAt : told.at;
    const seen = { ...told, at, mineAt: told.mineAt ?? own };
    this.announced.set(key, seen);
    return seen;
  }

  private step(talk: Closable, { closeAfter }: DayRules, now: number): Step | undefined {
    const { key } = talk;
    const told = this.seen(talk, now);
    const since = silentSince(talk);
    // With a colleague in it, or words that were not read yet, nothing closes by itself.
    const alone = talk.people.length <= 1 && talk.unread === 0;
    const wrote = told !== undefined && (talk.theirsAt !== told.theirsAt || talk.mineAt !== told.mineAt);
    if (closeAfter === 0 || since === undefined || !alone || wrote) {
      // Typing alone only holds it: whoever types is about to write, or has gone.
      if (wrote || talk.typing.length === 0 || talk.stage === 'ended') this.announced.delete(key);
      return undefined;
    }
    if (told !== undefined) return now >= told.at + GRACE * 60 ? { do: 'end', talk: key } : undefined;
    if (this.kept.has(key) && this.kept.get(key) === lastWord(talk)) return undefined;
    this.kept.delete(key);
    return now >= since + closeAfter * 60 ? { do: 'tell', talk: key } : undefined;
  }
}
