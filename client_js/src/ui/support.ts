/** What a browser must bring to keep a conversation private. */

/** The first thing that is missing, or undefined. `scope` is the browser's window; pure. */
export function missing(scope: Readonly<Record<string, unknown>>): string | undefined {
  if (scope['isSecureContext'] !== true) return 'secure context';
  if (typeof scope['WebSocket'] !== 'function') return 'sockets';
  if (typeof scope['BigInt'] !== 'function') return 'big numbers';
  if (typeof scope['TextEncoder'] !== 'function') return 'text encoding';
  const crypto = scope['crypto'] as { readonly getRandomValues?: unknown } | undefined;
  if (typeof crypto?.getRandomValues !== 'function') return 'randomness';
  return undefined;
}

/** The one source of randomness of a page. */
export function random(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}
