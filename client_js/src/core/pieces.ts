/** Long work in pieces, so that a page on a slow phone can answer to the person in between. */

/** Each `next` does one piece. `return` gives the work up, and what is secret in it is wiped. */
export type Pieces<T> = Generator<undefined, T>;

/** All pieces one after the other, where nobody waits. */
export function atOnce<T>(pieces: Pieces<T>): T {
  for (;;) {
    const piece = pieces.next();
    if (piece.done === true) return piece.value;
  }
}
