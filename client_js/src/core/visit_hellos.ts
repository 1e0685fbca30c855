/** Hellos that came for one ask, looked at one after the other, in pieces. protocol.md 5.5. */

import type { Bytes } from './bytes.ts';
import type { AcceptedHello } from './handshake.ts';
import type { Pieces } from './pieces.ts';

/** Hellos that may wait for one that is looked at. One claim brings one. */
const HELLOS_MOST = 4;

/** Begins to look at a hello; undefined where nothing is accepted now. */
type Look = (append: Bytes, now: number) => Pieces<AcceptedHello> | undefined;

export class Hellos {
  private readonly look: Look;
  private waiting: Bytes[] = [];
  private accepting: Pieces<AcceptedHello> | undefined;

  constructor(look: Look) {
    this.look = look;
  }

  get busy(): boolean {
    return this.accepting !== undefined;
  }

  came(append: Bytes, now: number): void {
    if (this.waiting.length < HELLOS_MOST) this.waiting.push(append);
    if (!this.busy) this.next(now);
  }

  /** One piece: whole, a slow phone would be deaf to the person. Raises what `acceptingHello` does. */
  piece(now: number): AcceptedHello | undefined {
    let over = true;
    try {
      const piece = this.accepting?.next();
      if (piece?.done === true) return piece.value;
      over = false;
      return undefined;
    } finally {
      if (over) this.next(now);
    }
  }

  /** What is half done with the keys of an ask that goes. */
  giveUp(): void {
    this.accepting?.return(undefined as never);
    this.accepting = undefined;
    this.waiting = [];
  }

  private next(now: number): void {
    const append = this.waiting.shift();
    this.accepting = append && this.look(append, now);
  }
}
