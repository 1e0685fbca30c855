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
  const [wrong, setWrong] = useState<string | undefined>(undefined);

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
      setWrong(`${fill(words.tooLong, { length, most: MOST_CHARACTERS })} ${words.notSent}`);
      return;
    }
    if (!onSend(text)) {
      setWrong(words.notTaken);
      return;
    }
    element.value = '';
    setWrong(undefined);
    told.current = -Infinity;
  };

  return (
    <div class="composer">
      <Field
        kind="lines"
        id={id}
        test="composer"
        label={words.compose}
        hint={words.composeHint}
        wrong={wrong}
        rows={2}
        box={box}
        onInput={(event) => {
          const text = event.currentTarget.value;
          if (wrong !== undefined && characters(text) <= MOST_CHARACTERS) setWrong(undefined);
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
