/** Where a message is written. What stands in it stays there until it is sent. */

import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { SharedWords } from './catalog/words.ts';
import { Field, type FieldElement } from './field.tsx';
import { Button } from './parts.tsx';
import { characters, fill, MOST_CHARACTERS, ready } from './text.ts';

/** Keystrokes are told at most this often; the machine makes larger steps of them (attack 22). */
const TELL_MILLISECONDS = 2000;

export interface ComposerProps {
  readonly id: string;
  readonly words: SharedWords;
  readonly disabled?: boolean;
  /** Whether it was taken; if not, the words stay in the box. */
  readonly onSend: (text: string) => boolean;
  readonly onTyping: (on: boolean) => unknown;
}

export function Composer({ id, words, disabled, onSend, onTyping }: ComposerProps): JSX.Element {
  const box = useRef<FieldElement>(null);
  const told = useRef(-Infinity);
  /** How long a message was that is too long; -1 where one was not taken. Words follow the language. */
  const [wrong, setWrong] = useState(0);

  const tell = (on: boolean): void => {
    const now = performance.now();
    if (on && now - told.current < TELL_MILLISECONDS) return;
    told.current = on ? now : -Infinity;
    onTyping(on);
  };

  const send = (): void => {
    const element = box.current;
    if (element === null || disabled === true) return;
    const text = ready(element.value);
    element.focus();
    if (text === '') return;
    const length = characters(text);
    if (length > MOST_CHARACTERS) {
      setWrong(length);
      return;
    }
    if (!onSend(text)) {
      setWrong(-1);
      return;
    }
    element.value = '';
    setWrong(0);
    told.current = -Infinity;
  };

  const tooLong = fill(words.tooLong, { length: wrong, most: MOST_CHARACTERS });
  const said = wrong > 0 ? `${tooLong} ${words.notSent}` : words.notTaken;
  return (
    <div class="composer">
      <Field
        kind="lines"
        id={id}
        test="composer"
        label={words.compose}
        hint={words.composeHint}
        wrong={wrong === 0 ? undefined : said}
        rows={2}
        box={box}
        onInput={(event) => {
          const text = event.currentTarget.value;
          if (wrong !== 0 && characters(text) <= MOST_CHARACTERS) setWrong(0);
          tell(ready(text) !== '');
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <Button look="main" test="send" disabled={disabled} onPress={send}>
        {words.send}
      </Button>
    </div>
  );
}
