/** One conversation, as the person on duty sees it. */

import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { TalkView } from '../core/views.ts';
import { TOGETHER } from '../ui/catalog/languages.ts';
import type { ConsoleWords } from '../ui/catalog/words.ts';
import { Button, Trouble } from '../ui/parts.tsx';
import { fill, plain } from '../ui/text.ts';
import { languageName, listed } from '../ui/tongue.ts';
import { Answering } from './answering.tsx';
import { Answers } from './answers.tsx';
import { Hard } from './care.tsx';
import { Clock } from './clock.tsx';
import { CodeState, known } from './code_word.tsx';
import type { DeskProps } from './desk_props.ts';
import { TallyForm } from './help/tally.tsx';
import { Log } from './log.tsx';
import { useScrollStop } from './scrolls.ts';
import { handedTo, isMineToCount, mayCountAnyway } from './together/asks.ts';
import { AwayAfter, Turned } from './together/away.tsx';
import { headingOf } from './together/called.ts';
import { SameWords, TalkAsks } from './together/in_talk.tsx';

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
  const head = useScrollStop(shown);
  const name = plain(talk.addressAs) || words.noName;

  useEffect(() => {
    if (shown && active && talk.unread > 0 && !document.hidden) act({ do: 'read', talk: talk.key });
  }, [shown, active, talk.unread]);

  const typing = talk.typing.map((number) => {
    const person = talk.people.find((one) => one.number === number);
    return person === undefined ? name : plain(person.alias) || shared.someone;
  });
  const language = useMemo(() => plain(languageName(talk.language, shared.code)), [talk.language, shared]);
  const told = TOGETHER[code];
  const heir = handedTo(talk, shared.someone);
  const over = heir && fill(told.handedOver, { name: heir });
  // Notes to which nothing happened are the same list, and are not drawn again.
  const log = useMemo(
    () => <Log {...{ notes, shared, shown, over }} words={today} survivor={name} passed={told.passedOn} />,
    [notes, name, shown, code, over],
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
      <header ref={head}>
        <h3 id={`title-${talk.key}`} tabIndex={-1}>
          {headingOf(talk, code)}
        </h3>
        <div class="row about">
          {language !== '' && <p class="hint">{language}</p>}
          <Clock {...props} />
          <Others {...props} />
        </div>
        <Standing talk={talk} words={words} />
        <Trouble problem={talk.problem} words={shared} staff={words} />
        <SameWords {...props} />
        {/* Handed over: nothing of it is for this console to follow any more. */}
        {heir === undefined && <TalkAsks {...props} />}
        <CodeState talk={talk} today={today} />
        <Answers answers={talk.answers} notice={view.notice} code={code} words={words} />
      </header>
      {log}
      {/* What is out of sight has no place to write: what was half written is kept by the day. */}
      {shown && (talk.stage === 'ended' ? <Ended {...props} heir={heir} /> : <Answering {...props} typing={typing} />)}
    </section>
  );
}

function Others({ talk, view, shared, words }: TalkProps): JSX.Element | null {
  // Whoever goes on does so without this console.
  if (talk.stage === 'ended') return null;
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

type EndedProps = TalkProps & { readonly heir: string | undefined };

function Ended(props: EndedProps): JSX.Element {
  const { talk, view, words, code, act, heir } = props;
  const { byMe, reason } = talk.ended ?? { byMe: false, reason: 'broken' };
  const said = byMe ? words.endedByMe : words.endedBecause[reason];
  const mine = isMineToCount(view, talk);
  return (
    <footer class="answering" data-test="ended">
      <p role="status">{heir === undefined ? said : fill(TOGETHER[code].goesOn, { name: heir })}</p>
      {heir !== undefined && <AwayAfter {...props} heir={heir} />}
      <Turned {...props} />
      {/* Where nobody ever answered, there is nothing to count; and one of all who were in it counts it. */}
      {view.counts && talk.since !== undefined && (mine || mayCountAnyway(view, talk)) && (
        <TallyForm handbook={view.handbook} {...{ code, act }} talk={talk.key} folded={!mine} />
      )}
      <div class="row">
        <Button test="forget" onPress={() => act({ do: 'forget', talk: talk.key })}>
          {words.forget}
        </Button>
        <Hard {...props} talk={talk.key} />
      </div>
    </footer>
  );
}
