/**
 * Turning somebody away for an hour: out of the waiting line, or out of a conversation that this
 * console has accepted over this connection. The relay keeps no address for it. protocol.md 10.5.
 */

import type { Bytes } from './bytes.ts';
import type { Knock } from './duty_line.ts';
import type { Talk } from './duty_talk.ts';
import { Refusal } from './frames.ts';
import type { Wire } from './wire.ts';

/** Whoever knocked has left, or a colleague was quicker. */
const GONE: readonly number[] = [Refusal.absent, Refusal.taken];

interface Taken {
  readonly knock: Bytes;
  readonly fence: number;
}

export class TurningAway {
  private readonly wire: Wire;
  private readonly desk: Bytes;
  private readonly taken = new Map<Talk, Taken>();
  /** Asked of the relay, which has not answered yet. */
  private readonly going = new Set<Talk>();

  constructor(wire: Wire, desk: Bytes) {
    this.wire = wire;
    this.desk = desk;
  }

  /** The relay has taken our answer to a knock. */
  accepted(talk: Talk, knock: Bytes, fence: number): void {
    this.taken.set(talk, { knock, fence });
    talk.turnAway = 'can';
  }

  /**
   * The relay forgets with the connection whose the knocks were. What it was asked and has not
   * answered counts as not done: nobody may rely on it.
   */
  lost(): void {
    for (const talk of this.taken.keys()) talk.turnAway = 'cannot';
    for (const talk of this.going) talk.turnAway = 'failed';
    this.taken.clear();
    this.going.clear();
  }

  forget(talk: Talk): void {
    this.taken.delete(talk);
    this.going.delete(talk);
  }

  /** Ends the conversation as closed by the organisation, also where nobody can be turned away. */
  fromTalk(talk: Talk, now: number): void {
    talk.end('closed', true, now);
    const taken = this.taken.get(talk);
    this.taken.delete(talk);
    if (taken === undefined) return;
    this.going.add(talk);
    this.send(taken, (done) => {
      this.going.delete(talk);
      talk.turnAway = done ? 'done' : 'failed';
    });
  }

  /**
   * Takes the knock first, so that no colleague answers it meanwhile. `over` hears whether it was
   * turned away, or is a colleague's or gone; where neither, it is still the line's.
   */
  fromLine(knock: Knock, over: (how: 'done' | 'outrun' | 'failed') => void): void {
    knock.claiming = true;
    const { desk } = this;
    const failed = (): void => {
      knock.claiming = false;
      over('failed');
    };
    this.wire.ask(
      (ref) => ({ name: 'claim', ref, desk, knock: knock.id }),
      (answer) => {
        if (answer.name === 'claimed') {
          const taken = { knock: knock.id, fence: answer.fence };
          this.send(taken, (done) => (done ? over('done') : failed()));
        } else if (answer.name === 'refused' && GONE.includes(answer.code)) over('outrun');
        else failed();
      },
    );
  }

  private send({ knock, fence }: Taken, then: (done: boolean) => void): void {
    const { desk } = this;
    this.wire.ask(
      (ref) => ({ name: 'turnAway', ref, desk, knock, fence }),
      ({ name }) => then(name === 'done'),
    );
  }
}
