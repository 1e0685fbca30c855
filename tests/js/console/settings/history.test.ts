/** What was published is shown in the order of time, also where other keys began to count anew. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrder } from '../../../../client_js/src/console/settings/history.tsx';
import { EMPTY_NOTICE } from '../../../../client_js/src/console/settings/drafts.ts';
import { fieldsOf } from '../../../../client_js/src/core/notice_draft.ts';

const edition = (by: string, version: number, issued: number) => {
  return { by, version, issued, expires: issued + 1, raw: new Uint8Array(0), fields: fieldsOf(EMPTY_NOTICE) };
};

test('the newest first, and those whose key stands no more among them', () => {
  const former = [edition('a', 7, 100), edition('a', 900, 200)];
  const editions = [edition('b', 8, 300), edition('b', 9, 300), edition('b', 10, 400)];
  const shown = inOrder({ editions, former }).map(({ by, version }) => `${by}${version}`);
  assert.deepEqual(shown, ['b10', 'b9', 'b8', 'a900', 'a7']);
});
