/** The messages of a conversation on the console: their end, and more of them for whoever goes back. */

import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Note } from '../core/views.ts';
import type { DayWords, SharedWords } from '../ui/catalog/words.ts';
import { Message, nameOf } from '../ui/messages.tsx';
import { Button } from '../ui/parts.tsx';
import { fill } from '../ui/text.ts';
import { firstDrawn, STRETCH } from './desk/stretch.ts';

/** Pixels from the end that still count as being there. */
const NEAR = 120;
/** Milliseconds in which what is drawn further back is not read aloud as if it were new. */
const HUSH = 1000;

export interface LogProps {
  readonly notes: readonly Note[];
  readonly shared: SharedWords;
  readonly words: DayWords;
  readonly survivor: string;
  readonly shown: boolean;
  /** What is said of a colleague's words, which came by way of the survivor's browser. */
  readonly passed?: string | undefined;
  /** What stands at its end in the place of the usual words. */
  readonly over?: string | undefined;
}

export function Log({ notes, shared, words, survivor, shown, passed, over }: LogProps): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  /** How far from the end one was before more was drawn above. */
  const fromEnd = useRef<number | undefined>(undefined);
  const [behind, setBehind] = useState(false);
  const [further, setFurther] = useState(0);
  const [hushed, setHushed] = useState(false);
  const from = firstDrawn(notes.length, further);
  const last = notes[notes.length - 1];

  const toEnd = (): void => {
    const element = list.current;
    // Out of sight there is no end to go to, and the whole desk would be laid out to find it.
    if (shown && element !== null) element.scrollTop = element.scrollHeight;
    following.current = true;
    setBehind(false);
    setFurther(0);
  };
  const scrolled = (): void => {
    const element = list.current;
    if (element === null) return;
    following.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    if (following.current) setBehind(false);
  };
  const goBack = (): void => {
    const element = list.current;
    if (element === null) return;
    fromEnd.current = element.scrollHeight - element.scrollTop;
    setFurther(further + 1);
    setHushed(true);
    // The button goes when nothing is left above.
    if (from <= STRETCH) element.focus();
  };

  useLayoutEffect(() => {
    // Whoever reads further up is not pulled away, except by what they have just written.
    if (following.current || last?.mine === true) toEnd();
    else if (last !== undefined) setBehind(true);
  }, [last?.key]);
  useLayoutEffect(() => {
    if (shown && following.current) toEnd();
  }, [shown]);
  useEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    // A question that opens above the place to write takes of its room: the last words stay in sight.
    const watch = new ResizeObserver(() => {
      if (following.current && element.clientHeight > 0) element.scrollTop = element.scrollHeight;
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  useLayoutEffect(() => {
    const element = list.current;
    if (element !== null && fromEnd.current !== undefined) {
      element.scrollTop = element.scrollHeight - fromEnd.current;
    }
    fromEnd.current = undefined;
  }, [further]);
  useEffect(() => {
    if (!hushed) return undefined;
    const timer = setTimeout(() => setHushed(false), HUSH);
    return () => clearTimeout(timer);
  }, [hushed, further]);

  return (
    <div class="log">
      <div
        ref={list}
        class="scroll"
        role="log"
        aria-live={hushed ? 'off' : undefined}
        aria-relevant="additions"
        aria-label={shared.messages}
        tabIndex={0}
        onScroll={scrolled}
      >
        {from > 0 && (
          <Button look="quiet" test="earlier" onPress={goBack}>
            {fill(words.earlier, { count: from })}
          </Button>
        )}
        <ol class="messages">
          {notes.slice(from).map((note) => (
            <Row key={note.key} note={note} survivor={survivor} words={shared} passed={note.from === 0 ? undefined : passed} over={note.kind === 'ended' ? over : undefined} />
          ))}
        </ol>
      </div>
      {behind && (
        <Button test="newest" onPress={toEnd}>
          {shared.newest}
        </Button>
      )}
    </div>
  );
}

interface RowProps {
  readonly note: Note;
  readonly survivor: string;
  readonly words: SharedWords;
  readonly over: string | undefined;
  readonly passed: string | undefined;
}

/** A note to which nothing happened is the same one, and is not drawn again. */
function Row({ note, survivor, words, over, passed }: RowProps): JSX.Element {
  return useMemo(
    () =>
      over === undefined ? (
        <Message {...{ note, words, passed }} name={nameOf(note, survivor, words)} />
      ) : (
        <li class="event" data-test="event" data-kind={note.kind}>
          {over}
        </li>
      ),
    [note, survivor, words, over, passed],
  );
}
