/** An administrator's browser that remembers nothing: a colleague's eyes take the place of its memory. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AdministerAction } from '../../../client_js/src/core/administer_view.ts';
import { nextRoster } from '../../../client_js/src/core/office.ts';
import { DAY, HOUR } from './house.ts';
import { Desk, keptBy } from './served.ts';
import { requestOf, staffed, terms } from './staffed.ts';

test('a3_rollback: with no memory nothing is signed before the list of devices was compared', () => {
  const { house: place } = staffed();
  const desk = new Desk(place).connect();
  const { version, issued } = place.documents.roster?.payload ?? { version: 0, issued: 0 };
  assert.deepEqual([desk.view.compare, desk.view.failure], [{ version, issued }, undefined]);
  desk.do({ do: 'read-request', file: requestOf(place, place.person()) });
  const acts: readonly AdministerAction[] = [
    { do: 'certify', ...terms },
    { do: 'renew', device: desk.key('May'), days: 30 },
    { do: 'revoke', device: desk.key('May') },
    { do: 'renew-roster' },
    { do: 'start-shift', hours: 4 },
  ];
  for (const action of acts) assert.equal(desk.do(action).failure, 'compare-first', action.do);
  assert.equal(desk.machine.toPublish(), undefined);
  assert.equal(desk.machine.takeChanged(), undefined, 'what nobody compared is not remembered');
  assert.deepEqual([desk.do({ do: 'compared' }).compare, desk.view.failure], [undefined, undefined]);
  assert.equal(desk.do({ do: 'start-shift', hours: 4 }).stage, 'working');
  const stored = desk.machine.takeChanged();
  assert.ok(stored !== undefined);
  // Once for each unlocking, and never where something is remembered.
  const again = new Desk(place, stored).connect();
  assert.equal(again.view.compare, undefined);
  assert.equal(again.do({ do: 'start-shift', hours: 4 }).stage, 'working');
});

test('a3_rollback: the version that is shown is the old one, where an old one is served', () => {
  const { house: place } = staffed();
  const old = keptBy(place);
  place.publish(nextRoster(place.given(), place.administrator));
  const desk = new Desk(place);
  desk.kept = old;
  desk.connect();
  const newest = place.documents.roster?.payload.version ?? 0;
  assert.equal(desk.view.compare?.version, newest - 1, 'a colleague says another number');
});

test('nothing can be compared before everything was read', () => {
  const { house: place } = staffed();
  const bare = new Desk(place);
  bare.machine.opened(place.now);
  bare.machine.act({ do: 'compared' }, place.now);
  bare.answer();
  bare.connect();
  assert.ok(bare.view.compare !== undefined, 'said too early, it is asked again');
});

test('after a night without memory, the last roster and shift count once they were compared', () => {
  const { house: place, may } = staffed();
  place.now += 2 * DAY;
  may.keyring.tick(place.now, place.random);
  const desk = new Desk(place).connect();
  assert.ok(desk.view.compare !== undefined);
  assert.deepEqual(desk.aliases, ['Jo', 'May']);
  assert.equal(desk.do({ do: 'start-shift', hours: 12 }).failure, 'compare-first');
  desk.do({ do: 'compared' });
  desk.do({ do: 'start-shift', hours: 12 });
  assert.equal(desk.take().done?.kind, 'shift');
  assert.ok((desk.view.shiftExpires ?? 0) >= place.now + 12 * HOUR);
});
