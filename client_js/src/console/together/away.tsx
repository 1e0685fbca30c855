/** Turning somebody away for an hour, out of the line or out of a conversation. protocol.md 10.5. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { KnockView, TalkView } from '../../core/views.ts';
import { TOGETHER } from '../../ui/catalog/languages.ts';
import { Button, Confirm, Title } from '../../ui/parts.tsx';
import { fill } from '../../ui/text.ts';
import type { DeskProps } from '../desk_props.ts';
import { openHelp } from '../help/open.ts';
import { broughtBy } from './asks.ts';
import { focusOn } from './focus.ts';

export type AwayTalkProps = DeskProps & { readonly talk: TalkView; readonly done: () => void };

/** The question; or why this console cannot, and who can: the relay knows whose it was by one connection. */
export function AwayTalk({ talk, shared, code, act, done }: AwayTalkProps): JSX.Element {
  const told = TOGETHER[code];
  const host = broughtBy(talk, shared.someone);
  if (talk.turnAway === 'cannot') {
    return (
      <section
        class="confirm"
        data-test="away-cannot"
        onKeyDown={(event) => {
          if (event.key === 'Escape') done();
        }}
      >
        <Title level={4}>{told.awayCannot}</Title>
        <p>{host === undefined ? told.awayLost : fill(told.awayAsk, { name: host })}</p>
        <div class="row">
          {host !== undefined && (
            <Button test="away-team" onPress={() => openHelp('team')}>
              {told.team}
            </Button>
          )}
          <Button test="away-close" onPress={done}>
            {told.awayNo}
          </Button>
        </div>
      </section>
    );
  }
  return (
    <Confirm
      question={told.awayQuestion}
      text={told.awayTalk}
      yes={told.awayYes}
      no={told.awayNo}
      test="away-confirm"
      onYes={() => {
        act({ do: 'turn-away', talk: talk.key });
        focusOn(`title-${talk.key}`);
      }}
      onNo={done}
    />
  );
}

export type AwayAfterProps = Omit<AwayTalkProps, 'done'> & { readonly heir: string };

/** Who answered first still can after a hand-over, for whoever has taken over. */
export function AwayAfter({ talk, heir, code, act }: AwayAfterProps): JSX.Element | null {
  const told = TOGETHER[code];
  const [asking, setAsking] = useState(false);
  if (talk.turnAway !== 'can') return null;
  const over = (): void => {
    setAsking(false);
    focusOn(`title-${talk.key}`);
  };
  if (!asking) {
    return (
      <Button look="quiet" test="away-after" onPress={() => setAsking(true)}>
        {told.away}
      </Button>
    );
  }
  return (
    <Confirm
      question={told.awayQuestion}
      text={fill(told.awayAfter, { name: heir })}
      yes={told.awayYes}
      no={told.awayNo}
      test="away-after-confirm"
      onYes={() => {
        act({ do: 'turn-away', talk: talk.key });
        over();
      }}
      onNo={over}
    />
  );
}

/** What has come of it, in a conversation that is over. */
export function Turned({ talk, view, code, heir }: Pick<AwayTalkProps, 'talk' | 'view' | 'code'> & { readonly heir: string | undefined }): JSX.Element {
  const { turnAway } = talk;
  const told = TOGETHER[code];
  const tried = turnAway === 'done' || turnAway === 'failed';
  return (
    <>
      <div role="status">
        {tried && (
          <p class={turnAway === 'failed' ? 'trouble' : ''} data-test="turned" data-state={turnAway}>
            {turnAway === 'failed' && heir !== undefined ? told.turnedNot : told.turned[turnAway]}
          </p>
        )}
      </div>
      {tried && view.counts && (
        <Button look="quiet" test="incident-hint" onPress={() => openHelp('crisis')}>
          {told.incident}
        </Button>
      )}
    </>
  );
}

export type AwayKnockProps = DeskProps & { readonly knock: KnockView; readonly name: string };

export function AwayKnock({ knock, name, view, code, act }: AwayKnockProps): JSX.Element | null {
  const told = TOGETHER[code];
  const [asking, setAsking] = useState(false);
  if (view.stage !== 'on-duty' || knock.state !== 'waiting') return null;
  if (!asking) {
    return (
      <Button look="quiet" test="away-knock" label={fill(told.awayOf, { name })} onPress={() => setAsking(true)}>
        {told.away}
      </Button>
    );
  }
  return (
    <Confirm
      question={told.awayQuestion}
      text={told.awayKnock}
      yes={told.awayYes}
      no={told.awayNo}
      test="away-knock-confirm"
      onYes={() => {
        setAsking(false);
        act({ do: 'turn-away-knock', key: knock.key });
        focusOn('waiting');
      }}
      onNo={() => {
        setAsking(false);
        focusOn('waiting');
      }}
    />
  );
}
