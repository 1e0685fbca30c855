/** A few questions with choices, to be counted: never a word about a person, and each may be left out. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type HandbookTally, labelIn } from '../../core/handbook_view.ts';
import type { Counted } from '../../core/views.ts';
import type { Code } from '../../ui/catalog/languages.ts';
import type { HelpWords } from '../../ui/catalog/words.ts';
import { Field } from '../../ui/field.tsx';
import { Button } from '../../ui/parts.tsx';
import { plain } from '../../ui/text.ts';
import { MOST_TITLE } from './panel.ts';

export interface CountingProps {
  readonly test: string;
  readonly asked: readonly HandbookTally[];
  readonly code: Code;
  readonly help: HelpWords;
  readonly title: string;
  readonly text: string;
  /** Whether the machine took it. */
  readonly send: (answers: readonly Counted[]) => boolean;
  /** Away without counting. */
  readonly close: () => void;
}

/** What was answered, in the order of the questions: known choices only. Pure. */
export function answered(
  asked: readonly HandbookTally[],
  given: ReadonlyMap<string, string>,
): readonly Counted[] {
  return asked.flatMap(({ key, choices }) => {
    const choice = given.get(key) ?? '';
    return choices.some((one) => one.key === choice) ? [{ key, choice }] : [];
  });
}

export function Counting(props: CountingProps): JSX.Element {
  const { test, asked, code, help, title, text, send, close } = props;
  const [given, setGiven] = useState<ReadonlyMap<string, string>>(new Map());
  const [state, setState] = useState<'open' | 'sent' | 'refused'>('open');
  if (state === 'sent') {
    return (
      <p role="status" data-test={`${test}-sent`}>
        {help.counted}
      </p>
    );
  }
  const answers = answered(asked, given);
  return (
    <section class="counting" aria-labelledby={`${test}-title`} data-test={`${test}-form`}>
      <h4 id={`${test}-title`}>{title}</h4>
      <p class="hint">{text}</p>
      {asked.map(({ key, labels, choices }) => (
        <Field
          key={key}
          kind="choice"
          id={`${test}-${key}`}
          test={`${test}-question`}
          label={plain(labelIn(labels, code), MOST_TITLE)}
          choices={[
            ['', help.noAnswer] as const,
            ...choices.map((one) => [one.key, plain(labelIn(one.labels, code), MOST_TITLE)] as const),
          ]}
          onInput={(event) => setGiven(new Map(given).set(key, event.currentTarget.value))}
        />
      ))}
      <div role="alert">{state === 'refused' && <p class="wrong">{help.notCounted}</p>}</div>
      <div class="row">
        <Button
          test={`${test}-send`}
          disabled={answers.length === 0}
          onPress={() => setState(send(answers) ? 'sent' : 'refused')}
        >
          {help.count}
        </Button>
        <Button look="quiet" test={`${test}-skip`} onPress={close}>
          {help.leaveOut}
        </Button>
      </div>
    </section>
  );
}
