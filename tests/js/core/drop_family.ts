/** How the vectors of drops are read, and those that TypeScript writes. protocol.md 15.1. */

import assert from 'node:assert/strict';
import { bind, hex, unpad } from '../../../client_js/src/core/bytes.ts';
import { Malformed } from '../../../client_js/src/core/errors.ts';
import { label } from '../../../client_js/src/core/labels.ts';
import { xwingPublic } from '../../../client_js/src/core/primitives.ts';
import { openSealed } from '../../../client_js/src/core/sealing.ts';
import { decodeAs } from '../../../client_js/src/core/shapes.ts';
import { DROP, DROP_LENGTH, makeDrop } from '../../../client_js/src/core/survey.ts';
import type { Case } from './case.ts';
import { flipped, NOW, seeded } from './helpers.ts';
import { circumstances, remembering, type Vector } from './make_parts.ts';
import { bytes, opened } from './values_family.ts';

export function readDrop(vector: Case): void {
  const [seed, sealed] = [bytes(vector, 'seed'), bytes(vector, 'sealed')];
  const info = bind(label.drop, bytes(vector, 'organisation'), bytes(vector, 'desk'));
  const told = opened(vector, () => {
    if (sealed.length !== DROP_LENGTH) throw new Malformed();
    return decodeAs(DROP, unpad(openSealed(seed, info, sealed)));
  });
  if (told === undefined) return;
  const { kind, day, answers } = told;
  const pairs = answers.map(({ question, answer }) => [question, answer]);
  assert.deepEqual({ kind, day, answers: pairs }, vector['content']);
}

export function drops(): Vector[] {
  const seed = seeded('from_ts statistics')(32);
  const desk = seeded('from_ts desk')(16);
  const { organisation } = circumstances;
  const answers = [{ question: 'survey-1', answer: 'قليل' }, { question: 'survey-2', answer: 'é'.repeat(200) }];
  const drop = (name: string, expect: string, bit?: number): Vector => {
    const { random } = remembering(name);
    const made = makeDrop({ organisation, desk, random }, xwingPublic(seed), answers, NOW);
    const sealed = hex(bit === undefined ? made : flipped(made, bit));
    const place = { organisation: hex(organisation), desk: hex(desk), seed: hex(seed) };
    const base = { name, family: 'drop', expect, ...place, sealed };
    if (expect !== 'ok') return base;
    const pairs = answers.map(({ question, answer }) => [question, answer]);
    return { ...base, content: { kind: 'survey', day: Math.floor(NOW / 86_400), answers: pairs } };
  };
  return [drop('drop', 'ok'), drop('drop-changed-body', 'refused', 2047 * 8)];
}
