import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proquint } from '../../../client_js/src/core/proquint.ts';

test('a number is four words, the same ones as in Python', () => {
  // 127.0.0.1 and 63.84.220.193 are the published examples of the alphabet.
  assert.equal(proquint(`7f0000013f54dcc1${'0'.repeat(48)}`), 'lusab babad gutih tugad');
  assert.equal(proquint(`${'f'.repeat(16)}00`), 'zuzuz zuzuz zuzuz zuzuz');
});

test('what comes after the first eight bytes is not told', () => {
  assert.equal(proquint('00'.repeat(32)), proquint(`${'00'.repeat(8)}${'ff'.repeat(24)}`));
});
