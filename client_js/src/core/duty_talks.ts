/** The talks of a console, side by side. */

import type { Bytes, Random } from './bytes.ts';
import { Talk, type TalkStart } from './duty_talk.ts';
import { LocalFault } from './errors.ts';
import type { Contact, Message } from './messages.ts';
import { soonest } from './quiet.ts';
import type { EndReason } from './views.ts';
import type { Wire } from './wire.ts';

const TALKS_MOST = 32;

export class Talks {
  all: readonly Talk[] = [];
  private readonly wire: Wire;
  private readonly organisation: Bytes;
  private readonly random: Random;
  private readonly contact: () => Contact | undefined;
  private readonly changed: (talk: Talk) => void;
  private readonly quiet: () => boolean;
  private made = 0;
  /** Hears every message of every talk, after it. */
  heard: (talk: Talk, message: Message, now: number) => void = () => undefined;

  constructor(
    wire: Wire,
    organisation: Bytes,
    random: Random,
    contact: () => Contact | undefined,
    changed: (talk: Talk) => void,
    quiet: () => boolean,
  ) {
    this.quiet = quiet;
    this.wire = wire;
    this.organisation = organisation;
    this.random = random;
    this.contact = contact;
    this.changed = changed;
  }

  /** Undefined where there are too many to keep. */
  make(start: Omit<TalkStart, 'key'>, certificateHash: Bytes, now: number): Talk | undefined {
    if (this.all.length >= TALKS_MOST) return undefined;
    const { wire, organisation, random, contact, quiet } = this;
    this.made += 1;
    const who = { organisation, certificateHash };
    const changed = (): void => this.changed(talk);
    const named = { key: `t${this.made}`, ...start };
    const talk: Talk = new Talk(named, who, wire, random, contact, changed, quiet, now);
    talk.heard = (message, at) => this.heard(talk, message, at);
    this.all = [...this.all, talk];
    return talk;
  }

  /** How many count against a limit: what may be somebody else's does not yet. */
  get taken(): number {
    return this.all.filter(({ open, stage }) => open && stage !== 'hello').length;
  }

  /** When a quiet line wants its `tick`. */
  get due(): number | undefined {
    return soonest(this.all);
  }

  knows(lineId: Bytes): Talk | undefined {
    return this.all.find((talk) => talk.knows(lineId));
  }

  /** Whether a talk that is over had this line. */
  knew(lineId: Bytes): boolean {
    return this.all.some((talk) => !talk.open && talk.had(lineId));
  }

  /** Raises LocalFault. */
  mustFind(key: string): Talk {
    const talk = this.all.find((one) => one.key === key);
    if (talk === undefined) throw new LocalFault('out-of-turn');
    return talk;
  }

  forget(talk: Talk, now: number): void {
    talk.end('left', true, now);
    talk.forget();
    this.all = this.all.filter((one) => one !== talk);
  }

  endAll(reason: EndReason, now: number): void {
    for (const talk of this.all) talk.end(reason, false, now);
  }

  tellContact(now: number): void {
    for (const talk of this.all) talk.tellContact(now);
  }

  reconnected(now: number): void {
    for (const talk of this.all) talk.reconnected(now);
  }

  lost(): void {
    for (const talk of this.all) talk.lost();
  }

  tick(now: number): void {
    for (const talk of this.all) talk.tick(now);
  }
}
