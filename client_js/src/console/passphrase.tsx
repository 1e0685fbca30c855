/** Choosing a passphrase: typed twice, measured honestly, or drawn. */

import type { JSX, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Code, VAULT } from '../ui/catalog/languages.ts';
import { Field, type FieldElement } from '../ui/field.tsx';
import { Button } from '../ui/parts.tsx';
import { random } from '../ui/support.ts';
import { characters, fill } from '../ui/text.ts';
import { draw, DRAWN_BITS, LEAST_CHARACTERS, measure, spokenTime, type Strength, strengthOf } from './strength.ts';
import { span } from './times.ts';

/** Long enough that a screen reader is not interrupted by every letter. */
const PAUSE = 500;

/** What the rest of a screen asks of it. */
export interface NewPassphrase {
  /** The passphrase, if it may be used; otherwise it says beside the fields why not. */
  take(): string | undefined;
  /** Empties the fields, and forgets what was drawn. */
  clear(): void;
}

export interface NewPassphraseProps {
  readonly code: Code;
  /** Names that everybody connects with this person or place. */
  readonly own: readonly string[];
  readonly hold: RefObject<NewPassphrase | null>;
}

type Wrong = 'short' | 'weak' | 'other';

export function PassphraseFields({ code, own, hold }: NewPassphraseProps): JSX.Element {
  const words = VAULT[code];
  const [first, second] = [useRef<FieldElement>(null), useRef<FieldElement>(null)];
  const [drawn, setDrawn] = useState<string | undefined>(undefined);
  const [strength, setStrength] = useState<Strength | undefined>(undefined);
  const [wrong, setWrong] = useState<Wrong | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  // What was drawn here is worth what drawing gives; everything else is measured.
  const rate = (text: string): Strength => (text === drawn ? strengthOf(DRAWN_BITS) : measure(text, own));
  const typed = (): void => {
    clearTimeout(timer.current);
    setWrong(undefined);
    timer.current = setTimeout(() => {
      const text = first.current?.value ?? '';
      setStrength(text === '' ? undefined : rate(text));
    }, PAUSE);
  };
  const refuse = (why: Wrong): undefined => {
    setWrong(why);
    first.current?.focus();
    return undefined;
  };
  hold.current = {
    take() {
      const text = first.current?.value ?? '';
      if (characters(text.normalize('NFKC')) < LEAST_CHARACTERS) return refuse('short');
      const found = rate(text);
      setStrength(found);
      if (found.level === 'weak') return refuse('weak');
      if (text !== second.current?.value) return refuse('other');
      setWrong(undefined);
      return text;
    },
    clear() {
      for (const { current } of [first, second]) if (current !== null) current.value = '';
      setDrawn(undefined);
      setStrength(undefined);
    },
  };
  const said = {
    short: fill(words.passphraseShort, { least: LEAST_CHARACTERS }),
    weak: words.passphraseWeak,
    other: words.passphraseOther,
  };
  return (
    <>
      <Button test="draw" onPress={() => setDrawn(draw(random))}>
        {words.draw}
      </Button>
      <div role="status">
        {drawn !== undefined && (
          <>
            <p>{words.drawn}</p>
            <p class="drawn" dir="ltr" lang="en" data-test="drawn">
              {drawn}
            </p>
            <p>{words.drawnText}</p>
            <Rating strength={strengthOf(DRAWN_BITS)} code={code} test="drawn-strength" />
          </>
        )}
      </div>
      <Field
        kind="passphrase"
        id="new-passphrase"
        test="new-passphrase"
        label={words.passphrase}
        hint={fill(words.passphraseHint, { least: LEAST_CHARACTERS })}
        wrong={wrong && said[wrong]}
        box={first}
        onInput={typed}
      />
      <div role="status">
        {strength !== undefined && <Rating strength={strength} code={code} test="strength" />}
      </div>
      <Field
        kind="passphrase"
        id="again-passphrase"
        test="again-passphrase"
        label={words.passphraseAgain}
        box={second}
      />
    </>
  );
}

interface RatingProps {
  readonly strength: Strength;
  readonly code: Code;
  readonly test: string;
}

function Rating({ strength, code, test }: RatingProps): JSX.Element {
  const words = VAULT[code];
  const { unit, count } = spokenTime(strength.seconds);
  const time =
    unit === 'instant' || unit === 'thousands' || unit === 'millions'
      ? words.time[unit]
      : span(count, unit, code);
  return (
    <p class="hint" data-test={test} data-level={strength.level}>
      <strong>{words.level[strength.level]}.</strong> {fill(words.guessing, { time })}{' '}
      {strength.weakness !== undefined && words.weakness[strength.weakness]}
    </p>
  );
}
