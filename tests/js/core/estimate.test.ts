import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Estimate } from '../../../client_js/src/core/estimate.ts';

const MINUTE = 60;

test('a line that has not moved says nothing about how long it takes', () => {
  const estimate = new Estimate();
  assert.equal(estimate.minutes(3, 0), undefined);
  assert.equal(estimate.minutes(3, 30 * MINUTE), undefined);
});

test('a line that moves says so in steps of five minutes', () => {
  const estimate = new Estimate();
  estimate.minutes(4, 0);
  assert.equal(estimate.minutes(3, 6 * MINUTE), 25); // six minutes each, and four turns
  assert.equal(estimate.minutes(1, 9 * MINUTE), 10);
  assert.equal(estimate.minutes(0, 10 * MINUTE), 5);
});

test('a line that stands again is not promised to be quick', () => {
  const estimate = new Estimate();
  estimate.minutes(2, 0);
  assert.equal(estimate.minutes(1, 5 * MINUTE), 10);
  assert.equal(estimate.minutes(1, 40 * MINUTE), 80);
});

test('who is sent back in the line begins to look anew', () => {
  const estimate = new Estimate();
  estimate.minutes(2, 0);
  estimate.minutes(1, 5 * MINUTE);
  assert.equal(estimate.minutes(3, 6 * MINUTE), undefined);
});
