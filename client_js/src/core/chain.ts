/** One direction of a line: a chain of keys, one key for one frame. protocol.md 6.2, 6.3, 7.1. */

import { bind, type Bytes, pad, type Random, u64, u8, unpad } from './bytes.ts';
import { COMMITTED_OVERHEAD, openCommitted, type Purpose, sealCommitted } from './committed.ts';
import { LocalFault, NotOpened } from './errors.ts';
import { BUCKETS } from './frames.ts';
import { label } from './labels.ts';
import { expand, extract } from './primitives.ts';

/** 0 from the inviter, 1 from the responder. */
export type Direction = 0 | 1;

/** Where a frame stands; all of it is authenticated with the frame. */
export interface Place {
  readonly organisation: Bytes;
  readonly lineId: Bytes;
  readonly direction: Direction;
  readonly number: number;
}

export interface Step {
  readonly messageKey: Bytes;
  readonly next: Bytes;
}

/** The key of the next frame and the chain behind it; the chain itself is left as it is. */
export function step(chain: Bytes, organisation: Bytes): Step {
  return {
    messageKey: expand(chain, label.message, organisation),
    next: expand(chain, label.next, organisation),
  };
}

/** The chain after a frame that carried a refresh. */
export function refreshed(next: Bytes, secret: Bytes, organisation: Bytes): Bytes {
  return expand(extract(next, secret), label.refreshed, organisation);
}

/** What a refresh in this frame is sealed under; `index` is that of the key it is sealed to. */
export function refreshInfo(place: Place, index: number): Bytes {
  return bind(label.refresh, ...bound(place), u64(index));
}

function bound(place: Place): readonly Bytes[] {
  return [place.organisation, place.lineId, u8(place.direction), u64(place.number)];
}

function purpose(place: Place): Purpose {
  return { commit: label.commit, key: label.frameKey, context: [place.organisation] };
}

/** The smallest bucket from `least` for a message. Raises LocalFault for one that fits none. */
export function bucketFor(message: Bytes, least = 0): number {
  const bucket = BUCKETS.find((size) => size >= least && message.length < size - COMMITTED_OVERHEAD);
  if (bucket === undefined) throw new LocalFault('too-long');
  return bucket;
}

export function makeFrame(
  messageKey: Bytes,
  place: Place,
  message: Bytes,
  random: Random,
  least?: number,
): Bytes {
  const padded = pad(message, bucketFor(message, least) - COMMITTED_OVERHEAD);
  return sealCommitted(messageKey, purpose(place), bind(label.frame, ...bound(place)), padded, random);
}

/** The bytes of the message in a frame. Raises NotOpened; nothing has changed then. */
export function openFrame(messageKey: Bytes, place: Place, frame: Bytes): Bytes {
  if (!BUCKETS.some((size) => size === frame.length)) throw new NotOpened();
  const data = bind(label.frame, ...bound(place));
  const padded = openCommitted(messageKey, purpose(place), data, frame);
  try {
    return unpad(padded);
  } catch {
    throw new NotOpened();
  }
}
