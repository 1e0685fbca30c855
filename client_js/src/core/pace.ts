/** What one conversation may ask of a console. A person never comes near it; a flood does. */

const MOST = 2000;
const PER_SECOND = 5;
/** A refresh makes a device open a sealed box: as dear as so many words. */
const REFRESH_COST = 10;

export class Pace {
  private left = MOST;
  private at: number | undefined;

  /** Whether this message is still within what anybody can have to say. */
  takes(type: string, now: number): boolean {
    const passed = Math.max(0, now - (this.at ?? now));
    this.at = now;
    this.left = Math.min(MOST, this.left + passed * PER_SECOND);
    this.left -= type === 'refresh' ? REFRESH_COST : 1;
    return this.left >= 0;
  }
}
