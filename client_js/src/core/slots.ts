/** What goes in the slots of a quiet line (protocol.md 6.5). The thread does the sending. */

import type { Random } from './bytes.ts';
import type { Line, Outgoing } from './line.ts';
import type { Sendable } from './messages.ts';
import { AHEAD_MOST, Beat } from './quiet.ts';

/** A frame for a slot; `said`: the message that waited is in it. */
export interface Filled {
  readonly frame: Outgoing;
  readonly said: boolean;
}

/** Of our direction of one line. */
export class Slots {
  readonly beat = new Beat();
  /** The last word on typing, which waits for a slot. */
  murmur: Sendable | undefined;
  private again = Infinity;

  /** After a reconnect or a refusal: what is not receipted goes again, one frame a slot. */
  sendAgain(): void {
    this.again = 0;
  }

  /** What is still to be sent again, in order. */
  onceMore(line: Line): readonly Outgoing[] {
    return line.unreceipted().filter(({ number }) => number >= this.again);
  }

  /** The frame of this slot, if any; `waiting` is the message whose turn it is. Raises LineBroken. */
  fill(
    line: Line,
    waiting: Sendable | undefined,
    now: number,
    random: Random,
  ): Filled | undefined {
    const [again] = this.onceMore(line);
    this.again = again === undefined ? Infinity : again.number + 1;
    if (again !== undefined) return { frame: again, said: false };
    if (line.ahead >= AHEAD_MOST) return undefined;
    const { frame, said } = line.slot(waiting ?? this.murmur, now, random);
    if (said && waiting === undefined) this.murmur = undefined;
    return { frame, said: said && waiting !== undefined };
  }
}
