/** One conversation on the console: a thread, a point, and what the screen needs besides. */

import { type Bytes, equal, type Random } from './bytes.ts';
import { Attention } from './duty_attention.ts';
import { type CodeKind, CodeWord } from './duty_code.ts';
import { Theirs } from './duty_copied.ts';
import { type BrokenReason, LocalFault } from './errors.ts';
import type { Line } from './line.ts';
import { type Contact, END_REASONS, type Message } from './messages.ts';
import { Pace } from './pace.ts';
import { Point } from './point.ts';
import { pieces } from './quiet.ts';
import { type Opening, Thread } from './thread.ts';
import { Typing } from './typing.ts';
import type { Told } from './told.ts';
import type { Answered, EndReason, Person, Problem, TalkView } from './views.ts';
import type { Wire } from './wire.ts';

/** Seconds from a hello: no relay keeps it for longer where nobody fetches it. protocol.md 10.5. */
const ANSWER_MOST = 660;
/**
 * Seconds of connection from the closing of the knock's mailbox, which is a moment before the
 * answer: enough for a page whose connection was lost just then to notice it and to come back.
 */
const ANSWER_SOON = 20;

export interface TalkStart {
  readonly key: string;
  readonly by: TalkView['by'];
  readonly addressAs: string;
  readonly language: string;
  readonly first: string;
  readonly answers: readonly Answered[];
}

/** What a talk knows of itself; colleagues add the rest (duty_desk.ts). */
type Shown = Omit<TalkView, 'transcript' | 'asks'>;

export class Talk {
  readonly key: string;
  stage: TalkView['stage'];
  problem: Problem | undefined;
  /** Whether who knocked can be, or was, turned away (duty_turning.ts). */
  turnAway: TalkView['turnAway'] = 'cannot';
  readonly start: TalkStart;
  private readonly contact: () => Contact | undefined;
  private readonly changed: () => void;
  private readonly thread: Thread;
  private readonly point: Point;
  private readonly typing = new Typing();
  private readonly pace = new Pace();
  private readonly code: CodeWord;
  private lineIds: Bytes[] = [];
  /** By their ids, own texts that the center has not placed, and since when. */
  private readonly unplaced = new Map<number, number>();
  /** Hash of the own certificate with which the talk began. */
  readonly me: Bytes;
  private readonly attention = new Attention();
  private readonly theirs = new Theirs();
  private answered = false;
  /** Until when an answer may come; after that, whoever knocked has left. */
  private patience: number;
  private readonly patienceMost: number;
  /** Whether the knock's mailbox is. */
  private closed = false;
  private over: TalkView['ended'];
  /** Hears every message of the survivor's browser, after this talk. */
  heard: (message: Message, now: number) => void = () => undefined;

  /** `contact` says how this device can be reached; `changed` hears of a stage that changed. */
  constructor(
    start: TalkStart,
    who: { readonly organisation: Bytes; readonly certificateHash: Bytes },
    wire: Wire,
    random: Random,
    contact: () => Contact | undefined,
    changed: () => void,
    quiet: () => boolean,
    now: number,
  ) {
    this.key = start.key;
    this.start = start;
    this.stage = start.by === 'knock' ? 'hello' : 'unverified';
    this.patience = this.patienceMost = now + ANSWER_MOST;
    this.contact = contact;
    this.changed = changed;
    this.me = who.certificateHash;
    this.code = new CodeWord(random);
    // Whatever was said in a talk that this console has lost, the time counts above it.
    const before = start.by === 'again' ? Math.floor(now * 1000) : 0;
    this.point = new Point(who.organisation, who.certificateHash, start.first, now, before);
    if (start.first !== '') this.attention.asked(now);
    this.thread = new Thread(wire, random, {
      message: (message, at) => this.received(message, at),
      delivered: (message) => this.point.delivered(message),
      broken: (reason, at) => this.broken(reason, at),
    }, quiet);
  }

  /** Takes the line, which reads in the mailbox of `r`; nothing personal leaves before its answer. */
  begin(line: Line, r: Bytes, now: number, opening?: Opening): void {
    this.lineIds.push(line.lineId);
    this.thread.begin(line, r, now, opening);
  }

  /** The knock's mailbox is closed: the answer comes now, or nobody is there any more. */
  withdrawn(now: number): void {
    this.closed = true;
    this.patience = Math.min(this.patienceMost, now + ANSWER_SOON);
  }

  /** Whether this is the talk that an invitation wants to go on with. */
  knows(lineId: Bytes): boolean {
    return this.over === undefined && this.had(lineId);
  }

  had(lineId: Bytes): boolean {
    return this.lineIds.some((one) => equal(one, lineId));
  }

  /** When its line, if it is a quiet one, wants a `tick`. */
  get due(): number | undefined {
    return this.thread.due;
  }

  get open(): boolean {
    return this.over === undefined;
  }

  /** Raises LocalFault before the answer, when this may be anybody. protocol.md 5.6. */
  say(text: string, now: number): void {
    if (this.stage !== 'talking') throw new LocalFault('out-of-turn');
    this.typing.sent();
    for (const piece of this.thread.hushed ? pieces(text) : [text]) {
      const message = this.point.say(piece, now);
      this.unplaced.set(message.id, now);
      this.thread.send(message, now);
    }
    this.attention.said(now);
  }

  /** Raises LocalFault where nobody is there, or no word was agreed on that could be checked. */
  askCode(kind: CodeKind, now: number): void {
    if (this.stage !== 'talking') throw new LocalFault('out-of-turn');
    this.thread.send(this.code.ask(kind), now);
  }

  typed(on: boolean, now: number): void {
    this.typing.mine(on, now);
  }

  read(): void {
    this.attention.read();
  }

  send(message: Parameters<Thread['send']>[0], now: number): void {
    this.thread.send(message, now);
  }

  /** The inbox has changed with the shift. */
  tellContact(now: number): void {
    const contact = this.contact();
    if (this.stage === 'talking' && contact !== undefined) this.thread.send(contact, now);
  }

  reconnected(now: number): void {
    if (this.closed) this.withdrawn(now);
    this.thread.reconnected(now);
  }

  lost(): void {
    this.thread.lost();
    // An answer cannot come before the next connection.
    this.patience = this.patienceMost;
    // It may have been accepted; if not, the knock is shown again.
    if (this.stage === 'hello') this.stage = 'unverified';
  }

  tick(now: number): void {
    if (this.open && !this.answered && now >= this.patience) {
      this.thread.forget();
      this.close('left', false, now);
    }
    this.tell(this.typing.due(now), now);
    this.thread.tick(now);
  }

  end(reason: EndReason, byMe: boolean, now: number): void {
    if (this.over !== undefined) return;
    this.thread.end(reason, now);
    this.close(reason, byMe, now);
  }

  /** Every word of it. */
  forget(): void {
    this.thread.forget();
    this.point.clear();
    this.theirs.clear();
  }

  /** Everyone on a line to the survivor now. */
  get people(): readonly Person[] {
    return this.point.people();
  }

  /** What this device was told, to be compared. */
  get told(): Told {
    return this.point.told;
  }

  /** Since when a text of this person waits for its place in the transcript. */
  get unplacedSince(): number | undefined {
    return this.unplaced.values().next().value;
  }

  /** What the survivor wrote, as it is compared with what staff write to each other. */
  words(now: number): string {
    const theirs = this.point.notes.view(now).filter(({ kind, from }) => kind === 'text' && from === 0);
    return this.theirs.of(theirs.map(({ text }) => text));
  }

  /** Since when it goes on, and since when somebody waits in it. */
  get busy(): { readonly since: number | undefined; readonly waitingSince: number | undefined } {
    return this.attention.view(this.open);
  }

  view(now: number): Shown {
    const { key, addressAs, language, answers, by } = this.start;
    return {
      key,
      addressAs,
      language,
      answers,
      by,
      stage: this.stage,
      notes: this.point.notes.view(now),
      people: this.point.people(),
      typing: this.typing.people(now),
      ...this.attention.view(this.open),
      ended: this.over,
      problem: this.problem,
      code: this.code.view,
      turnAway: this.turnAway,
    };
  }

  private received(message: Message, now: number): void {
    // Whoever floods one talk must not hold up the others on this console.
    if (!this.pace.takes(message.type, now)) return this.end('broken', false, now);
    if (message.type === 'answer') return this.opened(now);
    if (message.type === 'typing') return this.typing.theirs(0, message.on, now);
    if (message.type === 'code') return this.code.answered(message);
    if (message.type === 'end') {
      this.thread.forget();
      return this.close(END_REASONS[message.reason] ?? 'left', false, now);
    }
    if (this.point.receive(message, now)) {
      this.typing.theirs(0, false, now);
      this.attention.heard(message.type === 'text', now);
    }
    const placed = message.type === 'placed' && message.place === this.told.range?.last;
    if (placed) this.unplaced.delete(message.id);
    this.heard(message, now);
  }

  /** The answer has opened: this is the survivor who knocked, or who invited. */
  private opened(now: number): void {
    if (this.answered) {
      this.point.notes.event('remade', 0, '', now);
      this.code.remade();
    }
    this.answered = true;
    this.attention.answered(this.start.by !== 'join', now);
    this.stage = 'talking';
    this.problem = undefined;
    this.tellContact(now);
    this.changed();
  }

  private broken(reason: BrokenReason | 'full', now: number): void {
    const failed = reason === 'encryption-failed';
    this.problem = failed ? reason : 'line-broken';
    this.point.notes.event('gap', 0, '', now);
    // Before the first answer there is nobody who could make it again.
    if (failed || reason === 'full' || !this.answered) this.end('broken', false, now);
  }

  private close(reason: EndReason, byMe: boolean, now: number): void {
    this.over = { reason, byMe };
    this.code.forget();
    this.stage = 'ended';
    this.point.notes.event('ended', 0, '', now);
    this.changed();
  }

  private tell(on: boolean | undefined, now: number): void {
    if (on !== undefined) this.thread.whisper({ type: 'typing', on }, now);
  }
}
