/** A house with two counselors, whose last shift an administrator made, and what its tests say. */

import assert from 'node:assert/strict';
import { type Bytes, NONE } from '../../../client_js/src/core/bytes.ts';
import { RemoteFault } from '../../../client_js/src/core/errors.ts';
import { openPacket } from '../../../client_js/src/core/packet.ts';
import { makeRequest } from '../../../client_js/src/core/request.ts';
import { House, type Person } from './house.ts';

/** What an administrator decides about a new device. */
export const terms = { alias: 'Sam', role: 'counselor', languages: ['en'], days: 90 } as const;

export function staffed(): { readonly house: House; readonly may: Person; readonly jo: Person } {
  const house = new House();
  return { house, may: house.join('May'), jo: house.join('Jo') };
}

export function requestOf(house: House, person: Person, alias = 'Sam'): Bytes {
  const wish = { alias, role: 'counselor', languages: ['en', 'ar'] };
  return makeRequest(person.vault, wish, person.keyring.newest(house.now) ?? NONE);
}

/** Whether a device is on the newest shift. */
export function opens(house: House, person: Person): boolean {
  const shift = house.documents.shift(house.desk);
  assert.ok(shift !== undefined);
  try {
    openPacket(shift, person.keyring.seeds, house.packet);
    return true;
  } catch (error) {
    if (error instanceof RemoteFault) return false;
    throw error;
  }
}
