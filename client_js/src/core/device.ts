/** What a device is known by: the fingerprint of its keys. protocol.md 3.3. */

import { type Bytes } from './bytes.ts';
import { label } from './labels.ts';
import { digest } from './primitives.ts';

/** Digits in a spoken group, and bytes that it is made of. */
const DIGITS = 5;
const GROUPS = 6;

/** The fingerprint (32 bytes) of a device's two public keys (32 bytes each). */
export function deviceHash(organisation: Bytes, identity: Bytes, signing: Bytes): Bytes {
  return digest(label.device, organisation, identity, signing);
}

/**
 * The fingerprint as two people read it to each other before a device is certified: six groups of
 * five digits, about 100 bits.
 */
export function spoken(device: Bytes): string {
  const groups: string[] = [];
  for (let group = 0; group < GROUPS; group += 1) {
    let number = 0;
    for (const byte of device.subarray(DIGITS * group, DIGITS * (group + 1))) {
      number = number * 256 + byte;
    }
    groups.push(String(number % 10 ** DIGITS).padStart(DIGITS, '0'));
  }
  return groups.join(' ');
}
