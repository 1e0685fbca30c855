/** The conversations as a short list with marks: who waits, who is silent, whose time is over. */

import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { TalkView } from '../core/views.ts';
import { TOGETHER } from '../ui/catalog/languages.ts';
import type { OfficeWords } from '../ui/catalog/words.ts';
import { fill, plain } from '../ui/text.ts';
import { marks } from './desk/marks.ts';
import type { DeskProps } from './desk_props.ts';
import { lasting } from './times.ts';
import { isGoing, isHost } from './together/asks.ts';
import { titleOf } from './together/called.ts';

export interface TalkListProps extends DeskProps {
  /** In the order in which they are shown and counted by keys. */
  readonly talks: readonly TalkView[];
  readonly active: string;
  readonly office: OfficeWords;
  readonly onChoose: (key: string) => void;
}

export function TalkList(props: TalkListProps): JSX.Element {
  const { talks, words } = props;
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
      aria-label={words.talks}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') event.preventDefault();
        const rtl = document.documentElement.dir === 'rtl';
        if (event.key === 'ArrowDown' || event.key === (rtl ? 'ArrowLeft' : 'ArrowRight')) move(1);
        if (event.key === 'ArrowUp' || event.key === (rtl ? 'ArrowRight' : 'ArrowLeft')) move(-1);
      }}
    >
      {talks.map((talk, at) => (
        <Item key={talk.key} talk={talk} place={at + 1} {...props} />
      ))}
    </ul>
  );
}

type ItemProps = TalkListProps & { readonly talk: TalkView; readonly place: number };

function Item(props: ItemProps): JSX.Element {
  const { talk, place, active, words, office, today, rules, code, now, onChoose } = props;
  const { unread, waiting, silent, over, ended } = marks(talk, rules, now);
  return (
    <li>
      <button
        type="button"
        class={ended ? 'talk-item over' : waiting === undefined ? 'talk-item' : 'talk-item waits'}
        data-test="talk-item"
        data-stage={talk.stage}
        aria-current={talk.key === active ? 'true' : undefined}
        onClick={() => onChoose(talk.key)}
      >
        <span class="who">
          {place < 10 && (
            <kbd class="place" aria-hidden="true" dir="ltr">
              {place}
            </kbd>
          )}
          <span>{titleOf(talk, code)}</span>
        </span>
        {ended && <em data-test="ended-mark">{office.endedMark}</em>}
        {talk.transcript === 'differs' && !ended && <strong data-test="differs-mark">{TOGETHER[code].differsMark}</strong>}
        <ComesIn {...props} />
        {unread > 0 && <strong data-test="unread">{fill(words.unread, { count: unread })}</strong>}
        {waiting !== undefined && (
          <strong data-test="waiting-for-me">
            {waiting === 0 ? words.waitingForMe : fill(today.waits, { time: lasting(waiting, code) })}
          </strong>
        )}
        {silent !== undefined && (
          <span class="mark" data-test="silent">
            {fill(today.silent, { time: lasting(silent, code) })}
          </span>
        )}
        {over && (
          <span class="mark" data-test="over-time">
            {today.over}
          </span>
        )}
      </button>
    </li>
  );
}

/** A supervisor who comes in is seen at once, also where another conversation is open. */
function ComesIn({ talk, shared, code }: ItemProps): JSX.Element | null {
  const coming = talk.asks.find((ask) => ask.stepIn && isHost(ask) && isGoing(ask));
  if (coming === undefined) return null;
  const name = plain(coming.alias) || shared.someone;
  return <strong data-test="comes-in-mark">{fill(TOGETHER[code].comesIn, { name })}</strong>;
}
