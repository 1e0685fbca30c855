/**
 * What survivors wrote in their own words after the end: one at a time, mixed, without a day. Hostile
 * until proven otherwise, so it is text on one line that moves nothing else (attacks 54 to 57).
 */

import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { writtenIn } from '../../core/ledger.ts';
import { Button } from '../../ui/parts.tsx';
import { fill, plain } from '../../ui/text.ts';
import { type Naming, tableName } from './labels.ts';
import type { NumbersSession } from './session.ts';

/** A drop's answer has at most as many characters (protocol.md 15.1). */
const MOST_TEXT = 256;

export interface WrittenProps extends Naming {
  readonly session: NumbersSession;
  readonly changed: () => void;
}

export function WrittenWords(props: WrittenProps): JSX.Element {
  const { session, words, changed } = props;
  const [at, setAt] = useState(0);
  const [said, setSaid] = useState('');
  const title = useRef<HTMLHeadingElement>(null);
  const all = writtenIn(session.ledger);
  const place = Math.min(at, Math.max(0, all.length - 1));
  const shown = all[place];
  const go = (to: number): void => {
    setSaid('');
    setAt(to);
  };
  const remove = (): void => {
    if (shown === undefined) return;
    const gone = session.delete(shown.id);
    setSaid(gone ? words.written.deleted : words.took['not-kept']);
    // The button may be gone with the last one; and a second press must not take the next.
    if (gone) title.current?.focus();
    changed();
  };
  return (
    <section class="numbers-part" aria-labelledby="numbers-written-title" data-test="numbers-written">
      <h3 id="numbers-written-title" tabIndex={-1} ref={title}>
        {words.written.title}
      </h3>
      <p>{words.written.text}</p>
      {shown === undefined ? (
        <p class="hint" data-test="numbers-written-none">
          {words.written.none}
        </p>
      ) : (
        <>
          <div class="numbers-words" aria-live="polite">
            <p class="hint" data-test="numbers-written-at">
              {fill(words.written.at, { number: place + 1, all: all.length })}
            </p>
            <p class="hint">{tableName(props, { kind: 'survey', key: shown.question })}</p>
            <p class="words" dir="auto" translate={false} data-test="numbers-words">
              {plain(shown.text, MOST_TEXT)}
            </p>
          </div>
          <div class="row between">
            <div class="row">
              <Button test="numbers-written-before" disabled={place === 0} onPress={() => go(place - 1)}>
                {words.written.before}
              </Button>
              <Button test="numbers-written-next" disabled={place >= all.length - 1} onPress={() => go(place + 1)}>
                {words.written.next}
              </Button>
            </div>
            <Button test="numbers-written-delete" onPress={remove}>
              {words.written.delete}
            </Button>
          </div>
        </>
      )}
      <p role="status" data-test="numbers-written-said">
        {said}
      </p>
    </section>
  );
}
