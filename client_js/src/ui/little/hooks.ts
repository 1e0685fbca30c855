/** State and effects of components, and when they take place: the part of Preact's hooks in use. */

import { schedule, type Spot } from './tree.ts';

type Effect = () => void | (() => void);
type Dependencies = readonly unknown[] | undefined;

/** What one call of a hook remembers. */
export interface Cell {
  value?: unknown;
  dependencies?: Dependencies;
  /** Undoes an effect. */
  clear?: (() => void) | undefined;
}

/** What follows once everything drawn stands in the document. */
export interface Todo {
  readonly refs: (() => void)[];
  readonly effects: (() => void)[];
}

export interface Asked {
  /** Before the screen is painted, or behind. */
  readonly soon: boolean;
  readonly run: () => void;
}

let current: Spot | undefined;
let at = 0;
/** Effects for which there is time until the screen has been painted. */
let later: (() => void)[] = [];

/** What `draw` returns; the hooks in it belong to `spot`. */
export function drawn<T>(spot: Spot, draw: () => T): T {
  current = spot;
  at = 0;
  spot.asked = [];
  try {
    return draw();
  } finally {
    current = undefined;
  }
}

/** After the children of `spot`: a component's effects come behind theirs. */
export function finish({ asked }: Spot, { effects }: Todo): void {
  for (const { soon, run } of asked) (soon ? effects : later).push(run);
}

export function commit({ refs, effects }: Todo): void {
  if (later.length > 0) setTimeout(flush);
  for (const run of [...refs, ...effects]) run();
}

export function flush(): void {
  const runs = later;
  later = [];
  for (const run of runs) run();
}

/** A reference is a box or a function. */
export function tell(ref: unknown, value: Element | null): void {
  if (typeof ref === 'function') ref(value);
  else if (ref) (ref as { current: unknown }).current = value;
}

function cell(): { readonly spot: Spot; readonly mine: Cell } {
  const spot = current;
  if (spot === undefined) throw new Error();
  const mine = (spot.cells[at] ??= {});
  at += 1;
  return { spot, mine };
}

function same(before: Dependencies, now: Dependencies): boolean {
  return (
    before !== undefined &&
    now !== undefined &&
    before.length === now.length &&
    now.every((one, index) => Object.is(one, before[index]))
  );
}

export function useState<T>(first: T | (() => T)): [T, (next: T | ((now: T) => T)) => void] {
  const { spot, mine } = cell();
  if (!('value' in mine)) mine.value = typeof first === 'function' ? (first as () => T)() : first;
  const set = (next: T | ((now: T) => T)): void => {
    const value = typeof next === 'function' ? (next as (now: T) => T)(mine.value as T) : next;
    if (Object.is(value, mine.value)) return;
    mine.value = value;
    schedule(spot.root);
  };
  return [mine.value as T, set];
}

export function useMemo<T>(make: () => T, dependencies: readonly unknown[]): T {
  const { mine } = cell();
  if (!same(mine.dependencies, dependencies)) mine.value = make();
  mine.dependencies = dependencies;
  return mine.value as T;
}

export function useCallback<T>(made: T, dependencies: readonly unknown[]): T {
  return useMemo(() => made, dependencies);
}

export function useRef<T>(first: T): { current: T } {
  return useMemo(() => ({ current: first }), []);
}

function effect(soon: boolean, act: Effect, dependencies: Dependencies): void {
  const { spot, mine } = cell();
  if (same(mine.dependencies, dependencies)) return;
  mine.dependencies = dependencies;
  const run = (): void => {
    if (spot.gone) return;
    mine.clear?.();
    mine.clear = act() ?? undefined;
  };
  spot.asked.push({ soon, run });
}

/** Once what was drawn stands in the document, before it is painted. */
export function useLayoutEffect(act: Effect, dependencies?: Dependencies): void {
  effect(true, act, dependencies);
}

/** Once what was drawn has been painted. */
export function useEffect(act: Effect, dependencies?: Dependencies): void {
  effect(false, act, dependencies);
}
