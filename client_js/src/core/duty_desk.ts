/** What a console does with its colleagues: staff lines, bringing in, comparing. protocol.md 16. */

import { type Bytes, fromHex, hex, NONE, type Random } from './bytes.ts';
import type { Expected } from './duty_asking.ts';
import { mustBeOwn } from './duty_copied.ts';
import type { Own } from './duty_keys.ts';
import type { DutyPeople } from './duty_people.ts';
import type { DutyPresence } from './duty_presence.ts';
import type { Shifts } from './duty_shift.ts';
import { StaffAsks } from './duty_staff_asks.ts';
import { StaffLines } from './duty_staff_lines.ts';
import { CATCH_UP_MOST, type StaffMessage } from './duty_staff_messages.ts';
import type { Talk } from './duty_talk.ts';
import { Transcripts } from './duty_transcripts.ts';
import { LocalFault } from './errors.ts';
import type { Following } from './follow.ts';
import { writeCapability } from './frames.ts';
import type { OpenedInvitation } from './handshake.ts';
import { characters, written } from './shapes.ts';
import type { DeviceVault } from './vault.ts';
import type { DutyAction, TalkView } from './views.ts';
import type { DeskAction, Purpose, StaffTalkView } from './views_desk.ts';
import { Mode, type Wire } from './wire.ts';

/** Seconds between two attempts to open a line by itself. */
const TRY_EVERY = 20;

const OF_COLLEAGUES = [
  'introduce',
  'step-in',
  'staff-open',
  'staff-say',
  'staff-typing',
  'staff-read',
  'staff-close',
  'staff-answer',
  'catch-up',
  'catch-up-open',
  'catch-up-close',
] as const;

export type ColleagueAction = Extract<
  DeskAction,
  { readonly do: (typeof OF_COLLEAGUES)[number] }
>;

export const isOfColleagues = (action: DutyAction): action is ColleagueAction =>
  (OF_COLLEAGUES as readonly string[]).includes(action.do);

export interface DeskParts {
  readonly vault: DeviceVault;
  readonly own: Own;
  readonly following: Following;
  readonly shifts: Shifts;
  readonly wire: Wire;
  readonly random: Random;
  readonly people: DutyPeople;
  readonly presence: DutyPresence;
}

export class DutyDesk {
  readonly lines: StaffLines;
  readonly asks: StaffAsks;
  readonly transcripts: Transcripts;
  private readonly parts: DeskParts;
  private readonly tried = new Map<string, number>();

  constructor(parts: DeskParts) {
    this.parts = parts;
    const { vault, own, following, shifts, wire, random, people, presence } = parts;
    this.lines = new StaffLines(
      {
        wire,
        following,
        random,
        quiet: people.quiet,
        staff: () => ({ identity: vault.identity, certificateRaw: own.certificateRaw }),
        own: () => shifts.certificate,
        reach: (key, now) => presence.reach(key, now),
      },
      {
        needs: (key) => this.asks.needs(key) || this.transcripts.needs(key),
        keeps: (key) => this.asks.of(key).length > 0,
        opened: (key, now) => {
          presence.announce();
          this.asks.opened(key, now);
        },
        said: (key, message, now) => this.said(key, message, now),
        ended: (key) => this.asks.ended(key),
      },
    );
    this.asks = new StaffAsks({
      own: () => shifts.certificate,
      me: (key) => this.lines.get(key)?.me ?? NONE,
      stands: (key, now) => following.stands(fromHex(key), now),
      whoIs: (key) => this.lines.get(key)?.certificate.payload ?? { alias: '', role: '' },
      talkNamed: (name) => presence.talk(name),
      hasTalk: (key, name, now) => {
        const talks = presence.colleague(key, now)?.presence.talks ?? [];
        return talks.some((talk) => hex(talk.name) === hex(name));
      },
      line: (key, now) => void this.lines.open(key, now),
      tell: (key, message, now) => this.tell(key, message, now),
      admit: (talk, key, w, purpose, now) => this.admit(talk, key, w, purpose, now),
      expect: (purpose, language, joined) => this.expect(purpose, language, joined),
    });
    this.transcripts = new Transcripts({
      organisation: vault.organisation,
      talks: () => people.talks.all,
      linkOf: (talk, key) => this.asks.linkOf(talk, key),
      linked: (key, request) => this.asks.linked(key, request),
      tell: (key, message, now) => this.tellOpening(key, message, now),
    });
    people.talks.heard = (talk, message, now) => {
      this.asks.heard(talk, message, now);
      this.transcripts.heard(talk, message, now);
    };
  }

  get due(): number | undefined {
    return this.lines.due;
  }

  /** Raises LocalFault for what cannot be done now; 'copied' for a survivor's words. */
  act(action: ColleagueAction, now: number): void {
    const { colleague } = action;
    if (action.do === 'introduce') {
      const talk = this.parts.people.talks.mustFind(action.talk);
      this.asks.introduce(talk, colleague, action.purpose, action.why, now);
    } else if (action.do === 'step-in') {
      this.asks.stepIn(colleague, nameOf(action.talk), action.purpose, now);
    } else if (action.do === 'staff-open') this.lines.open(colleague, now);
    else if (action.do === 'staff-say') this.say(colleague, action.text, now);
    else if (action.do === 'staff-typing') this.lines.get(colleague)?.notes.typed(action.on, now);
    else if (action.do === 'staff-read') this.lines.read(colleague);
    else if (action.do === 'staff-close') this.lines.close(colleague, now);
    else if (action.do === 'staff-answer') {
      this.asks.answer(colleague, action.request, action.yes, now);
    } else if (action.do === 'catch-up') {
      this.mustBeOwn(action.text, now);
      if (characters(action.text) > CATCH_UP_MOST) throw new LocalFault('out-of-shape');
      this.asks.note(colleague, action.request, action.text, now);
    } else this.asks.read(colleague, action.request, action.do === 'catch-up-open', now);
  }

  /** A colleague's console wants a line. */
  invited(invitation: OpenedInvitation, now: number): void {
    this.lines.invited(invitation, now);
  }

  reconnected(now: number): void {
    this.lines.reconnected(now);
  }

  lost(): void {
    this.lines.lost();
  }

  tick(now: number): void {
    this.lines.tick(now);
    this.asks.tick(now);
    this.transcripts.tick(now);
  }

  endAll(reason: 'left' | 'revoked' | 'broken', now: number): void {
    this.lines.endAll(reason, now);
    this.asks.forget();
  }

  forget(): void {
    this.asks.forget();
    this.transcripts.forget();
    this.lines.forget();
    this.tried.clear();
  }

  ofTalk(talk: Talk, now: number): Pick<TalkView, 'transcript' | 'asks'> {
    return { transcript: this.transcripts.of(talk, now), asks: this.asks.about(talk) };
  }

  view(now: number): readonly StaffTalkView[] {
    const shown = this.lines.all.filter((line) => this.lines.shown(line));
    return shown.map((line) => ({ ...line.view(now), asks: this.asks.of(line.key) }));
  }

  private said(key: string, message: StaffMessage, now: number): void {
    const compares = message.type === 'transcript' || message.type === 'compared';
    if (compares) this.transcripts.said(key, message, now);
    else this.asks.said(key, message, now);
  }

  private say(key: string, text: string, now: number): void {
    this.mustBeOwn(text, now);
    const line = this.lines.open(key, now);
    line.say(written.write(text) as string, now);
  }

  private mustBeOwn(text: string, now: number): void {
    const open = this.parts.people.talks.all.filter((talk) => talk.open);
    mustBeOwn(text, open.map((talk) => talk.words(now)));
  }

  private tell(key: string, message: StaffMessage, now: number): boolean {
    const line = this.lines.get(key);
    if (line?.stage !== 'open') return false;
    line.tell(message, now);
    return true;
  }

  private tellOpening(key: string, message: StaffMessage, now: number): boolean {
    if (this.tell(key, message, now)) return true;
    const line = this.lines.get(key);
    const tried = this.tried.get(key) ?? -Infinity;
    const there = this.parts.presence.reach(key, now) !== undefined;
    if (!there || line?.stage === 'opening' || now - tried < TRY_EVERY) return false;
    this.tried.set(key, now);
    try {
      this.lines.open(key, now);
    } catch (error) {
      // Too many lines, or no shift: it is tried again.
      if (!(error instanceof LocalFault)) throw error;
    }
    return false;
  }

  private admit(
    talk: Talk,
    key: string,
    w: Bytes,
    purpose: Purpose,
    now: number,
  ): number | undefined {
    const reach = this.parts.presence.reach(key, now);
    if (reach === undefined) return undefined;
    const { certificate, sealingKey } = reach;
    const card = { certificate: certificate.raw, sealingKey: sealingKey.raw, w };
    return this.parts.people.introduce(talk.key, card, purpose, now);
  }

  /** An inbox of its own, so that it is known for which request somebody is invited there. */
  private expect(purpose: Purpose, language: string, joined: (talk: Talk) => void): Expected {
    const { wire, random, people } = this.parts;
    const r = random(32);
    const w = writeCapability(r);
    const box = wire.open(r, 0, Mode.inbox, {
      deliver: (_, sealed, now) => {
        const talk = people.invitation(sealed, now, { purpose, language });
        if (talk !== undefined) joined(talk);
      },
    });
    return { w, close: () => wire.close(box) };
  }
}

/** Raises LocalFault. */
function nameOf(key: string): Bytes {
  if (!/^[0-9a-f]{8}$/.test(key)) throw new LocalFault('out-of-turn');
  return fromHex(key);
}
