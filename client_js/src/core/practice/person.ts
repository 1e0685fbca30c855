/**
 * Somebody who comes to a practice: a real survivor's machine, with a script in place of a person.
 * They read for as long as it takes, type for as long as it takes, and answer by what was said.
 */

import type { Random } from '../bytes.ts';
import type { Visit } from '../visit.ts';
import { type Script, SCRIPTS, type Situation, type Tongue, type Turn, type Words } from './situations.ts';

const READ_LEAST = 2; // seconds
const READ_MOST = 12;
const READ_PER_LETTER = 0.03;
const TYPE_LEAST = 2;
const TYPE_MOST = 20;
const TYPE_PER_LETTER = 0.12;

export class Person {
  readonly visit: Visit;
  readonly situation: Situation;
  readonly language: string;
  private readonly script: Script;
  private readonly words: Words;
  private readonly cues: Tongue['cues'];
  private readonly random: Random;
  private readonly since: number;
  private turn: Turn | undefined;
  /** What is still to be said of this turn, and when the next of it leaves. */
  private left: readonly string[] = [];
  private dueAt = 0;
  private saidAt = 0;
  /** How many words of the counselor have been answered. */
  private heard = 0;
  private knocked = false;
  private typing = false;

  constructor(visit: Visit, situation: Situation, tongue: Tongue, random: Random, now: number) {
    this.visit = visit;
    this.situation = situation;
    this.language = tongue.language;
    this.script = SCRIPTS[situation];
    this.words = tongue.people[situation];
    this.cues = tongue.cues;
    this.random = random;
    this.since = now;
  }

  /** Whether nothing will come of them any more. */
  get over(): boolean {
    return this.visit.wants() === 'none';
  }

  /** What a person does in this moment. */
  live(now: number): void {
    const { stage, desk } = this.visit.view();
    if (stage === 'ready' && desk === 'open' && !this.knocked) this.knock(now);
    else if (stage === 'waiting' && now - this.since > this.script.patience) this.visit.act({ do: 'leave' }, now);
    else if (stage === 'talking') this.talk(now);
    else if (stage === 'ready' && this.knocked) this.visit.act({ do: 'leave' }, now);
  }

  private knock(now: number): void {
    this.knocked = true;
    const { name, first } = this.words;
    this.visit.act({ do: 'knock', language: this.language, addressAs: name, first }, now);
  }

  private talk(now: number): void {
    if (this.left.length > 0) return this.write(now);
    const { turn } = this;
    if (turn?.over !== undefined) return this.leave(turn.over, now);
    const theirs = this.visit.view().notes.filter(({ kind, mine }) => kind === 'text' && !mine);
    const fresh = theirs.slice(this.heard);
    if (fresh.length > 0) {
      this.heard = theirs.length;
      const said = fresh.map(({ text }) => text).join('\n');
      this.take(this.after(said), said.length, now);
    } else if (turn?.silent !== undefined && now - this.saidAt >= turn.silent.after) {
      this.take(turn.silent.to, 0, now);
    }
  }

  /** Where these words of the counselor lead. */
  private after(said: string): string {
    if (this.turn === undefined) return 'begin';
    const folded = said.toLowerCase();
    const touched = this.turn.cues?.find(([cue]) => this.cues[cue].some((one) => folded.includes(one)));
    return touched?.[1] ?? this.turn.next ?? 'begin';
  }

  /** Begins a turn, after `letters` have been read. */
  private take(name: string, letters: number, now: number): void {
    const turn = this.script.turns[name];
    if (turn === undefined) throw new RangeError('no such turn');
    this.turn = turn;
    this.left = this.words.lines[turn.says] ?? [];
    const reading = Math.min(READ_MOST, READ_LEAST + letters * READ_PER_LETTER);
    this.dueAt = now + (letters === 0 ? 0 : reading) + this.takes(this.left[0] ?? '');
  }

  private write(now: number): void {
    const [text = '', ...rest] = this.left;
    if (now < this.dueAt) {
      const typing = this.dueAt - now <= this.takes(text);
      if (typing !== this.typing) this.visit.act({ do: 'typing', on: typing }, now);
      this.typing = typing;
      return;
    }
    this.visit.act({ do: 'say', text }, now);
    this.typing = false;
    this.saidAt = now;
    this.left = rest;
    this.dueAt = now + this.takes(rest[0] ?? '') * this.chance();
  }

  private leave(how: 'goodbye' | 'gone', now: number): void {
    // Whoever says goodbye reads one more answer, or waits a moment for it.
    if (how === 'goodbye' && now - this.saidAt < READ_MOST * 2) return;
    this.visit.act(how === 'gone' ? { do: 'leave' } : { do: 'end' }, now);
  }

  /** Seconds for writing this. */
  private takes(text: string): number {
    return Math.min(TYPE_MOST, Math.max(TYPE_LEAST, text.length * TYPE_PER_LETTER));
  }

  /** From 1 to 2: nobody is a clock. */
  private chance(): number {
    return 1 + (this.random(1)[0] ?? 0) / 256;
  }
}
