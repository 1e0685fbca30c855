/** Plain work on bytes: nothing here knows a key from a letter. protocol.md 1. */

import { LocalFault, Malformed } from './errors.ts';

export type Bytes = Uint8Array;

/** `length` fresh random bytes; the one way in which randomness enters core. */
export type Random = (length: number) => Bytes;

export const NONE: Bytes = new Uint8Array(0);

const encoder = new TextEncoder();
// A leading byte order mark is a character like any other: dropping it would be a second reading.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function concat(...parts: readonly Bytes[]): Bytes {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Compares in a time that depends on the lengths only. */
export function equal(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i += 1) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

/** Orders as unsigned bytes, shorter first where one begins the other; for public values only. */
export function compare(a: Bytes, b: Bytes): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Overwrites secrets. JavaScript keeps copies that this cannot reach (protocol.md 13.5). */
export function wipe(...secrets: readonly Bytes[]): void {
  for (const secret of secrets) secret.fill(0);
}

/** UTF-8; half a surrogate pair becomes U+FFFD. */
export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** Valid UTF-8 or Malformed. */
export function fromUtf8(bytes: Bytes): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Malformed();
  }
}

export function hex(bytes: Bytes): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/** Lower-case hexadecimal or Malformed. */
export function fromHex(text: string): Bytes {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) throw new Malformed();
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** One byte. */
export function u8(value: number): Bytes {
  return Uint8Array.of(value);
}

function u32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** 8 bytes, big-endian; `value` is an integer from 0 to 2^53 − 1. */
export function u64(value: number): Bytes {
  if (!Number.isSafeInteger(value) || value < 0) throw new LocalFault('range');
  return concat(u32(Math.floor(value / 2 ** 32)), u32(value % 2 ** 32));
}

/** The one construction behind every hash, derivation, signature and sealing. protocol.md 1.2. */
export function bind(label: string, ...parts: readonly Bytes[]): Bytes {
  const name = utf8(label);
  if (name.length > 255) throw new LocalFault('range');
  return concat(u8(name.length), name, ...parts.flatMap((part) => [u32(part.length), part]));
}

/** `data ‖ 0x80 ‖ 00…`, `length` bytes long. protocol.md 1.4. */
export function pad(data: Bytes, length: number): Bytes {
  if (data.length >= length) throw new LocalFault('too-long');
  const padded = new Uint8Array(length);
  padded.set(data);
  padded[data.length] = 0x80;
  return padded;
}

/** `data` padded to the next multiple of `step` bytes. */
export function padToMultiple(data: Bytes, step: number): Bytes {
  return pad(data, Math.ceil((data.length + 1) / step) * step);
}

/** What was padded, or Malformed where 0x80 does not stand before the zeros. protocol.md 1.4. */
export function unpad(padded: Bytes): Bytes {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end -= 1;
  if (end < 0 || padded[end] !== 0x80) throw new Malformed();
  return padded.slice(0, end);
}
