/** One conversation, as the person on duty sees it. */

import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { TalkView } from '../core/views.ts';
import type { ConsoleWords } from '../ui/catalog/words.ts';
import { Typing } from '../ui/messages.tsx';
import { Button, Confirm, Trouble } from '../ui/parts.tsx';
import { fill, plain } from '../ui/text.ts';
import { languageName, listed } from '../ui/tongue.ts';
import { Answers } from './answers.tsx';
import { Hard } from './care.tsx';
import { Clock, Idle } from './clock.tsx';
import { CodeState, CodeWord, known } from './code_word.tsx';
import type { DeskProps } from './desk_props.ts';
import { TallyForm } from './help/tally.tsx';
import { backTo } from './insert.ts';
import { Log } from './log.tsx';
import { useKey } from './shortcuts.ts';
import { AwayTalk, Turned } from './together/away.tsx';
import { Bring } from './together/bring.tsx';
import { SameWords, TalkAsks } from './together/in_talk.tsx';
import { Writing } from './writing.tsx';

export interface TalkProps extends DeskProps {
  readonly talk: TalkView;
  readonly shown: boolean;
  /** The one that is being worked in; only there does looking count as reading. */
  readonly active: boolean;
  readonly onActive: () => void;
}

export function Talk(props: TalkProps): JSX.Element {
  const { talk, view, shown, active, shared, words, today, code, act } = props;
  const { notes } = talk;
  const name = plain(talk.addressAs) || words.noName;

  useEffect(() => {
    if (shown && active && talk.unread > 0 && !document.hidden) act({ do: 'read', talk: talk.key });
  }, [shown, active, talk.unread]);

  const typing = talk.typing.map((number) => {
    const person = talk.people.find((one) => one.number === number);
    return person === undefined ? name : plain(person.alias) || shared.someone;
  });
  const language = useMemo(() => plain(languageName(talk.language, shared.code)), [talk.language, shared]);
  // Notes to which nothing happened are the same list, and are not drawn again.
  const log = useMemo(
    () => <Log {...{ notes, shared, shown }} words={today} survivor={name} />,
    [notes, name, shown, code],
  );
  return (
    <section
      id={`talk-${talk.key}`}
      class={talk.stage === 'ended' ? 'talk over' : 'talk'}
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
        <div class="row about">
          <p class="hint">{language}</p>
          <Clock {...props} />
          <Others {...props} />
        </div>
        <Answers answers={talk.answers} notice={view.notice} code={code} words={words} />
        <Standing talk={talk} words={words} />
        <CodeState talk={talk} today={today} />
        <SameWords {...props} />
        <TalkAsks {...props} />
        <Trouble problem={talk.problem} words={shared} staff={words} />
      </header>
      {log}
      {/* What is out of sight has no place to write: what was half written is kept by the day. */}
      {shown && (
        <footer>
          {talk.stage === 'ended' ? <Ended {...props} /> : <Answering {...props} typing={typing} />}
        </footer>
      )}
    </section>
  );
}

function Others({ talk, view, shared, words }: TalkProps): JSX.Element | null {
  const others = talk.people
    .map((person) => plain(person.alias))
    .filter((alias) => alias !== '' && alias !== plain(view.alias));
  if (others.length === 0) return null;
  return <p class="hint">{fill(words.alsoHere, { names: listed(others, shared.code) })}</p>;
}

interface StandingProps {
  readonly talk: TalkView;
  readonly words: ConsoleWords;
}

function Standing({ talk, words }: StandingProps): JSX.Element | null {
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
      // Only a word that was right says more.
      return known(talk) ? null : <p class="hint">{words.identity}</p>;
    case 'ended':
      return null;
  }
}

function Answering(props: TalkProps & { readonly typing: readonly string[] }): JSX.Element {
  const { talk, active, shared, words, today, day, act, typing } = props;
  const [ending, setEnding] = useState(false);
  useKey(day.keys, 'end', () => setEnding(true), active);
  useKey(day.keys, 'write', () => backTo(talk.key), active);
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
      <div class="answering" hidden={ending}>
        <Idle {...props} />
        <Writing
          id={`message-${talk.key}`}
          words={shared}
          day={today}
          drafts={day.drafts}
          talk={talk.key}
          rereads={day.rereads}
          disabled={talk.stage !== 'talking'}
          onSend={(text) => act({ do: 'say', talk: talk.key, text })}
          onTyping={(on) => act({ do: 'typing', talk: talk.key, on })}
        />
        <div class="row end">
          <Bring {...props} />
          <CodeWord {...props} />
          <AwayTalk {...props} />
          <Button look="quiet" test="end" onPress={() => setEnding(true)}>
            {words.end}
          </Button>
        </div>
      </div>
    </>
  );
}

function Ended(props: TalkProps): JSX.Element {
  const { talk, view, words, code, act } = props;
  return (
    <div class="answering" data-test="ended">
      <p role="status">
        {talk.ended?.byMe === true
          ? words.endedByMe
          : words.endedBecause[talk.ended?.reason ?? 'broken']}
      </p>
      <Turned {...props} />
      {/* Where nobody ever answered, there is nothing to count. */}
      {view.counts && talk.since !== undefined && (
        <TallyForm handbook={view.handbook} {...{ code, act }} talk={talk.key} />
      )}
      <div class="row">
        <Button test="forget" onPress={() => act({ do: 'forget', talk: talk.key })}>
          {words.forget}
        </Button>
        <Hard {...props} talk={talk.key} />
      </div>
    </div>
  );
}
