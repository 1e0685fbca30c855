/** After the end: what the organisation asks, to itself alone. Skipping it is as easy as sending. */

import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Button } from '../ui/parts.tsx';
import { fill, plain } from '../ui/text.ts';
import type { ScreenProps } from './props.ts';
import { type Answers, answered, Asked } from './asked.tsx';

export interface SurveyProps extends ScreenProps {
  readonly erase: () => void;
}

export function Survey(props: SurveyProps): JSX.Element {
  const { view, shared, words, act, erase } = props;
  const answers = useRef<Answers>({});
  const [wrong, setWrong] = useState(false);
  const organisation = plain(view.notice?.organisation ?? '', 120) || shared.someone;
  const send = (): void => {
    const all = answered('survey', answers.current);
    if (all.length === 0) erase();
    else setWrong(!act({ do: 'survey', answers: all }));
  };
  return (
    <section class="survey" data-test="survey">
      <h2>{words.survey}</h2>
      <p>{fill(words.surveyText, { organisation })}</p>
      <Asked {...props} part="survey" answers={answers.current} />
      <p role="alert">{wrong && shared.notTaken}</p>
      <div class="row even">
        <Button look="main" test="survey-send" onPress={send}>
          {words.surveySend}
        </Button>
        <Button look="main" test="survey-skip" onPress={erase}>
          {words.surveySkip}
        </Button>
      </div>
    </section>
  );
}
