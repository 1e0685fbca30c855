/** What is written on one staff line: texts with ids of each side's own count. protocol.md 16.2. */

import { KeptNotes } from './kept_notes.ts';
import type { Text } from './messages.ts';
import { Typing } from './typing.ts';
import type { StaffTalkView } from './views_desk.ts';

/** Person numbers here. */
const ME = 1;
const COLLEAGUE = 2;

export class StaffNotes {
  /** When something was last said, either way. */
  wordAt: number;
  unread = 0;
  private readonly notes = new KeptNotes();
  private readonly typing = new Typing();
  private readonly me: string;
  private readonly alias: () => string;
  private said: string[] = [];
  private heard = 0;
  /** Texts stand in the order in which they came and were written. */
  private places = 0;

  /** Aliases: the own one, and the colleague's. */
  constructor(me: string, alias: () => string, now: number) {
    this.me = me;
    this.alias = alias;
    this.wordAt = now;
  }

  get empty(): boolean {
    return this.places === 0;
  }

  /** `send` raises where it cannot be sent; nothing has changed then. */
  say(text: string, send: (message: Text) => void, now: number): void {
    send({ type: 'text', id: this.said.length + 1, text });
    this.typing.sent();
    this.said.push(this.note(ME, text, now));
  }

  theirs(id: number, text: string, now: number): void {
    if (id <= this.heard) return;
    this.heard = id;
    this.typing.theirs(COLLEAGUE, false, now);
    this.note(COLLEAGUE, text, now);
    this.unread += 1;
  }

  delivered(id: number): void {
    const key = this.said[id - 1];
    if (key !== undefined) this.notes.delivered(key, COLLEAGUE);
  }

  typed(on: boolean, now: number): void {
    this.typing.mine(on, now);
  }

  theyType(on: boolean, now: number): void {
    this.typing.theirs(COLLEAGUE, on, now);
  }

  /** Whether to tell that somebody types, asked as time passes. */
  typingDue(now: number): boolean | undefined {
    return this.typing.due(now);
  }

  notUnderstood(now: number): void {
    this.notes.event('not-understood', COLLEAGUE, '', now);
  }

  /** Another line: whoever has lost what they knew counts from one again. */
  anew(now: number): void {
    this.heard = 0;
    this.wordAt = now;
  }

  /** Nothing more is receipted. */
  gone(): void {
    this.notes.gone(COLLEAGUE);
  }

  ended(now: number): void {
    if (!this.empty) this.notes.event('ended', 0, '', now);
  }

  clear(): void {
    this.notes.clear();
    this.said = [];
    this.places = this.unread = 0;
  }

  view(now: number): Pick<StaffTalkView, 'notes' | 'typing' | 'unread'> {
    const typing = this.typing.people(now).length > 0;
    return { notes: this.notes.view(now), typing, unread: this.unread };
  }

  private note(from: number, text: string, now: number): string {
    const mine = from === ME;
    const alias = mine ? this.me : this.alias();
    this.wordAt = now;
    this.places += 1;
    const what = { kind: 'text', from, alias, text, mine, passedOn: false } as const;
    return this.notes.text(what, this.places, now, mine ? [COLLEAGUE] : []);
  }
}
