/** What leaving does and cannot do, for the first screen; and what a page says that was put back. */

import type { JSX } from 'preact';
import { fill } from '../ui/text.ts';
import type { ScreenProps } from './app.tsx';
import { cameBack } from './exit.ts';
import { More } from './pieces.tsx';

type Words = Pick<ScreenProps, 'words'>;

export function Leaving({ words: { exit, aboutLeaving } }: Words): JSX.Element {
  return (
    <More title={aboutLeaving.title} test="leaving">
      <p>{fill(aboutLeaving.how, { exit })}</p>
      <p>{aboutLeaving.not}</p>
    </More>
  );
}

const [how] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
// Chromium alone says that a tab was thrown out of memory.
const thrown = (document as unknown as Readonly<Record<string, boolean>>)['wasDiscarded'];
const back = cameBack(how?.type, thrown);

/** Calm and honest after a reload or a crash: nothing is left, and how to begin again. */
export function CameBack({ words }: Words): JSX.Element | null {
  return back ? <p data-test="came-back">{words.aboutLeaving.back}</p> : null;
}
