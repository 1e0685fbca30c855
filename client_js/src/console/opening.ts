/** From a vault file and a passphrase to a console at work, or the reason why not. */

import { equal } from '../core/bytes.ts';
import { Duty } from '../core/duty.ts';
import { DamagedVault, ForeignVault, UnsupportedVault, WrongPassphrase } from '../core/errors.ts';
import { Keyring } from '../core/keyring.ts';
import { unlock } from '../core/vault.ts';
import type { DutyAction, DutyView, Problem } from '../core/views.ts';
import { connect } from '../transport/socket.ts';
import type { Organisation } from '../ui/organisation.ts';
import { random } from '../ui/support.ts';

export interface Working {
  /** Raises LocalFault for what cannot be done now; nothing has changed then. */
  act(action: DutyAction): void;
  wake(): void;
  /** Ends every line, wipes every key, closes. */
  lock(): void;
}

/** `stamp` pins the organisation: a vault of another one is not for this console. */
export async function open(
  stamp: Organisation,
  vault: Uint8Array,
  passphrase: string,
  progress: (done: number) => void,
  onChange: (view: DutyView) => void,
): Promise<Working | Problem> {
  let content: Awaited<ReturnType<typeof unlock>>;
  try {
    content = await unlock(vault, passphrase, progress);
  } catch (error) {
    return reason(error);
  }
  if (content.kind !== 'device' || !equal(content.organisation, stamp.fingerprint)) {
    return 'foreign-vault';
  }
  // The page's policy allows the relay that it was stamped with, and no other.
  const keyring = new Keyring(content);
  keyring.tick(Date.now() / 1000, random);
  const duty = new Duty({ vault: content, keyring, random });
  const keeper = connect(`${stamp.relay}/v1/staff`, duty, onChange);
  return {
    act: (action) => keeper.act(action),
    wake: () => keeper.wake(),
    lock() {
      try {
        keeper.act({ do: 'lock' });
      } finally {
        keeper.stop();
      }
    },
  };
}

function reason(error: unknown): Problem {
  if (error instanceof WrongPassphrase) return 'wrong-passphrase';
  if (error instanceof DamagedVault) return 'damaged-vault';
  if (error instanceof ForeignVault || error instanceof UnsupportedVault) return 'foreign-vault';
  throw error;
}
