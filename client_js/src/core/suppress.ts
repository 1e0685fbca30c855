/**
 * Which numbers leave the organisation: no number below five, and none that follows from others.
 * protocol.md 15.10. Pure.
 *
 * Cells stand in a fixed order, in pairs (an odd last one joins the last pair), pairs in pairs, and so
 * on. A pair with a cell from 1 to 4 is told only as one sum; where that sum is below five, it goes
 * together with its neighbor at the next level. Which cells go together depends on the order and on
 * nothing else that could be read backwards: whoever knows this rule, every other number and the
 * total still finds two values or more for each hidden cell. A zero says something of nobody, and is
 * shown where its pair has no small cell.
 */

export const LEAST = 5;

/** Cells `from` to `to` (not included), told together as `sum`; each by itself where `shown`. */
export interface Together {
  readonly from: number;
  readonly to: number;
  readonly shown: boolean;
  /** Undefined where even the sum of all is from 1 to 4. */
  readonly sum: number | undefined;
}

interface Block {
  readonly from: number;
  readonly to: number;
  readonly parts: readonly Together[];
}

const isSmall = (count: number): boolean => count > 0 && count < LEAST;

/** The groups in which these counts (two or more) are told, in order. */
export function together(cells: readonly number[]): readonly Together[] {
  let blocks: readonly Block[] = pairs(cells.map((_, at) => at)).map((all) => {
    const [from, to] = [all[0] ?? 0, (all[0] ?? 0) + all.length];
    const some = cells.slice(from, to);
    const shown = !some.some(isSmall);
    return { from, to, parts: [{ from, to, shown, sum: total(some) }] };
  });
  while (blocks.length > 1) blocks = pairs(blocks).map((some) => joined(some));
  return blocks.flatMap(({ parts }) => parts.map(hush));
}

/** Two neighbors, or three at the end; they are one where the hidden sum of one is too small. */
function joined(blocks: readonly Block[]): Block {
  const parts = blocks.flatMap((block) => block.parts);
  const from = parts[0]?.from ?? 0;
  const to = parts[parts.length - 1]?.to ?? 0;
  if (!parts.some(({ shown, sum }) => !shown && isSmall(sum ?? 0))) return { from, to, parts };
  return { from, to, parts: [{ from, to, shown: false, sum: total(parts.map(({ sum }) => sum ?? 0)) }] };
}

/** Where all there is together is too small, not even that is told. */
function hush(one: Together): Together {
  return !one.shown && isSmall(one.sum ?? 0) ? { ...one, sum: undefined } : one;
}

function pairs<T>(all: readonly T[]): readonly (readonly T[])[] {
  const count = Math.max(1, Math.floor(all.length / 2));
  return Array.from({ length: count }, (_, at) =>
    at === count - 1 ? all.slice(2 * at) : all.slice(2 * at, 2 * at + 2),
  );
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
