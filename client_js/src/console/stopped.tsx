/** What is left when the console cannot or must not go on. */

import type { JSX } from 'preact';
import type { Problem } from '../core/views.ts';
import type { ConsoleWords, SharedWords } from '../ui/catalog/words.ts';
import { Button, Title, Trouble } from '../ui/parts.tsx';

export interface StoppedProps {
  readonly problem: Problem | undefined;
  readonly shared: SharedWords;
  readonly words: ConsoleWords;
}

export function Stopped({ problem, shared, words }: StoppedProps): JSX.Element {
  return (
    <main id="content" class="unlock" data-test="stopped">
      <Title>{words.failed}</Title>
      <Trouble problem={problem} words={shared} staff={words} />
      <p>{words.failedText}</p>
      <Button look="main" test="reload" onPress={() => location.reload()}>
        {words.reload}
      </Button>
    </main>
  );
}
