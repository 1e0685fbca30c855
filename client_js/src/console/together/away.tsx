/** Turning somebody away for an hour, out of the line or out of a conversation. protocol.md 10.5. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { KnockView, TalkView } from '../../core/views.ts';
import { TOGETHER } from '../../ui/catalog/languages.ts';
import { Button, Confirm } from '../../ui/parts.tsx';
import { fill } from '../../ui/text.ts';
import type { DeskProps } from '../desk_props.ts';
import { openHelp } from '../help/open.ts';
import { useKey } from '../shortcuts.ts';
import { focusOn } from './focus.ts';

export type AwayTalkProps = DeskProps & { readonly talk: TalkView; readonly active: boolean };

/** While the relay still knows whose knock it was; the question comes first. */
export function AwayTalk({ talk, day, code, active, act }: AwayTalkProps): JSX.Element | null {
  const told = TOGETHER[code];
  const [asking, setAsking] = useState(false);
  const able = talk.turnAway === 'can' && talk.stage !== 'ended';
  useKey(day.keys, 'away', () => setAsking(true), active && able);
  if (!able) return null;
  if (!asking) {
    return (
      <Button look="quiet" test="away-open" onPress={() => setAsking(true)}>
        {told.away}
      </Button>
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
      onNo={() => {
        setAsking(false);
        focusOn(`message-${talk.key}`);
      }}
    />
  );
}

/** What has come of it, in a conversation that is over. */
export function Turned({ talk, view, code }: Pick<AwayTalkProps, 'talk' | 'view' | 'code'>): JSX.Element {
  const { turnAway } = talk;
  const told = TOGETHER[code];
  const tried = turnAway === 'done' || turnAway === 'failed';
  return (
    <>
      <div role="status">
        {tried && (
          <p class={turnAway === 'failed' ? 'trouble' : ''} data-test="turned" data-state={turnAway}>
            {told.turned[turnAway]}
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
