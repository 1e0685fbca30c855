/** What a target is: bytes in, a value or one of the project's own errors out. */

import { createHash } from 'node:crypto';
import { type Bytes, concat, utf8 } from '../../../client_js/src/core/bytes.ts';
import { encode, type Value } from '../../../client_js/src/core/encoding.ts';
import { NoviewError, Untrusted } from '../../../client_js/src/core/errors.ts';

/** What was read, in words that both languages share: a name, and the values in their order. */
export type Told = readonly [label: string, values: readonly unknown[]];

export interface Target {
  readonly name: string;
  /** The functions that are decoders by complete.ts. */
  readonly covers: readonly string[];
  readonly read: (raw: Bytes) => unknown;
  /** The bytes of what was read, where the format has one form only. */
  readonly again?: (value: never) => Bytes;
  readonly told?: (value: never) => Told;
  /** Whether both languages name the refusals alike. */
  readonly codes?: boolean;
}

const ANSWER = 9;

/** An object as the names of its fields and their values; what `tag` names goes in front. */
export function fields(value: object, tag?: 'name' | 'type'): Told {
  const entries = Object.entries(value);
  const kept = entries.filter(([name]) => name !== tag && name !== 'format');
  const kind = entries.find(([name]) => name === tag)?.[1] ?? '';
  const label = kept.map(([field]) => field.toLowerCase()).join(',');
  return [`${String(kind).toLowerCase()}:${label}`, kept.map(([, one]) => one)];
}

/** Objects as the arrays that they are on the wire. */
export function plain(value: unknown): Value {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'object' && value !== null) return Object.values(value).map(plain);
  return value as Value;
}

export function codeOf(error: NoviewError): string {
  return error instanceof Untrusted ? error.rule : (error.code.split('-')[0] ?? '');
}

function short(mark: string, word: string): Bytes {
  return utf8((mark + word).slice(0, ANSWER).padEnd(ANSWER, ' '));
}

/** `+` and a hash of what was read, `-` and why not, `!` and what should never be thrown. */
export async function answer(target: Target, raw: Bytes): Promise<Bytes> {
  try {
    const pending = target.read(raw);
    const value = pending instanceof Promise ? await pending : pending;
    if (target.told === undefined) throw new TypeError('nothing told');
    const [label, values] = target.told(value as never);
    const told = concat(...[label, ...values].map((one) => encode(plain(one))));
    const hash = createHash('sha256').update(told).digest();
    return concat(utf8('+'), new Uint8Array(hash).subarray(0, ANSWER - 1));
  } catch (error) {
    if (!(error instanceof NoviewError)) return short('!', String((error as Error).name));
    return short('-', target.codes === true ? codeOf(error) : 'refused');
  }
}
