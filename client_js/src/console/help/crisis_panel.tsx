/** What to do when a life may be at risk: one key away, with the count of incidents below it. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../ui/parts.tsx';
import { plain } from '../../ui/text.ts';
import { Counting } from './counting.tsx';
import { FIRST, MOST_TITLE, type PanelProps } from './panel.ts';
import { cardsOf } from './texts.ts';

export interface CrisisProps extends PanelProps {
  /** Whether what is counted can be told. */
  readonly counts: boolean;
}

export function CrisisPanel({ handbook, counts, code, help, act }: CrisisProps): JSX.Element {
  const cards = cardsOf(handbook, code);
  const [chosen, setChosen] = useState('');
  const [counting, setCounting] = useState(false);
  const card = cards.find((one) => one.key === chosen) ?? cards[0];
  const asked = counts ? (handbook?.tally ?? []).filter((one) => one.where === 'incident') : [];
  return (
    <>
      <div class="row" role="group" aria-label={help.cards}>
        {cards.map((one, at) => (
          <button
            key={one.key}
            id={at === 0 ? FIRST.crisis : undefined}
            type="button"
            class="button plain"
            data-test="card"
            data-card={one.key}
            aria-pressed={one === card ? 'true' : 'false'}
            onClick={() => setChosen(one.key)}
          >
            {plain(one.title, MOST_TITLE)}
          </button>
        ))}
      </div>
      {card === undefined ? (
        <section aria-labelledby={FIRST.crisis} data-test="card-shown">
          <h3 id={FIRST.crisis} tabIndex={-1}>
            {help.crisis.title}
          </h3>
          <ol class="steps">
            {help.crisis.steps.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ol>
          <p class="hint">{help.none.cards}</p>
        </section>
      ) : (
        <section aria-labelledby="help-card-title" aria-live="polite" data-test="card-shown">
          <h3 id="help-card-title">{plain(card.title, MOST_TITLE)}</h3>
          <div lang={card.language}>
            {card.text
              .split('\n')
              .filter((line) => line.trim() !== '')
              .map((line, at) => (
                <p key={String(at)} class="given" dir="auto" translate={false}>
                  {line}
                </p>
              ))}
          </div>
        </section>
      )}
      {asked.length > 0 && !counting && (
        <Button test="incident" onPress={() => setCounting(true)}>
          {help.incident.title}
        </Button>
      )}
      {asked.length > 0 && counting && (
        <Counting
          test="incident"
          asked={asked}
          code={code}
          help={help}
          title={help.incident.title}
          text={help.incident.text}
          send={(answers) => act({ do: 'incident', answers })}
          close={() => setCounting(false)}
        />
      )}
    </>
  );
}
