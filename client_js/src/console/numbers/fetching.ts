/** Collecting over a connection of its own, to the relay that this page was stamped with. */

import type { Bytes } from '../../core/bytes.ts';
import { Collector, type CollectView, type Signer } from '../../core/numbers_collect.ts';
import type { DropPlace } from '../../core/numbers_drop.ts';
import { browser, connect, type World } from '../../transport/socket.ts';

/** Milliseconds without news after which nobody waits for the relay any longer. */
export const PATIENCE = 60_000;

export type FetchProblem = 'no-answer' | 'refused';

export interface Fetched {
  readonly drops: readonly Bytes[];
  /** Lets the relay forget these; whether it said that it did. Closes the connection. */
  forget(names: readonly Bytes[]): Promise<boolean>;
}

export interface Fetching {
  /** Never fails. */
  readonly done: Promise<Fetched | FetchProblem>;
  stop(): void;
}

export function fetchDrops(
  relay: string,
  place: DropPlace,
  signer: Signer,
  world: World = browser,
): Fetching {
  const collector = new Collector(place, signer);
  let settle: (found: Fetched | FetchProblem) => void = () => undefined;
  let forgot: (whether: boolean) => void = () => undefined;
  const done = new Promise<Fetched | FetchProblem>((resolve) => {
    settle = resolve;
  });
  let cancel: () => void = () => undefined;
  const stop = (problem: FetchProblem): void => {
    cancel();
    keeper.stop();
    settle(problem);
    forgot(false);
  };
  const wait = (): void => {
    cancel();
    cancel = world.later(() => stop('no-answer'), PATIENCE);
  };
  const forget = (names: readonly Bytes[]): Promise<boolean> =>
    new Promise((resolve) => {
      forgot = resolve;
      wait();
      keeper.act({ do: 'forget', names });
    });
  const changed = ({ stage }: CollectView): void => {
    if (stage === 'read') settle({ drops: collector.drops, forget });
    else if (stage === 'done') {
      cancel();
      keeper.stop();
      forgot(true);
    } else if (stage === 'refused') stop('refused');
  };
  const keeper = connect(
    `${relay}/v1/publish`,
    collector,
    // Not in the middle of a turn: the keeper is still at work, and at first not even made.
    (view) => {
      world.later(() => changed(view), 0);
    },
    world,
  );
  wait();
  return { done, stop: () => stop('no-answer') };
}
