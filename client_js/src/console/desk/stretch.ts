/** Which part of a long conversation is drawn: a person reads its end, not all of it at once. Pure. */

/** So many notes at least, and so many more with each look further back. */
export const STRETCH = 60;

/**
 * The first note to draw of `count`, in steps, so that not each new note takes an old one away.
 * `further`: how many steps somebody has gone back.
 */
export function firstDrawn(count: number, further: number): number {
  const stretches = Math.floor(count / STRETCH) - 1 - further;
  return Math.max(0, stretches) * STRETCH;
}
