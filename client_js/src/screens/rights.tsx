/** What is said before anything is told: rights, the limits of silence, and the end. */

import type { JSX } from 'preact';
import { Button, Title, Trouble } from '../ui/parts.tsx';
import type { ScreenProps } from './props.ts';
import { More, Told } from './pieces.tsx';

/** The words of the screen, which can be read again in the conversation. */
export function RightsText({ words, say }: Pick<ScreenProps, 'words' | 'say'>): JSX.Element {
  return (
    <>
      <Told text={say('rights')} />
      <p>{words.atEnd}</p>
    </>
  );
}

export interface RightsProps extends ScreenProps {
  readonly onGo: () => void;
  /** To the line at once, without a question. */
  readonly onHurry: () => void;
  readonly onBack: () => void;
}

export function Rights(props: RightsProps): JSX.Element {
  const { view, shared, words, say } = props;
  return (
    <div id="content" class="screen" data-test="rights">
      <Title>{words.rights}</Title>
      <RightsText {...props} />
      <More title={words.more} test="more">
        <Told text={say('rights-more')} />
      </More>
      <Trouble problem={view.problem} words={shared} />
      <div class="row even">
        <Button look="main" test="go-on" onPress={props.onGo}>
          {words.goOn}
        </Button>
        <Button look="main" test="hurry" onPress={props.onHurry}>
          {words.hurry}
        </Button>
      </div>
      <Button look="quiet" test="back" onPress={props.onBack}>
        {words.back}
      </Button>
    </div>
  );
}
