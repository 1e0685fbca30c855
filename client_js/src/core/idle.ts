/**
 * A chat that nobody touches any more closes by itself: the next one to look at the screen may be
 * somebody else. The organisation says when. Pure; times are seconds since 1970.
 */

const WARN_MINUTES = 10;
const CLOSE_MINUTES = 20;

export class Idle {
  private readonly policy: (key: string) => string;
  /** The last key, touch or message of hers. */
  private touched = 0;
  private looked: number | undefined;

  /** `policy` gives `idle-warn` and `idle-close` of the notice: minutes, 0 for never, '' if unset. */
  constructor(policy: (key: string) => string) {
    this.policy = policy;
  }

  touch(now: number): void {
    this.touched = now;
  }

  /**
   * Whether all is to be erased now. Waiting counts as being there, for as long as the device is
   * awake: with the lid closed, no time is seen to pass.
   */
  over(now: number, talking: boolean): boolean {
    const most = this.seconds('idle-close', CLOSE_MINUTES);
    // A clock that was set back must not make a chat stand open for longer.
    const awake = Math.abs(now - (this.looked ?? now)) < (most || Infinity);
    if ((!talking && awake) || now < this.touched || this.looked === undefined) this.touch(now);
    this.looked = now;
    return most > 0 && now - this.touched >= most;
  }

  /** When the chat closes, once that is to be said. */
  closes(now: number): number | undefined {
    const most = this.seconds('idle-close', CLOSE_MINUTES);
    const warn = this.seconds('idle-warn', WARN_MINUTES);
    const said = most > 0 && warn > 0 && now - this.touched >= warn;
    return said ? this.touched + most : undefined;
  }

  private seconds(key: string, otherwise: number): number {
    const minutes = Number(this.policy(key) || otherwise);
    return (minutes >= 0 ? minutes : otherwise) * 60;
  }
}
