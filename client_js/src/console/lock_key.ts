/**
 * The key that locks: F8, twice within two seconds. Pure.
 *
 * No browser and no screen reader uses F8 by itself, it writes nothing on any keyboard, and it can
 * be reached without looking. Twice, because one slip must not end people's conversations.
 */

export const LOCK_KEY = 'F8';
const WITHIN = 2;

export interface Pressed {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly repeat: boolean;
  readonly isComposing: boolean;
}

/** Whether this press counts: alone, not held down, not in the middle of composing a character. */
export function isLockKey(one: Pressed): boolean {
  const alone = !one.altKey && !one.ctrlKey && !one.metaKey && !one.shiftKey;
  return one.key === LOCK_KEY && alone && !one.repeat && !one.isComposing;
}

export class LockKey {
  private first = -Infinity;

  /** `ask` says that once more locks; `now` in seconds. */
  pressed(now: number): 'ask' | 'lock' {
    const soon = now >= this.first && now - this.first <= WITHIN;
    this.first = soon ? -Infinity : now;
    return soon ? 'lock' : 'ask';
  }

  /** Whether the first press still counts. */
  asking(now: number): boolean {
    return now >= this.first && now - this.first <= WITHIN;
  }
}
