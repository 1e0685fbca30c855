/** A practice in this window: its clock, and what the console does by itself meanwhile. */

import { LocalFault } from '../../core/errors.ts';
import type { HandbookContent } from '../../core/handbook_view.ts';
import { PEOPLE_MOST, Practice, type Wish } from '../../core/practice/practice.ts';
import { SITUATIONS } from '../../core/practice/situations.ts';
import type { DutyAction, DutyView } from '../../core/views.ts';
import { PRACTICE, type Code } from '../../ui/catalog/languages.ts';
import { random } from '../../ui/support.ts';
import { Looking } from '../looking.ts';

const TICK = 500; // milliseconds
/** Seconds between several people, and how many come. */
const APART = 25;
const SEVERAL = 4;

const now = (): number => Date.now() / 1000;

export class PracticeSession {
  readonly looking = new Looking();
  private readonly practice: Practice;
  private readonly onChange: () => void;
  private timer: ReturnType<typeof setInterval> | undefined;
  private code: Code;

  constructor(code: Code, handbook: HandbookContent | undefined, onChange: () => void) {
    this.code = code;
    this.onChange = onChange;
    const name = PRACTICE[code].title;
    this.practice = new Practice({ name, alias: name, handbook, random, now: now() });
    const { alerts } = this.looking;
    const tell = alerts.tell.bind(alerts);
    // Also at another window nobody may take this for a real alarm.
    alerts.tell = (_, body) => tell(PRACTICE[this.code].title, body);
    this.timer = setInterval(() => this.tick(), TICK);
  }

  speak(code: Code): void {
    this.code = code;
  }

  view(): DutyView {
    return this.practice.view();
  }

  /** How many are here or on their way. */
  get count(): number {
    return this.practice.people + this.practice.expected;
  }

  get full(): boolean {
    return this.count >= PEOPLE_MOST;
  }

  /** Whether it was taken. */
  readonly act = (action: DutyAction): boolean => {
    try {
      this.practice.act(action, now());
      this.onChange();
      return true;
    } catch (error) {
      if (error instanceof LocalFault) return false;
      throw error;
    }
  };

  invite(wish: Wish): void {
    if (!this.full) this.practice.invite(wish, 2, now());
    this.onChange();
  }

  /** One after the other, each in another situation. */
  inviteSeveral(language: string): void {
    for (let one = 0; one < SEVERAL && !this.full; one += 1) {
      const situation = SITUATIONS[one % SITUATIONS.length] ?? SITUATIONS[0];
      this.practice.invite({ situation, language }, 2 + one * APART, now());
    }
    this.onChange();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.looking.forget();
    this.practice.close(now());
  }

  private tick(): void {
    if (this.timer === undefined) return;
    this.practice.tick(now());
    this.looking.look(this.practice.view(), this.code, this.act);
    this.onChange();
  }
}
