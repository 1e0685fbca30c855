/** The organisation's rules of a day at the desk, as numbers. Pure. protocol.md 17. */

import { type HandbookContent, settingOf } from '../../core/handbook_view.ts';

/** More conversations than this nobody can do well. */
export const MOST_TALKS = 12;

export interface DayRules {
  /** Conversations at once; a person may set fewer. */
  readonly mostTalks: number;
  /** Hours on duty after which the console says that it is enough; undefined: it says nothing. */
  readonly mostHours: number | undefined;
  /** Minutes, as all below. */
  readonly finishBefore: number;
  readonly talkMinutes: number;
  readonly remindAfter: number;
  /** 0: a conversation never closes by itself. */
  readonly closeAfter: number;
  readonly answerWithin: number;
  readonly pauseAfterHard: number;
  /** Key of the notice's question whose answer names a specialty; may be empty. */
  readonly specialtyQuestion: string;
}

/** What is no whole number within its bounds is as if it had not been said. */
function whole(text: string, least: number, most: number): number | undefined {
  if (!/^[0-9]{1,4}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}

export function dayRules(handbook: Pick<HandbookContent, 'settings'> | undefined): DayRules {
  const number = (key: string, least: number, most: number): number | undefined =>
    whole(settingOf(handbook, key), least, most) ?? whole(settingOf(undefined, key), least, most);
  return {
    mostTalks: number('most-talks', 1, MOST_TALKS) ?? MOST_TALKS,
    mostHours: number('most-hours', 1, 24),
    finishBefore: number('finish-before', 0, 240) ?? 0,
    talkMinutes: number('talk-minutes', 1, 600) ?? 0,
    remindAfter: number('remind-after', 1, 600) ?? 0,
    closeAfter: number('close-after', 0, 600) ?? 0,
    answerWithin: number('answer-within', 1, 60) ?? 0,
    pauseAfterHard: number('pause-after-hard', 1, 240) ?? 0,
    specialtyQuestion: settingOf(handbook, 'specialty-question'),
  };
}
