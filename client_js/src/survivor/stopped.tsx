/** What is left when the page cannot or must not go on. The phone numbers stand in the page itself. */

import type { JSX } from 'preact';
import type { Problem } from '../core/views.ts';
import type { SharedWords, SurvivorWords } from '../ui/catalog/words.ts';
import { Title, Trouble } from '../ui/parts.tsx';

export interface StoppedProps {
  readonly problem: Problem | undefined;
  readonly shared: SharedWords;
  readonly words: SurvivorWords;
}

export function Stopped({ problem, shared, words }: StoppedProps): JSX.Element {
  return (
    <div id="content" class="screen stopped" data-test="stopped">
      <Title>{words.refused}</Title>
      <Trouble problem={problem} words={shared} />
      <p>{words.refusedText}</p>
    </div>
  );
}
