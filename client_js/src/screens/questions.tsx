/** What a person may say before the knock. All of it may stay empty, and be skipped at once. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { languageName } from '../ui/tongue.ts';
import { Field } from '../ui/field.tsx';
import { Button, Connected, Title, Trouble } from '../ui/parts.tsx';
import { MOST_FIRST_BYTES, MOST_NAME, utf8Length } from '../ui/text.ts';
import type { ScreenProps } from './props.ts';
import { type Answers, answered, Asked } from './asked.tsx';
import { Stated, Told } from './pieces.tsx';

/** What was written before the knock. */
export interface Draft {
  name: string;
  /** Empty while none was chosen. */
  tongue: string;
  first: string;
  answers: Answers;
}

/** What a knock holds of name, answers and first words together, in bytes (protocol.md 5.2). */
const MOST_BYTES = 1500;

export interface QuestionsProps extends ScreenProps {
  /** Kept while another screen is shown: a refused knock loses no word. */
  readonly draft: Draft;
  /** The language of the conversation, unless another was chosen. */
  readonly tongue: string;
  /** Whether it was taken. */
  readonly onKnock: () => boolean;
  readonly onHurry: () => void;
  readonly onBack: () => void;
}

export function Questions(props: QuestionsProps): JSX.Element {
  const { view, shared, words, say, draft, onKnock, onHurry, onBack } = props;
  /** What is wrong, and not the words for it: they follow the language. */
  const [wrong, setWrong] = useState<'long' | 'not taken' | undefined>(undefined);
  const languages = view.notice?.languages ?? [];

  const knock = (): void => {
    const { first, name, answers } = draft;
    const said = answered('question', answers).map(({ answer }) => answer);
    const all = [name, first, ...said].join('');
    if (utf8Length(first) > MOST_FIRST_BYTES || utf8Length(all) > MOST_BYTES) {
      setWrong('long');
      document.getElementById('first')?.focus();
    } else if (!onKnock()) setWrong('not taken');
  };

  return (
    <div id="content" class="screen">
      <Title>{words.before}</Title>
      <p class="lead">{words.beforeText}</p>
      <Told text={say('first')} />
      <Stated {...props} />
      <Trouble problem={view.problem} words={shared} />
      <Field
        kind="line"
        id="name"
        test="name"
        label={words.name}
        hint={words.nameHint}
        most={MOST_NAME}
        value={draft.name}
        onInput={(event) => {
          draft.name = event.currentTarget.value;
        }}
      />
      {languages.length > 1 && (
        <Field
          // Made anew when the page's language changes: what it shows must be what the knock says.
          key={props.tongue}
          kind="choice"
          id="tongue"
          test="tongue"
          label={words.tongue}
          choices={languages.map((one) => [one, languageName(one, shared.code)])}
          value={draft.tongue || props.tongue}
          onInput={(event) => {
            draft.tongue = event.currentTarget.value;
          }}
        />
      )}
      <Asked {...props} part="question" answers={draft.answers} />
      <Field
        kind="lines"
        id="first"
        test="first"
        label={words.first}
        hint={words.firstHint}
        wrong={wrong && (wrong === 'long' ? words.firstTooLong : shared.notTaken)}
        rows={3}
        value={draft.first}
        onInput={(event) => {
          draft.first = event.currentTarget.value;
          setWrong(undefined);
        }}
      />
      {view.connection !== 'connected' && <Connected connection={view.connection} words={shared} />}
      <div class="row even">
        <Button look="main" test="knock" onPress={knock}>
          {words.knock}
        </Button>
        <Button look="main" test="skip" onPress={onHurry}>
          {words.skip}
        </Button>
      </div>
      <Button look="quiet" test="back" onPress={onBack}>
        {words.back}
      </Button>
    </div>
  );
}
