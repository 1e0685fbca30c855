/** One attempt to bring one colleague into one conversation. protocol.md 16.4. */

import { type Bytes, hex } from './bytes.ts';
import type { Certificate, Checked } from './documents.ts';
import { type Asked, Outcomes, type StaffMessage } from './duty_staff_messages.ts';
import type { Talk } from './duty_talk.ts';
import { LocalFault } from './errors.ts';
import type { Message } from './messages.ts';
import type { Purpose, StaffAskView } from './views_desk.ts';

/** Seconds for which somebody is asked, and then expected. */
const ASKED_FOR = 600;
/** Seconds for which a note may be read. */
const NOTED_FOR = 600;

export interface AskingParts {
  own(): Checked<Certificate> | undefined;
  /** The certificate hash that this device showed on the line to this colleague. */
  me(key: string): Bytes;
  stands(key: string, now: number): boolean;
  /** By the certificate behind the line to this colleague; empty without one. */
  whoIs(key: string): { readonly alias: string; readonly role: string };
  /** The own talk that colleagues know by this name. */
  talkNamed(name: Bytes): Talk | undefined;
  /** Whether this colleague's console has called a talk of this name. */
  hasTalk(key: string, name: Bytes, now: number): boolean;
  /** Opens a line to the colleague, where there is none. Raises LocalFault. */
  line(key: string, now: number): void;
  /** Says it where the line can carry it now; otherwise nobody waits for it any more. */
  tell(key: string, message: StaffMessage, now: number): boolean;
  /**
   * Asks the survivor of this talk to let the colleague in, who is to be invited in the inbox of
   * `w`; the number of `admit`, or undefined where the colleague is not there.
   */
  admit(talk: Talk, key: string, w: Bytes, purpose: Purpose, now: number): number | undefined;
  /** An inbox for one invitation for this purpose and language: its `w`, and how to close it. */
  expect(purpose: Purpose, language: string, joined: (talk: Talk) => void): Expected;
}

export interface Expected {
  readonly w: Bytes;
  close(): void;
}

export interface Kind {
  /** The colleague's. */
  readonly key: string;
  readonly purpose: Purpose;
  readonly why: '' | 'abuse';
  readonly language: string;
  /** Whether it began on this console. */
  readonly mine: boolean;
  readonly stepIn: boolean;
  readonly talk: Talk | undefined;
}

export class Asking {
  readonly request: number;
  readonly key: string;
  readonly mine: boolean;
  /** The talk that it is about, where that is on this console: the host's, or what came of it. */
  talk: Talk | undefined;
  stage: StaffAskView['stage'] = 'asked';
  catchUp: StaffAskView['catchUp'] = 'none';
  /** Of a step in: the talk's name on the colleague's console. */
  name: Bytes | undefined;
  private readonly kind: Kind;
  private readonly parts: AskingParts;
  private readonly until: number;
  private readonly alias: string;
  private note = '';
  /** Until when a note waits to be read. */
  private notedUntil = 0;
  private admitted: number | undefined;
  /** Whether there was ever a line to ask on. */
  private reached: boolean;
  /** Of a step in: whether the line that carried it ended, and another is made, once. */
  private lost: 'no' | 'now' | 'before' = 'no';
  private expected: Expected | undefined;

  constructor(kind: Kind, request: number, parts: AskingParts, now: number) {
    this.kind = kind;
    this.key = kind.key;
    this.mine = kind.mine;
    this.talk = kind.talk;
    this.request = request;
    this.parts = parts;
    this.until = now + ASKED_FOR;
    this.reached = !kind.mine;
    this.alias = parts.whoIs(kind.key).alias;
  }

  /** Whether the conversation is this console's. */
  get host(): boolean {
    return this.kind.mine !== this.kind.stepIn;
  }

  /** Whether it is not decided yet. */
  get going(): boolean {
    return this.stage === 'asked' || this.stage === 'accepted' || this.stage === 'survivor-asked';
  }

  /** Whether a note of it waits to be read. */
  get noted(): boolean {
    return this.catchUp === 'waiting' || this.catchUp === 'open';
  }

  /** Whether a note can be written: once, to somebody who is on their way. */
  get takesNote(): boolean {
    const coming = this.stage === 'survivor-asked' || this.stage === 'joined';
    return this.kind.purpose === 'hand-over' && coming && this.catchUp === 'none';
  }

  /** A step in, by the name that the colleague's console called; this device is expected to come. */
  names(name: Bytes): void {
    this.name = name;
  }

  /** The `w` for one invitation. */
  expect(): Bytes {
    this.expected ??= this.parts.expect(this.kind.purpose, this.kind.language, (talk) => {
      this.talk = talk;
      this.stopExpecting();
    });
    return this.expected.w;
  }

  tell(message: StaffMessage, now: number): boolean {
    return this.parts.tell(this.key, message, now);
  }

  /** The first word of it, as often as a line is made; the other side takes it once. */
  askAgain(now: number): void {
    if (!this.mine || this.stage !== 'asked') return;
    const { request } = this;
    const purpose = this.kind.purpose === 'join' ? 1 : 2;
    if (this.name !== undefined) {
      const w = this.expect();
      if (this.tell({ type: 'stepIn', request, talk: this.name, purpose, w }, now)) this.reached = true;
      return;
    }
    const why = this.kind.why === 'abuse' ? 1 : 0;
    const { language } = this.kind;
    if (this.tell({ type: 'ask', request, purpose, why, language }, now)) this.reached = true;
  }

  /** As the host of a step in that is asked once more, on a later line: what has come of it. */
  tellAgain(now: number): void {
    if (this.mine || !this.host) return;
    const { request, stage } = this;
    if (stage === 'survivor-asked') this.tell({ type: 'outcome', request, outcome: Outcomes.survivorAsked }, now);
    else if (stage === 'joined') this.tell({ type: 'outcome', request, outcome: Outcomes.joined }, now);
    else this.over(now);
  }

  /** As the host: the survivor is asked. Returns whether that could be done. */
  admit(w: Bytes, now: number): boolean {
    const { talk, key, request } = this;
    if (talk === undefined || !talk.open) return false;
    this.admitted = this.parts.admit(talk, key, w, this.kind.purpose, now);
    if (this.admitted === undefined) return false;
    this.stage = 'survivor-asked';
    this.tell({ type: 'outcome', request, outcome: Outcomes.survivorAsked }, now);
    return true;
  }

  /** The colleague's yes or no; of a step in, the no of their console. */
  answered({ yes, w }: Asked, now: number): void {
    if (!this.mine || this.stage !== 'asked') return;
    if (yes && this.host && this.admit(w, now)) return;
    this.decline();
    if (yes) this.over(now);
  }

  /** As the guest, what has come of it. */
  came(outcome: number, now: number): void {
    if (outcome === Outcomes.over) {
      if (this.going) this.decline();
      if (!this.host) this.forgetNote(now);
    }
    if (this.host || !this.going) return;
    if (outcome === Outcomes.survivorAsked) this.stage = 'survivor-asked';
    if (outcome === Outcomes.joined) this.stage = 'joined';
    if (outcome === Outcomes.survivorNo) {
      this.stage = 'survivor-no';
      this.stopExpecting();
      this.forgetNote(now);
    }
  }

  noteCame(text: string, now: number): void {
    if (this.host) {
      if (text === '' && this.catchUp === 'waiting') this.catchUp = 'gone';
    } else if (text !== '' && this.takesNote) {
      this.note = text;
      this.noteGoes(now);
    } else if (text !== '') this.tell({ type: 'catchUp', request: this.request, text: '' }, now);
  }

  /** It is on its way, or has come. */
  noteGoes(now: number): void {
    this.catchUp = 'waiting';
    this.notedUntil = now + NOTED_FOR;
  }

  /** As the guest: it was read, or nobody needs it. */
  forgetNote(now: number): void {
    if (!this.noted) return;
    this.note = '';
    this.catchUp = 'gone';
    this.tell({ type: 'catchUp', request: this.request, text: '' }, now);
  }

  /**
   * The line is over: nothing that was only on it is waited for. A step in that went out on a line
   * which the other side had just closed never came to a person: it is asked on another line, once.
   */
  lineEnded(): void {
    const again = this.mine && this.kind.stepIn && this.reached && this.lost === 'no';
    if (this.stage === 'asked' && again) this.lost = 'now';
    else if (this.stage === 'asked') this.decline();
    if (this.host && this.noted) this.catchUp = 'gone';
  }

  /** Nothing comes of it: somebody said no, or never heard of it. */
  decline(): void {
    this.stage = this.reached ? 'declined' : 'unreached';
    this.stopExpecting();
  }

  /** As the host, what the survivor's browser says. */
  heard(message: Message, now: number): void {
    const { talk, request } = this;
    if (talk === undefined) return;
    const asked = this.stage === 'survivor-asked';
    if (message.type === 'admitted' && message.request === this.admitted && asked && !message.yes) {
      this.stage = 'survivor-no';
      this.tell({ type: 'outcome', request, outcome: Outcomes.survivorNo }, now);
    }
    if (message.type === 'people' && asked) {
      if (!message.people.some(({ certificateHash }) => hex(certificateHash) === this.key)) return;
      this.stage = 'joined';
      this.tell({ type: 'outcome', request, outcome: Outcomes.joined }, now);
    }
    // Who hands over stays until the other has said a first word.
    const handsOver = this.kind.purpose === 'hand-over' && this.stage === 'joined';
    if (message.type !== 'passed' || message.earlier || !handsOver) return;
    const author = talk.people.find(({ number }) => number === message.person);
    if (author?.fingerprint === this.key) talk.end('left', true, now);
  }

  tick(now: number): void {
    if (this.lost === 'now') this.lineAgain(now);
    if (this.going && (now >= this.until || (this.host && this.talk?.open === false))) {
      this.decline();
      this.over(now);
      if (!this.host) this.forgetNote(now);
    }
    if (now >= this.until) this.stopExpecting();
    if (!this.noted) return;
    if (now >= this.notedUntil || this.talk?.open === false) this.noteOver(now);
  }

  drop(): void {
    this.stopExpecting();
    this.note = '';
    if (this.noted) this.catchUp = 'gone';
  }

  view(): StaffAskView {
    const { key: colleague, alias, request, mine, stage, catchUp, talk } = this;
    const { purpose, stepIn, why, language } = this.kind;
    const catchUpText = catchUp === 'open' ? this.note : '';
    const about = talk?.key ?? '';
    const what = { purpose, stepIn, why, talk: about, language };
    return { colleague, alias, request, mine, ...what, stage, catchUp, catchUpText };
  }

  /** What nobody has read until now is read no more. */
  private noteOver(now: number): void {
    if (!this.host) this.forgetNote(now);
    else if (now >= this.notedUntil) this.catchUp = 'gone';
  }

  private lineAgain(now: number): void {
    this.lost = 'before';
    if (this.stage !== 'asked') return;
    try {
      this.parts.line(this.key, now);
    } catch (error) {
      if (!(error instanceof LocalFault)) throw error;
      this.decline();
    }
  }

  private over(now: number): void {
    this.tell({ type: 'outcome', request: this.request, outcome: Outcomes.over }, now);
  }

  private stopExpecting(): void {
    this.expected?.close();
    this.expected = undefined;
  }
}
