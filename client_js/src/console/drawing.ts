/** When the console is drawn: what others say never stands before a key. */

/** Milliseconds between two drawings of what others say, at least: quicker than anybody reads. */
const APART = 50;
/** After a drawing, so many times its own length is left to keys and messages; `MOST` at the most. */
const REST = 3;
const MOST = 250;

/** Milliseconds from the end of a drawing that took `length` to the next one for what others say. */
export function rest(length: number): number {
  return Math.min(Math.max(APART, REST * length), MOST);
}

export class Drawing {
  private readonly draw: () => void;
  private readonly failed: () => void;
  private asked = false;
  /** Whether something is told that the next drawing is to show. */
  private waiting = false;
  private next = 0;

  constructor(draw: () => void, failed: () => void) {
    this.draw = draw;
    this.failed = failed;
  }

  /** Draws once after all that happens now: an action may come out of the middle of a drawing. */
  soon(): void {
    if (this.asked) return;
    this.asked = true;
    queueMicrotask(() => {
      this.asked = false;
      this.waiting = false;
      const began = performance.now();
      try {
        this.draw();
      } catch {
        this.failed();
      }
      const now = performance.now();
      this.next = now + rest(now - began);
    });
  }

  /** Draws once for all that comes until then, and a few times each second however much it is. */
  later(): void {
    if (this.waiting) return;
    // Whatever happens to the computer's clock.
    const wait = Math.min(this.next - performance.now(), MOST);
    if (wait <= 0) return this.soon();
    this.waiting = true;
    setTimeout(() => {
      if (this.waiting) this.soon();
    }, wait);
  }
}
