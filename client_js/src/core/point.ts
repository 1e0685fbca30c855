/**
 * A staff device's end of a conversation: it shows what the center says, in the center's order,
 * and marks what the center passed on. protocol.md 9. It keeps the running hash, so that points
 * can compare what they were told.
 */

import { type Bytes, equal, NONE } from './bytes.ts';
import { personOf } from './conversation.ts';
import { KeptNotes } from './kept_notes.ts';
import type { Message, People, Sendable, Text } from './messages.ts';
import { Told } from './told.ts';
import { start, step } from './transcript.ts';
import type { Person } from './views.ts';

type Listed = People['people'][number];

export class Point {
  readonly notes = new KeptNotes();
  /** What colleagues in the same conversation can compare. */
  readonly told = new Told();
  /** Undefined where this device did not hear the transcript from its start. */
  hash: Bytes | undefined;
  private readonly organisation: Bytes;
  private readonly me: Bytes;
  private readonly before: number;
  private listed: readonly Listed[] = [];
  private readonly known = new Map<number, Listed>();
  private sent: { readonly key: string; readonly text: string }[] = [];
  private last: number | undefined;
  /** The lowest place that came by itself, and how far up to it what is from before has come. */
  private lowest = 0;
  private earlier = 0;
  private first: { readonly key: string; readonly text: string } | undefined;

  /**
   * `me` is the hash of this device's certificate; `first` is what stood in the knock. Own texts
   * are counted from `before` + 1: a device that has lost what it knew counts on above everything
   * that it may have said (9.5).
   */
  constructor(organisation: Bytes, me: Bytes, first: string, now: number, before = 0) {
    this.before = before;
    this.organisation = organisation;
    this.hash = start(organisation);
    this.me = me;
    if (first !== '') this.first = { key: this.theirs(0, first, 0, false, now), text: first };
  }

  people(): readonly Person[] {
    return this.listed.map((one) => personOf(one.person, { ...one, languages: [] }));
  }

  say(text: string, now: number): Text {
    const from = this.listed.find((one) => equal(one.certificateHash, this.me));
    const what = { from: from?.person ?? 1, alias: from?.alias ?? '', text, mine: true } as const;
    const key = this.notes.text({ ...what, kind: 'text', passedOn: false }, Infinity, now, [0]);
    this.sent.push({ key, text });
    return { type: 'text', id: this.before + this.sent.length, text };
  }

  /** A message from the center; returns whether a person has something new to read. */
  receive(message: Message, now: number): boolean {
    if (message.type === 'people') this.peopleNow(message.people, now);
    if (message.type === 'unknown') this.notes.event('not-understood', 0, '', now);
    if (message.type === 'placed') {
      const mine = this.own(message.id);
      if (mine === undefined || !this.next(message.place, this.me, mine.text, now)) return false;
      this.notes.place(mine.key, message.place);
    }
    if (message.type === 'text') {
      if (!this.next(message.id, NONE, message.text, now)) return false;
      this.theirs(0, message.text, message.id, false, now);
      return true;
    }
    if (message.type === 'passed') {
      const author = message.person === 0 ? NONE : this.known.get(message.person)?.certificateHash;
      const { place, text, earlier } = message;
      const shown = earlier && this.foregone(place, author, text, now);
      if (!shown && !this.next(place, author, text, now)) return false;
      // Nobody said that there is such a person, and nothing before it can be compared any more.
      if (author === undefined && !earlier) this.notes.event('gap', 0, '', now);
      this.theirs(message.person, message.text, message.place, true, now);
      return true;
    }
    return false;
  }

  delivered(message: Sendable): void {
    const mine = message.type === 'text' ? this.own(message.id) : undefined;
    if (mine !== undefined) this.notes.delivered(mine.key, 0);
  }

  clear(): void {
    this.notes.clear();
    this.told.clear();
    this.sent = [];
    this.known.clear();
    this.listed = [];
    this.first = undefined;
  }

  private own(id: number) {
    return this.sent[id - this.before - 1];
  }

  private theirs(from: number, text: string, place: number, passedOn: boolean, now: number) {
    // What stood in the knock comes again as the first text, now from who holds the line.
    const again = from === 0 && place === 1 && text === this.first?.text;
    if (again && this.first !== undefined) this.notes.remove(this.first.key);
    const alias = this.known.get(from)?.alias ?? '';
    return this.notes.text({ kind: 'text', from, alias, text, mine: false, passedOn }, place, now);
  }

  /**
   * Whether this is new, and from before the lowest place that is known: the survivor lets it be
   * read only now (9.3). It comes in order, each place once.
   */
  private foregone(place: number, author: Bytes | undefined, text: string, now: number): boolean {
    if (place >= this.lowest || place <= this.earlier) return false;
    if (place > this.earlier + 1) this.notes.event('gap', 0, '', now);
    this.earlier = place;
    this.told.before(place, author, text);
    const { range } = this.told;
    const whole = range?.first === 1 && range.last === this.last;
    if (whole) this.hash = this.told.hash(this.organisation, range);
    return true;
  }

  /** Whether this place is new; a place that was skipped is shown as a gap. */
  private next(place: number, author: Bytes | undefined, text: string, now: number): boolean {
    if (place <= (this.last ?? 0)) return false;
    const follows = place === (this.last ?? 0) + 1;
    if (!follows && this.last !== undefined) this.notes.event('gap', 0, '', now);
    const { hash } = this;
    const known = follows && author !== undefined && hash !== undefined;
    this.hash = known ? step(hash, place, author, text) : undefined;
    this.told.add(place, author, text);
    this.last = place;
    if (this.lowest === 0) this.lowest = place;
    return true;
  }

  private peopleNow(people: readonly Listed[], now: number): void {
    const absent = (all: readonly Listed[], one: Listed) =>
      !all.some(({ person }) => person === one.person);
    const came = people.filter((one) => absent(this.listed, one));
    const went = this.listed.filter((one) => absent(people, one));
    for (const one of people) this.known.set(one.person, one);
    for (const one of came) this.notes.event('joined', one.person, one.alias, now);
    for (const one of went) this.notes.event('left', one.person, one.alias, now);
    this.listed = people;
  }
}
