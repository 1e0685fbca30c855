/** A vector file, as the readers of each family take it apart. */

import assert from 'node:assert/strict';

/** What a vector file holds; each reader takes the fields of its own family. */
export type Case = Readonly<Record<string, unknown>>;

export function text(value: unknown): string {
  assert.equal(typeof value, 'string');
  return value as string;
}

export function whole(value: unknown): number {
  assert.ok(Number.isSafeInteger(value));
  return value as number;
}

export function items(value: unknown): readonly Case[] {
  assert.ok(Array.isArray(value));
  return value as readonly Case[];
}
