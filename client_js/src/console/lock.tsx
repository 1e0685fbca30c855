/** What is said before the console locks itself, and after the first press of the lock key. */

import type { JSX } from 'preact';
import { type Code, VAULT } from '../ui/catalog/languages.ts';
import { Button } from '../ui/parts.tsx';
import { fill } from '../ui/text.ts';
import { LOCK_KEY } from './lock_key.ts';

export type Locking = 'idle' | 'key' | undefined;

export interface LockNoticeProps {
  readonly code: Code;
  readonly locking: Locking;
  readonly stay: () => void;
}

export function LockNotice({ code, locking, stay }: LockNoticeProps): JSX.Element {
  const words = VAULT[code];
  return (
    <div class="lock-notice" role="status" data-test="locking" data-locking={locking ?? 'no'}>
      {locking === 'key' && <p class="trouble">{fill(words.lockAsk, { key: LOCK_KEY })}</p>}
      {locking === 'idle' && (
        <div class="trouble">
          <p>
            <strong>{words.idleWarning}</strong>
          </p>
          <Button test="stay" onPress={stay}>
            {words.stay}
          </Button>
        </div>
      )}
    </div>
  );
}
