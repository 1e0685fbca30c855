/** Says in good time that a chat which nobody touches will close; any key or touch takes that back. */

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { More } from '../screens/pieces.tsx';
import type { ScreenProps } from '../screens/props.ts';
import { Button } from '../ui/parts.tsx';
import { fill } from '../ui/text.ts';

/** Signs of life are told to the machine at most this often; none of them leaves the page. */
const TELL_MILLISECONDS = 5000;

export function Idle({ view: { closes }, shared, words, act }: ScreenProps): JSX.Element {
  useEffect(() => {
    let told = -Infinity;
    const here = (): void => {
      const now = performance.now();
      if (now - told < TELL_MILLISECONDS) return;
      told = now;
      act({ do: 'here' });
    };
    const signs = ['keydown', 'pointerdown', 'wheel'];
    for (const sign of signs) addEventListener(sign, here);
    return () => {
      for (const sign of signs) removeEventListener(sign, here);
    };
  }, []);
  return (
    <div role="status">
      {closes !== undefined && (
        <section class="confirm" data-test="idle">
          <p>
            {fill(words.idle, {
              time: new Intl.DateTimeFormat(shared.code, { timeStyle: 'short' }).format(closes * 1000),
            })}
          </p>
          <Button test="stay" onPress={() => act({ do: 'here' })}>
            {words.stay}
          </Button>
        </section>
      )}
    </div>
  );
}

/** While the connection is lost in the middle of a chat: nothing is lost, and there is the phone. */
export function Lost({ view: { connection }, words, phones }: ScreenProps): JSX.Element | null {
  if (connection !== 'lost') return null;
  return (
    <>
      <p class="hint">{words.lostText}</p>
      <More title={words.lostCall} test="call">
        {phones}
      </More>
    </>
  );
}
