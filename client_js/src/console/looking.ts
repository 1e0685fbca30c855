/** What the console does by itself at each look at the desk, and what it tells at another window. */

import type { DutyAction, DutyView, TalkView } from '../core/views.ts';
import { CODES, CONSOLE, DAY, type Code } from '../ui/catalog/languages.ts';
import { fill } from '../ui/text.ts';
import { Alerts } from './alerts.ts';
import { Day } from './day.ts';
import { spoken, textOf } from './desk/texts.ts';
import { isAlarm, needs } from './together/asks.ts';

export class Looking {
  readonly day = new Day();
  readonly alerts = new Alerts();
  /** An action leads to another look, in the middle of this one. */
  private busy = false;

  look(view: DutyView, code: Code, act: (action: DutyAction) => boolean): void {
    if (this.busy) return;
    this.busy = true;
    try {
      const now = Date.now() / 1000;
      const { acts, fresh } = this.day.saw(view, (talk) => announcement(talk, view), now);
      for (const action of acts) {
        if (act(action) && action.do === 'say') this.day.announced(view, action.talk, now);
      }
      const { title } = CONSOLE[code];
      if (fresh.alarm) this.alerts.tell(title, DAY[code].alertAlarm);
      else if (fresh.news && !document.hasFocus()) this.alerts.tell(title, DAY[code].alertNews);
    } finally {
      this.busy = false;
    }
  }

  /** Of the window: how many wait, and a mark where somebody has waited too long; never who. */
  title(view: DutyView | undefined, code: Code): string {
    const { title } = CONSOLE[code];
    if (view === undefined) return title;
    const waiting = view.talks.filter((talk) => talk.waitingForMe).length;
    const alarm = this.day.alarms(view, Date.now() / 1000).length > 0 || needs(view).some(isAlarm);
    if (waiting === 0 && !alarm) return title;
    return `(${waiting > 0 ? waiting : ''}${alarm ? '!' : ''}) ${title}`;
  }

  forget(): void {
    this.day.forget();
    this.alerts.forget();
  }
}

/** What is said before a conversation closes by itself, marked as nobody's own words. */
export function announcement(talk: TalkView, { handbook, notice }: DutyView): string {
  const language = talk.language || (notice?.languages[0] ?? '');
  const own = DAY[spoken(language, CODES)];
  return fill(own.automatic, { text: textOf(handbook, 'idle-close', language) ?? own.automaticText });
}
