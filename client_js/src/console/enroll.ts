/** A new device: its keys are made here, locked into a vault, and only public words come out. */

import { type Bytes, NONE, type Random, wipe } from '../core/bytes.ts';
import { spoken } from '../core/device.ts';
import { Keyring } from '../core/keyring.ts';
import { makeRequest, toText, type Wish } from '../core/request.ts';
import { type DeviceVault, lock, type Progress } from '../core/vault.ts';
import type { Organisation } from '../ui/organisation.ts';

/** All of it is locked or public. */
export interface Enrolled {
  readonly alias: string;
  /** The vault file, without a certificate. */
  readonly vault: Bytes;
  /** The device's fingerprint, 32 bytes; and what of it is read aloud. */
  readonly device: Bytes;
  readonly spoken: string;
  /** The request as a file, with the first sealing key; and as a line of text, without it. */
  readonly request: Bytes;
  readonly text: string;
  /** The keyring, wrapped, for this browser's storage. */
  readonly keys: Bytes;
}

/** `now` in seconds since 1970. Takes seconds, for Argon2id. Raises LocalFault("weak-passphrase"). */
export async function enroll(
  stamp: Organisation,
  wishes: Wish,
  passphrase: string,
  random: Random,
  now: number,
  progress: Progress,
): Promise<Enrolled> {
  const vault: DeviceVault = {
    kind: 'device',
    organisation: stamp.fingerprint,
    relay: stamp.relay,
    desk: stamp.desk,
    identity: random(32),
    signing: random(32),
    inbox: random(32),
    storage: random(32),
    certificate: NONE,
    warrant: NONE,
  };
  const keyring = new Keyring(vault);
  try {
    keyring.tick(now, random);
    const { device } = keyring;
    return {
      alias: wishes.alias,
      device,
      spoken: spoken(device),
      request: makeRequest(vault, wishes, keyring.newest(now) ?? NONE),
      text: toText(makeRequest(vault, wishes, NONE)),
      keys: keyring.wrap(random),
      vault: await lock(vault, passphrase, random, progress),
    };
  } finally {
    keyring.wipe();
    wipe(vault.identity, vault.signing, vault.inbox, vault.storage);
  }
}
