/**
 * What survivors wrote in their own words after the end: one at a time, mixed, without a day. Hostile
 * until proven otherwise, so it is text on one line that moves nothing else (attacks 54 to 57).
 */

import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { shownIn, writtenIn } from '../../core/ledger_merged.ts';
import type { Written } from '../../core/numbers_survey.ts';
import { Button } from '../../ui/parts.tsx';
import { fill, plain } from '../../ui/text.ts';
import { type Naming, tableName } from './labels.ts';
import { placeAt, placeIn } from './reading_place.ts';
import type { NumbersSession } from './session.ts';

/** A drop's answer has at most as many characters (protocol.md 15.1). */
const MOST_TEXT = 256;

export interface WrittenProps extends Naming {
  readonly session: NumbersSession;
  readonly changed: () => void;
}

export function WrittenWords(props: WrittenProps): JSX.Element {
  const { session, words, changed } = props;
  const [kept, setKept] = useState(placeAt([], 0));
  // For how many it was asked whether all are to go.
  const [asked, setAsked] = useState(0);
  const [said, setSaid] = useState('');
  const title = useRef<HTMLHeadingElement>(null);
  const all = shownIn(session.ledger);
  const held = writtenIn(session.ledger).length - all.length;
  // What comes in while somebody reads takes no other text's place.
  const now = placeIn(all, kept);
  const { at: place } = now;
  useLayoutEffect(() => setKept(now), [now.id, now.at]);
  const shown = all[place];
  const go = (to: number): void => {
    setSaid('');
    setAsked(0);
    setKept(placeAt(all, to));
  };
  const removeAll = (): void => {
    if (asked === all.length) return remove(all);
    setAsked(all.length);
    setSaid(fill(words.written.askAll, { all: all.length }));
  };
  const remove = (some: readonly Written[]): void => {
    const gone = session.delete(some.map(({ id }) => id));
    setSaid(gone ? words.written.deleted : words.took['not-kept']);
    setAsked(0);
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
            <Button test="numbers-written-delete" onPress={() => remove([shown])}>
              {words.written.delete}
            </Button>
          </div>
          {/* One button, so that the keyboard stays where it is. */}
          <Button test="numbers-written-delete-all" onPress={removeAll}>
            {words.written.deleteAll}
          </Button>
        </>
      )}
      {held > 0 && (
        <p class="hint" data-test="numbers-written-held">
          {fill(words.written.held, { count: held })}
        </p>
      )}
      <p role="status" data-test="numbers-written-said">
        {said}
      </p>
    </section>
  );
}
