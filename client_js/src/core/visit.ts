/**
 * The survivor's machine: from the page's first second to the last, one conversation.
 *
 * Frames, time and what the person does go in; frames and a view come out (views.ts). What it
 * knows is gone with `leave` and `end`, at once.
 */

import type { Bytes, Random } from './bytes.ts';
import { inTime, Kind, TrustedDocuments } from './documents.ts';
import { LocalFault, Malformed } from './errors.ts';
import { Following } from './follow.ts';
import { Refusal } from './frames.ts';
import { Idle } from './idle.ts';
import type { AcceptedHello } from './handshake.ts';
import { Page, type PageContent } from './page.ts';
import { written } from './shapes.ts';
import { ask, type Survey } from './survey.ts';
import type {
  Connection,
  EndReason,
  Machine,
  NoticeView,
  Problem,
  VisitAction,
  VisitView,
} from './views.ts';
import { Knocking } from './visit_knock.ts';
import { People } from './visit_people.ts';
import { deskSays, shut } from './visit_state.ts';
import { Wire } from './wire.ts';

export interface VisitSetting extends PageContent {
  readonly random: Random;
}

type Knock = Extract<VisitAction, { readonly do: 'knock' }>;

/** With these nothing that the relay says is used, so nobody can be reached. */
const FATAL: readonly (Problem | undefined)[] = [
  'wrong-fingerprint',
  'unknown-organisation',
  'documents-untrusted',
];

/** Reasons of ours that the other side is told as they are; of any other it hears that we left. */
const SAID: readonly EndReason[] = ['finished', 'idle', 'unwanted'];

export class Visit implements Machine<VisitView, VisitAction> {
  private readonly setting: VisitSetting;
  private readonly wire = new Wire();
  private readonly following: Following;
  private readonly knocking: Knocking;
  private readonly people: People;
  private connection: Connection = 'connecting';
  private trouble: Problem | undefined;
  private over: { readonly reason: EndReason; readonly byMe: boolean } | undefined;
  private readonly page: Page;
  private readonly idle = new Idle((key) => this.notice?.policy(key) ?? '');
  private knocked: Knock | undefined;
  private survey: Survey | undefined;
  private now: number | undefined;

  constructor(setting: VisitSetting) {
    const { organisation, leastCharterVersion, desk, random } = setting;
    this.setting = setting;
    this.page = new Page(setting);
    const documents = new TrustedDocuments(organisation, leastCharterVersion);
    this.following = new Following(
      documents,
      desk,
      [Kind.charter, Kind.roster, Kind.notice, Kind.shift, Kind.state],
      this.wire,
      (kind, _, now) => {
        if (kind === Kind.shift) this.knocking.shiftChanged(now);
        if (kind === Kind.roster) this.people.dismiss(now);
        if (kind === Kind.state) this.stated(now);
      },
    );
    this.following.unhurried = true;
    this.knocking = new Knocking(this.wire, this.following, desk, random, {
      accepted: (hello, now) => this.accepted(hello, now),
      trouble: (problem) => {
        this.trouble = problem;
      },
    });
    this.people = new People(this.wire, this.following, random, {
      ended: (reason, now) => this.finish(reason, false, now),
      lostAll: (now) => this.knockAgain(now),
      trouble: (problem) => {
        this.trouble = problem;
      },
    }, () => this.notice?.policy('quiet') === 'on');
  }

  opened(now: number): void {
    this.run(now, () => {
      this.wire.opened(this.setting.organisation);
      if (this.over !== undefined) return this.survey?.push();
      this.following.fetchAll();
      this.wire.reopen();
      this.people.reconnected(now);
    });
  }

  lost(now: number): void {
    this.run(now, () => {
      this.connection = 'lost';
      this.wire.lost();
      this.knocking.lost();
      this.people.lost();
    });
  }

  frame(raw: Bytes, now: number): void {
    if (this.wants() === 'none') return;
    this.run(now, () => {
      const event = this.wire.received(raw, now);
      if (this.over !== undefined) return;
      if (event?.name === 'joined') this.connection = 'connected';
      if (event?.name === 'changed') this.following.changed(event.kind, event.desk);
      const unknown = event?.name === 'refused' && event.code === Refusal.unknownOrganisation;
      if (unknown) this.following.unknown();
    }, Malformed);
  }

  tick(now: number): void {
    this.run(now, () => {
      if (this.over !== undefined) return this.survey?.tick(now);
      this.wire.tick(now);
      this.following.tick(now);
      this.knocking.tick(now);
      const roster = this.following.documents.roster?.payload;
      if (this.people.present && roster !== undefined && !inTime(roster, now)) {
        this.people.end('closed', now);
        this.finish('closed', false, now);
      } else this.people.tick(now);
    });
  }

  /** Raises LocalFault for what cannot be done now, or a text that does not fit; nothing changes. */
  act(action: VisitAction, now: number): void {
    this.run(now, () => this.did(action, now), LocalFault);
  }

  drain(): readonly Bytes[] {
    return this.wire.drain();
  }

  wants(): 'socket' | 'none' {
    return this.over === undefined || this.survey?.open ? 'socket' : 'none';
  }

  due(): number | undefined {
    return this.people.due;
  }

  busy(): boolean {
    return (
      this.over === undefined &&
      (this.knocking.busy || this.people.busy || this.following.busy)
    );
  }

  view(): VisitView {
    const now = this.now ?? 0;
    const { center, typing, admissions, codes } = this.people;
    return {
      stage: this.stage(now),
      connection: this.connection,
      problem: this.problem(now),
      notice: this.notice,
      ...deskSays(this.following, now),
      place: this.knocking.place(now),
      people: center.people(),
      notes: center.notes.view(now),
      typing: typing.people(now),
      asks: admissions.asks,
      code: codes.view(center.people()),
      closes: this.people.present ? this.idle.closes(now) : undefined,
      ended: this.over,
      survey: this.survey?.state,
    };
  }

  private did(action: VisitAction, now: number): void {
    if (this.over !== undefined) return this.after(action, now);
    this.idle.touch(now);
    if (action.do === 'leave') this.finish('left', true, now);
    else if (action.do === 'end') this.finish(action.unwanted ? 'unwanted' : 'finished', true, now);
    else if (action.do === 'knock') this.knock(action, now);
    else if (action.do === 'withdraw') {
      this.knocking.forget();
      this.people.center.hold('', now);
    } else if (action.do === 'admit') {
      this.people.admissions.decide(action.request, action.yes, action.showEarlier, now);
    } else if (action.do === 'code') {
      const { person, word } = action;
      this.people.dispatch([[person, this.people.codes.answer(person, word)]], now);
    } else if (action.do === 'typing') this.people.typed(action.on, now);
    else if (action.do === 'say') {
      if (!this.people.present) throw new LocalFault('out-of-turn');
      this.people.say(written.write(action.text) as string, now);
    }
  }

  private after(action: VisitAction, now: number): void {
    if (action.do === 'survey') this.survey?.send(action.answers, now);
    else if (action.do === 'leave' || action.do === 'end') this.survey?.close();
  }

  private knock(action: Knock, now: number): void {
    if (this.knocking.waiting || this.people.present) return;
    this.trouble = undefined;
    const { first } = action;
    written.write(first);
    this.knocking.start({ answers: [], ...action }, now);
    this.knocked = action;
    this.people.center.hold(first, now);
  }

  /** The only person was lost and cannot be reached: into the line again, with the ticket. */
  private knockAgain(now: number): void {
    const action = this.knocked;
    if (action === undefined || this.following.believed(now) === undefined) {
      return this.finish('broken', false, now);
    }
    this.knocking.start({ answers: [], ...action }, now);
  }

  private accepted(hello: AcceptedHello, now: number): void {
    this.trouble = undefined;
    this.people.add(hello, undefined, now);
  }

  /** Everything is forgotten before this returns; what was said last still leaves. */
  private finish(reason: EndReason, byMe: boolean, now: number): void {
    const talked = !byMe || this.people.present;
    this.over = { reason, byMe };
    this.knocked = this.survey = undefined;
    try {
      this.people.end(SAID.includes(reason) ? reason : 'left', now);
    } finally {
      this.knocking.forget();
      this.wire.wipe();
    }
    if (reason !== 'finished' || !talked || !this.notice?.text('', 'survey-1')) return;
    this.survey = ask(this.setting, this.wire, this.following.documents, now);
  }

  /** Whatever fails that nobody thought of ends everything, visibly, with nothing sent. */
  private run(now: number, act: () => void, passes?: typeof LocalFault | typeof Malformed): void {
    this.now = now;
    try {
      // Before anything else: a device that slept for long must not show what was said.
      const left = this.idle.over(now, this.people.present) && this.following.ready;
      if (left && this.over === undefined) this.finish('idle', false, now);
      else act();
    } catch (error) {
      // A person's mistake, or a relay that talks nonsense: nothing has changed.
      if (passes !== undefined && error instanceof passes) throw error;
      this.wire.lost();
      this.trouble = 'encryption-failed';
      this.finish('broken', false, now);
    }
  }

  private get notice(): NoticeView | undefined {
    return this.page.notice(this.following.documents);
  }

  private stage(now: number): VisitView['stage'] {
    if (this.over !== undefined) return 'ended';
    if (this.people.present) return 'talking';
    if (this.knocking.waiting) return 'waiting';
    if (FATAL.includes(this.following.problem(now))) return 'refused';
    return this.following.ready ? 'ready' : 'loading';
  }

  private problem(now: number): Problem | undefined {
    if (this.trouble !== undefined) return this.trouble;
    const found = this.following.problem(now);
    if (found !== undefined) return found;
    const never = this.connection === 'lost' && !this.following.ready;
    return never ? 'relay-unreachable' : undefined;
  }

  /** Who waits is told at once, and keeps nothing; who talks goes on. */
  private stated(now: number): void {
    if (!shut(this.following, now)) {
      if (this.trouble === 'desk-closed') this.trouble = undefined;
      return;
    }
    const { people, knocking } = this;
    // Somebody has answered just now: that conversation goes on.
    if (people.present || knocking.answering) return;
    if (people.center.begun) return this.finish('closed', false, now);
    if (knocking.waiting) this.trouble = 'desk-closed';
    knocking.forget();
    people.center.hold('', now);
    this.knocked = undefined;
  }
}
