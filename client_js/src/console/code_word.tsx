/** The code word of a conversation: agreed on, asked for, changed; never shown (attack 37). */

import type { JSX } from 'preact';
import type { TalkView } from '../core/views.ts';
import type { CodeKind } from '../core/duty_code.ts';
import type { DayWords } from '../ui/catalog/words.ts';
import { Button, Title } from '../ui/parts.tsx';
import type { DeskProps } from './desk_props.ts';

export interface CodeStateProps {
  readonly talk: TalkView;
  readonly today: DayWords;
}

/** Whether who writes is known by the code word; never again once somebody unknown has changed it. */
export const known = ({ code }: TalkView): boolean => code.result === 'match' && !code.anew;

/** What is known by the code word; nothing is said where nobody has spoken of one. */
export function CodeState({ talk, today }: CodeStateProps): JSX.Element {
  const { code } = talk;
  return (
    <div role="status">
      {code.result !== 'none' && (
        <p
          class={code.result === 'no-match' ? 'trouble' : 'hint'}
          data-test="code-state"
          data-state={code.result}
        >
          {today.codeStates[code.result]}
        </p>
      )}
      {/* Also after a match: the word is then that of whoever is not known. */}
      {code.anew && (
        <p class="trouble" data-test="code-anew">
          {today.codeAnew}
        </p>
      )}
    </div>
  );
}

export type CodeWordProps = DeskProps & { readonly talk: TalkView; readonly done: () => void };

export function CodeWord({ talk, today, act, done }: CodeWordProps): JSX.Element {
  const ask = (kind: CodeKind): void => {
    if (act({ do: 'code', talk: talk.key, kind })) done();
  };
  const { word, result } = talk.code;
  return (
    <section
      class="confirm"
      data-test="code-box"
      onKeyDown={(event) => {
        if (event.key === 'Escape') done();
      }}
    >
      <Title level={4}>{today.codeTitle}</Title>
      <p>{today.codeText}</p>
      <p class="hint">{today.codeStates[result]}</p>
      <div class="row">
        {word && (
          <Button look="main" test="code-check" onPress={() => ask('check')}>
            {today.codeCheck}
          </Button>
        )}
        <Button
          look={word ? 'plain' : 'main'}
          test={word ? 'code-renew' : 'code-agree'}
          onPress={() => ask(word ? 'renew' : 'agree')}
        >
          {word ? today.codeRenew : today.codeAgree}
        </Button>
        <Button look="quiet" onPress={done}>
          {today.keysClose}
        </Button>
      </div>
    </section>
  );
}
