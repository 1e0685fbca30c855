import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { PLAIN_TEXTS, POLICIES } from '../../../../client_js/src/core/notice_meanings.ts';
import type { NoticeProblemCode } from '../../../../client_js/src/core/notice_rules.ts';
import { SETTINGS as KEYS } from '../../../../client_js/src/core/handbook_view.ts';
import { sentence } from '../../../../client_js/src/console/settings/props.ts';
import { CODES, SETTINGS } from '../../../../client_js/src/ui/catalog/languages.ts';

test('every refusal of a notice has a sentence in every language, and names what it is about', () => {
  const codes = Object.keys(SETTINGS.en.wrong) as NoticeProblemCode[];
  assert.ok(codes.length > 25);
  for (const code of CODES) {
    for (const one of codes) {
      const said = sentence({ where: 'x', code: one, about: '$&12' }, SETTINGS[code]);
      assert.doesNotMatch(said, /[{}]/, `${code} ${one}`);
      if (SETTINGS.en.wrong[one].includes('{about}')) assert.ok(said.includes('$&12'), `${code} ${one}`);
    }
  }
});

test('every text and switch that can be signed can be edited', () => {
  const words = SETTINGS.en;
  for (const key of PLAIN_TEXTS) {
    const known = key.startsWith('caller-') || key.startsWith('state-') || key in words.texts;
    assert.ok(known, key);
  }
  for (const key of POLICIES) {
    assert.ok(['callers', 'days'].includes(key) || key in words.switches, key);
  }
  for (const [key] of KEYS) assert.ok(key in words.settings, key);
});

test('every text of the notice that organisation.md lists is one that the editor has', () => {
  const table = readFileSync('docs/organisation.md', 'utf8').split('\n## 19.')[1] ?? '';
  const named = [...table.matchAll(/^\| (`[a-z][^|]*)\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([a-z0-9-]+)`/g)].map(([, key = '']) => key),
  );
  const known: readonly string[] = [...PLAIN_TEXTS, ...POLICIES];
  const asked = /^((question|survey)-\d(-why|-choices)?|-choices)$/;
  assert.ok(named.length > 25);
  assert.deepEqual(named.filter((key) => !known.includes(key) && !asked.test(key)), []);
});
