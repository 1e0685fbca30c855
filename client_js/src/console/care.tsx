/** After a hard conversation: a pause before the next, and words for oneself. */

import type { JSX } from 'preact';
import { Button, Title } from '../ui/parts.tsx';
import { fill } from '../ui/text.ts';
import type { DeskProps } from './desk_props.ts';
import { lasting } from './times.ts';

/** Offered once somebody has said that a conversation was hard. */
export function Care({ day, view, rules, today, code, act, redraw }: DeskProps): JSX.Element | null {
  if (day.hard === '') return null;
  const card = view.handbook?.card('debrief', code);
  const done = (): void => {
    day.hard = '';
    redraw();
    document.getElementById('talks')?.focus();
  };
  return (
    <section
      class="confirm"
      data-test="care"
      onKeyDown={(event) => {
        if (event.key === 'Escape') done();
      }}
    >
      <Title level={2}>{card?.title ?? today.careTitle}</Title>
      <p class="told" dir="auto">
        {card?.text ?? today.careText}
      </p>
      <div class="row">
        <Button
          look="main"
          test="care-pause"
          onPress={() => {
            act({ do: 'pause', minutes: rules.pauseAfterHard });
            done();
          }}
        >
          {fill(today.pauseFor, { time: lasting(rules.pauseAfterHard, code) })}
        </Button>
        <Button test="care-go" onPress={done}>
          {today.careGo}
        </Button>
      </div>
    </section>
  );
}

/** Beside a conversation that is over. */
export function Hard({ day, today, talk, redraw }: DeskProps & { readonly talk: string }): JSX.Element {
  return day.load.calledHard(talk) ? (
    <p class="hint">{today.hardNoted}</p>
  ) : (
    <Button
      test="hard"
      onPress={() => {
        day.load.wasHard(talk);
        day.hard = talk;
        redraw();
      }}
    >
      {today.hard}
    </Button>
  );
}
