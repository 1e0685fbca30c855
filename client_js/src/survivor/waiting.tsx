/** The waiting line: the place in it, and that nothing has to be done. */

import type { JSX } from 'preact';
import { Button, Connected, Phones, Title, Trouble } from '../ui/parts.tsx';
import { fill } from '../ui/text.ts';
import type { ScreenProps } from './app.tsx';

export interface WaitingProps extends ScreenProps {
  readonly onWithdraw: () => void;
}

export function Waiting({ view, shared, words, act, onWithdraw }: WaitingProps): JSX.Element {
  const place = view.place;
  return (
    <main id="content" class="screen">
      <Title>{words.waiting}</Title>
      <p class="place" role="status" data-test="place" data-ahead={place?.ahead}>
        {place === undefined ? words.loading : place.ahead === 0 ? words.placeNext : fill(words.place, { count: place.ahead })}
      </p>
      {place !== undefined && !place.serving && <p>{words.nobodyServing}</p>}
      <p>{words.waitingText}</p>
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
      <Phones phones={view.notice?.phones(shared.code) ?? []} words={shared} />
    </main>
  );
}
