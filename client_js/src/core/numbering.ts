/** The version of what comes next. protocol.md 3.15. */

/**
 * No honest counter comes here, and neither do seconds since 1970: whoever pushes a version beyond it
 * is passed by with the time, again and again.
 */
export const VERSION_FAR = 2 ** 40;

/**
 * One more than the `highest` version ever known, whoever made it, also of what was forgotten since:
 * so nobody who comes back with it is believed. Beyond VERSION_FAR the time in its place, but more
 * than `standing`: the highest below that by an authority that stands; 0 for none. `now` in seconds.
 */
export function nextVersion(highest: number, standing: number, now: number): number {
  const next = highest + 1;
  return next < VERSION_FAR ? next : Math.max(Math.floor(now), standing + 1);
}

/** What was ever believed here of each kind and desk, whatever was forgotten since. */
export class Numbers {
  private readonly versions = new Map<string, number>();
  private readonly ends = new Map<string, number>();

  saw(place: string, { version, expires = 0 }: { version: number; expires?: number }): void {
    this.versions.set(place, Math.max(version, this.highest(place)));
    this.ends.set(place, Math.max(expires, this.end(place)));
  }

  /** The highest version; 0 for none. */
  highest(place: string): number {
    return this.versions.get(place) ?? 0;
  }

  /** When the last of them ends (seconds); 0 for none. */
  end(place: string): number {
    return this.ends.get(place) ?? 0;
  }

  /** Takes over all that another has seen. */
  add(other: Numbers): void {
    for (const [place, version] of other.versions) {
      this.saw(place, { version, expires: other.end(place) });
    }
  }
}
