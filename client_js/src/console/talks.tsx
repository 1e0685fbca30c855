/** All conversations: a list to choose from, and one or several open beside it. */

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { TalkView } from '../core/views.ts';
import type { Code } from '../ui/catalog/languages.ts';
import type { OfficeWords } from '../ui/catalog/words.ts';
import type { ConsoleWords } from '../ui/catalog/words.ts';
import { Button } from '../ui/parts.tsx';
import { fill, plain } from '../ui/text.ts';
import type { WorkProps } from './header.tsx';
import { Talk } from './talk.tsx';

export interface TalksProps extends WorkProps {
  readonly office: OfficeWords;
  readonly code: Code;
  /** Is told which conversation is being worked in; empty without one. */
  readonly onActive: (key: string) => void;
  /** Counts the claims made here: the next new conversation is then opened at once. */
  readonly claims: number;
  /** Out of sight: what comes now is not read. */
  readonly away: boolean;
}

export function Talks(props: TalksProps): JSX.Element {
  const { view, shared, words, office, code, act, claims, away, onActive } = props;
  const [chosen, setChosen] = useState('');
  const [beside, setBeside] = useState(false);
  const known = useRef(new Set<string>());
  const opened = useRef(0);
  const { talks } = view;
  const active = talks.some((talk) => talk.key === chosen) ? chosen : (talks[0]?.key ?? '');

  const go = (key: string): void => {
    setChosen(key);
    // After the panel is shown: what is hidden cannot take the focus.
    setTimeout(() => document.getElementById(`title-${key}`)?.focus(), 0);
  };
  useEffect(() => {
    const fresh = talks.filter((talk) => !known.current.has(talk.key));
    known.current = new Set(talks.map((talk) => talk.key));
    const [first] = fresh;
    if (first === undefined || opened.current === claims) return;
    opened.current = claims;
    go(first.key);
  }, [talks.length, claims]);
  useEffect(() => onActive(active), [active]);

  return (
    <section id="talks" class="pane talks" aria-labelledby="talks-title" tabIndex={-1}>
      <div class="row between">
        <h2 id="talks-title">{words.talks}</h2>
        {talks.length > 1 && (
          <Button look="quiet" test="beside" onPress={() => setBeside(!beside)}>
            {beside ? words.oneAtATime : words.sideBySide}
          </Button>
        )}
      </div>
      {talks.length === 0 ? (
        <div>
          <p>{words.noTalks}</p>
          <p class="hint">{words.noTalksText}</p>
        </div>
      ) : (
        <List talks={talks} active={active} words={words} office={office} onChoose={go} />
      )}
      <div class={beside ? 'panels beside' : 'panels'}>
        {talks.map((talk) => (
          <Talk
            key={talk.key}
            talk={talk}
            notice={view.notice}
            handbook={view.handbook}
            code={code}
            alias={view.alias}
            shown={beside || talk.key === active}
            active={talk.key === active && !away}
            shared={shared}
            words={words}
            act={act}
            onActive={() => setChosen(talk.key)}
          />
        ))}
      </div>
    </section>
  );
}

interface ListProps {
  readonly talks: readonly TalkView[];
  readonly active: string;
  readonly words: ConsoleWords;
  readonly office: OfficeWords;
  readonly onChoose: (key: string) => void;
}

function List({ talks, active, words, office, onChoose }: ListProps): JSX.Element {
  const list = useRef<HTMLUListElement>(null);
  const move = (by: number): void => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    buttons[(at + by + buttons.length) % buttons.length]?.focus();
  };
  return (
    <ul
      ref={list}
      class="talk-list"
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') event.preventDefault();
        const rtl = document.documentElement.dir === 'rtl';
        if (event.key === 'ArrowDown' || event.key === (rtl ? 'ArrowLeft' : 'ArrowRight')) move(1);
        if (event.key === 'ArrowUp' || event.key === (rtl ? 'ArrowRight' : 'ArrowLeft')) move(-1);
      }}
    >
      {talks.map((talk) => (
        <li key={talk.key}>
          <button
            type="button"
            class={talk.stage === 'ended' ? 'talk-item over' : 'talk-item'}
            data-test="talk-item"
            data-stage={talk.stage}
            aria-current={talk.key === active ? 'true' : undefined}
            onClick={() => onChoose(talk.key)}
          >
            <span>{plain(talk.addressAs) || words.noName}</span>
            {talk.stage === 'ended' && <em data-test="ended-mark">{office.endedMark}</em>}
            {talk.unread > 0 && <strong data-test="unread">{fill(words.unread, { count: talk.unread })}</strong>}
            {talk.waitingForMe && <strong data-test="waiting-for-me">{words.waitingForMe}</strong>}
          </button>
        </li>
      ))}
    </ul>
  );
}
