/** The data block that `noview-org page` stamps into a page. Pure; fails with a clear error. */

export interface Organisation {
  /** 32 bytes: the pinned fingerprint. */
  readonly fingerprint: Uint8Array;
  readonly leastCharterVersion: number;
  /** 16 bytes. */
  readonly desk: Uint8Array;
  readonly relay: string;
  /** The organisation's name in its charter. */
  readonly name: string;
  /** The notice envelope, or empty. */
  readonly notice: Uint8Array;
  /** A title that tells nothing to somebody who looks at the history. */
  readonly title: string;
}

/** The page was not stamped, or stamped wrongly. `field` names what is wrong, never its value. */
export class BadStamp extends Error {
  readonly field: string;
  constructor(field: string) {
    super(`the page's data block: ${field}`);
    this.name = 'BadStamp';
    this.field = field;
  }
}

/** The law lets an envelope have as much (protocol.md 3.9), so a page must not refuse it. */
export const MOST_ENVELOPE = 131_072;

function hex(value: unknown, length: number, field: string): Uint8Array {
  if (typeof value !== 'string' || !/^[0-9a-f]*$/.test(value) || value.length !== length * 2) {
    throw new BadStamp(field);
  }
  return Uint8Array.from(value.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** How the notice is read (core/letters.ts); undefined for what is none. */
type Letters = (value: unknown) => Uint8Array | undefined;

function letters(bytes: Uint8Array | undefined, field: string): Uint8Array {
  if (bytes === undefined || bytes.length > MOST_ENVELOPE) throw new BadStamp(field);
  return bytes;
}

/** A socket address: wss anywhere; ws only where the way there is private without TLS. */
function relayAddress(value: unknown): string {
  if (typeof value !== 'string') throw new BadStamp('relay');
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    throw new BadStamp('relay');
  }
  const near = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|.+\.onion)$/.test(url.hostname);
  const good = url.protocol === 'wss:' || (url.protocol === 'ws:' && near);
  if (!good || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new BadStamp('relay');
  }
  return value.replace(/\/+$/, '');
}

function line(value: unknown, most: number, field: string): string {
  if (typeof value !== 'string' || value.length > most) throw new BadStamp(field);
  return value;
}

/** Reads the block. Raises BadStamp for anything missing, misspelled or out of bounds. */
export function readOrganisation(text: string | null | undefined, read: Letters): Organisation {
  let block: unknown;
  try {
    block = JSON.parse(text ?? '');
  } catch {
    throw new BadStamp('json');
  }
  if (typeof block !== 'object' || block === null || Array.isArray(block)) throw new BadStamp('json');
  const of = block as Readonly<Record<string, unknown>>;
  const least = of['least_charter_version'];
  if (typeof least !== 'number' || !Number.isSafeInteger(least) || least < 1) {
    throw new BadStamp('least_charter_version');
  }
  return {
    fingerprint: hex(of['organisation'], 32, 'organisation'),
    leastCharterVersion: least,
    desk: hex(of['desk'], 16, 'desk'),
    relay: relayAddress(of['relay']),
    name: line(of['name'], 120, 'name'),
    notice: letters(read(of['notice']), 'notice'),
    title: line(of['title'], 80, 'title'),
  };
}
