/**
 * Where a message is written on the console. What stands there is kept for each conversation until it
 * is sent, in memory only; whoever wishes it is shown each message once more before it goes.
 */

import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { DayWords, SharedWords } from '../ui/catalog/words.ts';
import { Field, type FieldElement } from '../ui/field.tsx';
import { Button } from '../ui/parts.tsx';
import { characters, fill, MOST_CHARACTERS, ready } from '../ui/text.ts';

/** Keystrokes are told at most this often; the machine makes larger steps of them (attack 22). */
const TELL_MILLISECONDS = 2000;

export interface WritingProps {
  readonly id: string;
  readonly words: SharedWords;
  readonly day: DayWords;
  /** Of all conversations, by their keys. */
  readonly drafts: Map<string, string>;
  readonly talk: string;
  readonly rereads: boolean;
  readonly disabled: boolean;
  /** Whether something else stands above it; what is to be read once more gives way to it. */
  readonly aside?: boolean;
  /** Something is shown once more. */
  readonly onShown?: () => void;
  /** Whether it was taken; if not, the words stay in the box. */
  readonly onSend: (text: string) => boolean;
  readonly onTyping: (on: boolean) => unknown;
}

export function Writing(props: WritingProps): JSX.Element {
  const { id, words, day, drafts, talk, rereads, disabled, aside, onShown, onSend, onTyping } = props;
  const box = useRef<FieldElement>(null);
  const told = useRef(-Infinity);
  /** How long a message was that is too long; -1 where one was not taken. Words follow the language. */
  const [wrong, setWrong] = useState(0);
  /** What is shown once more before it goes. */
  const [shown, setShown] = useState('');

  const tell = (on: boolean): void => {
    const now = performance.now();
    if (on && now - told.current < TELL_MILLISECONDS) return;
    told.current = on ? now : -Infinity;
    onTyping(on);
  };
  const changed = (text: string): void => {
    if (text === '') drafts.delete(talk);
    else drafts.set(talk, text);
    setShown('');
    if (wrong !== 0 && characters(text) <= MOST_CHARACTERS) setWrong(0);
  };
  const send = (): void => {
    const element = box.current;
    if (element === null || disabled) return;
    const text = ready(element.value);
    element.focus();
    if (text === '') return;
    const length = characters(text);
    if (length > MOST_CHARACTERS) setWrong(length);
    else if (rereads && shown !== text) {
      setShown(text);
      onShown?.();
    } else if (!onSend(text)) setWrong(-1);
    else {
      element.value = '';
      changed('');
      setWrong(0);
      told.current = -Infinity;
    }
  };

  const tooLong = fill(words.tooLong, { length: wrong, most: MOST_CHARACTERS });
  const said = wrong > 0 ? `${tooLong} ${words.notSent}` : words.notTaken;
  return (
    <div class="writing">
      <div role="status">
        {shown !== '' && aside !== true && (
          <div class="reread" data-test="reread-text">
            <p class="hint">{day.rereadNow}</p>
            {/* Of a long one only the beginning is in sight; the keys scroll it. */}
            <p class="words" dir="auto" tabIndex={0} translate={false}>
              {shown}
            </p>
          </div>
        )}
      </div>
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
          value={drafts.get(talk) ?? ''}
          onInput={(event) => {
            const text = event.currentTarget.value;
            changed(text);
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
    </div>
  );
}
