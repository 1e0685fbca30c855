/** The questions before the knock and after the end: with the reason, and choices if there are any. */

import type { JSX } from 'preact';
import { said } from '../../core/notice_draft.ts';
import { fill } from '../../ui/text.ts';
import { One, type TextProps } from './notice_texts.tsx';

export function Questions(props: TextProps & { readonly part: 'question' | 'survey' }): JSX.Element {
  const { words, part } = props;
  return (
    <>
      <p class="hint">{part === 'question' ? words.questionsText : words.surveyText}</p>
      {[1, 2, 3, 4].map((n) => {
        const name = `${part}-${n}`;
        const asked = props.draft.texts.some((one) => said(one.words, name) !== '');
        return (
          <div key={n} class="question">
            <One {...props} name={name} kind="line" label={fill(words.question, { n })} hint={words.questionHint} />
            {part === 'question' && asked && (
              <One {...props} name={`${name}-why`} label={words.why} hint={words.whyHint} />
            )}
            {asked && (
              <One {...props} name={`${name}-choices`} label={words.choices} hint={words.choicesHint} />
            )}
          </div>
        );
      })}
    </>
  );
}
