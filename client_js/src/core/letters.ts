/** The notice in a survivor's page, letter by letter; how it is written there is in page_stamp.ts. */

import { type Bytes, utf8 } from './bytes.ts';

/**
 * What can stand in a page is itself, also letters of most scripts, in UTF-8; any other byte has 256
 * added. The notice is mostly words, and as words it is far lighter on the way than in base64.
 * Undefined for what is nothing of it.
 */
export function lettersRead(text: unknown): Bytes | undefined {
  if (typeof text !== 'string' || /[^ -~\u0100-\u01ff\u0400-\u1fff\u3000-\ucfff]/.test(text)) return undefined;
  return Uint8Array.from([...text].flatMap((one) => (one < '\u0200' ? one.charCodeAt(0) : [...utf8(one)])));
}
