/** Three questions that may all stay empty, then the knock. */

import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { languageName } from '../ui/tongue.ts';
import { Field, type FieldElement } from '../ui/field.tsx';
import { Button, Connected, Title, Trouble } from '../ui/parts.tsx';
import { MOST_FIRST_BYTES, MOST_NAME, ready, utf8Length } from '../ui/text.ts';
import type { ScreenProps } from './app.tsx';

/** What was written before the knock. */
export interface Draft {
  name: string;
  tongue: string | undefined;
  first: string;
}

export interface QuestionsProps extends ScreenProps {
  /** Kept while another screen is shown: a refused knock loses no word. */
  readonly draft: Draft;
  readonly onBack: () => void;
}

export function Questions({ view, shared, words, act, draft, onBack }: QuestionsProps): JSX.Element {
  const name = useRef<FieldElement>(null);
  const tongue = useRef<FieldElement>(null);
  const first = useRef<FieldElement>(null);
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  const languages = view.notice?.languages ?? [];
  const preferred = languages.includes(shared.code) ? shared.code : (languages[0] ?? shared.code);

  useLayoutEffect(
    () => () => {
      draft.name = name.current?.value ?? '';
      draft.tongue = tongue.current?.value;
      draft.first = first.current?.value ?? '';
    },
    [],
  );

  const told = view.notice?.text(shared.code, 'first') ?? '';

  const knock = (): void => {
    const message = ready(first.current?.value ?? '');
    if (utf8Length(message) > MOST_FIRST_BYTES) {
      setWrong(words.firstTooLong);
      first.current?.focus();
      return;
    }
    const taken = act({
      do: 'knock',
      language: tongue.current?.value ?? preferred,
      addressAs: ready(name.current?.value ?? ''),
      first: message,
    });
    if (!taken) setWrong(shared.notTaken);
  };

  return (
    <main id="content" class="screen">
      <Title>{words.before}</Title>
      <p class="lead">{words.beforeText}</p>
      {told !== '' && <p class="told">{told}</p>}
      <Trouble problem={view.problem} words={shared} />
      <Field
        kind="line"
        id="name"
        test="name"
        label={words.name}
        hint={words.nameHint}
        most={MOST_NAME}
        value={draft.name}
        box={name}
      />
      {languages.length > 1 && (
        <Field
          kind="choice"
          id="tongue"
          test="tongue"
          label={words.tongue}
          choices={languages.map((one) => [one, languageName(one, shared.code)])}
          value={draft.tongue ?? preferred}
          box={tongue}
        />
      )}
      <Field
        kind="lines"
        id="first"
        test="first"
        label={words.first}
        hint={words.firstHint}
        wrong={wrong}
        rows={3}
        value={draft.first}
        box={first}
        onInput={() => setWrong(undefined)}
      />
      {view.connection !== 'connected' && <Connected connection={view.connection} words={shared} />}
      <div class="row">
        <Button look="main" test="knock" onPress={knock}>
          {words.knock}
        </Button>
        <Button test="back" onPress={onBack}>
          {words.back}
        </Button>
      </div>
    </main>
  );
}
