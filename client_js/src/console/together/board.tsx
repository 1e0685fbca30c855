/** The live board: who works, who waits and how long, and what the desk says. Never any content. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { TOGETHER } from '../../ui/catalog/languages.ts';
import { Button, Title } from '../../ui/parts.tsx';
import { fill, plain, word } from '../../ui/text.ts';
import type { DeskProps } from '../desk_props.ts';
import { lasting } from '../times.ts';
import { SUPERVISORS } from './asks.ts';
import { AskBar } from './bar.tsx';
import { type Counts, counts, type Going, type Row } from './counts.ts';
import { Desk } from './desk.tsx';
import { focusOn } from './focus.ts';

export interface BoardProps extends DeskProps {
  /** Leaves this part. */
  readonly close: () => void;
}

export function Board(props: BoardProps): JSX.Element {
  const { view, code, now, close } = props;
  const told = TOGETHER[code];
  const all = counts(view, now);
  return (
    <section
      class="administer board"
      aria-labelledby="board-title"
      data-test="board"
      onKeyDown={(event) => {
        // In a question Escape says no to that alone.
        const asked = event.target instanceof Element && event.target.closest('.confirm') !== null;
        if (event.key === 'Escape' && !event.isComposing && !asked) close();
      }}
    >
      <div class="row between" id="board-title">
        <Title level={2}>{told.board}</Title>
        <Button test="board-close" onPress={close}>
          {told.boardClose}
        </Button>
      </div>
      <p class="hint">{told.boardText}</p>
      <AskBar {...props} away={false} />
      <Sums {...props} all={all} />
      <ul class="board-rows">
        {all.rows.map((row) => (
          <Person key={row.key} {...props} row={row} />
        ))}
      </ul>
      <Desk {...props} />
    </section>
  );
}

function Sums({ all, code }: BoardProps & { readonly all: Counts }): JSX.Element {
  const told = TOGETHER[code];
  const { waiting, working, going, longest } = all;
  const time = (minutes: number | undefined): string =>
    minutes === undefined ? told.nobody : lasting(minutes, code);
  const lines = [
    ['waiting', told.inLine, waiting === undefined ? told.unseen : String(waiting.count)],
    ['longest', told.longest, waiting === undefined ? told.unseen : time(waiting.longest)],
    ['working', told.working, String(working)],
    ['going', told.going, String(going)],
    ['answers', told.answerWait, time(longest)],
  ] as const;
  return (
    <dl class="sums">
      {lines.map(([key, label, value]) => (
        <div key={key}>
          <dt>{label}</dt>
          <dd data-test={`board-${key}`}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

type PersonProps = BoardProps & { readonly row: Row };

function Person(props: PersonProps): JSX.Element {
  const { row, shared, code } = props;
  const told = TOGETHER[code];
  const name = plain(row.alias) || shared.someone;
  const most = fill(told.talksOf, { count: row.talks.length, most: row.limit });
  return (
    <li data-test="board-row" data-state={row.state} data-me={String(row.me)}>
      <h3 id={`person-${row.key}`} tabIndex={-1}>
        {row.me ? fill(told.you, { name }) : name}
      </h3>
      <p class="hint">
        {[word(shared.roles, row.role), told.states[row.state], most].filter((one) => one !== '').join(' · ')}
      </p>
      {row.talks.length === 0 ? (
        <p class="hint">{told.noTalks}</p>
      ) : (
        <ol>
          {row.talks.map((going, at) => (
            <One key={going.key} {...props} going={going} number={at + 1} name={name} />
          ))}
        </ol>
      )}
    </li>
  );
}

type OneProps = PersonProps & { readonly going: Going; readonly number: number; readonly name: string };

function One(props: OneProps): JSX.Element {
  const { going, number, name, row, view, rules, code } = props;
  const told = TOGETHER[code];
  const [asking, setAsking] = useState(false);
  const { lasted, waits } = going;
  const done = (): void => {
    setAsking(false);
    focusOn(`person-${row.key}`);
  };
  const may = !row.me && row.reachable && SUPERVISORS.includes(view.role);
  const long = waits !== undefined && waits >= rules.answerWithin;
  return (
    <li class={long ? 'waits' : ''} data-test="board-talk">
      <p>{fill(told.oneTalk, { number, time: lasting(lasted, code) })}</p>
      {waits !== undefined && (
        <p data-test="board-waits">
          <strong>{fill(told.waitsThere, { time: lasting(waits, code) })}</strong>
        </p>
      )}
      {may && !asking && (
        <Button
          look="quiet"
          test="step-in"
          label={fill(told.stepInOf, { name, number })}
          onPress={() => setAsking(true)}
        >
          {told.stepIn}
        </Button>
      )}
      {may && asking && <StepIn {...props} done={done} />}
    </li>
  );
}

/** There is no other way in than one that all see. */
function StepIn({ going, row, number, name, code, act, done }: OneProps & { readonly done: () => void }): JSX.Element {
  const told = TOGETHER[code];
  const [refused, setRefused] = useState(false);
  const step = (purpose: 'join' | 'hand-over'): void => {
    if (act({ do: 'step-in', colleague: row.key, talk: going.key, purpose })) done();
    else setRefused(true);
  };
  return (
    <section
      class="confirm"
      onKeyDown={(event) => {
        if (event.key === 'Escape') done();
      }}
    >
      <Title level={4}>{fill(told.stepInOf, { name, number })}</Title>
      <p>{fill(told.stepText, { name })}</p>
      <div role="alert">{refused && <p class="wrong">{told.notNow}</p>}</div>
      <div class="row">
        <Button look="main" test="step-join" onPress={() => step('join')}>
          {told.stepJoin}
        </Button>
        <Button test="step-take" onPress={() => step('hand-over')}>
          {told.stepTake}
        </Button>
        <Button look="quiet" test="step-no" onPress={done}>
          {told.close}
        </Button>
      </div>
    </section>
  );
}
