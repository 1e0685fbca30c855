/** A note for whoever takes over: written once, opened once, gone when it is closed. protocol.md 16.4. */

import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { StaffAskView } from '../../core/views_desk.ts';
import { TOGETHER } from '../../ui/catalog/languages.ts';
import { Field, type FieldElement } from '../../ui/field.tsx';
import { Button } from '../../ui/parts.tsx';
import { characters, fill, plain, ready } from '../../ui/text.ts';
import type { DeskProps } from '../desk_props.ts';
import { isHost, NOTE_MOST, noteDraft, takesNote } from './asks.ts';
import { isCopied } from './copied.ts';
import { focusOn } from './focus.ts';

/** `back`: where the cursor goes when the note is gone. */
export type CatchUpProps = DeskProps & { readonly ask: StaffAskView; readonly back: () => void };

/** Either side of the note, where there is or may be one. */
export function CatchUp(props: CatchUpProps): JSX.Element {
  const { ask } = props;
  if (takesNote(props.ask)) return <Write {...props} />;
  return (
    <div class="catch-up" data-test="catch-up" data-state={ask.catchUp}>
      {isHost(ask) ? <Sent {...props} /> : <Read {...props} />}
    </div>
  );
}

function Sent({ ask, code }: CatchUpProps): JSX.Element | null {
  const told = TOGETHER[code];
  if (ask.catchUp === 'none') return null;
  return <p class="hint">{ask.catchUp === 'gone' ? told.noteRead : told.noteWaits}</p>;
}

function Read({ ask, shared, code, act, back }: CatchUpProps): JSX.Element | null {
  const told = TOGETHER[code];
  const name = plain(ask.alias) || shared.someone;
  const { colleague, request } = ask;
  const id = `read-${colleague.slice(0, 8)}-${request}`;
  const open = (): void => {
    act({ do: 'catch-up-open', colleague, request });
    focusOn(id);
  };
  const close = (): void => {
    act({ do: 'catch-up-close', colleague, request });
    back();
  };
  switch (ask.catchUp) {
    case 'none':
      return null;
    case 'waiting':
      return (
        <div class="row">
          <p>{fill(told.noteFrom, { name })}</p>
          <Button test="note-open" onPress={open}>
            {told.noteOpen}
          </Button>
        </div>
      );
    case 'open':
      return (
        <>
          <p class="hint">{fill(told.noteOnce, { name })}</p>
          <p id={id} class="words" dir="auto" tabIndex={-1} translate={false} data-test="note-text">
            {ask.catchUpText}
          </p>
          <Button test="note-close" onPress={close}>
            {told.noteClose}
          </Button>
        </>
      );
    case 'gone':
      return <p class="hint">{told.noteGone}</p>;
  }
}

function Write(props: CatchUpProps): JSX.Element {
  const { ask, view, day, shared, code, act, back } = props;
  const { colleague } = ask;
  const told = TOGETHER[code];
  const box = useRef<FieldElement>(null);
  const [wrong, setWrong] = useState('');
  const draft = noteDraft(ask);
  const send = (): void => {
    const text = ready(box.current?.value ?? '');
    if (text === '') return;
    const length = characters(text);
    if (length > NOTE_MOST) setWrong(fill(told.noteLong, { count: length }));
    else if (isCopied(text, view.talks)) setWrong(told.copied);
    else if (!act({ do: 'catch-up', colleague, request: ask.request, text })) setWrong(shared.notTaken);
    else {
      day.asides.delete(draft);
      back();
    }
  };
  return (
    <div class="catch-up" data-test="note-write">
      <Field
        kind="lines"
        id={`note-${colleague.slice(0, 8)}-${ask.request}`}
        test="note"
        label={told.note}
        hint={fill(told.noteText, { most: NOTE_MOST })}
        wrong={wrong}
        rows={3}
        box={box}
        value={day.asides.get(draft) ?? ''}
        onInput={(event) => {
          day.asides.set(draft, event.currentTarget.value);
          setWrong('');
        }}
      />
      <Button test="note-send" onPress={send}>
        {told.noteSend}
      </Button>
    </div>
  );
}
