/** Colleagues in a conversation: who was asked in, how far that is, and whether all were told the same. */

import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { TalkView } from '../../core/views.ts';
import type { StaffAskView } from '../../core/views_desk.ts';
import { TOGETHER } from '../../ui/catalog/languages.ts';
import { Button, TroubleBox } from '../../ui/parts.tsx';
import { fill, plain } from '../../ui/text.ts';
import type { DeskProps } from '../desk_props.ts';
import { isGoing, isHost, nameOf, noteDraft, takesNote } from './asks.ts';
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
              <One {...props} ask={one} back={back} hide={() => gone(nameOf(one))} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

type OneProps = InTalkProps & { readonly ask: StaffAskView; readonly back: () => void; readonly hide: () => void };

/** A line of its own only, once somebody is in: the words of the conversation need the room. */
function One(props: OneProps): JSX.Element {
  const { ask, code, day, back, hide } = props;
  const told = TOGETHER[code];
  const box = useRef<HTMLDetailsElement>(null);
  const rest = (
    <>
      <CatchUp {...props} ask={ask} back={back} />
      {!isGoing(ask) && (
        <Button look="quiet" test="talk-ask-hide" onPress={hide}>
          {told.hide}
        </Button>
      )}
    </>
  );
  // The same element as long as a note can be written: what one writes in is not taken away.
  const folds = ask.stage === 'joined' || takesNote(ask) || ask.catchUp !== 'none';
  if (!folds) {
    return (
      <>
        <Said {...props} />
        {rest}
      </>
    );
  }
  const unread = !isHost(ask) && (ask.catchUp === 'waiting' || ask.catchUp === 'open');
  const writes = takesNote(ask) && (day.asides.has(noteDraft(ask)) || box.current?.contains(document.activeElement) === true);
  return (
    <details ref={box} open={ask.stage !== 'joined' || unread || writes}>
      <summary>
        <Said {...props} />
      </summary>
      <div class="folded">{rest}</div>
    </details>
  );
}

/** Words that may stand in a summary as well. */
function Said({ ask, talk, shared, code }: InTalkProps & { readonly ask: StaffAskView }): JSX.Element {
  const told = TOGETHER[code];
  const name = plain(ask.alias) || shared.someone;
  if (!isHost(ask)) {
    return (
      <span>
        {calledText(ask, told, shared.someone)} {told.guest[ask.stage]}
      </span>
    );
  }
  const leaving = ask.purpose === 'hand-over' && ask.stage === 'joined' && talk.stage === 'talking';
  return (
    <span>
      {ask.stepIn && (
        <strong data-test="comes-in">{fill(told.comesIn, { name })} </strong>
      )}
      {fill(told.host[ask.stage], { name })}
      {leaving && ` ${fill(told.handEnds, { name })}`}
    </span>
  );
}
