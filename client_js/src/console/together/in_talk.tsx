/** Colleagues in a conversation: who was asked in, how far that is, and whether all were told the same. */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { TalkView } from '../../core/views.ts';
import type { StaffAskView } from '../../core/views_desk.ts';
import { TOGETHER } from '../../ui/catalog/languages.ts';
import { Button, TroubleBox } from '../../ui/parts.tsx';
import { fill, plain } from '../../ui/text.ts';
import type { DeskProps } from '../desk_props.ts';
import { isGoing, isHost, nameOf } from './asks.ts';
import { calledText } from './bar.tsx';
import { focusOn } from './focus.ts';
import { CatchUp } from './note.tsx';

export type InTalkProps = DeskProps & { readonly talk: TalkView };

/** Attack 14: a center that tells one person other words is said loudly, and stays said. */
export function SameWords({ talk, code }: InTalkProps): JSX.Element {
  const told = TOGETHER[code];
  const { transcript } = talk;
  return (
    <div data-test="transcript" data-state={transcript}>
      <TroubleBox problem={transcript} told={transcript === 'differs' ? told.differs : undefined} />
      {(transcript === 'unknown' || transcript === 'agrees') && <p class="hint">{told.transcript[transcript]}</p>}
    </div>
  );
}

/** Every request about this conversation. What is over can be hidden. */
export function TalkAsks(props: InTalkProps): JSX.Element {
  const { talk, code } = props;
  const told = TOGETHER[code];
  const [hidden, hide] = useState<ReadonlySet<string>>(new Set());
  const back = (): void => focusOn(`message-${talk.key}`, `title-${talk.key}`);
  const gone = (name: string): void => {
    hide(new Set([...hidden, name]));
    back();
  };
  const shown = talk.asks.filter((one) => !hidden.has(nameOf(one)));
  return (
    <div aria-live="polite">
      {shown.length > 0 && (
        <ul class="talk-asks" aria-label={told.asked}>
          {shown.map((one) => (
            <li key={nameOf(one)} data-test="talk-ask" data-stage={one.stage} data-purpose={one.purpose}>
              <Said {...props} ask={one} />
              <CatchUp {...props} ask={one} back={back} />
              {!isGoing(one) && (
                <Button look="quiet" test="talk-ask-hide" onPress={() => gone(nameOf(one))}>
                  {told.hide}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Said({ ask, talk, shared, code }: InTalkProps & { readonly ask: StaffAskView }): JSX.Element {
  const told = TOGETHER[code];
  const name = plain(ask.alias) || shared.someone;
  if (!isHost(ask)) {
    return (
      <>
        <p>{calledText(ask, told, shared.someone)}</p>
        <p class="hint">{told.guest[ask.stage]}</p>
      </>
    );
  }
  const leaving = ask.purpose === 'hand-over' && ask.stage === 'joined' && talk.stage === 'talking';
  return (
    <>
      {ask.stepIn && (
        <p data-test="comes-in">
          <strong>{fill(told.comesIn, { name })}</strong>
        </p>
      )}
      <p>{fill(told.host[ask.stage], { name })}</p>
      {leaving && <p class="hint">{fill(told.handEnds, { name })}</p>}
    </>
  );
}
