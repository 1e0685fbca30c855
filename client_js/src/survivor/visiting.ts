/** One visit on one relay: the machine and what keeps it connected. */

import type { VisitAction, VisitView } from '../core/views.ts';
import { Visit } from '../core/visit.ts';
import { connect } from '../transport/socket.ts';
import type { Organisation } from '../ui/organisation.ts';
import { random } from '../ui/support.ts';

export interface Visiting {
  /** Raises LocalFault for what cannot be done now; nothing has changed then. */
  act(action: VisitAction): void;
  wake(): void;
  /** Says goodbye where it can, forgets everything, closes. */
  leave(): void;
}

export function startVisit(stamp: Organisation, onChange: (view: VisitView) => void): Visiting {
  const visit = new Visit({
    organisation: stamp.fingerprint,
    leastCharterVersion: stamp.leastCharterVersion,
    desk: stamp.desk,
    notice: stamp.notice.length > 0 ? stamp.notice : undefined,
    name: stamp.name,
    random,
  });
  const keeper = connect(`${stamp.relay}/v1/visit`, visit, onChange);
  return {
    act: (action) => keeper.act(action),
    wake: () => keeper.wake(),
    leave() {
      try {
        keeper.act({ do: 'leave' });
      } finally {
        keeper.stop();
      }
    },
  };
}
