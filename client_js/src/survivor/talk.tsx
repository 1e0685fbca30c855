/** The conversation. Who can read it stands above (who.tsx), always. */

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AdmissionAsk, VisitAction, VisitView } from '../core/views.ts';
import { More } from '../screens/pieces.tsx';
import type { ScreenProps } from '../screens/props.ts';
import { RightsText } from '../screens/rights.tsx';
import type { SharedWords, SurvivorWords } from '../ui/catalog/words.ts';
import { Composer } from '../ui/composer.tsx';
import { Field, type FieldElement } from '../ui/field.tsx';
import { Messages, Typing } from '../ui/messages.tsx';
import { Button, Confirm, Connected, Title, Trouble } from '../ui/parts.tsx';
import { fill, plain, ready, word } from '../ui/text.ts';
import { listed } from '../ui/tongue.ts';
import { Idle, Lost } from './idle.tsx';

export function Talk(props: ScreenProps): JSX.Element {
  const { view, shared, words, act } = props;
  const [ending, setEnding] = useState(false);
  const asked = view.asks.length > 0 || view.code !== undefined;
  useEffect(() => {
    // A question must be seen, from its first word.
    if (asked) document.querySelector('.ask')?.scrollIntoView({ block: 'start' });
  }, [asked]);
  const names = view.people.map((person) => plain(person.alias) || shared.someone);
  const typing = view.people.filter((person) => view.typing.includes(person.number));
  return (
    <div id="content" class="talk" data-test="talk">
      <header class="top">
        <Title>
          {names.length > 0 ? fill(words.talking, { names: listed(names, shared.code) }) : words.talkingAlone}
        </Title>
      </header>
      <Messages notes={view.notes} words={shared} scrolls="page" />
      {view.asks.map((ask) => (
        <Ask key={ask.request} ask={ask} shared={shared} words={words} act={act} />
      ))}
      {view.code && <CodeWord key={view.code.asker.number} {...props} code={view.code} />}
      <More title={words.rights} test="rights-again">
        <RightsText {...props} />
      </More>
      <footer class={view.connection === 'lost' ? 'bottom lost' : 'bottom'}>
        <Trouble problem={view.problem} words={shared} />
        <Idle {...props} />
        <Typing names={typing.map((person) => plain(person.alias) || shared.someone)} words={shared} />
        {ending ? (
          <Confirm
            question={words.endQuestion}
            text={words.endText}
            yes={words.endConfirm}
            no={words.endCancel}
            test="end-confirm"
            onYes={() => act({ do: 'end' })}
            onNo={() => setEnding(false)}
          />
        ) : null}
        {/* Hidden, not removed, while the question stands: what was written stays in it. */}
        <div hidden={ending}>
          <Composer
            id="message"
            words={shared}
            onSend={(text) => act({ do: 'say', text })}
            onTyping={(on) => act({ do: 'typing', on })}
          />
          <div class="row between">
            <Connected connection={view.connection} words={shared} writing />
            <Button look="quiet" test="end" onPress={() => setEnding(true)}>
              {words.end}
            </Button>
            <Button look="quiet" test="unwanted" onPress={() => act({ do: 'end', unwanted: true })}>
              {words.unwanted}
            </Button>
          </div>
          <Lost {...props} />
        </div>
      </footer>
    </div>
  );
}

interface AskProps {
  readonly shared: SharedWords;
  readonly words: SurvivorWords;
  readonly ask: AdmissionAsk;
  readonly act: (action: VisitAction) => boolean;
}

function Ask({ ask, shared, words, act }: AskProps): JSX.Element {
  const answer = (yes: boolean, showEarlier: boolean): boolean =>
    act({ do: 'admit', request: ask.request, yes, showEarlier });
  const asker = plain(ask.asker.alias) || shared.someone;
  const colleague = plain(ask.colleague.alias) || shared.someone;
  const role = word(shared.roles, ask.colleague.role);
  const { purpose } = ask;
  const here = purpose === 'earlier';
  const other = here ? words.askEarlier : words.askHandOver;
  return (
    <section class="confirm ask" role="alert" data-test="ask">
      <h2>{fill(purpose === 'join' ? words.askJoin : other, { asker, colleague, role })}</h2>
      {!here && <p>{words.askText}</p>}
      <div class="row">
        <Button test="ask-yes-earlier" onPress={() => answer(true, true)}>
          {words.yesEarlier}
        </Button>
        {!here && (
          <Button test="ask-yes" onPress={() => answer(true, false)}>
            {words.yesFromNow}
          </Button>
        )}
        <Button test="ask-no" onPress={() => answer(false, false)}>
          {words.no}
        </Button>
      </div>
    </section>
  );
}

interface CodeWordProps extends ScreenProps {
  readonly code: NonNullable<VisitView['code']>;
}

/** The word is sent and gone: it stands in no message, and nothing here says whether it was right. */
function CodeWord({ code, shared, words, act }: CodeWordProps): JSX.Element {
  const box = useRef<FieldElement>(null);
  const question = [words.codeAgree, words.codeCheck, words.codeRenew][code.kind - 1];
  const say = (said: string): unknown => act({ do: 'code', person: code.asker.number, word: said });
  const send = (): void => {
    const said = ready(box.current?.value ?? '');
    if (said === '') box.current?.focus();
    else say(said);
  };
  return (
    <section class="confirm ask" role="alert" data-test="code">
      <h2>{fill(question ?? '', { asker: plain(code.asker.alias) || shared.someone })}</h2>
      <p>{words.codeText}</p>
      <Field kind="line" id="code" test="code-word" label={words.code} most={64} box={box} />
      <div class="row">
        <Button look="main" test="code-send" onPress={send}>
          {shared.send}
        </Button>
        <Button test="code-no" onPress={() => say('')}>
          {words.codeNo}
        </Button>
      </div>
    </section>
  );
}
