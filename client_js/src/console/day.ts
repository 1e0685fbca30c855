/**
 * One person's day at the desk: drafts, wishes, what rings, what closes by itself, one's own load.
 * In memory only; `forget` leaves nothing of anybody else.
 */

import type { DutyAction, DutyView, TalkView } from '../core/views.ts';
import { type Alarm, alarms, type Fresh, Heard } from './desk/alarms.ts';
import { Closer } from './desk/closing.ts';
import { Finisher } from './desk/finishing.ts';
import { Load } from './desk/load.ts';
import { type DayRules, dayRules } from './desk/rules.ts';
import { type Clock, clockIn, type Line, parted, type Serving } from './desk/serves.ts';
import { KeyTable } from './shortcuts.ts';
import { Called, keepsAside } from './together/asks.ts';

/** What the console does by itself after a look at the desk. */
export interface Looked {
  readonly acts: readonly DutyAction[];
  readonly fresh: Fresh;
}

/** What is said in a conversation before it closes by itself. */
export type Announcement = (talk: TalkView) => string;

export class Day {
  readonly drafts = new Map<string, string>();
  /** What is half written to colleagues. */
  readonly asides = new Map<string, string>();
  /** Requests of colleagues that are over and were put away, wherever they are shown. */
  readonly putAway = new Set<string>();
  readonly closer = new Closer();
  readonly keys = new KeyTable();
  finisher = new Finisher();
  load = new Load();
  /** Whether those in the line are shown too who are not for me. */
  everybody = false;
  /** Whether a message is shown once more before it goes. */
  rereads = false;
  /** The conversation after which a pause is offered. */
  hard = '';
  private whose = '';
  private readonly heard = new Heard();
  private readonly called = new Called();
  private last: { readonly view: DutyView; readonly minute: number; readonly line: Line } | undefined;
  private clock: { readonly zone: string; readonly minute: number; readonly says: Clock | undefined } | undefined;

  rules(view: DutyView): DayRules {
    return dayRules(view.handbook);
  }

  /** Asked by every part of a screen: for the same view within a minute it is the same. */
  line(view: DutyView, now: number): Line {
    const minute = Math.floor(now / 60);
    if (this.last?.view !== view || this.last.minute !== minute) {
      this.last = { view, minute, line: parted(view.knocks, this.serving(view, now)) };
    }
    return this.last.line;
  }

  /** The longest wait first. */
  alarms(view: DutyView, now: number): readonly Alarm[] {
    return alarms(view, this.line(view, now).mine, this.rules(view), now);
  }

  /** What is new, and what is to be done now; the one who asks does it, and tells `announced`. */
  saw(view: DutyView, announcement: Announcement, now: number): Looked {
    if (view.fingerprint !== '') this.belongs(view.fingerprint);
    this.load.saw(view, now);
    for (const key of this.drafts.keys()) {
      if (!view.talks.some((talk) => talk.key === key && talk.stage !== 'ended')) this.drafts.delete(key);
    }
    for (const key of this.asides.keys()) if (!keepsAside(view, key)) this.asides.delete(key);
    const rules = this.rules(view);
    const { mine } = this.line(view, now);
    const [one, other] = [this.heard.fresh(view, mine, alarms(view, mine, rules, now)), this.called.fresh(view)];
    const fresh = { news: one.news || other.news, alarm: one.alarm || other.alarm };
    return { acts: this.acts(view, rules, announcement, now), fresh };
  }

  /** An announcement has left. */
  announced(view: DutyView, key: string, now: number): void {
    const talk = view.talks.find((one) => one.key === key);
    if (talk !== undefined) this.closer.told(talk, now);
  }

  /** Everything but one's own numbers and wishes. */
  forget(): void {
    this.drafts.clear();
    this.asides.clear();
    this.putAway.clear();
    this.closer.forget();
    this.heard.forget();
    this.called.forget();
    this.keys.forget();
    this.last = undefined;
    this.hard = '';
  }

  private serving(view: DutyView, now: number): Serving {
    const { alias, languages, handbook, notice } = view;
    const [zone, minute] = [notice?.timezone ?? '', Math.floor(now / 60)];
    // A browser takes long to read a clock elsewhere, and there is a view for every word that comes.
    if (this.clock?.zone !== zone || this.clock.minute !== minute) {
      this.clock = { zone, minute, says: clockIn(zone, now) };
    }
    const question = this.rules(view).specialtyQuestion;
    return { me: { alias, languages }, handbook, question, clock: this.clock.says, now };
  }

  /** Another person's console in the same page begins another day. */
  private belongs(whose: string): void {
    if (whose === this.whose) return;
    if (this.whose !== '') {
      this.load = new Load();
      this.finisher = new Finisher();
      this.everybody = this.rereads = false;
    }
    this.whose = whose;
  }

  private acts(view: DutyView, rules: DayRules, announcement: Announcement, now: number): DutyAction[] {
    const acts: DutyAction[] = [];
    if (view.limit > rules.mostTalks) acts.push({ do: 'limit', limit: rules.mostTalks });
    const finish = this.finisher.due(view, rules, now);
    if (finish !== undefined) acts.push({ do: finish.do === 'finish' ? 'finish' : 'on-duty' });
    for (const step of this.closer.due(view.talks, rules, now, view.connection === 'connected')) {
      const talk = view.talks.find(({ key }) => key === step.talk);
      if (talk === undefined) continue;
      if (step.do === 'end') acts.push({ do: 'end', talk: talk.key });
      else acts.push({ do: 'say', talk: talk.key, text: announcement(talk) });
    }
    return acts;
  }
}
