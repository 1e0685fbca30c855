/** One conversation, as the person on duty sees it. */

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { DutyAction, NoticeView, TalkView } from '../core/views.ts';
import { languageName, listed } from '../ui/tongue.ts';
import type { ConsoleWords, SharedWords } from '../ui/catalog/words.ts';
import { Composer } from '../ui/composer.tsx';
import { Messages, Typing } from '../ui/messages.tsx';
import { Button, Confirm, Trouble } from '../ui/parts.tsx';
import { fill, plain } from '../ui/text.ts';
import type { HandbookView } from '../core/handbook_view.ts';
import type { Code } from '../ui/catalog/languages.ts';
import { Answers } from './answers.tsx';
import { TallyForm } from './help/tally.tsx';

export interface TalkProps {
  readonly talk: TalkView;
  readonly notice: NoticeView | undefined;
  readonly handbook: HandbookView | undefined;
  readonly code: Code;
  readonly alias: string;
  readonly shown: boolean;
  /** The one that is being worked in; only there does looking count as reading. */
  readonly active: boolean;
  readonly shared: SharedWords;
  readonly words: ConsoleWords;
  readonly act: (action: DutyAction) => boolean;
  readonly onActive: () => void;
}

export function Talk(props: TalkProps): JSX.Element {
  const { talk, shown, active, shared, words, act } = props;
  const name = plain(talk.addressAs) || words.noName;
  const others = talk.people
    .map((person) => plain(person.alias))
    .filter((alias) => alias !== '' && alias !== plain(props.alias));

  useEffect(() => {
    if (shown && active && talk.unread > 0 && !document.hidden) act({ do: 'read', talk: talk.key });
  }, [shown, active, talk.unread]);

  const typing = talk.typing.map((number) => {
    const person = talk.people.find((one) => one.number === number);
    return person === undefined ? name : plain(person.alias) || shared.someone;
  });
  return (
    <section
      id={`talk-${talk.key}`}
      class="talk"
      aria-labelledby={`title-${talk.key}`}
      data-test="talk"
      data-stage={talk.stage}
      data-active={String(active)}
      hidden={!shown}
      onFocusCapture={props.onActive}
    >
      <header>
        <h3 id={`title-${talk.key}`} tabIndex={-1}>
          {fill(words.talkWith, { name })}
        </h3>
        <p class="hint">{plain(languageName(talk.language, shared.code))}</p>
        <Answers answers={talk.answers} notice={props.notice} code={shared.code} words={words} />
        {others.length > 0 && <p class="hint">{fill(words.alsoHere, { names: listed(others, shared.code) })}</p>}
        <Standing talk={talk} words={words} />
        <Trouble problem={talk.problem} words={shared} staff={words} />
      </header>
      <Messages notes={talk.notes} words={shared} survivor={name} scrolls="self" />
      <footer>
        {talk.stage === 'ended' ? (
          <Ended {...{ talk, words, act }} handbook={props.handbook} code={props.code} />
        ) : (
          <Writing {...props} typing={typing} />
        )}
      </footer>
    </section>
  );
}

function Standing({ talk, words }: Pick<TalkProps, 'talk' | 'words'>): JSX.Element | null {
  switch (talk.stage) {
    case 'hello':
      return <p class="trouble">{words.hello}</p>;
    case 'unverified':
      return (
        <p class="trouble" role="alert" data-test="unverified">
          <strong>{words.unverified}</strong>
        </p>
      );
    case 'talking':
      return <p class="hint">{words.identity}</p>;
    case 'ended':
      return null;
  }
}

type WritingProps = TalkProps & { readonly typing: readonly string[] };

function Writing({ talk, shared, words, act, typing }: WritingProps): JSX.Element {
  const [ending, setEnding] = useState(false);
  return (
    <>
      <Typing names={typing} words={shared} />
      {ending && (
        <Confirm
          question={words.endQuestion}
          text={words.endText}
          yes={words.endConfirm}
          no={words.endCancel}
          test="end-confirm"
          onYes={() => act({ do: 'end', talk: talk.key })}
          onNo={() => setEnding(false)}
        />
      )}
      <div hidden={ending}>
        <Composer
          id={`message-${talk.key}`}
          words={shared}
          disabled={talk.stage !== 'talking'}
          onSend={(text) => act({ do: 'say', talk: talk.key, text })}
          onTyping={(on) => act({ do: 'typing', talk: talk.key, on })}
        />
        <div class="row end">
          <Button look="quiet" test="end" onPress={() => setEnding(true)}>
            {words.end}
          </Button>
        </div>
      </div>
    </>
  );
}

type EndedProps = Pick<TalkProps, 'talk' | 'words' | 'act' | 'handbook' | 'code'>;

function Ended({ talk, words, act, handbook, code }: EndedProps): JSX.Element {
  return (
    <div data-test="ended">
      <p role="status">
        {talk.ended?.byMe === true
          ? words.endedByMe
          : words.endedBecause[talk.ended?.reason ?? 'broken']}
      </p>
      <TallyForm {...{ handbook, code, act }} talk={talk.key} />
      <Button test="forget" onPress={() => act({ do: 'forget', talk: talk.key })}>
        {words.forget}
      </Button>
    </div>
  );
}
