/** What only a console is stamped with: the charters, by which a new device knows its administrators. */

import { lettersRead } from '../core/letters.ts';
import { BadStamp, MOST_ENVELOPE, readOrganisation, type Organisation } from '../ui/organisation.ts';

export interface Stamped extends Organisation {
  /** Charter envelopes, in order. */
  readonly charters: readonly Uint8Array[];
}

const MOST_CHARTERS = 64;

function base64(value: unknown): Uint8Array {
  if (typeof value !== 'string' || value.length > (MOST_ENVELOPE * 4) / 3 + 4) {
    throw new BadStamp('charters');
  }
  try {
    return Uint8Array.from(atob(value), (one) => one.charCodeAt(0));
  } catch {
    throw new BadStamp('charters');
  }
}

/** Reads the block. Raises BadStamp for anything missing, misspelled or out of bounds. */
export function readStamped(text: string | null | undefined): Stamped {
  const organisation = readOrganisation(text, lettersRead);
  const { charters } = JSON.parse(text ?? '') as { readonly charters?: unknown };
  if (!Array.isArray(charters) || charters.length === 0 || charters.length > MOST_CHARTERS) {
    throw new BadStamp('charters');
  }
  return { ...organisation, charters: charters.map(base64) };
}
