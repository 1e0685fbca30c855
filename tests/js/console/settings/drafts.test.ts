/** What is typed while something signed is on its way to the relay is not lost. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  drop,
  EMPTY_NOTICE,
  noDrafts,
  put,
  settle,
  signing,
} from '../../../../client_js/src/console/settings/drafts.ts';
import { EMPTY_HANDBOOK } from '../../../../client_js/src/core/handbook_view.ts';

type View = Parameters<typeof settle>[1];

const view = (notice: number, handbook = 1, done?: readonly ['notice' | 'handbook', number]): View => ({
  notices: notice === 0 ? [] : [{ version: notice }],
  handbook: { view: { version: handbook } },
  done: done && { kind: done[0], at: done[1], alias: '', leftOut: [] },
});

const zone = (timezone: string) => ({ ...EMPTY_NOTICE, timezone });
const overtaken = (kept: ReturnType<typeof noDrafts>, which: 'notice' | 'handbook', version: number): boolean =>
  (kept[which].own?.newest ?? version) < version;

test('what was signed is no draft any more once the relay has it', () => {
  const kept = noDrafts();
  put(kept, 'notice', zone('Asia/Amman'), view(3));
  signing(kept, 'notice', view(3));
  settle(kept, view(3));
  assert.equal(kept.notice.own?.draft.timezone, 'Asia/Amman', 'it may be refused yet');
  settle(kept, view(3, 1, ['notice', 100]));
  assert.deepEqual([kept.notice.own, kept.notice.gone], [undefined, 1]);
  // A later one that is published is dropped in its turn, and only once it is.
  put(kept, 'notice', zone('Asia/Tokyo'), view(4, 1, ['notice', 100]));
  signing(kept, 'notice', view(4, 1, ['notice', 100]));
  settle(kept, view(4, 1, ['notice', 100]));
  assert.equal(kept.notice.own?.draft.timezone, 'Asia/Tokyo');
  settle(kept, view(5, 1, ['notice', 200]));
  assert.equal(kept.notice.own, undefined);
});

test('what was typed after signing stays, and is not told to be overtaken by what was signed', () => {
  for (const first of ['Asia/Amman', undefined]) {
    const kept = noDrafts();
    if (first !== undefined) put(kept, 'notice', zone(first), view(3));
    signing(kept, 'notice', view(3));
    put(kept, 'notice', zone('Asia/Tokyo'), view(3));
    settle(kept, view(3, 1, ['notice', 100]));
    assert.equal(kept.notice.own?.draft.timezone, 'Asia/Tokyo');
    assert.equal(kept.notice.gone, 0, 'the fields that are typed in stay the same');
    settle(kept, view(4, 1, ['notice', 100]));
    assert.equal(overtaken(kept, 'notice', 4), false, 'our own');
    settle(kept, view(5, 1, ['notice', 100]));
    assert.equal(overtaken(kept, 'notice', 5), true, 'a colleague’s');
  }
});

test('what is typed before our edition is read back is not told to be overtaken by it', () => {
  const kept = noDrafts();
  put(kept, 'notice', zone('Asia/Amman'), view(3));
  signing(kept, 'notice', view(3));
  const published = view(3, 1, ['notice', 100]);
  settle(kept, published);
  put(kept, 'notice', zone('Asia/Tokyo'), published);
  settle(kept, view(4, 1, ['notice', 100]));
  assert.equal(overtaken(kept, 'notice', 4), false);
});

test('the notice and the handbook are signed one after the other, and neither forgets its own', () => {
  const kept = noDrafts();
  const book = { ...EMPTY_HANDBOOK, settings: [{ key: 'emoji', value: '1' }] };
  put(kept, 'notice', zone('Asia/Amman'), view(3));
  put(kept, 'handbook', book, view(3));
  signing(kept, 'notice', view(3));
  signing(kept, 'handbook', view(3));
  settle(kept, view(4, 1, ['notice', 100]));
  assert.deepEqual([kept.notice.own, kept.handbook.own?.draft], [undefined, book]);
  settle(kept, view(4, 2, ['handbook', 200]));
  assert.equal(kept.handbook.own, undefined);
});

test('a colleague who was quicker is told of, and a draft that is thrown away is gone', () => {
  const kept = noDrafts();
  put(kept, 'notice', zone('Asia/Amman'), view(3));
  signing(kept, 'notice', view(3));
  settle(kept, view(4));
  assert.equal(overtaken(kept, 'notice', 4), true, 'ours was refused');
  drop(kept, 'notice');
  assert.deepEqual([kept.notice.own, kept.notice.gone], [undefined, 1]);
});
