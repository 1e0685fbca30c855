/** What a page says that was put back. */

import type { JSX } from 'preact';
import type { ScreenProps } from '../screens/props.ts';
import { cameBack } from './exit.ts';

type Words = Pick<ScreenProps, 'words'>;

const [how] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
// Chromium alone says that a tab was thrown out of memory.
const thrown = (document as unknown as Readonly<Record<string, boolean>>)['wasDiscarded'];
const back = cameBack(how?.type, thrown);

/** Calm and honest after a reload or a crash: nothing is left, and how to begin again. */
export function CameBack({ words }: Words): JSX.Element | null {
  return back ? <p data-test="came-back">{words.aboutLeaving.back}</p> : null;
}
