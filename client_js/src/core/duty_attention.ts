/** What asks for a person's attention in one talk: what is unread, and since when who waits. Pure. */

import type { TalkView } from './views.ts';

export type Attending = Pick<
  TalkView,
  'unread' | 'waitingForMe' | 'waitingSince' | 'since' | 'theirsAt' | 'mineAt'
>;

export class Attention {
  private unread = 0;
  /** Since when somebody waits for a word of this person. */
  private waitingSince: number | undefined;
  /** Of the first answer, of the survivor's last word, and of this person's. */
  private since: number | undefined;
  private theirsAt: number | undefined;
  private mineAt: number | undefined;

  /** What somebody wrote before they were answered waits too. */
  asked(now: number): void {
    this.waitingSince = this.theirsAt = now;
  }

  /**
   * The survivor is there, and waits for a first word, whether or not they have written one.
   * `asked`: rather than somebody who is in the conversation already.
   */
  answered(asked: boolean, now: number): void {
    this.since ??= now;
    if (asked && this.mineAt === undefined) this.waitingSince ??= now;
  }

  /** `survivor`: rather than a colleague in the same conversation. */
  heard(survivor: boolean, now: number): void {
    this.unread += 1;
    this.waitingSince ??= now;
    if (survivor) this.theirsAt = now;
  }

  said(now: number): void {
    this.waitingSince = undefined;
    this.mineAt = now;
  }

  read(): void {
    this.unread = 0;
  }

  view(open: boolean): Attending {
    const waitingSince = open ? this.waitingSince : undefined;
    const { unread, since, theirsAt, mineAt } = this;
    return { unread, waitingForMe: waitingSince !== undefined, waitingSince, since, theirsAt, mineAt };
  }
}
