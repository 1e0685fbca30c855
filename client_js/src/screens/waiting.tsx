/** The waiting line: the place in it, and that nothing has to be done. */

import type { JSX } from 'preact';
import { Button, Connected, Title, Trouble } from '../ui/parts.tsx';
import { fill } from '../ui/text.ts';
import type { ScreenProps } from './props.ts';
import { Stated, Told } from './pieces.tsx';

export interface WaitingProps extends ScreenProps {
  readonly onWithdraw: () => void;
}

export function Waiting(props: WaitingProps): JSX.Element {
  const { view, shared, words, say, phones, act, onWithdraw } = props;
  const place = view.place;
  return (
    <div id="content" class="screen">
      <Title>{words.waiting}</Title>
      <p class="place" role="status" data-test="place" data-ahead={place?.ahead}>
        {place === undefined ? words.loading : place.ahead === 0 ? words.placeNext : fill(words.place, { count: place.ahead })}
      </p>
      {place !== undefined && !place.serving && <p>{words.nobodyServing}</p>}
      <p data-test="estimate">
        {place?.minutes === undefined ? words.noEstimate : fill(words.estimate, { minutes: place.minutes })}
      </p>
      <p>{words.waitingText}</p>
      <Stated {...props} />
      <Trouble problem={view.problem} words={shared} />
      <Connected connection={view.connection} words={shared} />
      <div class="row">
        <Button
          test="withdraw"
          onPress={() => {
            onWithdraw();
            act({ do: 'withdraw' });
          }}
        >
          {words.withdraw}
        </Button>
      </div>
      {say('resources') !== '' && (
        <section data-test="resources">
          <h2>{words.meanwhile}</h2>
          <Told text={say('resources')} />
        </section>
      )}
      {phones}
    </div>
  );
}
