/**
 * Publishing documents over a connection of its own, to the relay that this page was stamped with:
 * its policy allows no other.
 */

import type { PublishResult } from '../core/administer_view.ts';
import { Publisher, type PublishItem, type PublishView } from '../core/publisher.ts';
import { browser, connect, type World } from '../transport/socket.ts';
import type { Organisation } from '../ui/organisation.ts';

/** Milliseconds after which nobody waits for the relay any longer. */
export const PATIENCE = 30_000;

export interface Publishing {
  /** Never fails: what was not answered is a result too. */
  readonly done: Promise<PublishResult>;
  /** Gives up: the connection is closed, and the result is "no answer". */
  stop(): void;
}

/** Publishes `items` in order, each after the relay has taken the one before. */
export function publish(
  stamp: Pick<Organisation, 'relay' | 'fingerprint'>,
  items: readonly PublishItem[],
  world: World = browser,
): Publishing {
  let settle: (result: PublishResult) => void = () => undefined;
  const done = new Promise<PublishResult>((resolve) => {
    settle = resolve;
  });
  let view: PublishView | undefined;
  const finish = (): void => {
    cancel();
    keeper.stop();
    settle(resultOf(view));
  };
  const publisher = new Publisher(stamp.fingerprint, items);
  const keeper = connect(
    `${stamp.relay}/v1/publish`,
    publisher,
    (next) => {
      view = next;
      // Not in the middle of a turn: the keeper is still at work, and at first not even made.
      if (next.stage !== 'publishing') world.later(finish, 0);
    },
    world,
  );
  const cancel = world.later(finish, PATIENCE);
  return { done, stop: finish };
}

function resultOf(view: PublishView | undefined): PublishResult {
  const stage = view?.stage ?? 'publishing';
  const { published = 0, code = 0 } = view ?? {};
  return {
    ok: stage === 'done',
    stage: stage === 'publishing' ? 'no-answer' : stage,
    published,
    code,
  };
}
