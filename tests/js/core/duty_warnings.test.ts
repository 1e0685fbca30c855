/** What the console says long before something runs out. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Watched, warnings } from '../../../client_js/src/core/duty_warnings.ts';
import { DAY, HOUR, serve, warned } from '../office_story.ts';
import { NOW } from '../organisation.ts';
import { World } from '../world.ts';

const WELL: Watched = {
  shiftExpires: NOW + 13 * HOUR,
  rosterExpires: NOW + 3 * DAY,
  charterExpires: NOW + 100 * DAY,
  certificateExpires: NOW + 31 * DAY,
  renewed: true,
  disagree: false,
  returning: false,
  undelivered: false,
  waits: false,
};

test('each warning begins exactly when it should, and none is there before', () => {
  assert.deepEqual(warnings(WELL, NOW), []);
  const cases = [
    ['shift-soon', { shiftExpires: NOW + 2 * HOUR - 1 }, { shiftExpires: NOW + 2 * HOUR }],
    [
      'shift-soon',
      { renewed: false, shiftExpires: NOW + 12 * HOUR - 1 },
      { renewed: false, shiftExpires: NOW + 12 * HOUR },
    ],
    ['roster-soon', { rosterExpires: NOW + 2 * DAY - 1 }, { rosterExpires: NOW + 2 * DAY }],
    ['charter-soon', { charterExpires: NOW + 60 * DAY - 1 }, { charterExpires: NOW + 60 * DAY }],
    [
      'certificate-soon',
      { certificateExpires: NOW + 30 * DAY - 1 },
      { certificateExpires: NOW + 30 * DAY },
    ],
    ['documents-disagree', { disagree: true }, { disagree: false }],
    ['waiting-for-shift', { returning: true }, { returning: false }],
    ['numbers-full', { undelivered: true, waits: true }, { undelivered: false }],
    ['numbers-later', { waits: true }, { waits: false }],
  ] as const;
  for (const [what, soon, not] of cases) {
    assert.deepEqual(warnings({ ...WELL, ...soon }, NOW), [what]);
    assert.deepEqual(warnings({ ...WELL, ...not }, NOW), []);
  }
});

test('what is not there at all is a problem, and no warning', () => {
  const none = {
    shiftExpires: undefined,
    rosterExpires: undefined,
    charterExpires: undefined,
    certificateExpires: undefined,
  };
  assert.deepEqual(warnings({ ...WELL, ...none }, NOW), []);
});

test('a counselor is warned early only where no supervisor’s console is heard', () => {
  const alone = new World(['May', 'Sol'], ['Sol']);
  const may = serve(alone, 0);
  alone.pass(11 * HOUR, 900);
  assert.ok(!warned(may, 'shift-soon'), '13 hours left');
  alone.pass(2 * HOUR, 900);
  assert.ok(warned(may, 'shift-soon'), '11 hours left, and nobody renews it');

  const together = new World(['May', 'Sol'], ['Sol']);
  const lucky = serve(together, 0);
  together.duty(1);
  together.pass(13 * HOUR, 600);
  assert.ok(!warned(lucky, 'shift-soon'));
});
