/**
 * A conversation as a star, without lines, keys or sockets: messages in, messages out.
 * protocol.md 9.
 *
 * `Center` is the survivor's browser. It alone orders: every text gets the next place, goes to
 * everyone on a line, and to nobody else. Its counterpart on a staff device is in point.ts.
 */

import { type Bytes, hex } from './bytes.ts';
import type { Message, Passed, Placed, Sendable, Text } from './messages.ts';
import { NOBODY_YET, Notes } from './notes.ts';
import type { Person } from './views.ts';

/** Messages to send, each with the person whose line it takes. */
export type Outs = readonly (readonly [person: number, message: Sendable])[];

/** Who somebody is, by a certificate that was checked. */
export interface Who {
  readonly certificateHash: Bytes;
  readonly alias: string;
  readonly role: string;
  readonly languages: readonly string[];
}

export function personOf(number: number, who: Who): Person {
  const { alias, role, languages } = who;
  return { number, alias, role, languages, fingerprint: hex(who.certificateHash) };
}

interface Member extends Who {
  readonly number: number;
  present: boolean;
  /** The highest of its own counts that has a place. */
  lastId: number;
  /** The line was made again: a device that lost what it knew counts on further up (9.5). */
  remade: boolean;
}

interface Entry {
  readonly author: number;
  readonly id: number;
  readonly text: string;
  readonly key: string;
}

export class Center {
  readonly notes = new Notes();
  private members: Member[] = [];
  private entries: Entry[] = [];
  private held: { readonly key: string; readonly text: string } | undefined;

  /** Everyone on a line now: all who can read. */
  people(): readonly Person[] {
    return this.present().map((member) => personOf(member.number, member));
  }

  member(person: number): Who | undefined {
    return this.members.find(({ number }) => number === person);
  }

  /** Whether somebody was on a line. */
  get begun(): boolean {
    return this.members.length > 0;
  }

  /** Keeps the first message until there is somebody to send it to. */
  hold(text: string, now: number): void {
    if (this.held !== undefined) this.notes.remove(this.held.key);
    this.held = undefined;
    if (text === '' || this.entries.length > 0) return;
    this.held = { key: this.notes.text(own(text), Infinity, now, [NOBODY_YET]), text };
  }

  /** Somebody is on a line: all are told, and nothing said before goes there by itself. */
  join(who: Who, now: number): { readonly person: number; readonly outs: Outs } {
    const number = this.members.length + 1;
    this.members.push({ ...who, number, present: true, lastId: 0, remade: false });
    this.notes.event('joined', number, who.alias, now);
    const outs = [...this.tellPeople()];
    if (this.held !== undefined) {
      const { key, text } = this.held;
      this.held = undefined;
      outs.push(...this.enter(0, this.entries.length + 1, text, key));
    }
    return { person: number, outs };
  }

  /** A line has ended: the rest are told, and nothing more goes there. */
  leave(person: number, now: number): Outs {
    const member = this.present().find(({ number }) => number === person);
    if (member === undefined) return [];
    member.present = false;
    this.notes.gone(person);
    this.notes.event('left', person, member.alias, now);
    return this.tellPeople();
  }

  /** A person's line was made again; their device may not know who is here. */
  remade(person: number): Outs {
    const member = this.present().find(({ number }) => number === person);
    if (member !== undefined) member.remade = true;
    return this.tellPeople().filter(([to]) => to === person);
  }

  say(text: string, now: number): Outs {
    const key = this.notes.text(own(text), Infinity, now);
    return this.enter(0, this.entries.length + 1, text, key);
  }

  /** How much was said until now. */
  get said(): number {
    return this.entries.length;
  }

  /** The first `many` texts, for somebody whom the survivor lets read them. */
  earlier(person: number, many: number): Outs {
    return this.entries.slice(0, many).map(({ author, text }, at) => [
      person,
      { type: 'passed', place: at + 1, person: author, earlier: true, text },
    ]);
  }

  /** A message from a person's line; other types than these concern the line, not the talk. */
  receive(person: number, message: Message, now: number): Outs {
    const member = this.present().find(({ number }) => number === person);
    if (member === undefined) return [];
    if (message.type === 'unknown') {
      this.notes.event('not-understood', person, member.alias, now);
    }
    if (message.type !== 'text') return [];
    if (message.id <= member.lastId) return this.again(person, message.id);
    const jump = message.id > member.lastId + 1 && !member.remade;
    if (jump) this.notes.event('gap', person, member.alias, now);
    member.remade = false;
    member.lastId = message.id;
    const what = { kind: 'text', from: person, alias: member.alias, text: message.text } as const;
    const key = this.notes.text({ ...what, mine: false, passedOn: false }, Infinity, now);
    return this.enter(person, message.id, message.text, key);
  }

  /** The person's device has receipted this message. */
  delivered(person: number, message: Sendable): void {
    const entry = message.type === 'text' ? this.entries[message.id - 1] : undefined;
    if (entry !== undefined) this.notes.delivered(entry.key, person);
  }

  private present(): Member[] {
    return this.members.filter(({ present }) => present);
  }

  private tellPeople(): Outs {
    const people = this.present().map(({ number, certificateHash, alias, role }) => {
      return { person: number, certificateHash, alias, role };
    });
    return this.present().map(({ number }) => [number, { type: 'people', people }]);
  }

  /** Gives a text the next place and tells everyone. */
  private enter(author: number, id: number, text: string, key: string): Outs {
    const place = this.entries.length + 1;
    this.entries.push({ author, id, text, key });
    this.notes.place(key, place);
    const readers = this.present().map(({ number }) => number);
    if (author === 0) this.notes.sentTo(key, readers);
    return readers.map((reader) => [reader, forReader(reader, author, id, place, text)]);
  }

  /** A text that has its place already was sent again, because its place was not heard. */
  private again(person: number, id: number): Outs {
    const at = this.entries.findIndex((entry) => entry.author === person && entry.id === id);
    return at === -1 ? [] : [[person, { type: 'placed', id, place: at + 1 }]];
  }

  /** Forgets every word and every name. */
  clear(): void {
    this.notes.clear();
    this.entries = [];
    this.members = [];
    this.held = undefined;
  }
}

function own(text: string) {
  return { kind: 'text', from: 0, alias: '', text, mine: true, passedOn: false } as const;
}

function forReader(
  reader: number,
  author: number,
  id: number,
  place: number,
  text: string,
): Text | Placed | Passed {
  if (author === 0) return { type: 'text', id: place, text };
  if (author === reader) return { type: 'placed', id, place };
  return { type: 'passed', place, person: author, earlier: false, text };
}
