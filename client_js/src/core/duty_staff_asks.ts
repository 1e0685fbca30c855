/**
 * Bringing a colleague into a conversation, from both sides: they are asked first, or step in as
 * supervisors; nobody comes without the survivor's yes. protocol.md 16.4.
 *
 * The host has the conversation, the guest is to come into it.
 */

import { type Bytes, hex, NONE } from './bytes.ts';
import { Asking, type AskingParts, type Kind } from './duty_asking.ts';
import type { Ask, CatchUp, StaffMessage, StepIn } from './duty_staff_messages.ts';
import type { Talk } from './duty_talk.ts';
import { LocalFault } from './errors.ts';
import type { Message } from './messages.ts';
import type { Purpose, StaffAskView } from './views_desk.ts';

/** What is open at once, with all and of one colleague; and what is kept to be seen. */
const ASKS_MOST = 16;
const THEIRS_MOST = 8;
const OVER_MOST = 32;
/** Seconds for which the survivor is not asked again for somebody to whom they said no. */
const NO_FOR = 600;
const MAY_STEP_IN: readonly string[] = ['supervisor', 'administrator'];

export class StaffAsks {
  private readonly parts: AskingParts;
  private all: Asking[] = [];
  private count = 0;
  /** By the colleague, until when the survivor's no counts in this talk. */
  private readonly refused = new WeakMap<Talk, Map<string, number>>();

  constructor(parts: AskingParts) {
    this.parts = parts;
  }

  /** As the host. Raises LocalFault for what cannot be asked now. */
  introduce(talk: Talk, key: string, purpose: Purpose, why: '' | 'abuse', now: number): void {
    this.mustBeFree(talk, key, now);
    this.parts.line(key, now);
    const { language } = talk.start;
    this.begin({ key, purpose, why, language, mine: true, stepIn: false, talk }, undefined, now);
  }

  /** As the guest: a supervisor comes. Raises LocalFault. */
  stepIn(key: string, name: Bytes, purpose: Purpose, now: number): void {
    if (!MAY_STEP_IN.includes(this.parts.own()?.payload.role ?? '')) throw outOfTurn();
    const going = this.all.some((one) => one.going && one.name !== undefined && hex(one.name) === hex(name));
    if (going || !this.parts.hasTalk(key, name, now)) throw outOfTurn();
    this.mustHaveRoom();
    this.parts.line(key, now);
    const kind: Kind = { key, purpose, why: '', language: '', mine: true, stepIn: true, talk: undefined };
    this.begin(kind, name, now);
  }

  /** The guest's yes or no. Raises LocalFault. */
  answer(key: string, request: number, yes: boolean, now: number): void {
    const asking = this.must(key, request, ({ mine, stage }) => !mine && stage === 'asked');
    if (asking.host) throw outOfTurn();
    const w = yes ? asking.expect() : NONE;
    if (!asking.tell({ type: 'asked', request, yes, w }, now)) {
      asking.decline();
      throw outOfTurn();
    }
    asking.stage = yes ? 'accepted' : 'declined';
  }

  /** The host's note for who takes over. Raises LocalFault. */
  note(key: string, request: number, text: string, now: number): void {
    const asking = this.must(key, request, (one) => one.host && one.takesNote);
    if (text === '') throw outOfTurn();
    if (!asking.tell({ type: 'catchUp', request, text }, now)) throw outOfTurn();
    asking.noteGoes(now);
  }

  /** The guest opens the note, or closes it for ever. Raises LocalFault. */
  read(key: string, request: number, open: boolean, now: number): void {
    const wanted = open ? 'waiting' : 'open';
    const asking = this.must(key, request, (one) => !one.host && one.catchUp === wanted);
    if (open) asking.catchUp = 'open';
    else asking.forgetNote(now);
  }

  /** A line is open: what was asked before, or was lost with the line before it. */
  opened(key: string, now: number): void {
    for (const one of this.all) if (one.key === key) one.askAgain(now);
  }

  /** Where no answer can come any more. */
  ended(key: string): void {
    for (const one of this.all) if (one.key === key) one.lineEnded();
  }

  said(key: string, message: StaffMessage, now: number): void {
    if (message.type === 'ask') this.asked(key, message, now);
    else if (message.type === 'stepIn') this.stepsIn(key, message, now);
    else if (message.type === 'asked') this.find(key, message.request)?.answered(message, now);
    else if (message.type === 'catchUp') this.noted(key, message, now);
    else if (message.type === 'outcome') this.find(key, message.request)?.came(message.outcome, now);
  }

  /** What the survivor's browser says in a talk of this console. */
  heard(talk: Talk, message: Message, now: number): void {
    for (const one of [...this.all]) {
      if (one.talk !== talk || !one.host) continue;
      const { going } = one;
      one.heard(message, now);
      if (going && one.stage === 'survivor-no') this.refuse(talk, one.key, now);
    }
  }

  tick(now: number): void {
    for (const one of [...this.all]) {
      if (!this.parts.stands(one.key, now)) {
        one.drop();
        this.all = this.all.filter((other) => other !== one);
      } else one.tick(now);
    }
    const over = this.all.filter(({ going, noted }) => !going && !noted);
    const many = new Set(over.slice(0, Math.max(0, over.length - OVER_MOST)));
    this.all = this.all.filter((one) => !many.has(one));
  }

  /** Whether a line to this colleague must stay. */
  needs(key: string): boolean {
    return this.all.some((one) => one.key === key && (one.going || one.noted));
  }

  /** By which request both know that they are in one conversation; 0 where none brought them. */
  linkOf(talk: Talk, key: string): number {
    const joined = this.all.find((one) => {
      return one.key === key && one.talk === talk && one.stage === 'joined';
    });
    return joined?.request ?? 0;
  }

  linked(key: string, request: number): Talk | undefined {
    return this.find(key, request)?.talk;
  }

  of(key: string): readonly StaffAskView[] {
    return this.all.filter((one) => one.key === key).map((one) => one.view());
  }

  about(talk: Talk): readonly StaffAskView[] {
    return this.all.filter((one) => one.talk === talk).map((one) => one.view());
  }

  forget(): void {
    for (const one of this.all) one.drop();
    this.all = [];
  }

  private begin(kind: Kind, name: Bytes | undefined, now: number): void {
    this.count = Math.max(this.count + 1, Math.floor(now));
    // Each side has numbers of its own, also after it was opened anew.
    const request = 2 * this.count + this.parity(kind.key);
    const asking = new Asking(kind, request, this.parts, now);
    if (name !== undefined) asking.names(name);
    this.all.push(asking);
    asking.askAgain(now);
  }

  private asked(key: string, { request, purpose, why, language }: Ask, now: number): void {
    if (this.isTaken(key, request)) return;
    const theirs = this.all.filter((one) => one.key === key && !one.mine && one.going);
    const kind: Kind = {
      key,
      purpose: purposeOf(purpose),
      why: why === 1 ? 'abuse' : '',
      language,
      mine: false,
      stepIn: false,
      talk: undefined,
    };
    const asking = new Asking(kind, request, this.parts, now);
    if (theirs.length < THEIRS_MOST) this.all.push(asking);
    else asking.tell({ type: 'asked', request, yes: false, w: NONE }, now);
  }

  /** As the host: a supervisor wants to come, and the survivor is asked at once, for all to see. */
  private stepsIn(key: string, message: StepIn, now: number): void {
    const { request, purpose } = message;
    const known = this.find(key, request);
    if (known !== undefined) return known.tellAgain(now);
    if (this.isTaken(key, request)) return;
    const talk = this.parts.talkNamed(message.talk);
    const { role } = this.parts.whoIs(key);
    const kind: Kind = {
      key,
      purpose: purposeOf(purpose),
      why: '',
      language: '',
      mine: false,
      stepIn: true,
      talk,
    };
    const asking = new Asking(kind, request, this.parts, now);
    const may = talk !== undefined && MAY_STEP_IN.includes(role) && this.isFree(talk, key, now);
    if (may && asking.admit(message.w, now)) this.all.push(asking);
    else asking.tell({ type: 'asked', request, yes: false, w: NONE }, now);
  }

  private noted(key: string, { request, text }: CatchUp, now: number): void {
    this.find(key, request)?.noteCame(text, now);
  }

  private refuse(talk: Talk, key: string, now: number): void {
    const known = this.refused.get(talk) ?? new Map<string, number>();
    this.refused.set(talk, known.set(key, now + NO_FOR));
  }

  /** Of the requests of this device on the line to this colleague. */
  private parity(key: string): 0 | 1 {
    return hex(this.parts.me(key)) < key ? 0 : 1;
  }

  /** Whether it was made already, or is none that the colleague may make. */
  private isTaken(key: string, request: number): boolean {
    return request % 2 === this.parity(key) || this.find(key, request) !== undefined;
  }

  private find(key: string, request: number): Asking | undefined {
    return this.all.find((one) => one.key === key && one.request === request);
  }

  private must(key: string, request: number, holds: (one: Asking) => boolean): Asking {
    const asking = this.find(key, request);
    if (asking === undefined || !holds(asking)) throw outOfTurn();
    return asking;
  }

  private mustHaveRoom(): void {
    if (this.all.filter(({ going, mine }) => going && mine).length >= ASKS_MOST) throw outOfTurn();
  }

  private mustBeFree(talk: Talk, key: string, now: number): void {
    if (!this.isFree(talk, key, now)) throw outOfTurn();
    this.mustHaveRoom();
  }

  /**
   * Whether this colleague can be brought into it: it goes on, they are not in it, nobody asks, and
   * the survivor has not just said no to them.
   */
  private isFree(talk: Talk, key: string, now: number): boolean {
    if (now < (this.refused.get(talk)?.get(key) ?? now)) return false;
    if (talk.stage !== 'talking' || talk.people.some(({ fingerprint }) => fingerprint === key)) {
      return false;
    }
    return !this.all.some((one) => one.key === key && one.talk === talk && one.going);
  }
}

const purposeOf = (number: number): Purpose => (number === 1 ? 'join' : 'hand-over');

function outOfTurn(): LocalFault {
  return new LocalFault('out-of-turn');
}
