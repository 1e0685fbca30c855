/** Opening a device's vault file, and what stands in the way. */

import { type Bytes, equal, wipe } from '../core/bytes.ts';
import { DamagedVault, ForeignVault, UnsupportedVault, WrongPassphrase } from '../core/errors.ts';
import { type DeviceVault, type Progress, unlock } from '../core/vault.ts';
import type { Problem } from '../core/views.ts';
import type { Organisation } from '../ui/organisation.ts';

/** The device in a vault of the organisation that the page pins, or why it does not open. */
export async function openDevice(
  stamp: Organisation,
  raw: Bytes,
  passphrase: string,
  progress: Progress,
): Promise<DeviceVault | Problem> {
  try {
    const content = await unlock(raw, passphrase, progress);
    if (content.kind === 'device' && equal(content.organisation, stamp.fingerprint)) return content;
    return 'foreign-vault';
  } catch (error) {
    return reason(error);
  }
}

/** Overwrites a device's secrets. */
export function forget({ identity, signing, inbox, storage }: DeviceVault): void {
  wipe(identity, signing, inbox, storage);
}

function reason(error: unknown): Problem {
  if (error instanceof WrongPassphrase) return 'wrong-passphrase';
  if (error instanceof DamagedVault) return 'damaged-vault';
  if (error instanceof ForeignVault || error instanceof UnsupportedVault) return 'foreign-vault';
  throw error;
}
