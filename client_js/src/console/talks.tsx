/** All conversations: a list to choose from, and one or several open beside it. */

import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { OfficeWords } from '../ui/catalog/words.ts';
import { Button } from '../ui/parts.tsx';
import { Care } from './care.tsx';
import { inOrder, longestWaiting } from './desk/marks.ts';
import type { DeskProps } from './desk_props.ts';
import { useKey } from './shortcuts.ts';
import { Talk } from './talk.tsx';
import { TalkList } from './talk_list.tsx';

export interface TalksProps extends DeskProps {
  readonly office: OfficeWords;
  /** Is told which conversation is being worked in; empty without one. */
  readonly onActive: (key: string) => void;
  /** Counts the claims made here: the next new conversation is then opened at once. */
  readonly claims: number;
  /** Out of sight: what comes now is not read. */
  readonly away: boolean;
}

export function Talks(props: TalksProps): JSX.Element {
  const { view, words, office, day, claims, away, onActive } = props;
  const [chosen, setChosen] = useState('');
  const [beside, setBeside] = useState(false);
  const known = useRef(new Set<string>());
  const opened = useRef(0);
  const talks = inOrder(view.talks);
  const active = talks.some((talk) => talk.key === chosen) ? chosen : (talks[0]?.key ?? '');
  const waiting = longestWaiting(talks);

  const [going, setGoing] = useState(0);
  const go = (key: string): void => {
    setChosen(key);
    setGoing((count) => count + 1);
  };
  useLayoutEffect(() => {
    // After the panel is shown, what is hidden cannot take the focus; and before the next key.
    const title = going > 0 ? document.getElementById(`title-${active}`) : null;
    title?.focus({ preventScroll: true });
    // On a small screen with as much of it as there is room for.
    title?.scrollIntoView({ block: 'start' });
  }, [going]);
  useEffect(() => {
    const fresh = talks.filter((talk) => !known.current.has(talk.key));
    known.current = new Set(talks.map((talk) => talk.key));
    const [first] = fresh;
    if (first === undefined || opened.current === claims) return;
    opened.current = claims;
    go(first.key);
  }, [talks.length, claims]);
  // Before the next key: what is typed into the help belongs to this conversation.
  useLayoutEffect(() => onActive(active), [active]);
  useEffect(() => {
    day.keys.open = go;
    return () => {
      day.keys.open = undefined;
    };
  }, [day]);
  useKey(day.keys, 'next', () => waiting !== undefined && go(waiting), waiting !== undefined);

  return (
    <section id="talks" class={beside ? 'pane talks wide' : 'pane talks'} aria-labelledby="talks-title" tabIndex={-1}>
      <div class="row between">
        <h2 id="talks-title">{words.talks}</h2>
        {talks.length > 1 && (
          <Button look="quiet" test="beside" onPress={() => setBeside(!beside)}>
            {beside ? words.oneAtATime : words.sideBySide}
          </Button>
        )}
      </div>
      <Care {...props} />
      {talks.length === 0 ? (
        <div class="empty">
          <p>{words.noTalks}</p>
          <p class="hint">{words.noTalksText}</p>
        </div>
      ) : (
        <TalkList {...props} talks={talks} active={active} office={office} onChoose={go} />
      )}
      <div class={beside ? 'panels beside' : 'panels'}>
        {/* Each where it came: what moves in the document loses the cursor that stands in it. */}
        {view.talks.map((talk) => (
          <Talk
            key={talk.key}
            {...props}
            talk={talk}
            shown={beside || talk.key === active}
            active={talk.key === active && !away}
            onActive={() => setChosen(talk.key)}
          />
        ))}
      </div>
    </section>
  );
}
