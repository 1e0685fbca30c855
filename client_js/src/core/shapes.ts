/**
 * Shapes of values: how a typed thing looks as a MessagePack array, both ways, and the bounds of
 * its fields. Reading raises Malformed, writing something out of shape raises LocalFault.
 */

import { type Bytes, utf8 } from './bytes.ts';
import { decode, encode, type Value } from './encoding.ts';
import { LocalFault, Malformed } from './errors.ts';

export interface Shape<T> {
  read(value: Value): T;
  write(item: T): Value;
}

type Shaped<S> = S extends Shape<infer T> ? T : never;

/** A field whose typed form is its value itself, held to `holds` in both directions. */
function plain<T extends Value>(holds: (value: Value) => value is T): Shape<T> {
  return {
    read(value) {
      if (!holds(value)) throw new Malformed();
      return value;
    },
    write(item) {
      if (!holds(item)) throw new LocalFault('out-of-shape');
      return item;
    },
  };
}

export function uint(most: number = Number.MAX_SAFE_INTEGER, least = 0): Shape<number> {
  return plain(
    (value): value is number => typeof value === 'number' && value >= least && value <= most,
  );
}

export const bool: Shape<boolean> = plain((value): value is boolean => typeof value === 'boolean');

/** Binary of exactly one of these lengths. */
export function bin(...lengths: readonly number[]): Shape<Bytes> {
  return plain(
    (value): value is Bytes => value instanceof Uint8Array && lengths.includes(value.length),
  );
}

export function binUpTo(most: number, least = 0): Shape<Bytes> {
  return plain(
    (value): value is Bytes =>
      value instanceof Uint8Array && value.length >= least && value.length <= most,
  );
}

/** The number of code points: what "characters" means everywhere. */
export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

export function text(most: number, least = 0): Shape<string> {
  return plain((value): value is string => {
    if (typeof value !== 'string') return false;
    const length = characters(value);
    return length >= least && length <= most;
  });
}

export function textOfBytes(most: number): Shape<string> {
  return plain(
    (value): value is string => typeof value === 'string' && utf8(value).length <= most,
  );
}

/** What a person wrote: at most 4,000 characters, no NUL. protocol.md 8. */
export const written: Shape<string> = plain(
  (value): value is string =>
    typeof value === 'string' && !value.includes('\0') && characters(value) <= 4000,
);

export function oneOf<const T extends number | string>(...options: readonly T[]): Shape<T> {
  return plain((value): value is T => options.some((option) => option === value));
}

export function list<T>(item: Shape<T>, most: number, least = 0): Shape<readonly T[]> {
  return {
    read(value) {
      if (!Array.isArray(value) || value.length < least || value.length > most) {
        throw new Malformed();
      }
      return value.map((part: Value) => item.read(part));
    },
    write(items) {
      if (items.length < least || items.length > most) {
        throw new LocalFault('out-of-shape');
      }
      return items.map((part) => item.write(part));
    },
  };
}

type Row<F> = { readonly [K in keyof F]: Shaped<F[K]> };
type AnyShape = { read(value: Value): unknown; write(item: unknown): Value };

/** An array with one place for each field, in the order in which the fields are written here. */
export function row<F extends { readonly [K in keyof F]: unknown }>(fields: F): Shape<Row<F>> {
  const names = Object.keys(fields) as (keyof F)[];
  const shapes = names.map((name) => fields[name] as AnyShape);
  return {
    read(value) {
      if (!Array.isArray(value) || value.length !== names.length) {
        throw new Malformed();
      }
      const entries = names.map((name, at) => [name, shapes[at]?.read(value[at] as Value)]);
      return Object.fromEntries(entries) as Row<F>;
    },
    write(item) {
      return names.map((name, at) => (shapes[at] as AnyShape).write(item[name]));
    },
  };
}

export function decodeAs<T>(shape: Shape<T>, bytes: Bytes): T {
  return shape.read(decode(bytes));
}

export function encodeAs<T>(shape: Shape<T>, item: T): Bytes {
  return encode(shape.write(item));
}
