/** How long the waiting line may take: what this page has seen of it, and nothing else. Pure. */

/** Seconds; nobody can honestly say it more finely. */
const STEP = 5 * 60;

/** `ahead` people at `now` (seconds), as told first; later ones say how fast the line moves. */
export class Estimate {
  private from: { readonly ahead: number; readonly now: number } | undefined;

  /**
   * Minutes until it is this person's turn, in steps of five; undefined while the line has not
   * moved. A line that stands makes it longer.
   */
  minutes(ahead: number, now: number): number | undefined {
    // Somebody came back to an older place: what was seen until then says nothing any more.
    if (this.from === undefined || ahead > this.from.ahead) this.from = { ahead, now };
    const moved = this.from.ahead - ahead;
    if (moved === 0) return undefined;
    const each = (now - this.from.now) / moved;
    return Math.max(1, Math.ceil((each * (ahead + 1)) / STEP)) * (STEP / 60);
  }
}
