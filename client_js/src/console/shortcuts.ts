/**
 * The keys of the desk. Each act has a letter, each conversation a digit: Alt with it does it at
 * once, and the menu (Ctrl and K, or Command and K) takes it alone and says what there is. No screen
 * reader uses these for itself. On a Mac Alt writes letters, so only the menu counts there. Pure,
 * but for `useKey`.
 */

import { useLayoutEffect } from 'preact/hooks';

/** In the order in which they are told. */
export const ACTS = [
  ['answer', 'N'],
  ['next', 'J'],
  ['everybody', 'A'],
  ['write', 'W'],
  ['remind', 'R'],
  ['goodbye', 'G'],
  ['code', 'C'],
  ['end', 'X'],
  ['pause', 'P'],
  ['texts', 'T'],
  ['services', 'S'],
  ['lists', 'L'],
  ['crisis', 'U'],
  ['bring', 'I'],
  ['asked', 'H'],
  ['team', 'Q'],
  ['board', 'B'],
  ['away', 'Z'],
] as const;

export type Act = (typeof ACTS)[number][0];
/** What a key asks for: an act, a conversation by its place in the list from 1, or the menu. */
export type Wanted = Act | number | 'menu';

export interface KeyPress {
  readonly key: string;
  /** The place on the keyboard, whatever is written on it. */
  readonly code: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly repeat: boolean;
  readonly isComposing: boolean;
}

/** What is written on the key, where that is a Latin letter or a digit; else by its place. */
function letter({ key, code }: KeyPress): string {
  if (/^[a-z0-9]$/i.test(key)) return key.toUpperCase();
  return /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(code)?.[1] ?? '';
}

function named(one: string): Act | number | undefined {
  if (/^[1-9]$/.test(one)) return Number(one);
  return ACTS.find(([, own]) => own === one)?.[0];
}

/** A key that is pressed anywhere on the desk. */
export function pressed(press: KeyPress, mac: boolean): Wanted | undefined {
  const { altKey, ctrlKey, metaKey, shiftKey, repeat, isComposing } = press;
  if (repeat || isComposing || shiftKey) return undefined;
  const command = mac ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  if (command && !altKey) return letter(press) === 'K' ? 'menu' : undefined;
  // Ctrl and Alt together are AltGr on many keyboards, which writes letters too.
  return altKey && !ctrlKey && !metaKey && !mac ? named(letter(press)) : undefined;
}

/** A key in the menu. */
export function chosen(press: KeyPress): Act | number | undefined {
  const { altKey, ctrlKey, metaKey, isComposing } = press;
  return altKey || ctrlKey || metaKey || isComposing ? undefined : named(letter(press));
}

/** As it is written on the keys. */
export function keyOf(act: Act | number, mac: boolean): string {
  const own = typeof act === 'number' ? String(act) : ACTS.find(([name]) => name === act)?.[1];
  return mac ? `⌘ K, ${own}` : `Alt ${own}`;
}

/** Who does what now. An act that nobody has taken on does nothing. */
export class KeyTable {
  /** Shows a conversation, by its key; undefined where there is no list. */
  open: ((talk: string) => void) | undefined;
  private readonly doers = new Map<Act, () => void>();

  take(act: Act, doer: () => void): void {
    this.doers.set(act, doer);
  }

  drop(act: Act, doer: () => void): void {
    if (this.doers.get(act) === doer) this.doers.delete(act);
  }

  has(act: Act): boolean {
    return this.doers.has(act);
  }

  /** Nobody does anything: a doer remembers all that its screen showed. */
  forget(): void {
    this.doers.clear();
    this.open = undefined;
  }

  /** Whether somebody did it. */
  run(act: Act): boolean {
    const doer = this.doers.get(act);
    doer?.();
    return doer !== undefined;
  }
}

/** While `when` is true, `doer` is what the act does. */
export function useKey(table: KeyTable, act: Act, doer: () => void, when: boolean): void {
  // Before the next key can come.
  useLayoutEffect(() => {
    if (!when) return undefined;
    table.take(act, doer);
    return () => table.drop(act, doer);
  });
}

/** Whether this computer's Alt writes letters. */
export function onMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform);
}
