/**
 * The foot of a conversation: the place to write, which is always in sight; above it one question
 * or choice at a time, below it what else can be done.
 */

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { TOGETHER } from '../ui/catalog/languages.ts';
import { Typing } from '../ui/messages.tsx';
import { Button, Confirm } from '../ui/parts.tsx';
import { Idle } from './clock.tsx';
import { CodeWord } from './code_word.tsx';
import { backTo } from './insert.ts';
import { useKey } from './shortcuts.ts';
import type { TalkProps } from './talk.tsx';
import { AwayTalk } from './together/away.tsx';
import { Bring } from './together/bring.tsx';
import { Writing } from './writing.tsx';

/** What lies above the place to write: never two of them, so that there is room for words. */
type Part = 'end' | 'bring' | 'code' | 'away';

export function Answering(props: TalkProps & { readonly typing: readonly string[] }): JSX.Element {
  const { talk, active, shared, words, today, day, code, act, typing } = props;
  const told = TOGETHER[code];
  const [chosen, choose] = useState<Part | undefined>(undefined);
  const able = talk.stage === 'talking';
  // Before anybody has answered there is nobody to bring in or to agree with.
  const mayTurn = able || talk.turnAway === 'can';
  const may = { end: true, bring: able, code: able, away: mayTurn };
  const part = chosen !== undefined && may[chosen] ? chosen : undefined;
  const turn = (one: Part): void => choose(part === one ? undefined : one);
  const done = (): void => {
    choose(undefined);
    backTo(talk.key);
  };
  useKey(day.keys, 'end', () => choose('end'), active);
  useKey(day.keys, 'write', () => backTo(talk.key), active && able);
  useKey(day.keys, 'bring', () => turn('bring'), active && able);
  useKey(day.keys, 'code', () => turn('code'), active && able);
  useKey(day.keys, 'away', () => choose('away'), active && mayTurn);
  const above = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a small screen it may have opened where nobody looks.
    if (part !== undefined) above.current?.scrollIntoView({ block: 'nearest' });
  }, [part]);
  return (
    <>
      <div ref={above} class="above-writing">
        <Typing names={typing} words={shared} />
        {part === 'end' && (
          <Confirm
            question={words.endQuestion}
            text={words.endText}
            yes={words.endConfirm}
            no={words.endCancel}
            test="end-confirm"
            onYes={() => act({ do: 'end', talk: talk.key })}
            onNo={done}
          />
        )}
        {part === 'bring' && <Bring {...props} done={done} />}
        {part === 'code' && <CodeWord {...props} done={done} />}
        {part === 'away' && <AwayTalk {...props} done={done} />}
        <Idle {...props} />
      </div>
      <Writing
        id={`message-${talk.key}`}
        words={shared}
        day={today}
        drafts={day.drafts}
        talk={talk.key}
        rereads={day.rereads}
        disabled={!able}
        aside={part !== undefined}
        onShown={() => choose(undefined)}
        onSend={(text) => act({ do: 'say', talk: talk.key, text })}
        onTyping={(on) => act({ do: 'typing', talk: talk.key, on })}
      />
      <div class="row below-writing">
        {able && (
          <>
            <Button look="quiet" test="bring-open" onPress={() => turn('bring')}>
              {told.bring}
            </Button>
            <Button look="quiet" test="code-open" onPress={() => turn('code')}>
              {today.codeTitle}
            </Button>
          </>
        )}
        <Button look="quiet" test="end" onPress={() => choose('end')}>
          {words.end}
        </Button>
        {mayTurn && (
          <span class="apart">
            <Button look="quiet" test="away-open" onPress={() => choose('away')}>
              {told.away}
            </Button>
          </span>
        )}
      </div>
    </>
  );
}
