/** The messages of a conversation: text and nothing but text (attacks 54, 55, 56). */

import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Note } from '../core/views.ts';
import type { SharedWords } from './catalog/words.ts';
import { Button } from './parts.tsx';
import { fill, plain } from './text.ts';
import { listed } from './tongue.ts';

export interface MessagesProps {
  readonly notes: readonly Note[];
  readonly words: SharedWords;
  /** How the survivor is called; on her own page this is never needed. */
  readonly survivor?: string;
  /** Whether the whole page scrolls (survivor) or only this list (console). */
  readonly scrolls: 'page' | 'self';
}

export function nameOf(note: Note, survivor: string | undefined, words: SharedWords): string {
  return plain(note.alias) || (note.from === 0 && survivor) || words.someone;
}

function place(scrolls: 'page' | 'self', list: HTMLElement | null): HTMLElement | null {
  return scrolls === 'page' ? document.documentElement : list;
}

function atEnd(element: HTMLElement): boolean {
  return element.scrollHeight - element.scrollTop - element.clientHeight < 120;
}

export function Messages({ notes, words, survivor, scrolls }: MessagesProps): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const [behind, setBehind] = useState(false);

  const toEnd = (): void => {
    const element = place(scrolls, list.current);
    if (element !== null) element.scrollTop = element.scrollHeight;
    following.current = true;
    setBehind(false);
  };

  useEffect(() => {
    const source = scrolls === 'page' ? document : list.current;
    const onScroll = (): void => {
      const element = place(scrolls, list.current);
      if (element === null) return;
      following.current = atEnd(element);
      if (following.current) setBehind(false);
    };
    source?.addEventListener('scroll', onScroll, { passive: true });
    return () => source?.removeEventListener('scroll', onScroll);
  }, [scrolls]);

  const last = notes[notes.length - 1];
  useLayoutEffect(() => {
    // Whoever reads further up is not pulled away, except by what they have just written.
    if (following.current || last?.mine === true) toEnd();
    else if (last !== undefined) setBehind(true);
  }, [last?.key]);

  return (
    <div class="log">
      <div ref={list} class="scroll" role="log" aria-relevant="additions" aria-label={words.messages} tabIndex={scrolls === 'self' ? 0 : undefined}>
        <ol class="messages">
          {notes.map((note) => (
            <Message key={note.key} note={note} name={nameOf(note, survivor, words)} words={words} />
          ))}
        </ol>
      </div>
      {behind && (
        <Button test="newest" onPress={toEnd}>
          {words.newest}
        </Button>
      )}
    </div>
  );
}

function event(note: Note, name: string, words: SharedWords): string {
  switch (note.kind) {
    case 'joined':
      return fill(words.joined, { name });
    case 'left':
      return fill(words.left, { name });
    case 'gap':
      return words.gap;
    case 'remade':
      return words.remade;
    case 'not-understood':
      return words.notUnderstood;
    case 'ended':
    case 'text':
      return words.chatEnded;
  }
}

export interface MessageProps {
  readonly note: Note;
  readonly name: string;
  readonly words: SharedWords;
  /** Of {name}, where words may come by way of another browser; on a survivor's page none do. */
  readonly passed?: string | undefined;
}

export function Message({ note, name, words, passed }: MessageProps): JSX.Element {
  if (note.kind !== 'text') {
    return (
      <li class="event" data-test="event" data-kind={note.kind}>
        {event(note, name, words)}
      </li>
    );
  }
  const delivery = note.delivery === 'received' ? '' : words.delivery[note.delivery];
  return (
    <li class={note.mine ? 'message mine' : 'message'} data-test="message" data-mine={String(note.mine)}>
      <p class="author">{note.mine ? words.you : name}</p>
      <p class="words" dir="auto" translate={false} data-test="text">
        {note.text}
      </p>
      {note.passedOn && passed !== undefined && <p class="passed">{fill(passed, { name })}</p>}
      {note.mine && delivery !== '' && (
        <p class="delivery" data-test="delivery" data-delivery={note.delivery}>
          {delivery}
        </p>
      )}
    </li>
  );
}

export interface TypingProps {
  readonly names: readonly string[];
  readonly words: SharedWords;
}

/** The line is always there, so that nothing jumps when somebody begins to type. */
export function Typing({ names, words }: TypingProps): JSX.Element {
  return (
    <p class="typing" data-test="typing">
      {names.length > 0 ? fill(words.typing, { names: listed(names, words.code) }) : ''}
    </p>
  );
}
