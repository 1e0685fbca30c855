/** Signing what was changed: nothing leaves before a person has read what changes. */

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SettingsWords } from '../../ui/catalog/words.ts';
import { Button, Confirm } from '../../ui/parts.tsx';
import { focusOn } from '../together/focus.ts';
import type { Which } from './drafts.ts';

export interface SignProps {
  readonly which: Which;
  readonly words: SettingsWords;
  /** What must be mended first, in a sentence; undefined where all is well. */
  readonly wrong: string | undefined;
  readonly changed: boolean;
  /** Whether it was signed before, and can be again as it is. */
  readonly stands: boolean;
  /** Whether the machine can sign now. */
  readonly ready: boolean;
  /** What becomes of it, said with the question. */
  readonly text: string;
  /** What changes, one line each. */
  readonly changes: JSX.Element;
  /** More about what is wrong. */
  readonly children?: ComponentChildren;
  readonly sign: () => void;
  /** Throws the draft away, where there is one. */
  readonly discard: (() => void) | undefined;
}

export function Sign(props: SignProps): JSX.Element {
  const { which, words, wrong, changed, stands, ready, text, changes, children, sign, discard } = props;
  const [asking, setAsking] = useState(false);
  const box = useRef<HTMLElement>(null);
  // What changes and the whole question, not its heading alone.
  useEffect(() => {
    if (asking) box.current?.scrollIntoView({ block: 'nearest' });
  }, [asking]);
  return (
    <section ref={box} class="sign" aria-label={words.sign}>
      <p role="status" id={`${which}-sign-why`} data-test={`${which}-problem`}>
        {wrong ?? (changed ? words.draftKept : words.nothing)}
      </p>
      {children}
      {asking && changed && changes}
      {asking ? (
        <Confirm
          level={5}
          question={changed ? words.signQuestion : words.againQuestion}
          text={text}
          yes={words.sign}
          no={words.signNo}
          test={`${which}-sign-confirm`}
          onYes={() => {
            setAsking(false);
            sign();
          }}
          onNo={() => {
            setAsking(false);
            focusOn(`${which}-sign`, `${which}-again`);
          }}
        />
      ) : (
        <div class="row">
          <button
            type="button"
            id={`${which}-sign`}
            class="button main"
            data-test={`${which}-sign`}
            aria-describedby={`${which}-sign-why`}
            disabled={wrong !== undefined || !changed || !ready}
            onClick={() => setAsking(true)}
          >
            {words.sign}
          </button>
          {discard !== undefined && (
            <Button test={`${which}-discard`} onPress={discard}>
              {words.discard}
            </Button>
          )}
        </div>
      )}
      {stands && !changed && !asking && (
        <>
          <p class="hint">{words.againText[which]}</p>
          <div class="row">
            <Button test={`${which}-again`} disabled={wrong !== undefined || !ready} onPress={() => setAsking(true)}>
              {words.again}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
