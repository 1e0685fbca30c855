/** Typing, told in large steps so that frames do not follow keystrokes. */

const LEAST_BETWEEN = 3; // seconds between two frames
const OFF_AFTER = 6; // seconds without a key
const FORGET_AFTER = 8; // seconds after which another's typing is over, whatever was lost

export class Typing {
  private told = false;
  private toldAt = -Infinity;
  private key: number | undefined;
  private readonly others = new Map<number, number>();

  /** A key was struck, or the field was left; returns what to tell now, if anything. */
  mine(on: boolean, now: number): boolean | undefined {
    this.key = on ? now : undefined;
    return this.due(now);
  }

  /** What to tell now, if anything. */
  due(now: number): boolean | undefined {
    const on = this.key !== undefined && now - this.key < OFF_AFTER;
    if ((!on && !this.told) || now - this.toldAt < LEAST_BETWEEN) return undefined;
    if (on && this.key !== now) return undefined; // told again only while keys are struck
    this.told = on;
    this.toldAt = now;
    return on;
  }

  /** The text was sent, which says as much. */
  sent(): void {
    this.key = undefined;
    this.told = false;
  }

  theirs(person: number, on: boolean, now: number): void {
    if (on) this.others.set(person, now);
    else this.others.delete(person);
  }

  /** Who is typing now. */
  people(now: number): readonly number[] {
    return [...this.others].filter(([, at]) => now - at < FORGET_AFTER).map(([person]) => person);
  }
}
