/** The running hash of a transcript, which staff in one conversation compare. protocol.md 9.2. */

import { type Bytes, u64, utf8 } from './bytes.ts';
import { label } from './labels.ts';
import { digest } from './primitives.ts';

/** `h_0`. */
export const start = (organisation: Bytes): Bytes => digest(label.transcriptStart, organisation);

/** `h_n`; `author` is the certificate hash of the person, empty for the center. */
export function step(hash: Bytes, place: number, author: Bytes, text: string): Bytes {
  return digest(label.transcriptStep, hash, u64(place), author, utf8(text));
}
