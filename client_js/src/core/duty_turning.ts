/**
 * Turning somebody away for an hour: out of the waiting line, or out of a conversation that this
 * console has accepted over this connection. The relay keeps no address for it. protocol.md 10.5.
 */

import type { Bytes } from './bytes.ts';
import type { Knock } from './duty_line.ts';
import type { Talk } from './duty_talk.ts';
import type { Wire } from './wire.ts';

interface Taken {
  readonly knock: Bytes;
  readonly fence: number;
}

export class TurningAway {
  private readonly wire: Wire;
  private readonly desk: Bytes;
  private readonly taken = new Map<Talk, Taken>();

  constructor(wire: Wire, desk: Bytes) {
    this.wire = wire;
    this.desk = desk;
  }

  /** The relay has taken our answer to a knock. */
  accepted(talk: Talk, knock: Bytes, fence: number): void {
    this.taken.set(talk, { knock, fence });
    talk.turnAway = 'can';
  }

  /** The relay forgets with the connection whose the knocks were. */
  lost(): void {
    for (const talk of this.taken.keys()) if (talk.turnAway === 'can') talk.turnAway = 'cannot';
    this.taken.clear();
  }

  forget(talk: Talk): void {
    this.taken.delete(talk);
  }

  /** Ends the conversation as closed by the organisation, also where nobody can be turned away. */
  fromTalk(talk: Talk, now: number): void {
    talk.end('closed', true, now);
    const taken = this.taken.get(talk);
    this.taken.delete(talk);
    if (taken === undefined) return;
    this.send(taken, (done) => {
      talk.turnAway = done ? 'done' : 'failed';
    });
  }

  /** Takes the knock first, so that no colleague answers it meanwhile; `over` where it is gone. */
  fromLine(knock: Knock, over: () => void): void {
    knock.claiming = true;
    const { desk } = this;
    this.wire.ask(
      (ref) => ({ name: 'claim', ref, desk, knock: knock.id }),
      (answer) => {
        if (answer.name !== 'claimed') return over();
        this.send({ knock: knock.id, fence: answer.fence }, over);
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
