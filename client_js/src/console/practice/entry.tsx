/** Where a console that is unlocked leads to the practice: never beside real conversations. */

import type { JSX } from 'preact';
import type { DutyView } from '../../core/views.ts';
import { PRACTICE, type Code } from '../../ui/catalog/languages.ts';
import { Button } from '../../ui/parts.tsx';

export interface PracticeEntryProps {
  readonly view: DutyView;
  readonly code: Code;
  readonly open: () => void;
}

/** Whether nobody real could wait meanwhile. */
export function mayPractice({ stage, talks }: Pick<DutyView, 'stage' | 'talks'>): boolean {
  const free = stage === 'off-duty' || stage === 'refused';
  return free && talks.every((talk) => talk.stage === 'ended');
}

/** Whether a practice that was begun may last. A bad network alone ends none: nobody can come by it. */
export function mayLast({ stage, talks }: Pick<DutyView, 'stage' | 'talks'>): boolean {
  return mayPractice({ stage: stage === 'connecting' ? 'off-duty' : stage, talks });
}

export interface PracticeEndedProps {
  readonly code: Code;
  readonly close: () => void;
}

/** Said above the desk that has come in its place, until it was read. */
export function PracticeEnded({ code, close }: PracticeEndedProps): JSX.Element {
  const words = PRACTICE[code];
  return (
    <section class="practice-mark" aria-label={words.title} role="alert" data-test="practice-ended">
      <p>
        <strong>{words.ended}</strong>
      </p>
      <Button test="practice-ended-close" onPress={close}>
        {words.endedClose}
      </Button>
    </section>
  );
}

export function PracticeEntry({ view, code, open }: PracticeEntryProps): JSX.Element {
  const words = PRACTICE[code];
  const may = mayPractice(view);
  return (
    <section aria-labelledby="practice-title">
      <h3 id="practice-title">{words.title}</h3>
      {may ? (
        <Button test="practice-open" onPress={open}>
          {words.open}
        </Button>
      ) : (
        <p class="hint" data-test="practice-first">
          {words.openFirst}
        </p>
      )}
    </section>
  );
}
