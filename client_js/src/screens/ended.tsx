/** After the end. What was said is gone from the window already, as the rights have announced. */

import type { JSX } from 'preact';
import { Button, Title, Trouble } from '../ui/parts.tsx';
import type { ScreenProps } from './props.ts';
import { Told } from './pieces.tsx';
import { Survey } from './survey.tsx';

export interface EndedProps extends ScreenProps {
  readonly erase: () => void;
  readonly another: () => void;
  readonly again: () => void;
}

export function Ended(props: EndedProps): JSX.Element {
  const { view, shared, words, say, phones, erase, another, again } = props;
  const { reason, byMe } = view.ended ?? { reason: 'broken', byMe: false };
  const dismissed = reason === 'revoked';
  return (
    <div id="content" class="screen" data-test="ended">
      <Title>{words.ended}</Title>
      <Trouble problem={view.problem} words={shared} />
      <p role="status">{byMe ? words.erasedText : words.endedBecause[reason]}</p>
      <Told text={(reason === 'idle' && say('idle')) || say('ended')} />
      {view.survey === 'asked' ? (
        <Survey {...props} />
      ) : (
        <div class="row">
          <Button look={dismissed ? 'plain' : 'main'} test="erase" onPress={erase}>
            {words.erase}
          </Button>
          <Button
            look={dismissed ? 'main' : 'plain'}
            test={dismissed ? 'another' : 'again'}
            onPress={dismissed ? another : again}
          >
            {dismissed ? words.another : words.again}
          </Button>
        </div>
      )}
      {phones}
    </div>
  );
}

export interface ErasedProps
  extends Pick<ScreenProps, 'words' | 'phones'>,
    Pick<EndedProps, 'again'> {
  /** Without a word about a chat. */
  readonly silent: boolean;
  readonly unwanted: boolean;
}

export function Erased({ words, phones, silent, unwanted, again }: ErasedProps): JSX.Element {
  return (
    <div id="content" class="screen" data-test="ended">
      <Title>{silent ? words.title : words.erased}</Title>
      {unwanted && <p>{words.endedBecause.unwanted}</p>}
      <p data-test="erased">{silent ? '' : words.erasedText}</p>
      <div class="row">
        <Button test="again" onPress={again}>
          {words.again}
        </Button>
      </div>
      {phones}
    </div>
  );
}
