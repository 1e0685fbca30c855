/** The count at the end of a conversation: open to whoever is asked for it, folded for the others. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { render } from 'preact';
import { jsx } from 'preact/jsx-runtime';
import { TallyForm, type TallyProps } from '../../../../client_js/src/console/help/tally.tsx';
import { EMPTY_HANDBOOK, handbookView } from '../../../../client_js/src/core/handbook_view.ts';
import { FakeNode, fakeDocument } from '../../ui/little_document.ts';
import { holdTimers, settled } from '../../ui/put_off.ts';

Object.assign(globalThis, { document: fakeDocument });
holdTimers();

const labels = [{ language: 'en', label: 'What about' }];
const tally = { key: 'about', where: 'end' as const, labels, choices: [{ key: 'law', labels }] };
const handbook = handbookView({ ...EMPTY_HANDBOOK, tally: [tally] }, { version: 1, issued: 0, expires: 1 });

async function drawn(folded: boolean): Promise<FakeNode> {
  const box = new FakeNode(1, 'main');
  const props: TallyProps = { handbook, talk: 't1', code: 'en', act: () => true, folded };
  render(jsx(TallyForm, props), box as unknown as Element);
  await settled();
  return box;
}

test('whoever is asked to count sees the form at once', async () => {
  const looks = (await drawn(false)).looks();
  assert.match(looks, /tally-form/);
  assert.doesNotMatch(looks, /details/);
});

test('a colleague has it folded, and it is made when it is opened', async () => {
  const box = await drawn(true);
  assert.match(box.looks(), /tally-anyway/);
  assert.match(box.looks(), /Count it here if no colleague does/);
  assert.doesNotMatch(box.looks(), /tally-form/);
  const fold = box.all().find(({ localName }) => localName === 'details');
  assert.ok(fold !== undefined);
  for (const [type, heard] of fold.listeners) {
    for (const one of heard) {
      assert.ok(typeof one === 'function');
      one.call(fold, { type, currentTarget: { open: true } });
    }
  }
  await settled();
  assert.match(box.looks(), /tally-form/);
});
