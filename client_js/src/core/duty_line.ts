/** The waiting line as the console sees it, opened with the team's seed. protocol.md 5.2, 10.5. */

import { type Believed, type OpenedKnock, openKnock } from './asks.ts';
import { type Bytes, equal, hex } from './bytes.ts';
import { RemoteFault } from './errors.ts';
import type { KnockView } from './views.ts';

export interface Knock {
  readonly key: string;
  readonly id: Bytes;
  readonly sealed: Bytes;
  /** Undefined where none of our shifts opens it. */
  readonly opened: OpenedKnock | undefined;
  readonly waited: number;
  readonly toldAt: number;
  claiming: boolean;
}

/** What opens knocks: a shift and its seed. */
export interface Opener {
  readonly believed: Believed;
  readonly content: { readonly teamSeed: Bytes };
}

/** As many as the relay ever shows. */
const KNOCKS_MOST = 512;

export class WaitingLine {
  private readonly knocks = new Map<string, Knock>();

  add(id: Bytes, sealed: Bytes, waited: number, openers: readonly Opener[], now: number): Knock {
    const key = hex(id);
    const known = this.knocks.get(key);
    const same = known !== undefined && equal(known.sealed, sealed);
    const opened = same ? known.opened : openWith(openers, sealed);
    const knock = { key, id, sealed, opened, waited, toldAt: now, claiming: false };
    if (known !== undefined || this.knocks.size < KNOCKS_MOST) this.knocks.set(key, knock);
    return knock;
  }

  /** With another shift, what was unreadable may open. */
  again(openers: readonly Opener[]): void {
    for (const knock of [...this.knocks.values()]) {
      if (knock.opened !== undefined) continue;
      this.knocks.set(knock.key, { ...knock, opened: openWith(openers, knock.sealed) });
    }
  }

  /** Off duty nobody reads: the words are forgotten, the places stay. */
  unread(): void {
    for (const [key, knock] of [...this.knocks]) {
      this.knocks.set(key, { ...knock, opened: undefined });
    }
  }

  get(key: string): Knock | undefined {
    return this.knocks.get(key);
  }

  remove(id: Bytes): void {
    this.knocks.delete(hex(id));
  }

  clear(): void {
    this.knocks.clear();
  }

  /** How many wait, and since when the first of them. */
  counts(): { readonly count: number; readonly since: number | undefined } {
    const since = [...this.knocks.values()].map(({ toldAt, waited }) => toldAt - waited);
    return { count: since.length, since: since.length === 0 ? undefined : Math.min(...since) };
  }

  /** Those who have waited longest first. */
  view(): readonly KnockView[] {
    const views = [...this.knocks.values()].map(({ key, opened, waited, toldAt, claiming }) => ({
      key,
      language: opened?.language ?? '',
      addressAs: opened?.addressAs ?? '',
      first: opened?.first ?? '',
      answers: opened?.answers ?? [],
      waited,
      toldAt,
      state: claiming ? 'claiming' : opened === undefined ? 'unreadable' : 'waiting',
    }) as const);
    return views.sort((a, b) => a.toldAt - a.waited - (b.toldAt - b.waited));
  }
}

function openWith(openers: readonly Opener[], sealed: Bytes): OpenedKnock | undefined {
  for (const { believed, content } of openers) {
    try {
      return openKnock(believed, content.teamSeed, sealed);
    } catch (error) {
      // Sealed to another shift, or by somebody who invents knocks.
      if (!(error instanceof RemoteFault)) throw error;
    }
  }
  return undefined;
}
