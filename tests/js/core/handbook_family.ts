/** The vectors of the handbook: both languages read the same, and sign the same. */

import assert from 'node:assert/strict';
import { fromHex, hex } from '../../../client_js/src/core/bytes.ts';
import { Untrusted } from '../../../client_js/src/core/errors.ts';
import { onlyContent, readHandbook as read } from '../../../client_js/src/core/handbook.ts';
import { handbookProblem } from '../../../client_js/src/core/handbook_rules.ts';
import type {
  HandbookContent,
  HandbookLabel,
  Stage,
  Where,
} from '../../../client_js/src/core/handbook_view.ts';
import { type Case, text } from './case.ts';
import { bytes } from './values_family.ts';

type Pair = readonly [string, string];
type Labels = readonly Pair[];
type Choice = readonly [string, Labels];
type Hours = readonly (readonly [number, number, number])[];
type Titled = readonly [string, string, string];
type Service = readonly [
  ...readonly [string, string, string, readonly string[], string, string, string],
  ...readonly [boolean, string, string],
];
/** The eight lists as the payload has them. */
export type Lists = readonly [
  readonly (readonly [string, Stage, string, string, string])[],
  readonly (readonly [...Titled, string])[],
  readonly (readonly [...Titled, readonly string[]])[],
  readonly Service[],
  readonly Choice[],
  readonly (readonly [string, readonly string[], Hours])[],
  readonly (readonly [string, Where, Labels, readonly Choice[]])[],
  readonly Pair[],
];

const labelsOf = (labels: Labels): readonly HandbookLabel[] =>
  labels.map(([language, label]) => ({ language, label }));
const named = ([key, labels]: Choice) => ({ key, labels: labelsOf(labels) });

export function contentOf(lists: Lists): HandbookContent {
  const [texts, cards, checklists, services, specialties, people, tally, settings] = lists;
  return {
    texts: texts.map(([key, stage, language, title, said]) => ({ key, stage, language, title, text: said })),
    cards: cards.map(([key, language, title, said]) => ({ key, language, title, text: said })),
    lists: checklists.map(([key, language, title, items]) => ({ key, language, title, items })),
    services: services.map(
      ([name, kind, region, languages, hours, phone, address, confidential, trust, note]) => ({
        ...{ name, kind, region, languages, hours, phone, address, confidential, trust, note },
      }),
    ),
    specialties: specialties.map(named),
    people: people.map(([alias, keys, hours]) => ({
      alias,
      specialties: keys,
      hours: hours.map(([day, opens, closes]) => ({ day, opens, closes })),
    })),
    tally: tally.map(([key, where, labels, choices]) => ({
      ...{ key, where, labels: labelsOf(labels), choices: choices.map(named) },
    })),
    settings: settings.map(([key, value]) => ({ key, value })),
  };
}

export function readHandbook(vector: Case): void {
  const [organisation, desk] = [bytes(vector, 'organisation'), bytes(vector, 'desk')];
  const keys = (vector['administrators'] as readonly string[]).map(fromHex);
  const raw = bytes(vector, 'handbook');
  if (vector['expect'] !== 'ok') {
    const broken = (error: unknown): boolean =>
      error instanceof Untrusted && error.rule === vector['expect'];
    assert.throws(() => read(organisation, desk, keys, raw), broken);
    return;
  }
  const { payload, hash, administrator } = read(organisation, desk, keys, raw);
  const { version, issued, expires, secrets } = payload;
  for (const [name, value] of Object.entries({ version, issued, expires })) {
    assert.equal(value, vector[name], name);
  }
  assert.deepEqual(
    secrets.map(({ secret, made }) => [hex(secret), made]),
    vector['secrets'],
  );
  assert.deepEqual(onlyContent(payload), contentOf(vector['content'] as Lists));
  assert.equal(hex(administrator), text(vector['administrator']));
  assert.equal(hex(hash), text(vector['hash']));
  for (let cut = 0; cut < raw.length; cut += 61) {
    const shape = (error: unknown): boolean => error instanceof Untrusted && error.rule === 'shape';
    assert.throws(() => read(organisation, desk, keys, raw.subarray(0, cut)), shape);
  }
}

export function readHandbookRules(vector: Case): void {
  const problem = handbookProblem(contentOf(vector['content'] as Lists));
  assert.deepEqual([problem?.why ?? 'ok', problem?.where], [vector['expect'], vector['where']]);
}
