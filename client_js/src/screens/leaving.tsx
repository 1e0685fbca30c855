/** What leaving does and cannot do, for the first screen. */

import type { JSX } from 'preact';
import { fill } from '../ui/text.ts';
import { More } from './pieces.tsx';
import type { ScreenProps } from './props.ts';

export function Leaving({ words: { exit, aboutLeaving } }: Pick<ScreenProps, 'words'>): JSX.Element {
  return (
    <More title={aboutLeaving.title} test="leaving">
      <p>{fill(aboutLeaving.how, { exit })}</p>
      <p>{aboutLeaving.not}</p>
    </More>
  );
}
