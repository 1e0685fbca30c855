/** The relay's frames that only consoles say and hear; who imports this can. protocol.md 10. */

import { alsoFrames, bin16, deskOrNone, drop, envelope, PACKET_MOST, sealed, u32 } from './frames.ts';
import { bin, binUpTo, bool, list, row, uint } from './shapes.ts';

const any = uint();
const bin32 = bin(32);
const WARRANT_MOST = 4096;
const proof = { signer: bin32, signature: bin(64), warrant: binUpTo(WARRANT_MOST) };

export const STAFF_SAYS = {
  duty: [10, { ref: u32, desk: bin16, capacity: uint(64), signature: bin(64) }],
  off: [11, { ref: u32, desk: bin16 }],
  claim: [12, { ref: u32, desk: bin16, knock: bin16 }],
  accept: [13, { ref: u32, desk: bin16, knock: bin16, fence: any, ciphertext: sealed }],
  release: [14, { ref: u32, desk: bin16, knock: bin16, fence: any }],
  turnAway: [15, { ref: u32, desk: bin16, knock: bin16, fence: any }],
  publish: [16, { ref: u32, envelope, packet: binUpTo(PACKET_MOST) }],
  call: [18, { ref: u32, desk: bin16, sealed }],
  collect: [20, { ref: u32, desk: bin16, after: deskOrNone, ...proof }],
  collected: [21, { ref: u32, desk: bin16, names: list(bin16, 5000), ...proof }],
} as const;

export const STAFF_HEARS = {
  waiting: [40, { desk: bin16, knock: bin16, waited: any, sealed }],
  gone: [41, { desk: bin16, knock: bin16 }],
  claimed: [42, { ref: u32, knock: bin16, fence: any }],
  called: [49, { desk: bin16, proven: bool, sealed }],
  drops: [50, { ref: u32, drops: list(row({ day: any, sealed: drop }), 500), more: bool }],
} as const;

alsoFrames(STAFF_SAYS, STAFF_HEARS);
