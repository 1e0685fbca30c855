import assert from 'node:assert/strict';
import test from 'node:test';
import { moment, precisely } from '../../../client_js/src/console/times.ts';

process.env['TZ'] = 'UTC';
const NOW = Date.UTC(2026, 2, 4, 10, 30) / 1000; // a Wednesday
const HOUR = 3600;
const DAY = 24 * HOUR;
const bare = (text: string): string => text.replace(/[\u2068\u2069]/g, '');

test('within a week people plan by weekday and clock', () => {
  assert.equal(bare(moment(NOW + 3 * HOUR, NOW, 'en')), 'Wednesday 13:30');
  assert.equal(bare(moment(NOW - HOUR, NOW, 'en')), 'Wednesday 09:30');
  assert.equal(bare(moment(NOW + 5 * DAY, NOW, 'en')), 'Monday 10:30');
});

test('beyond it by the date, with the year', () => {
  assert.equal(bare(moment(NOW + 60 * DAY, NOW, 'en')), 'May 3, 2026');
});

test('in Arabic the digits are those of the clock beside it, and nothing moves', () => {
  for (const text of [moment(NOW + HOUR, NOW, 'ar'), moment(NOW + 60 * DAY, NOW, 'ar')]) {
    assert.match(text, /^\u2068.*[0-9].*\u2069$/);
    assert.doesNotMatch(text, /[\u0660-\u0669]/);
    assert.match(text, /[\u0600-\u06ff]/);
  }
});

test('what was done is told to the second', () => {
  assert.equal(bare(precisely(NOW + 7, 'en')), '10:30:07');
});
