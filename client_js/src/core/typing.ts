/** Typing, told at a fixed pace: a frame never leaves with a keystroke (attack 22). */

const PACE = 3; // seconds; turns are multiples of it on the clock, whoever types when
const OFF_AFTER = 6; // seconds without a key
const FORGET_AFTER = 8; // seconds after which another's typing is over, whatever was lost

export class Typing {
  private told = false;
  private turn: number | undefined;
  private key: number | undefined;
  /** Since the last turn a key was struck. */
  private struck = false;
  private readonly others = new Map<number, number>();

  /** A key was struck, or the field was left. Nothing leaves because of it. */
  mine(on: boolean, now: number): void {
    this.key = on ? now : undefined;
    this.struck = on;
  }

  /** What to tell now, if anything; asked as time passes, once in each turn at most. */
  due(now: number): boolean | undefined {
    const turn = Math.floor(now / PACE);
    if (turn === this.turn) return undefined;
    this.turn = turn;
    const { struck } = this;
    this.struck = false;
    // Told again only while keys are struck.
    if (struck) return (this.told = true);
    if (!this.told || (this.key !== undefined && now - this.key < OFF_AFTER)) return undefined;
    return (this.told = false);
  }

  /** The text was sent, which says as much. */
  sent(): void {
    this.key = undefined;
    this.told = this.struck = false;
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
