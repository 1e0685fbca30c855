/** What is offered to be counted when a conversation has ended. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { HandbookView } from '../../core/handbook_view.ts';
import type { DutyAction } from '../../core/views.ts';
import { type Code, HELP } from '../../ui/catalog/languages.ts';
import { Counting } from './counting.tsx';

export interface TallyProps {
  readonly handbook: HandbookView | undefined;
  /** The key of the conversation. */
  readonly talk: string;
  readonly code: Code;
  readonly act: (action: DutyAction) => boolean;
  /** Closed until somebody opens it: a colleague is asked to count this one. */
  readonly folded: boolean;
}

/** Nothing where the organisation counts nothing, or where it was left out. */
export function TallyForm({ handbook, talk, code, act, folded }: TallyProps): JSX.Element | null {
  const [left, setLeft] = useState(false);
  const [opened, setOpened] = useState(false);
  const asked = (handbook?.tally ?? []).filter((one) => one.where === 'end');
  if (left || asked.length === 0) return null;
  const help = HELP[code];
  const form = (): JSX.Element => (
    <Counting
      test="tally"
      asked={asked}
      code={code}
      help={help}
      title={help.tally.title}
      text={help.tally.text}
      send={(answers) => act({ do: 'tally', talk, answers })}
      close={() => setLeft(true)}
    />
  );
  if (!folded) return form();
  return (
    <details
      data-test="tally-anyway"
      onToggle={(event) => setOpened(opened || event.currentTarget.open)}
    >
      <summary>{help.tally.anyway}</summary>
      {opened && form()}
    </details>
  );
}
