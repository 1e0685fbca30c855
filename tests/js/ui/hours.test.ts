import assert from 'node:assert/strict';
import test from 'node:test';
import type { NoticeView } from '../../../client_js/src/core/views.ts';
import { SHARED } from '../../../client_js/src/ui/catalog/languages.ts';
import { hoursLines, openAt, specialDays } from '../../../client_js/src/ui/hours.ts';

const bare = (text: string): string => text.replace(/[\u2068\u2069]/g, '');

function notice(hours: NoticeView['hours'], timezone = 'Europe/Vienna'): NoticeView {
  return {
    organisation: 'Harbor House',
    languages: ['en'],
    text: () => '',
    phones: () => [],
    policy: () => '',
    hours,
    timezone,
    exitAddress: '',
  };
}

const week = [0, 1, 2, 3, 4].map((day) => ({ day, opens: 540, closes: 1020 }));

function said(hours: NoticeView['hours']): readonly string[] {
  return hoursLines(hours, SHARED.en).map(({ days, times }) => bare(`${days}: ${times}`));
}

test('days with the same hours share a line', () => {
  assert.deepEqual(said([...week, { day: 5, opens: 600, closes: 840 }]), [
    'Monday to Friday: 09:00 to 17:00',
    'Saturday: 10:00 to 14:00',
  ]);
});

test('a pause, a free day and the whole week are each said plainly', () => {
  assert.deepEqual(
    said([
      { day: 0, opens: 780, closes: 1080 },
      { day: 0, opens: 540, closes: 720 },
      { day: 2, opens: 540, closes: 720 },
    ]),
    ['Monday: 09:00 to 12:00, 13:00 to 18:00', 'Wednesday: 09:00 to 12:00'],
  );
  const always = [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, opens: 0, closes: 1440 }));
  assert.deepEqual(said(always), ['Every day: all day and night']);
  assert.deepEqual(said([]), []);
});

test('"open now" is asked of the clock in the notice, not of the clock on the wall here', () => {
  const at = (iso: string): number => Date.parse(iso) / 1000;
  // Vienna is two hours ahead of UTC in July, and one in January.
  assert.equal(openAt(notice(week), at('2026-07-06T07:00:00Z')), true);
  assert.equal(openAt(notice(week), at('2026-07-06T06:59:00Z')), false);
  assert.equal(openAt(notice(week), at('2026-01-05T07:30:00Z')), false);
  assert.equal(openAt(notice(week), at('2026-07-06T14:59:00Z')), true);
  assert.equal(openAt(notice(week), at('2026-07-06T15:00:00Z')), false);
  assert.equal(openAt(notice(week), at('2026-07-05T10:00:00Z')), false, 'a Sunday');
  const late = notice([{ day: 0, opens: 1320, closes: 1440 }, { day: 1, opens: 0, closes: 120 }]);
  assert.equal(openAt(late, at('2026-07-06T22:30:00Z')), true, 'past midnight');
});

test('what cannot be known is not claimed', () => {
  assert.equal(openAt(notice([]), 0), undefined);
  assert.equal(openAt(notice(week, 'Nowhere/Land'), 0), undefined);
});

test('special days stand as they are written; a dash says that a day is closed', () => {
  assert.deepEqual(specialDays('2026-12-24 closed; 2026-12-31 09:00-12:00, 14:00-24:00'), [
    { days: '2026-12-24', times: '\u2013' },
    { days: '2026-12-31', times: '09:00-12:00, 14:00-24:00' },
  ]);
  assert.deepEqual(specialDays(''), []);
});
