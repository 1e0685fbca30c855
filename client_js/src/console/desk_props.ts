/** What the screens of a day at the desk are given, beside the work itself. */

import type { Code } from '../ui/catalog/languages.ts';
import type { DayWords } from '../ui/catalog/words.ts';
import type { Day } from './day.ts';
import type { DayRules } from './desk/rules.ts';
import type { WorkProps } from './header.tsx';

export interface DeskProps extends WorkProps {
  readonly day: Day;
  readonly today: DayWords;
  readonly rules: DayRules;
  readonly code: Code;
  /** Seconds since 1970. */
  readonly now: number;
  /** Draws again, after something of the day has changed. */
  readonly redraw: () => void;
}
