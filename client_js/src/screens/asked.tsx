/** The organisation's own questions: before the knock, and in the survey after the end. */

import type { JSX } from 'preact';
import type { Answered } from '../core/views.ts';
import { Field } from '../ui/field.tsx';
import { MOST_NAME, ready } from '../ui/text.ts';
import type { ScreenProps } from './props.ts';

/** What was answered, by the key of the question; kept while another screen is shown. */
export type Answers = Record<string, string>;

export interface AskedProps extends Pick<ScreenProps, 'words' | 'say'> {
  /** `question` or `survey`: each has up to four. */
  readonly part: string;
  readonly answers: Answers;
}

const keys = (part: string): readonly string[] => [1, 2, 3, 4].map((one) => `${part}-${one}`);

/** Only what was answered, in the order of the questions. */
export function answered(part: string, answers: Answers): readonly Answered[] {
  return keys(part)
    .map((question) => ({ question, answer: ready(answers[question] ?? '') }))
    .filter(({ answer }) => answer !== '');
}

export function Asked({ words, say, part, answers }: AskedProps): JSX.Element {
  return (
    <>
      {keys(part).map((key) => {
        const question = say(key);
        if (question === '') return null;
        const choices = say(`${key}-choices`).split('\n').filter((one) => one !== '');
        return (
          <Field
            key={key}
            id={key}
            test={key}
            label={question}
            hint={say(`${key}-why`) || undefined}
            kind={choices.length > 0 ? 'choice' : 'line'}
            choices={['', ...choices].map((one) => [one, one || words.noAnswer])}
            most={MOST_NAME}
            value={answers[key] ?? ''}
            onInput={(event) => {
              answers[key] = event.currentTarget.value;
            }}
          />
        );
      })}
    </>
  );
}
