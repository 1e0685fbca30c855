/**
 * MessagePack, restricted to one reading. protocol.md 1.1.
 *
 * Integers from 0 to 2^53 − 1, booleans, strings, binary and arrays; shortest forms only, valid
 * UTF-8, nothing behind the value, arrays at most 8 deep. Time and memory are linear in the input:
 * a declared length is compared with what is left before anything is made.
 */

import { type Bytes, concat, fromUtf8, utf8 } from './bytes.ts';
import { LocalFault, Malformed } from './errors.ts';

export type Value = number | boolean | string | Bytes | readonly Value[];

export const MOST_NESTED = 8;

const LENGTHS = [
  // [first byte of a short form or -1, short forms, then 8, 16 and 32 bit headers or -1]
  { kind: 'text', short: 0xa0, shortMost: 31, headers: [0xd9, 0xda, 0xdb] },
  { kind: 'binary', short: -1, shortMost: -1, headers: [0xc4, 0xc5, 0xc6] },
  { kind: 'array', short: 0x90, shortMost: 15, headers: [-1, 0xdc, 0xdd] },
] as const;

const [TEXT, BINARY, ARRAY] = LENGTHS;

function bigEndian(value: number, width: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; bytes.length < width; rest = Math.floor(rest / 256)) {
    bytes.unshift(rest % 256);
  }
  return bytes;
}

function writeLength(form: (typeof LENGTHS)[number], length: number): Bytes {
  if (length <= form.shortMost) return Uint8Array.of(form.short | length);
  const at = length < 0x100 && form.headers[0] !== -1 ? 0 : length < 0x10000 ? 1 : 2;
  return Uint8Array.of(form.headers[at], ...bigEndian(length, 2 ** at));
}

function writeInteger(value: number): Bytes {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new LocalFault('range');
  }
  if (value < 0x80) return Uint8Array.of(value);
  const at = value < 0x100 ? 0 : value < 0x10000 ? 1 : value < 2 ** 32 ? 2 : 3;
  return Uint8Array.of(0xcc + at, ...bigEndian(value, 2 ** at));
}

function write(value: Value, depth: number, parts: Bytes[]): void {
  if (typeof value === 'number') {
    parts.push(writeInteger(value));
  } else if (typeof value === 'boolean') {
    parts.push(Uint8Array.of(value ? 0xc3 : 0xc2));
  } else if (typeof value === 'string') {
    const text = utf8(value);
    parts.push(writeLength(TEXT, text.length), text);
  } else if (value instanceof Uint8Array) {
    parts.push(writeLength(BINARY, value.length), value);
  } else {
    if (depth === MOST_NESTED) throw new LocalFault('range');
    parts.push(writeLength(ARRAY, value.length));
    for (const item of value) write(item, depth + 1, parts);
  }
}

/** The one encoding of `value`. Raises LocalFault for what protocol.md 1.1 has no form for. */
export function encode(value: Value): Bytes {
  const parts: Bytes[] = [];
  write(value, 0, parts);
  return concat(...parts);
}

class Reader {
  private at = 0;
  private readonly bytes: Bytes;

  constructor(bytes: Bytes) {
    this.bytes = bytes;
  }

  get position(): number {
    return this.at;
  }

  value(depth: number): Value {
    const head = this.integer(1);
    if (head < 0x80) return head;
    if (head === 0xc2 || head === 0xc3) return head === 0xc3;
    if (head >= 0xcc && head <= 0xcf) {
      const width = 2 ** (head - 0xcc);
      const value = this.integer(width);
      const least = width === 1 ? 0x80 : 2 ** (4 * width);
      if (value < least) throw new Malformed();
      return value;
    }
    for (const form of LENGTHS) {
      const length = this.length(form, head);
      if (length < 0) continue;
      if (length > this.bytes.length - this.at) throw new Malformed();
      if (form.kind === 'array') return this.array(length, depth);
      const content = this.bytes.slice(this.at, this.at + length);
      this.at += length;
      return form.kind === 'text' ? fromUtf8(content) : content;
    }
    throw new Malformed();
  }

  private array(length: number, depth: number): Value {
    if (depth === MOST_NESTED) throw new Malformed();
    const items: Value[] = [];
    for (let i = 0; i < length; i += 1) items.push(this.value(depth + 1));
    return items;
  }

  /** The length that `head` begins, or −1 where it begins something else. */
  private length(form: (typeof LENGTHS)[number], head: number): number {
    if (form.short !== -1 && head >= form.short && head <= form.short + form.shortMost) {
      return head - form.short;
    }
    const at = form.headers.findIndex((header) => header === head);
    if (at === -1) return -1;
    const length = this.integer(2 ** at);
    const shorter = at === 2 ? 0xffff : at === 1 && form.headers[0] !== -1 ? 0xff : form.shortMost;
    if (length <= shorter) throw new Malformed();
    return length;
  }

  private integer(width: number): number {
    if (width > this.bytes.length - this.at) throw new Malformed();
    let value = 0;
    for (let i = 0; i < width; i += 1) value = value * 256 + (this.bytes[this.at + i] ?? 0);
    // Past 2^53 the sum is rounded, but never down to a safe integer.
    if (value > Number.MAX_SAFE_INTEGER) throw new Malformed();
    this.at += width;
    return value;
  }
}

/** The value that `bytes` begin with, and its length. Raises Malformed. */
export function decodeFirst(bytes: Bytes): { readonly value: Value; readonly length: number } {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  return { value, length: reader.position };
}

/** The value whose one encoding `bytes` is. Raises Malformed. */
export function decode(bytes: Bytes): Value {
  const { value, length } = decodeFirst(bytes);
  if (length !== bytes.length) throw new Malformed();
  return value;
}
